//! Drizzle Kit: `<number>_<name>.sql` in the order of `meta/_journal.json`; from 1.0
//! `<timestamp>_<name>/migration.sql` with a `snapshot.json` beside it.

use serde_json::Value;

use super::folder::Folder;
use super::{Layout, Options, history, migration};
use crate::history::History;
use crate::history::profile::{Record, RunnerProfile, TransactionMode};

pub(super) static LAYOUT: Layout =
    Layout { other_database, ..Layout::new("drizzle", recognises, read) };

fn recognises(folder: &Folder<'_>) -> bool {
    folder.config("meta/_journal.json").is_some()
        || folder.folders().any(|own| {
            own.file("migration.sql").is_some()
                && own.other_files().any(|name| name == "snapshot.json")
        })
}

fn read(folder: &Folder<'_>, _: &Options<'_>) -> History {
    let mode = TransactionMode::Run;
    let journal = journal(folder);
    let migrations = if let Some(entries) =
        journal.as_ref().and_then(|journal| journal.get("entries")?.as_array())
    {
        let tags = entries.iter().filter_map(|entry| entry.get("tag")?.as_str());
        tags.filter_map(|tag| Some(migration(&folder.file(&format!("{tag}.sql"))?, tag, mode)))
            .collect()
    } else {
        let folders = folder.folders();
        let folders = folders
            .filter_map(|own| Some(migration(&own.file("migration.sql")?, own.name(), mode)));
        let files = folder.files().iter().map(|file| migration(file, file.stem(), mode));
        files.chain(folders).collect()
    };
    let profile = RunnerProfile {
        tool: "Drizzle",
        version: None,
        default: mode,
        summary: "Drizzle runs all pending migrations in one transaction".to_owned(),
        opt_out: None,
        checksums: false,
        record: Record::Name,
    };
    history(folder, profile, migrations)
}

/// The dialect when it is not PostgreSQL's.
fn other_database(folder: &Folder<'_>) -> Option<String> {
    let journal = journal(folder)?;
    let dialect = journal.get("dialect")?.as_str()?;
    (!matches!(dialect, "postgresql" | "pg")).then(|| dialect.to_owned())
}

fn journal(folder: &Folder<'_>) -> Option<Value> {
    serde_json::from_str(folder.config("meta/_journal.json")?).ok()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{TestTree, id_and_mode};
    use super::*;
    use TransactionMode::Run;

    #[test]
    fn the_journal_gives_the_order() {
        let journal =
            r#"{"dialect": "postgresql", "entries": [{"tag": "0001_b"}, {"tag": "0000_a"}]}"#;
        let found = TestTree::new()
            .file("drizzle/0000_a.sql", "SELECT 1;--> statement-breakpoint\nSELECT 2;")
            .file("drizzle/0001_b.sql", "SELECT 1;")
            .file("drizzle/0002_left_over.sql", "SELECT 1;")
            .file("drizzle/meta/_journal.json", journal)
            .find();
        let [history] = found.histories.as_slice() else { panic!("{found:?}") };
        assert_eq!(id_and_mode(history), [("0001_b", Run), ("0000_a", Run)]);
    }

    #[test]
    fn newer_folders_are_not_taken_for_prisma() {
        let found = TestTree::new()
            .file("drizzle/20250101000000_a/migration.sql", "SELECT 1;")
            .file("drizzle/20250101000000_a/snapshot.json", "{}")
            .find();
        assert_eq!(found.histories[0].profile.tool, "Drizzle");
        assert_eq!(id_and_mode(&found.histories[0]), [("20250101000000_a", Run)]);
    }

    #[test]
    fn another_dialect_is_skipped() {
        let found = TestTree::new()
            .file("drizzle/0000_a.sql", "SELECT 1;")
            .file("drizzle/meta/_journal.json", r#"{"dialect": "sqlite", "entries": []}"#)
            .find();
        assert!(found.histories.is_empty());
        assert!(found.skipped[0].reason.contains("sqlite"));
    }
}
