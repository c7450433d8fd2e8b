//! Drizzle Kit: `<number>_<name>.sql` in the order of `meta/_journal.json`; from 1.0
//! `<timestamp>_<name>/migration.sql` with a `snapshot.json` beside it.

use serde_json::Value;
use std::collections::BTreeSet;

use crate::history::layout::definition::{Database, Layout, Skipped};
use crate::history::layout::folder::Folder;
use crate::history::layout::naming::{Naming, Order};
use crate::history::migration::Migration;
use crate::history::profile::{Record, RunnerProfile, TransactionMode};
use crate::history::splitting::Splitting;

pub(super) static LAYOUT: Layout = Layout {
    configs: &["_journal.json"],
    other_files: &["snapshot.json"],
    directives: &["statement-breakpoint"],
    database,
    passed_over,
    record: Record::Name,
    naming: Naming {
        folder: "drizzle",
        rollback: "../rollbacks/{id}.sql",
        order: Order::Listed,
        ..Naming::FILES
    },
    ..Layout::new(("drizzle", "Drizzle"), profile, recognizes, read)
};

fn profile(_: &Folder<'_>, _: Option<&str>) -> RunnerProfile {
    RunnerProfile::new(
        TransactionMode::Run,
        Splitting::Separator("--> statement-breakpoint"),
        "Drizzle runs all pending migrations in one transaction",
    )
}

fn recognizes(folder: &Folder<'_>) -> bool {
    folder.config("meta/_journal.json").is_some() || has_folders(folder)
}

/// Whether migrations have folders of their own, as from 1.0 on.
fn has_folders(folder: &Folder<'_>) -> bool {
    folder.folders().any(|own| {
        own.file("migration.sql").is_some() && own.other_files().any(|name| name == "snapshot.json")
    })
}

fn read(folder: &Folder<'_>, _: &RunnerProfile) -> Vec<Migration> {
    let mode = TransactionMode::Run;
    let journal = journal(folder).filter(|_| !has_folders(folder));
    if let Some(entries) = journal.as_ref().and_then(|journal| journal.get("entries")?.as_array()) {
        let tags = entries.iter().filter_map(|entry| entry.get("tag")?.as_str());
        tags.filter_map(|tag| Some(folder.file(&format!("{tag}.sql"))?.migration(tag, mode)))
            .collect()
    } else {
        let folders = folder.folders();
        let folders =
            folders.filter_map(|own| Some(own.file("migration.sql")?.migration(own.name(), mode)));
        let files = folder.files().iter().map(|file| file.migration(file.stem(), mode));
        files.chain(folders).collect()
    }
}

/// Files that the journal does not name, and entries that are not newer than one before them: of all that has run,
/// Drizzle looks at the newest `when` alone.
/// <https://github.com/drizzle-team/drizzle-orm/blob/0.45.0/drizzle-orm/src/pg-core/dialect.ts>
fn passed_over(folder: &Folder<'_>) -> Vec<Skipped> {
    let journal = journal(folder);
    let Some(entries) = journal.as_ref().and_then(|journal| journal.get("entries")?.as_array())
    else {
        return Vec::new();
    };
    let mut named = BTreeSet::new();
    let mut late = Vec::new();
    let mut newest = ("", 0);
    for entry in entries {
        let Some(tag) = entry.get("tag").and_then(Value::as_str) else { continue };
        named.insert(tag);
        match entry.get("when").and_then(Value::as_u64) {
            Some(when) if when > newest.1 => newest = (tag, when),
            Some(_) => late.push((tag, newest.0)),
            None => {}
        }
    }
    let unnamed = folder.files().iter().filter(|file| !named.contains(file.stem()));
    let mut found: Vec<_> = unnamed
        .map(|file| Skipped {
            root: file.path.to_owned(),
            reason: "Drizzle never runs it, for `meta/_journal.json` does not name it".to_owned(),
        })
        .collect();
    if let Some((tag, newest)) = late.last() {
        let reason = format!(
            "Drizzle never runs `{tag}` where `{newest}` has run, for its `when` in `meta/_journal.json` is not later"
        );
        found.push(Skipped { root: folder.path.to_owned(), reason });
    }
    found
}

/// The dialect of the journal.
fn database(folder: &Folder<'_>) -> Option<Database> {
    let journal = journal(folder)?;
    Some(match journal.get("dialect")?.as_str()? {
        "postgresql" | "pg" => Database::Postgres,
        other => Database::Other(other.to_owned()),
    })
}

fn journal(folder: &Folder<'_>) -> Option<Value> {
    serde_json::from_str(folder.config("meta/_journal.json")?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::layout::testing::{TestTree, id_and_mode};
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
        let [skipped] = found.skipped.as_slice() else { panic!("{found:?}") };
        assert_eq!(skipped.root, "drizzle/0002_left_over.sql");
    }

    #[test]
    fn an_entry_that_is_not_newer_never_runs() {
        let journal = |last: u32| {
            format!(
                r#"{{"entries": [{{"tag": "0000_a", "when": 7}}, {{"tag": "0001_b", "when": {last}}}]}}"#
            )
        };
        let reasons = |last: u32| {
            let tree = TestTree::new()
                .file("drizzle/0000_a.sql", "SELECT 1;")
                .file("drizzle/0001_b.sql", "SELECT 1;")
                .file("drizzle/meta/_journal.json", &journal(last));
            tree.find().skipped.iter().map(|one| one.reason.clone()).collect::<Vec<_>>()
        };
        assert_eq!(reasons(8), [""; 0]);
        let [reason] = reasons(7).try_into().unwrap();
        assert!(
            reason.starts_with("Drizzle never runs `0001_b` where `0000_a` has run"),
            "{reason}"
        );
    }

    #[test]
    fn newer_folders_are_not_taken_for_prisma() {
        let found = TestTree::new()
            .file("drizzle/20250101000000_a/migration.sql", "SELECT 1;")
            .file("drizzle/20250101000000_a/snapshot.json", "{}")
            .find();
        assert_eq!(found.histories[0].layout.tool, "Drizzle");
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
