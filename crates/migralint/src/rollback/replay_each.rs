//! Through a history, migration by migration, with the schema before and after each.

use super::verify::Passage;
use crate::history::History;
use crate::postgres::PostgresVersion;
use crate::replay::Replay;
use crate::source::Sources;
use crate::syntax;
use crate::syntax::statement::Statement;

/// Replays a history up to its migration `last` and shows those that are `wanted`, each with its statements.
pub fn replay_each(
    sources: &Sources,
    history: &History,
    postgres: PostgresVersion,
    last: usize,
    wanted: impl Fn(usize) -> bool,
    mut show: impl FnMut(usize, Passage<'_>, &[Statement]),
) {
    let mut replay = Replay::new(history, postgres);
    for (index, migration) in history.migrations.iter().enumerate().take(last + 1) {
        let file = sources.get(migration.file);
        let statements = syntax::parse(file.text(), &migration.up).statements;
        replay.begin(index, statements.len());
        let before = wanted(index).then(|| replay.catalog().clone());
        replay.run((migration.file, file), &statements, |_| {});
        if let Some(before) = &before {
            let (after, is_whole) = (replay.catalog(), replay.is_whole());
            show(index, Passage { before, after, is_whole, postgres }, &statements);
        }
    }
}
