//! Hasura: `migrations/<database>/<milliseconds>_<name>/up.sql`, the way back in `down.sql` beside it.

use super::folder::Folder;
use super::order::{by_number, numbered};
use super::{Layout, Options, history, migration, rollback};
use crate::history::profile::{Record, RunnerProfile, TransactionMode};
use crate::history::{History, RollbackPlace};

pub(super) static LAYOUT: Layout = Layout::new("hasura", recognises, read);

fn recognises(folder: &Folder<'_>) -> bool {
    folder.any_config_above_says("config.yaml", "metadata_directory")
        && folder
            .folders()
            .any(|own| own.file("up.sql").is_some() && numbered(own.name(), "_").is_some())
}

fn read(folder: &Folder<'_>, _: &Options<'_>) -> History {
    let mut migrations: Vec<_> = folder
        .folders()
        .filter(|own| numbered(own.name(), "_").is_some())
        .filter_map(|own| {
            let mut migration = migration(&own.file("up.sql")?, own.name(), TransactionMode::File);
            migration.rollback = own.file("down.sql").as_ref().map(rollback);
            migration.rollback_place = Some(RollbackPlace::File(format!("{}/down.sql", own.path)));
            Some(migration)
        })
        .collect();
    by_number(&mut migrations);
    let profile = RunnerProfile {
        tool: "Hasura",
        version: None,
        default: TransactionMode::File,
        summary: "Hasura runs each migration in a transaction".to_owned(),
        opt_out: None,
        checksums: false,
        record: Record::Version,
    };
    history(folder, profile, migrations)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{TestTree, id_and_mode};
    use super::*;

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
        assert_eq!(first.profile.tool, "Hasura");
        assert_eq!(id_and_mode(first), [("1700000000000_a", TransactionMode::File)]);
        assert!(first.migrations[0].rollback.is_some());
    }
}
