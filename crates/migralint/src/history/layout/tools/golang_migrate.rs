//! golang-migrate: `<number>_<title>.up.sql`, the rollback in `.down.sql` beside it.

use crate::history::layout::definition::{Layout, Rollbacks};
use crate::history::layout::folder::{Folder, SqlFile, join};
use crate::history::layout::naming::Naming;
use crate::history::layout::order::{by_number, numbered};
use crate::history::layout::other_database::is_foreign_file;
use crate::history::migration::{Migration, RollbackPlace};
use crate::history::profile::{Record, RunnerProfile, TransactionMode};
use crate::history::splitting::Splitting;

pub(super) static LAYOUT: Layout = Layout {
    record: Record::LastVersion,
    opt_out: Some("put the statement alone into a migration of its own"),
    rollbacks: Rollbacks::File,
    naming: Naming::PAIRS,
    ..Layout::new(("golang-migrate", "golang-migrate"), profile, recognizes, read)
};

// With `x-multi-statement=true` in the connection string it cuts at semicolons. No file tells.
fn profile(_: &Folder<'_>, _: Option<&str>) -> RunnerProfile {
    RunnerProfile::new(
        TransactionMode::Batch,
        Splitting::Whole,
        "golang-migrate sends a migration as one query, so several statements are one transaction",
    )
}

fn recognizes(folder: &Folder<'_>) -> bool {
    !pairs(folder, TransactionMode::Batch).is_empty()
}

fn read(folder: &Folder<'_>, _: &RunnerProfile) -> Vec<Migration> {
    pairs(folder, TransactionMode::Batch)
}

/// The migration of `<id>.up.sql`.
pub(super) fn pair(
    folder: &Folder<'_>,
    up: &SqlFile<'_>,
    id: &str,
    mode: TransactionMode,
) -> Migration {
    let down = format!("{id}.down.sql");
    Migration {
        rollback: folder.file(&down).map(|file| file.rollback()),
        rollback_place: Some(RollbackPlace::File(join(folder.path, &down))),
        ..up.migration(id, mode)
    }
}

/// The migrations in `<number>_<title>.up.sql` files, in order of their numbers.
pub(super) fn pairs(folder: &Folder<'_>, mode: TransactionMode) -> Vec<Migration> {
    let mut found: Vec<Migration> = folder
        .files()
        .iter()
        .filter(|file| !is_foreign_file(file.name))
        .filter_map(|file| {
            let id = file.stem().strip_suffix(".up")?;
            numbered(id, "_")?;
            Some(pair(folder, file, id, mode))
        })
        .collect();
    by_number(&mut found);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::layout::testing::{TestTree, id_and_mode};

    #[test]
    fn pairs_are_ordered_by_number() {
        let found = TestTree::new()
            .file("db/10_b.up.sql", "SELECT 1;")
            .file("db/9_a.up.sql", "SELECT 1;")
            .file("db/9_a.down.sql", "SELECT 1;")
            .file("db/11_c.sqlite.up.sql", "SELECT 1;")
            .find();
        let [history] = found.histories.as_slice() else { panic!("{found:?}") };
        assert_eq!(history.layout.tool, "golang-migrate");
        assert_eq!(
            id_and_mode(history),
            [("9_a", TransactionMode::Batch), ("10_b", TransactionMode::Batch)]
        );
        assert!(history.migrations[0].rollback.is_some());
        assert_eq!(
            history.migrations[1].rollback_place,
            Some(RollbackPlace::File("db/10_b.down.sql".to_owned()))
        );
    }
}
