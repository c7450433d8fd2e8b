//! Through a history, migration by migration, with the schema before and after each.

use super::verify::{Passage, is_known};
use crate::catalog::Catalog;
use crate::code::{Runner, run_inside};
use crate::history::History;
use crate::postgres::PostgresVersion;
use crate::source::{FileId, Sources, Span};
use crate::syntax::statement::Statement;
use crate::syntax::{self, Expanded};

/// Replays a history up to its migration `last` and shows those that are `wanted`, each with its statements.
pub fn walk(
    sources: &Sources,
    history: &History,
    postgres: PostgresVersion,
    last: usize,
    wanted: impl Fn(usize) -> bool,
    mut show: impl FnMut(usize, Passage<'_>, &[Statement]),
) {
    let mut after = Catalog::new();
    let mut is_whole = !history.has_gaps;
    for (index, migration) in history.migrations.iter().enumerate().take(last + 1) {
        let before = wanted(index).then(|| after.clone());
        let file = sources.get(migration.file);
        let statements = syntax::parse(file.text(), &migration.up).statements;
        after.begin_migration(index);
        for statement in &statements {
            after.apply(statement, migration.file);
            let mut routine = Routine { catalog: &mut after, file: migration.file };
            run_inside(&mut routine, file.text(), statement, &statements);
        }
        is_whole &= is_known(&statements, &after);
        if let Some(before) = &before {
            show(index, Passage { before, after: &after, is_whole, postgres }, &statements);
        }
    }
}

/// The code that a statement runs.
struct Routine<'c> {
    catalog: &'c mut Catalog,
    file: FileId,
}

impl<'a> Runner<'a> for Routine<'_> {
    fn catalog(&self) -> &Catalog {
        self.catalog
    }

    fn run(&mut self, statement: &'a Statement) {
        self.catalog.apply(statement, self.file);
    }

    fn run_expanded(&mut self, _: &Expanded, statement: &Statement, place: Span) {
        self.catalog.apply_at(statement, self.file, place);
    }
}
