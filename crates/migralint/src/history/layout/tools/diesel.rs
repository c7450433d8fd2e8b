//! Diesel: `<version>_<name>/up.sql`, the rollback in `down.sql` beside it.

use crate::history::layout::definition::{Layout, Rollbacks};
use crate::history::layout::folder::Folder;
use crate::history::layout::naming::{Naming, Order};
use crate::history::migration::{Migration, RollbackPlace};
use crate::history::profile::{RunnerProfile, TransactionMode};
use crate::history::splitting::Splitting;

pub(super) static LAYOUT: Layout = Layout {
    configs: &["metadata.toml"],
    directives: &["your sql goes here"],
    opt_out: Some(
        "put the statement alone into a migration whose metadata.toml says `run_in_transaction = false`",
    ),
    rollbacks: Rollbacks::File,
    naming: Naming { order: Order::Characters, ..Naming::FOLDERS },
    ..Layout::new(("diesel", "Diesel"), profile, recognizes, read)
};

fn profile(_: &Folder<'_>, _: Option<&str>) -> RunnerProfile {
    RunnerProfile::new(
        TransactionMode::File,
        Splitting::Whole,
        "Diesel runs each migration in a transaction",
    )
}

fn recognizes(folder: &Folder<'_>) -> bool {
    folder.folders().any(|folder| folder.file("up.sql").is_some())
}

fn read(folder: &Folder<'_>, _: &RunnerProfile) -> Vec<Migration> {
    let migrations = folder.folders().filter_map(|own| {
        let file = own.file("up.sql")?;
        let mode = if is_without_transaction(&own) {
            TransactionMode::Batch
        } else {
            TransactionMode::File
        };
        let mut migration = file.migration(own.name(), mode);
        migration.rollback = own.file("down.sql").map(|file| file.rollback());
        migration.rollback_place = Some(RollbackPlace::File(format!("{}/down.sql", own.path)));
        migration.documented = own.has_note();
        Some(migration)
    });
    let mut migrations: Vec<_> = migrations.collect();
    // Diesel leaves `-` out of versions when it orders them.
    migrations.sort_by_cached_key(|migration| version(&migration.id));
    migrations
}

fn version(id: &str) -> String {
    id.split('_').next().unwrap_or_default().replace('-', "")
}

/// Whether `metadata.toml` turns the transaction off: the file is then sent as one simple query.
fn is_without_transaction(own: &Folder<'_>) -> bool {
    own.config("metadata.toml").is_some_and(|text| {
        text.lines().any(|line| {
            let line = line.split('#').next().unwrap_or_default();
            line.split_once('=').is_some_and(|(key, value)| {
                key.trim() == "run_in_transaction" && value.trim() == "false"
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::layout::testing::{TestTree, id_and_mode};

    #[test]
    fn folders_hold_migration_and_rollback() {
        let found = TestTree::new()
            .file("migrations/2020-01-01-000000_b/up.sql", "SELECT 1;")
            .file("migrations/2020-01-01-000000_b/down.sql", "SELECT 1;")
            .file("migrations/20191231235959_a/up.sql", "SELECT 1;")
            .file("migrations/20191231235959_a/metadata.toml", "run_in_transaction = false # why\n")
            .find();
        let [history] = found.histories.as_slice() else { panic!("{found:?}") };
        assert_eq!(
            id_and_mode(history),
            [
                ("20191231235959_a", TransactionMode::Batch),
                ("2020-01-01-000000_b", TransactionMode::File)
            ]
        );
        assert!(history.migrations[0].rollback.is_none());
        assert!(history.migrations[1].rollback.is_some());
        assert_eq!(history.migrations[1].name, "b");
    }
}
