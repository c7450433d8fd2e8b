//! Through a history, migration by migration, with the schema before and after each.

use super::verify::{Passage, is_known};
use crate::catalog::Catalog;
use crate::history::History;
use crate::postgres::PostgresVersion;
use crate::replay::executed_by;
use crate::source::Sources;
use crate::syntax;
use crate::syntax::statement::Statement;

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
            for nested in executed_by(statement, &statements, &after) {
                after.apply(nested, migration.file);
            }
        }
        is_whole &= is_known(&statements, &after);
        if let Some(before) = &before {
            show(index, Passage { before, after: &after, is_whole, postgres }, &statements);
        }
    }
}
