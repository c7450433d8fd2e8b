//! graphile-migrate: `committed/<number>.sql`, then the migration in progress, `current.sql` or `current/*.sql`.

use super::folder::{Folder, SqlFile};
use super::order::{number, numbered};
use super::{Layout, Options, history, migration};
use crate::history::History;
use crate::history::profile::{Record, RunnerProfile, TransactionMode};

pub(super) static LAYOUT: Layout = Layout::new("graphile-migrate", recognises, read);

fn recognises(folder: &Folder<'_>) -> bool {
    folder.folder("committed").is_some_and(|committed| {
        committed.files().iter().any(|file| file.text.starts_with("--! Previous:"))
    })
}

fn read(folder: &Folder<'_>, _: &Options<'_>) -> History {
    let committed = folder.folder("committed");
    let mut files: Vec<SqlFile<'_>> =
        committed.map(|folder| folder.files().to_vec()).unwrap_or_default();
    files.retain(|file| !digits(file).is_empty());
    files.sort_by(|a, b| number(digits(a), digits(b)));
    files.extend(folder.file("current.sql"));
    files.extend(
        folder.folder("current").iter().flat_map(|current| current.files().iter().copied()),
    );
    let migrations = files.iter().map(|file| {
        let id = file.path.strip_prefix(folder.path).unwrap_or(file.path).trim_start_matches('/');
        let mode =
            if file.text.lines().take(HEADER_LINES).any(|line| line.trim() == "--! no-transaction")
            {
                TransactionMode::Statement
            } else {
                TransactionMode::File
            };
        let mut migration = migration(file, id.strip_suffix(".sql").unwrap_or(id), mode);
        migration.name =
            numbered(file.stem(), "-").map_or("", |(_, title)| title).replace('-', "_");
        migration.repeatable = id.starts_with("current");
        migration
    });
    let profile = RunnerProfile {
        tool: "graphile-migrate",
        version: None,
        default: TransactionMode::File,
        summary: "graphile-migrate runs each migration in a transaction".to_owned(),
        opt_out: Some(
            "put the statement alone into a migration that begins with `--! no-transaction`",
        ),
        checksums: true,
        record: Record::Name,
    };
    let migrations = migrations.collect();
    history(folder, profile, migrations)
}

/// `--! Previous`, `--! Hash`, `--! Message` and a blank line may come before `--! no-transaction`.
const HEADER_LINES: usize = 8;

fn digits<'a>(file: &SqlFile<'a>) -> &'a str {
    super::order::leading_digits(file.name)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{TestTree, id_and_mode};
    use super::*;
    use TransactionMode::{File, Statement};

    #[test]
    fn the_current_migration_is_the_last() {
        let found = TestTree::new()
            .file(
                "migrations/committed/000001.sql",
                "--! Previous: -\n--! Hash: sha1:x\n\nSELECT 1;",
            )
            .file(
                "migrations/committed/000002-index.sql",
                "--! Previous: sha1:x\n--! Hash: sha1:y\n\n--! no-transaction\nSELECT 1;",
            )
            .file("migrations/current.sql", "SELECT 1;")
            .find();
        let [history] = found.histories.as_slice() else { panic!("{found:?}") };
        assert_eq!(
            id_and_mode(history),
            [("committed/000001", File), ("committed/000002-index", Statement), ("current", File)]
        );
        assert_eq!(history.migrations[1].name, "index");
    }
}
