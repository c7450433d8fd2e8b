//! What every statement does, as a table that is read at a glance.

use std::fmt::Write as _;

use super::style::{BOLD, Style, push_hanging, wrap};
use super::timeline::{LEGEND, timeline};
use crate::effects::{Cause, Effects, LockMode};
use crate::name::QualifiedName;
use crate::outcome::{HistoryOutcome, Outcome, StatementOutcome};
use crate::reporters::json::object;
use crate::reporters::safe;
use crate::source::Sources;

/// Appends what every statement does: its locks, whom they block, and what it rewrites, reads whole and loses.
pub fn effects(outcome: &Outcome<'_>, style: Style, out: &mut String) {
    let style = style.legible();
    let mut text = String::new();
    let mut has_timeline = false;
    for history in &outcome.histories {
        for statements in history.statements.chunk_by(|a, b| a.file == b.file) {
            has_timeline |= migration(outcome.sources, history, statements, style, &mut text);
        }
    }
    if has_timeline {
        push_hanging(
            &mut text,
            0,
            ("time line: ", "  "),
            &wrap(LEGEND, style.width.saturating_sub(2), 0),
        );
    }
    out.push_str(&safe::without_commands(&text));
}

/// A row: line, command, lock, table, what waits.
pub(in crate::reporters) type Row = [String; 5];

/// What stands over the rows.
pub(in crate::reporters) const HEAD: [&str; 5] = ["line", "statement", "lock", "on", "blocks"];

