//! graphile-migrate: `committed/<number>.sql`, then the migration in progress, `current.sql` or `current/*.sql`.

use crate::history::layout::definition::{Layout, MisplacedOptOut};
use crate::history::layout::folder::{Folder, SqlFile};
use crate::history::layout::naming::{Naming, Order};
use crate::history::layout::order::{leading_digits, number, numbered};
use crate::history::migration::Migration;
use crate::history::profile::{Record, RunnerProfile, TransactionMode};
use crate::history::splitting::Splitting;

pub(super) static LAYOUT: Layout = Layout {
    configs: &[".gmrc"],
    directives: &["previous:", "hash:"],
    record: Record::Name,
    checksums: true,
    opt_out: Some("put the statement alone into a migration that begins with `--! no-transaction`"),
    misplaced_opt_out: Some(MisplacedOptOut {
        is: |words| words == ["!", "no-transaction"],
        place: "only as the first line",
    }),
    naming: Naming { rollback: "../rollbacks/{id}.sql", order: Order::Listed, ..Naming::FILES },
    ..Layout::new(("graphile-migrate", "graphile-migrate"), profile, recognizes, read)
};

fn profile(_: &Folder<'_>, _: Option<&str>) -> RunnerProfile {
    RunnerProfile::new(
        TransactionMode::File,
        Splitting::Whole,
        "graphile-migrate runs each migration in a transaction",
    )
}

fn recognizes(folder: &Folder<'_>) -> bool {
    let is_committed = |folder: Folder<'_>| {
        folder.files().iter().any(|file| file.text.starts_with("--! Previous:"))
    };
    folder.folder("committed").is_some_and(is_committed)
        || folder.file("current.sql").is_some() && !folder.configs_above(".gmrc").is_empty()
}

fn read(folder: &Folder<'_>, _: &RunnerProfile) -> Vec<Migration> {
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
        // Without a transaction the file is sent as one simple query.
        let mode = if is_without_transaction(file.text) {
            TransactionMode::Batch
        } else {
            TransactionMode::File
        };
        let mut migration = file.migration(id.strip_suffix(".sql").unwrap_or(id), mode);
        migration.name =
            numbered(file.stem(), "-").map_or("", |(_, title)| title).replace('-', "_");
        migration.repeatable = id.starts_with("current");
        migration
    });
    migrations.collect()
}

/// Whether the first line behind the header (`--! Previous: …`, `--! Hash: …`) is `--! no-transaction`.
fn is_without_transaction(text: &str) -> bool {
    let comment = |line: &str| Some(line.strip_prefix("--!")?.trim().to_owned());
    let is_header = |line: &&str| {
        line.is_empty()
            || comment(line).is_some_and(|text| text.starts_with(|c: char| c.is_ascii_uppercase()))
    };
    let first = text.lines().find(|line| !is_header(line));
    first.and_then(comment).is_some_and(|text| text.starts_with("no-transaction"))
}

fn digits<'a>(file: &SqlFile<'a>) -> &'a str {
    leading_digits(file.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::layout::testing::{TestTree, id_and_mode};
    use TransactionMode::{Batch, File};

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
            [("committed/000001", File), ("committed/000002-index", Batch), ("current", File)]
        );
        assert_eq!(history.migrations[1].name, "index");
    }

    #[test]
    fn the_first_migration_may_still_be_in_progress() {
        let text = "-- one index\n--! no-transaction\nSELECT 1;";
        let found = TestTree::new().file(".gmrc", "{}").file("db/current.sql", text).find();
        assert_eq!(id_and_mode(&found.histories[0]), [("current", File)]);
        assert!(found.histories[0].migrations[0].misplaced_opt_out.is_some());
    }
}
