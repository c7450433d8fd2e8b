//! Hasura: `migrations/<database>/<milliseconds>_<name>/up.sql`, the rollback in `down.sql` beside it.

use crate::history::layout::definition::{Layout, Rollbacks};
use crate::history::layout::folder::Folder;
use crate::history::layout::naming::Naming;
use crate::history::layout::order::{by_number, numbered};
use crate::history::migration::{Migration, RollbackPlace};
use crate::history::profile::{RunnerProfile, TransactionMode};
use crate::history::splitting::Splitting;

pub(super) static LAYOUT: Layout = Layout {
    configs: &["config.yaml"],
    rollbacks: Rollbacks::File,
    naming: Naming::FOLDERS,
    ..Layout::new(("hasura", "Hasura"), profile, recognizes, read)
};

fn profile(_: &Folder<'_>, _: Option<&str>) -> RunnerProfile {
    RunnerProfile::new(
        TransactionMode::File,
        Splitting::Whole,
        "Hasura runs each migration in a transaction",
    )
}

fn recognizes(folder: &Folder<'_>) -> bool {
    folder.any_config_above_says("config.yaml", "metadata_directory")
        && folder
            .folders()
            .any(|own| own.file("up.sql").is_some() && numbered(own.name(), "_").is_some())
}

fn read(folder: &Folder<'_>, _: &RunnerProfile) -> Vec<Migration> {
    let mut migrations: Vec<_> = folder
        .folders()
        .filter(|own| numbered(own.name(), "_").is_some())
        .filter_map(|own| {
            let mut migration = own.file("up.sql")?.migration(own.name(), TransactionMode::File);
            migration.rollback = own.file("down.sql").map(|file| file.rollback());
            migration.rollback_place = Some(RollbackPlace::File(format!("{}/down.sql", own.path)));
            Some(migration)
        })
        .collect();
    by_number(&mut migrations);
    migrations
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::layout::testing::{TestTree, id_and_mode};

    #[test]
    fn each_database_is_a_history() {
        let found = TestTree::new()
            .file("migrations/default/1700000000000_a/up.sql", "SELECT 1;")
            .file("migrations/default/1700000000000_a/down.sql", "SELECT 1;")
            .file("migrations/second/1700000000001_b/up.sql", "SELECT 1;")
            .file("config.yaml", "version: 3\nmetadata_directory: metadata\n")
            .find();
        let roots: Vec<_> = found.histories.iter().map(|history| history.root.as_str()).collect();
        assert_eq!(roots, ["migrations/default", "migrations/second"]);
        let first = &found.histories[0];
        assert_eq!(first.layout.tool, "Hasura");
        assert_eq!(id_and_mode(first), [("1700000000000_a", TransactionMode::File)]);
        assert!(first.migrations[0].rollback.is_some());
    }
}
