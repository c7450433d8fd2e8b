//! Supabase CLI: `supabase/migrations/<number>_<name>.sql`.

use crate::history::layout::definition::{Advice, Layout};
use crate::history::layout::folder::Folder;
use crate::history::layout::naming::Naming;
use crate::history::layout::order::{by_number, numbered};
use crate::history::layout::transaction_keywords::{is_concurrent_index, statements};
use crate::history::migration::Migration;
use crate::history::profile::{RunnerProfile, TransactionMode};
use crate::history::splitting::Splitting;

pub(super) static LAYOUT: Layout = Layout {
    configs: &["config.toml"],
    opt_out: Some("put the statement alone into a migration of its own"),
    advice: Advice {
        after_deletion: "; databases that have run what is missing are refused",
        ..Advice::NONE
    },
    naming: Naming {
        folder: "supabase/migrations",
        rollback: "../rollbacks/{id}.sql",
        ..Naming::FILES
    },
    ..Layout::new(("supabase", "Supabase CLI"), profile, recognizes, read)
};

fn profile(_: &Folder<'_>, _: Option<&str>) -> RunnerProfile {
    RunnerProfile::new(
        TransactionMode::Batch,
        Splitting::Statements,
        "the Supabase CLI, taken to be the newest, sends a migration as one batch, but a statement \
         that cannot run in a transaction alone",
    )
}

fn recognizes(folder: &Folder<'_>) -> bool {
    folder.path == "supabase/migrations"
        || folder.path.ends_with("/supabase/migrations")
        || folder.name() == "migrations"
            && folder.config_beside("config.toml").is_some_and(|text| text.contains("project_id"))
}

fn read(folder: &Folder<'_>, _: &RunnerProfile) -> Vec<Migration> {
    let files = folder.files().iter().filter(|file| numbered(file.name, "_").is_some());
    let mut migrations: Vec<_> =
        files.map(|file| file.migration(file.stem(), transaction(file.text))).collect();
    by_number(&mut migrations);
    migrations
}

/// A statement that cannot run in a transaction is sent alone (from 2.109), and what is around it in
/// parts of its own: nothing is one transaction any more.
fn transaction(text: &str) -> TransactionMode {
    if statements(text, is_outside).any(|outside| outside) {
        TransactionMode::Statement
    } else {
        TransactionMode::Batch
    }
}

/// Whether the CLI sends a statement alone. It does not know `CREATE DATABASE`, or `REINDEX` of a whole schema.
fn is_outside(words: &[&str]) -> bool {
    is_concurrent_index(words)
        || matches!(words, ["VACUUM" | "CLUSTER", ..] | ["ALTER", "SYSTEM", ..])
        || words.first() == Some(&"REINDEX") && words.contains(&"CONCURRENTLY")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::layout::testing::{TestTree, id_and_mode};

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
