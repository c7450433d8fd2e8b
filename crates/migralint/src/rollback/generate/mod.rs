//! The inverse of a migration: statements that turn the schema after it into the schema before it, each found by what
//! [`compare`] says is still different.

mod columns;
mod dependents;
mod drops;
mod enums;
mod functions;
mod irreversible;
mod renames;
mod render;
mod tables;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::refusal::Meeting;
use super::style::Style;
use super::verify::Passage;
use crate::catalog::Catalog;
use crate::catalog::compare::{Difference, State, compare};
use crate::effects;
use crate::history::Migration;
use crate::history::splitting::Splitting;
use crate::name::QualifiedName;
use crate::postgres::PostgresVersion;
use crate::replay::knowledge::with_inner;
use crate::reporters::safe;
use crate::source::{FileId, SourceFile};
use crate::syntax::statement::access::rows_written;
use crate::syntax::statement::{ObjectKind, RowChange, Statement, StatementKind};
use crate::syntax::{self};

/// Tables of either kind.
const TABLE: &[ObjectKind] = &[ObjectKind::Table, ObjectKind::ForeignTable];

/// A generated rollback.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The rollback as SQL, with comments where data cannot come back.
    pub sql: String,
    /// What it does not bring back, in words; it says so itself.
    pub missing: Vec<String>,
}

/// Writes the way back of a migration whose statements are `up`.
pub fn generate(
    passage: Passage<'_>,
    up: &[Statement],
    source: &SourceFile,
    migration: &Migration,
    style: Style,
) -> Generated {
    let file = migration.file;
    let mut now = passage.after.clone();
    now.begin_migration(passage.after.current + 1);
    let mut writer = Writer {
        target: passage.before,
        now,
        postgres: passage.postgres,
        is_whole: passage.is_whole,
        file,
        style,
        parts: Vec::new(),
        refused: Vec::new(),
        gains_rows: with_inner(up)
            .flat_map(|statement| rows_written(&statement.kind))
            .filter(|(_, change)| *change == RowChange::Insert)
            .map(|(table, _)| passage.after.resolve_relation(table))
            .collect(),
    };
    writer.undo_renames(up, file);
    writer.disown_sequences();
    writer.detach_partitions();
    writer.drop_what_hangs_on();
    writer.drop_columns_and_tables();
    writer.rename_back();
    writer.drop_keys_and_indexes();
    writer.make_types();
    writer.make_functions(true);
    writer.make_tables();
    writer.make_columns();
    writer.drop_keys_and_indexes();
    writer.make_keys_and_indexes();
    writer.make_functions(false);
    writer.make_views();
    writer.make_what_hangs_on();
    writer.drop_rest();
    writer.comments();
    let mut missing: Vec<String> = compare(passage.before, &writer.now)
        .into_iter()
        .map(|difference| difference.words())
        .collect();
    missing.append(&mut writer.refused);
    missing.extend(irreversible::went_along(passage.before, &writer.now));
    missing.extend(irreversible::not_undone(up, source, passage.before, passage.after));
    let sql = assemble(&migration.id, &writer.parts, &missing, &data_notes(up, source));
    Generated { sql, missing }
}

/// Writes statements, and replays each on the schema that they meet.
pub(super) struct Writer<'a> {
    /// The schema that is wanted.
    target: &'a Catalog,
    /// The schema after all that was written.
    now: Catalog,
    postgres: PostgresVersion,
    /// Whether all that the history did is known.
    is_whole: bool,
    file: FileId,
    style: Style,
    parts: Vec<String>,
    /// Statements that PostgreSQL would refuse, and why.
    refused: Vec<String>,
    /// Tables into which the migration inserts rows.
    gains_rows: BTreeSet<QualifiedName>,
}

impl Writer<'_> {
    /// Writes statements, which end without semicolon, under what Prisma calls such a step.
    fn run(&mut self, heading: &str, sql: &str) {
        self.noted(heading, "", sql);
    }

    /// Writes a statement with a comment before it.
    fn noted(&mut self, heading: &str, note: &str, sql: &str) {
        let source = SourceFile::new("rollback.sql", sql);
        for statement in &syntax::parse(source.text(), &[source.whole()]).statements {
            if let StatementKind::Unreadable(error) = &statement.kind {
                self.refused.push(format!("`{sql}` cannot be read: {}", error.message));
            }
            let effects = effects::of(statement, &self.now, self.postgres);
            let meeting = Meeting { catalog: &self.now, is_whole: self.is_whole };
            let refusal = effects.fails.or_else(|| meeting.refusal(statement));
            if let Some((_, why)) = refusal {
                self.refused.push(why);
            }
            self.now.apply(statement, self.file);
        }
        let mut part = String::new();
        if self.style.headings {
            let _ = writeln!(part, "-- {heading}");
        }
        for line in note.lines() {
            let _ = writeln!(part, "-- {line}");
        }
        if let Splitting::LineEnds { begin, end } = self.style.splitting
            && sql.contains(';')
        {
            let _ = writeln!(part, "{begin}\n{sql};\n{end}");
        } else {
            let _ = writeln!(part, "{sql};");
        }
        self.parts.push(part);
    }

    /// What is still different, of these kinds and in this state.
    fn still(&self, kinds: &[ObjectKind], state: State) -> Vec<Difference> {
        let mut all = compare(self.target, &self.now);
        all.retain(|one| one.change.state() == state && kinds.contains(&one.kind));
        all
    }

    fn name(&self, name: &QualifiedName) -> String {
        self.style.name(name)
    }

    /// A definition that begins with a name, under its present name.
    fn in_schema(&self, name: &QualifiedName, definition: &str) -> String {
        let rest = crate::syntax::behind_name(definition);
        format!("{}{rest}", self.name(name))
    }

    fn alter(&mut self, table: &QualifiedName, action: &str) {
        let sql = format!("ALTER TABLE {} {action}", self.name(table));
        self.run("AlterTable", &sql);
    }
}

/// What the migration does to rows, which no rollback of the schema undoes.
fn data_notes(up: &[Statement], source: &SourceFile) -> Vec<String> {
    up.iter()
        .filter_map(|statement| {
            let (_, change) = rows_written(&statement.kind).next()?;
            let words = match change {
                RowChange::Insert => "the rows that it inserts stay",
                RowChange::Update | RowChange::Merge => "the values that it overwrites are gone",
                RowChange::Delete | RowChange::Truncate => {
                    "the rows that it removes are gone; restore them from a backup"
                }
            };
            let line = source.line_of(statement.span.start);
            Some(format!("line {line} of the migration changes rows: {words}"))
        })
        .collect()
}

fn assemble(id: &str, parts: &[String], missing: &[String], notes: &[String]) -> String {
    let mut sql = format!("-- Rollback of {}\n", safe::line(id));
    for note in notes {
        let _ = writeln!(sql, "-- {}", one_line(note));
    }
    for words in missing {
        let _ = writeln!(sql, "-- TODO: {}", one_line(words));
    }
    for part in parts {
        sql.push('\n');
        sql.push_str(part);
    }
    sql
}

fn one_line(text: &str) -> String {
    safe::line(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}
