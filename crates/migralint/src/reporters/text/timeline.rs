//! The time line of locks of one migration: a row for each table, a cell for each statement.

use std::collections::BTreeSet;

use crate::effects::LockMode;
use crate::name::QualifiedName;
use crate::outcome::StatementOutcome;
use crate::reporters::safe;
use crate::source::Sources;

/// What the cells mean.
pub(in crate::reporters) const LEGEND: &str = "each column is a statement; # nobody else reads or writes, = nobody else writes, - schema changes wait; R rewrites a table, S reads one whole";

/// The most cells of a row: where there are more statements, one cell stands for several.
const CELLS: usize = 60;

/// The lines of the time line; none when no lock is held longer than the statement that takes it.
pub(in crate::reporters) fn timeline(
    sources: &Sources,
    statements: &[&StatementOutcome],
) -> Vec<String> {
    let (Some(first), Some(last)) = (statements.first(), statements.last()) else {
        return Vec::new();
    };
    let held = |statement: &&StatementOutcome, table: &QualifiedName| {
        statement.transaction.and_then(|_| statement.held.get(table)).map(|held| held.mode)
    };
    let taken = |statement: &&StatementOutcome, table: &QualifiedName| {
        statement.effects.locks.get(table).copied()
    };
    let counts = |mode: Option<LockMode>| mode >= Some(LockMode::ShareUpdateExclusive);
    let tables = statements.iter().flat_map(|one| one.held.keys().chain(one.effects.locks.keys()));
    let tables: BTreeSet<&QualifiedName> = tables.collect();
    if !tables.iter().any(|table| statements.iter().any(|one| counts(held(one, table)))) {
        return Vec::new();
    }
    let row = |table: &&QualifiedName| -> Vec<Option<LockMode>> {
        statements.iter().map(|one| held(one, table).max(taken(one, table))).collect()
    };
    let rows = tables.iter().map(|table| (safe::line(&table.to_string()), row(table)));
    let rows = rows.filter(|(_, row)| row.iter().any(|mode| counts(*mode)));
    let rows: Vec<(String, Vec<Option<LockMode>>)> = rows.collect();
    let works: Vec<Work> = statements.iter().map(|one| Work::of(one)).collect();
    let line = |one: &StatementOutcome| sources.get(one.file).line_of(one.span.start);
    let lines_shown = format!("lines {} to {}", line(first), line(last));
    let width = rows
        .iter()
        .map(|(name, _)| name)
        .chain([&lines_shown])
        .map(|name| name.chars().count())
        .max()
        .unwrap_or(0);
    let text = |name: &str, cells: String| format!("{name:<width$}  {cells}").trim_end().to_owned();
    let mut lines = vec![text(&lines_shown, shrink(&works, Work::cell))];
    for (name, row) in &rows {
        lines.push(text(name, shrink(row, |mode| mode.map_or(' ', cell))));
    }
    lines
}

/// One character for each group of statements: that of the gravest.
fn shrink<T: Copy + Ord>(row: &[T], cell: impl Fn(T) -> char) -> String {
    let group = row.len().div_ceil(CELLS).max(1);
    row.chunks(group).filter_map(|chunk| chunk.iter().max()).map(|gravest| cell(*gravest)).collect()
}

fn cell(mode: LockMode) -> char {
    if mode.blocks_reads() {
        '#'
    } else if mode.blocks_writes() {
        '='
    } else {
        '-'
    }
}

/// What takes long in a statement, the gravest last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Work {
    None,
    Scan,
    Rewrite,
}

impl Work {
    fn of(statement: &StatementOutcome) -> Self {
        match &statement.effects {
            effects if !effects.rewrites.is_empty() => Self::Rewrite,
            effects if !effects.scans.is_empty() => Self::Scan,
            _ => Self::None,
        }
    }

    fn cell(self) -> char {
        match self {
            Self::None => '.',
            Self::Scan => 'S',
            Self::Rewrite => 'R',
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::profile::TransactionMode;
    use crate::page::{Block, blocks};

    /// The time line of the last migration of a history.
    fn check(history: &str, expected: &[&str]) {
        let page = format!("```sql bad\n{history}\n```\n");
        let blocks: Vec<Block<'_>> = blocks(&page);
        let mut sources = Sources::default();
        let mut history = blocks[0].history(&mut sources).unwrap();
        if page.contains("-- alone") {
            for migration in &mut history.migrations {
                migration.transaction = TransactionMode::Statement;
            }
        }
        let histories = [history];
        let outcome = crate::check(
            &sources,
            &histories,
            &blocks[0].settings().unwrap(),
            &crate::suppression::baseline::Baseline::default(),
        );
        let statements: Vec<_> = outcome.histories[0].statements.iter().collect();
        assert_eq!(timeline(&sources, &statements), expected);
    }

    const TABLES: &str = "-- migration: 1_tables\nCREATE TABLE t (id int); CREATE TABLE longer (id int);\n-- migration: 2\n";

    #[test]
    fn locks_are_held_to_the_end_of_the_transaction() {
        let sql = "ALTER TABLE t ADD b int;\nCREATE INDEX ON longer (id);\nALTER TABLE t ALTER id TYPE bigint;";
        let lines = ["lines 1 to 3   .SR", "public.longer   ==", "public.t       ###"];
        check(&format!("{TABLES}{sql}"), &lines);
    }

    #[test]
    fn a_stronger_lock_takes_the_place_of_a_weaker_one() {
        let sql = "ALTER TABLE t VALIDATE CONSTRAINT c;\nCREATE INDEX ON t (id);\nDROP TABLE t;";
        check(&format!("{TABLES}{sql}"), &["lines 1 to 3  SS.", "public.t      -=#"]);
    }

    #[test]
    fn statements_that_commit_hold_nothing() {
        let sql = "-- alone\nALTER TABLE t ADD b int;\nALTER TABLE t ADD c int;";
        check(&format!("{TABLES}{sql}"), &[]);
    }

    #[test]
    fn many_statements_share_cells() {
        let sql =
            "ALTER TABLE t ADD IF NOT EXISTS id int;\n".repeat(CELLS) + "CREATE INDEX ON t (id);";
        let lines = [
            format!("lines 1 to 61  {}S", ".".repeat(30)),
            format!("public.t       {}", "#".repeat(31)),
        ];
        check(&format!("{TABLES}{sql}"), &[lines[0].as_str(), lines[1].as_str()]);
    }
}