/// One migration; whether it has a time line.
fn migration(
    sources: &Sources,
    history: &HistoryOutcome<'_>,
    statements: &[StatementOutcome],
    style: Style,
    out: &mut String,
) -> bool {
    let Some(first) = statements.first() else { return false };
    let path = safe::line(sources.get(first.file).path());
    let migration = history.history.migrations.get(first.migration);
    let role =
        if migration.is_some_and(crate::history::Migration::is_new) { "" } else { " (replayed)" };
    let _ = writeln!(out, "{}{role}\n", style.paint(BOLD, &path));

    let rows: Vec<(Vec<Row>, Vec<String>)> =
        statements.iter().map(|one| (rows(sources, one), facts(sources, one))).collect();
    let mut widths = HEAD.map(str::len);
    for row in rows.iter().flat_map(|(rows, _)| rows) {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    push_row(out, &HEAD.map(str::to_owned), widths);
    let indent = 2 + widths[0] + 2 + widths[1] + 2;
    for (rows, facts) in &rows {
        for row in rows {
            push_row(out, row, widths);
        }
        for fact in facts {
            let text = wrap(fact, style.width.saturating_sub(indent + 2).max(30), 0);
            push_hanging(out, indent, ("", "  "), &text);
        }
    }
    let timeline = timeline(sources, &statements.iter().collect::<Vec<_>>());
    if !timeline.is_empty() {
        out.push_str("\n  held until the transaction ends\n");
    }
    for line in &timeline {
        let _ = writeln!(out, "  {line}");
    }
    out.push('\n');
    !timeline.is_empty()
}

fn push_row(out: &mut String, row: &Row, [line, command, lock, on, _]: [usize; 5]) {
    let text = format!(
        "  {:>line$}  {:<command$}  {:<lock$}  {:<on$}  {}",
        row[0], row[1], row[2], row[3], row[4]
    );
    out.push_str(text.trim_end());
    out.push('\n');
}

/// A row for each lock, the strongest first; one row when there is none.
pub(in crate::reporters) fn rows(sources: &Sources, statement: &StatementOutcome) -> Vec<Row> {
    let line = sources.get(statement.file).line_of(statement.span.start).to_string();
    let mut head = [line, safe::line(&statement.command)].into_iter();
    let mut locks: Vec<(&QualifiedName, LockMode)> =
        statement.effects.locks.iter().map(|(table, mode)| (table, *mode)).collect();
    locks.sort_by_key(|(_, mode)| std::cmp::Reverse(*mode));
    let mut row = |lock: String, on: String, blocks: &str| {
        [
            head.next().unwrap_or_default(),
            head.next().unwrap_or_default(),
            lock,
            on,
            blocks.to_owned(),
        ]
    };
    if locks.is_empty() {
        return vec![row("none".to_owned(), String::new(), "")];
    }
    locks
        .into_iter()
        .map(|(table, mode)| row(mode.to_string(), safe::line(&table.to_string()), mode.blocks()))
        .collect()
}

/// All but the locks, a sentence each.
pub(in crate::reporters) fn facts(sources: &Sources, statement: &StatementOutcome) -> Vec<String> {
    let effects = &statement.effects;
    let mut facts = facts_of(effects);
    if let Some(span) = statement.stopped_by
        && (effects.fails.is_some() || effects.fails_if_rows.is_some())
    {
        let line = sources.get(statement.file).line_of(span.start);
        facts.push(format!("is not reached when line {line} fails before it"));
    }
    facts
}

/// What a statement does by itself.
pub(in crate::reporters) fn facts_of(effects: &Effects) -> Vec<String> {
    let mut facts = Vec::new();
    if effects.nothing_to_do {
        facts.push("does nothing".to_owned());
    }
    for work in &effects.rewrites {
        facts.push(format!("rewrites {}: {}", work.table, why(&work.cause)));
    }
    for work in &effects.scans {
        facts.push(format!("reads all of {}: {}", work.table, why(&work.cause)));
    }
    for lost in &effects.drops {
        let implied = if lost.implied { ", because something else does" } else { "" };
        facts.push(format!(
            "drops {}{implied}",
            object(lost.kind, &lost.name, lost.part.as_deref())
        ));
    }
    for renamed in &effects.renames {
        let what = object(renamed.kind, &renamed.name, renamed.part.as_deref());
        facts.push(format!("renames {what} to {}", renamed.to));
    }
    for retyped in &effects.retypes {
        let from = retyped.from.as_deref().map(|from| format!(" from {from}")).unwrap_or_default();
        facts.push(format!(
            "changes the type of column {}.{}{from} to {}",
            retyped.table, retyped.column, retyped.to
        ));
    }
    if let Some((_, why)) = &effects.fails_if_rows {
        facts.push(format!("fails when rows are there: {why}"));
    }
    if let Some((_, why)) = &effects.fails {
        facts.push(format!("always fails: {why}"));
    }
    if effects.needs_no_transaction {
        facts.push("cannot run in a transaction block".to_owned());
    }
    facts.iter().map(|fact| safe::line(fact)).collect()
}

fn why(cause: &Cause) -> String {
    let of = |what: &str, name: &str| {
        if name.is_empty() { what.to_owned() } else { format!("{what} {name}") }
    };
    match cause {
        Cause::TypeChange { column } => format!("the type of column {column} changes"),
        Cause::VolatileDefault { column } => {
            format!("the default of column {column} is computed for every row")
        }
        Cause::Serial { column } | Cause::Identity { column } => {
            format!("column {column} numbers every row")
        }
        Cause::Generated { column } => format!("column {column} is computed for every row"),
        Cause::ConstrainedDomain { column } => {
            format!("the type of column {column} is a domain with constraints")
        }
        Cause::Persistence => "it becomes logged or unlogged".to_owned(),
        Cause::AccessMethod => "its access method changes".to_owned(),
        Cause::Tablespace => "it moves to another tablespace".to_owned(),
        Cause::Cluster => "CLUSTER".to_owned(),
        Cause::VacuumFull => "VACUUM FULL".to_owned(),
        Cause::Refresh => "REFRESH MATERIALIZED VIEW".to_owned(),
        Cause::Truncate => "TRUNCATE gives it a new file".to_owned(),
        Cause::IndexBuild { index, concurrently } => {
            let how = if *concurrently { ", while writes go on" } else { "" };
            format!("builds {}{how}", of("index", index))
        }
        Cause::ConstraintIndex { constraint } => {
            format!("builds the index of {}", of("constraint", constraint))
        }
        Cause::IndexRebuild { column } => format!("builds the indexes on column {column} anew"),
        Cause::Reindex { concurrently } => {
            let how = if *concurrently { ", while writes go on" } else { "" };
            format!("builds its indexes anew{how}")
        }
        Cause::NotNull { column } => format!("looks for nulls in column {column}"),
        Cause::Check { constraint } => {
            format!("holds every row against {}", of("check", constraint))
        }
        Cause::ForeignKey { constraint } => {
            format!("holds every row against {}", of("foreign key", constraint))
        }
        Cause::Domain { domain } => format!("holds every row against domain {domain}"),
        Cause::PartitionBounds => "holds every row against the bounds of a partition".to_owned(),
        Cause::Query => "a query reads it".to_owned(),
    }
}
