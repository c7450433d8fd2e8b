//! Supabase CLI: `supabase/migrations/<number>_<name>.sql`.

use super::folder::Folder;
use super::order::{by_number, numbered};
use super::{Layout, Options, alone, history, migration};
use crate::history::History;
use crate::history::profile::{Record, RunnerProfile, TransactionMode};

pub(super) static LAYOUT: Layout = Layout::new("supabase", recognises, read);

fn recognises(folder: &Folder<'_>) -> bool {
    folder.path == "supabase/migrations"
        || folder.path.ends_with("/supabase/migrations")
        || folder.name() == "migrations"
            && folder.config_beside("config.toml").is_some_and(|text| text.contains("project_id"))
}

fn read(folder: &Folder<'_>, _: &Options<'_>) -> History {
    let files = folder.files().iter().filter(|file| numbered(file.name, "_").is_some());
    let mut migrations: Vec<_> =
        files.map(|file| migration(file, file.stem(), transaction(file.text))).collect();
    by_number(&mut migrations);
    let profile = RunnerProfile {
        tool: "Supabase CLI",
        version: None,
        default: TransactionMode::Batch,
        summary: "the Supabase CLI, taken to be the newest, sends a migration as one batch, but a statement \
                  that cannot run in a transaction alone"
            .to_owned(),
        opt_out: Some("put the statement alone into a migration of its own"),
        checksums: false,
        record: Record::Version,
    };
    history(folder, profile, migrations)
}

/// A statement that cannot run in a transaction is sent alone (from 2.109), and what stands around it in
/// parts of its own: nothing is one transaction any more.
fn transaction(text: &str) -> TransactionMode {
    if alone::statements(text, is_outside).any(|outside| outside) {
        TransactionMode::Statement
    } else {
        TransactionMode::Batch
    }
}

/// Whether the CLI sends a statement alone. It does not know `CREATE DATABASE`, or `REINDEX` of a whole schema.
fn is_outside(words: &[&str]) -> bool {
    alone::is_concurrent_index(words)
        || matches!(words, ["VACUUM" | "CLUSTER", ..] | ["ALTER", "SYSTEM", ..])
        || words.first() == Some(&"REINDEX") && words.contains(&"CONCURRENTLY")
}

#[cfg(test)]
mod tests {
    use super::super::testing::{TestTree, id_and_mode};
    use super::*;

    #[test]
    fn only_numbered_files_count() {
        let found = TestTree::new()
            .file(
                "supabase/migrations/20240102000000_b.sql",
                "create index concurrently i on t (c);",
            )
            .file("supabase/migrations/20240101000000_a.sql", "-- concurrently\nselect 1;")
            .file(
                "supabase/migrations/20240103000000_c.sql",
                "reindex (verbose) table concurrently t;",
            )
            .file("supabase/migrations/20240104000000_d.sql", "select 1; create database other;")
            .file("supabase/migrations/notes.sql", "select 1;")
            .file("supabase/seed.sql", "select 1;")
            .find();
        let [history] = found.histories.as_slice() else { panic!("{found:?}") };
        assert_eq!(
            id_and_mode(history),
            [
                ("20240101000000_a", TransactionMode::Batch),
                ("20240102000000_b", TransactionMode::Statement),
                ("20240103000000_c", TransactionMode::Statement),
                ("20240104000000_d", TransactionMode::Batch)
            ]
        );
    }
}
