//! SQLx: `<number>_<title>.sql`, or `.up.sql` with its rollback in `.down.sql`.

use super::golang_migrate::pairs;
use crate::history::layout::definition::{Advice, Layout, MisplacedOptOut, Rollbacks};
use crate::history::layout::folder::Folder;
use crate::history::layout::naming::Naming;
use crate::history::layout::order::{by_number, numbered};
use crate::history::layout::other_database::is_foreign_file;
use crate::history::migration::Migration;
use crate::history::profile::{RunnerProfile, TransactionMode};
use crate::history::splitting::Splitting;

pub(super) static LAYOUT: Layout = Layout {
    configs: &["Cargo.toml", "sqlx.toml"],
    checksums: true,
    opt_out: Some(
        "put the statement alone into a migration whose first line is `-- no-transaction`",
    ),
    misplaced_opt_out: Some(MisplacedOptOut {
        is: |words| words == ["no-transaction"],
        place: "only as the very first words of the file",
    }),
    rollbacks: Rollbacks::File,
    advice: Advice {
        after_deletion: "; databases that have run what is missing are refused",
        ..Advice::NONE
    },
    naming: Naming::PAIRS,
    ..Layout::new(("sqlx", "SQLx"), profile, recognizes, read)
};

fn profile(_: &Folder<'_>, _: Option<&str>) -> RunnerProfile {
    RunnerProfile::new(
        TransactionMode::File,
        Splitting::Whole,
        "SQLx runs each migration in a transaction",
    )
}

fn recognizes(folder: &Folder<'_>) -> bool {
    folder.any_config_above_says("Cargo.toml", "sqlx")
        && holds_migrations(folder)
        && !migrations(folder).is_empty()
}

/// Whether a folder is one for migrations. Seeds, fixtures and queries are numbered too.
fn holds_migrations(folder: &Folder<'_>) -> bool {
    let is_configured = || folder.any_config_above_says("sqlx.toml", folder.name());
    folder.path.to_ascii_lowercase().contains("migrat")
        || folder.is_given()
        || folder.files().iter().any(|file| file.stem().strip_suffix(".up").is_some())
        || is_configured()
}

fn read(folder: &Folder<'_>, _: &RunnerProfile) -> Vec<Migration> {
    migrations(folder)
}

fn migrations(folder: &Folder<'_>) -> Vec<Migration> {
    let mut found = pairs(folder, TransactionMode::File);
    let simple = folder.files().iter().filter(|file| {
        let stem = file.stem();
        !matches!(stem.rsplit('.').next(), Some("up" | "down")) && numbered(stem, "_").is_some()
    });
    let simple = simple.filter(|file| !is_foreign_file(file.name));
    found.extend(simple.map(|file| file.migration(file.stem(), TransactionMode::File)));
    by_number(&mut found);
    for file in folder.files() {
        // The file is then sent as one simple query.
        if file.text.starts_with("-- no-transaction") {
            let own = found.iter_mut().filter(|migration| migration.file == file.id);
            own.for_each(|migration| migration.transaction = TransactionMode::Batch);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::layout::testing::{TestTree, id_and_mode};

    #[test]
    fn a_folder_is_named_for_migrations_or_configured() {
        let tree = TestTree::new()
            .file("db/changes/1_a.sql", "SELECT 1;")
            .file("Cargo.toml", "[dependencies]\nsqlx = \"0.9\"\n");
        assert!(tree.find().histories.is_empty());
        let tree = tree.file("sqlx.toml", "[migrate]\nmigrations-dir = \"db/changes\"\n");
        assert_eq!(tree.find().histories[0].layout.tool, "SQLx");
        let given = TestTree::new()
            .folder("db/changes")
            .file("db/changes/1_a.sql", "SELECT 1;")
            .file("Cargo.toml", "[dependencies]\nsqlx = \"0.9\"\n");
        assert_eq!(given.find().histories[0].layout.tool, "SQLx");
    }

    #[test]
    fn plain_and_reversible_migrations_share_an_order() {
        let found = TestTree::new()
            .file("migrations/3_c.sql", "-- no-transaction\nSELECT 1;")
            .file("migrations/10_d.up.sql", "SELECT 1;")
            .file("migrations/10_d.down.sql", "SELECT 1;")
            .file("migrations/notes.sql", "SELECT 1;")
            .file("seeds/01_users.sql", "SELECT 1;")
            .file("Cargo.toml", "[dependencies]\nsqlx.workspace = true\n")
            .find();
        let [history] = found.histories.as_slice() else { panic!("{found:?}") };
        assert_eq!(history.layout.tool, "SQLx");
        assert_eq!(
            id_and_mode(history),
            [("3_c", TransactionMode::Batch), ("10_d", TransactionMode::File)]
        );
    }
}
