//! golang-migrate: `<number>_<title>.up.sql`, the way back in `.down.sql` beside it.

use super::folder::{Folder, SqlFile, join};
use super::order::{by_number, numbered};
use super::{Layout, Options, history, is_foreign_file, migration, rollback};
use crate::history::profile::{Record, RunnerProfile, TransactionMode};
use crate::history::{History, Migration, RollbackPlace};

pub(super) static LAYOUT: Layout = Layout::new("golang-migrate", recognises, read);

fn recognises(folder: &Folder<'_>) -> bool {
    !pairs(folder, TransactionMode::Batch).is_empty()
}

fn read(folder: &Folder<'_>, _: &Options<'_>) -> History {
    let profile = RunnerProfile {
        tool: "golang-migrate",
        version: None,
        default: TransactionMode::Batch,
        summary: "golang-migrate sends a migration as one query, so several statements are one transaction"
            .to_owned(),
        opt_out: Some("put the statement alone into a migration of its own"),
        checksums: false,
        record: Record::LastVersion,
    };
    history(folder, profile, pairs(folder, TransactionMode::Batch))
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
        rollback: folder.file(&down).as_ref().map(rollback),
        rollback_place: Some(RollbackPlace::File(join(folder.path, &down))),
        ..migration(up, id, mode)
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
    use super::super::testing::{TestTree, id_and_mode};
    use super::*;

    #[test]
    fn pairs_are_ordered_by_number() {
        let found = TestTree::new()
            .file("db/10_b.up.sql", "SELECT 1;")
            .file("db/9_a.up.sql", "SELECT 1;")
            .file("db/9_a.down.sql", "SELECT 1;")
            .file("db/11_c.sqlite.up.sql", "SELECT 1;")
            .file("go.mod", "module x\n")
            .find();
        let [history] = found.histories.as_slice() else { panic!("{found:?}") };
        assert_eq!(history.profile.tool, "golang-migrate");
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
