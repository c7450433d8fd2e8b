//! Flyway: `V<version>__<name>.sql` in this folder and below, then `R__<name>.sql`; the rollback in
//! `U<version>__<name>.sql`.

use crate::history::layout::definition::{Advice, Layout, Rollbacks};
use crate::history::layout::folder::{Folder, SqlFile, join, parent};
use crate::history::layout::order::version;
use crate::history::layout::other_database::is_foreign_file;
use crate::history::layout::transaction_keywords::{is_concurrent_index, statements};
use crate::history::migration::{Migration, RollbackPlace};
use crate::history::profile::{RunnerProfile, TransactionMode};
use crate::history::splitting::Splitting;

pub(super) static LAYOUT: Layout = Layout {
    configs: &["flyway.conf", "flyway.toml", "*.sql.conf"],
    checksums: true,
    // Its own lock is an open transaction unless configured otherwise, and an index that is built CONCURRENTLY waits for
    // it: <https://github.com/flyway/flyway/issues/3682>
    opt_out: Some(
        "put the statement alone, without a `SET`, into a migration of its own, and set \
         `flyway.postgresql.transactional.lock=false`",
    ),
    rollbacks: Rollbacks::File,
    names_rollback: |name| matches!(parts(name), Some((Kind::Undo, ..))),
    advice: Advice {
        mark_applied: |_| "`flyway baseline`".to_owned(),
        after_deletion: "; databases that have run what is missing are refused",
        ..Advice::NONE
    },
    ..Layout::new(("flyway", "Flyway"), profile, recognizes, read)
};

fn profile(_: &Folder<'_>, _: Option<&str>) -> RunnerProfile {
    RunnerProfile::new(
        TransactionMode::File,
        Splitting::Statements,
        "Flyway runs each migration in a transaction unless it holds a statement that cannot",
    )
}

/// What a file is, by the letter that it begins with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Versioned,
    Undo,
    Repeatable,
}

fn recognizes(folder: &Folder<'_>) -> bool {
    let is_versioned =
        |file: &SqlFile<'_>| matches!(parts(file.stem()), Some((Kind::Versioned, ..)));
    let is_location = matches!(folder.name(), "migration" | "migrations");
    folder.files().iter().any(is_versioned)
        || is_location && folder.all_files().iter().any(is_versioned)
}

fn read(folder: &Folder<'_>, _: &RunnerProfile) -> Vec<Migration> {
    let files: Vec<_> = folder.all_files();
    let mut files: Vec<_> = files
        .iter()
        .filter(|file| !is_foreign_file(file.name))
        .filter_map(|file| Some((parts(file.stem())?, file)))
        .collect();
    files.sort_by(|((a_kind, a_version, a_title), _), ((b_kind, b_version, b_title), _)| {
        (*a_kind == Kind::Repeatable)
            .cmp(&(*b_kind == Kind::Repeatable))
            .then_with(|| version(a_version, b_version))
            .then_with(|| a_title.cmp(b_title))
    });
    let undo = |number: &str| {
        files
            .iter()
            .find(|((kind, own, _), _)| *kind == Kind::Undo && version(own, number).is_eq())
            .map(|(_, file)| file.rollback())
    };
    let migrations = files.iter().filter(|((kind, ..), _)| *kind != Kind::Undo).map(
        |((kind, number, title), file)| Migration {
            name: (*title).to_owned(),
            repeatable: *kind == Kind::Repeatable,
            rollback: if *kind == Kind::Versioned { undo(number) } else { None },
            rollback_place: (*kind == Kind::Versioned)
                .then(|| join(parent(file.path), &format!("U{number}__{title}.sql")))
                .map(RollbackPlace::File),
            ..file.migration(file.stem(), transaction(folder, file))
        },
    );
    migrations.collect()
}

/// Flyway leaves the transaction out for a file that holds only statements which cannot run in one, and for one
/// whose `.conf` or whose setting `executeInTransaction` says so. It refuses a file that holds both kinds, `SET` being
/// one that can, unless its setting `mixed` is true: `ParserSqlScript.java`.
fn transaction(folder: &Folder<'_>, file: &SqlFile<'_>) -> TransactionMode {
    let relative = file.path.strip_prefix(folder.path).unwrap_or(file.path).trim_start_matches('/');
    let conf = folder.config(&format!("{relative}.conf"));
    let says_project = |setting: &str| {
        let settings = ["flyway.toml", "flyway.conf"].map(|name| folder.configs_above(name));
        let is_set = |text: &&str| says(text, setting) || says(text, &format!("flyway.{setting}"));
        settings.iter().flatten().any(is_set)
    };
    let own = conf.is_some_and(|text| says(text, "executeInTransaction=false"));
    if own || says_project("executeInTransaction=false") {
        return TransactionMode::Statement;
    }
    let outside: Vec<bool> = statements(file.text, is_outside).collect();
    if outside.contains(&true) && (!outside.contains(&false) || says_project("mixed=true")) {
        TransactionMode::Statement
    } else {
        TransactionMode::File
    }
}

/// Whether Flyway knows that a statement cannot run in a transaction: `PostgreSQLParser.java`. Of `REINDEX
/// CONCURRENTLY` it does not.
fn is_outside(words: &[&str]) -> bool {
    is_concurrent_index(words)
        || matches!(
            words,
            ["VACUUM", ..]
                | ["ALTER", "SYSTEM", ..]
                | ["DISCARD", "ALL"]
                | ["CREATE" | "DROP", "DATABASE" | "TABLESPACE" | "SUBSCRIPTION", ..]
                | ["REINDEX", "SCHEMA" | "DATABASE" | "SYSTEM", ..]
                | ["REINDEX", "VERBOSE", "SCHEMA" | "DATABASE" | "SYSTEM", ..]
        )
}

/// Whether a line of a configuration file is this, spaces and case aside.
fn says(text: &str, setting: &str) -> bool {
    text.lines().any(|line| line.replace(' ', "").eq_ignore_ascii_case(setting))
}

/// `V1.2__name` as kind, version and name.
fn parts(stem: &str) -> Option<(Kind, &str, &str)> {
    let (head, title) = stem.split_once("__")?;
    let number = head.get(1..)?;
    let is_version = number.starts_with(|c: char| c.is_ascii_digit());
    match head.as_bytes().first()? {
        b'V' if is_version => Some((Kind::Versioned, number, title)),
        b'U' if is_version => Some((Kind::Undo, number, title)),
        b'R' if number.is_empty() => Some((Kind::Repeatable, number, title)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::layout::testing::{TestTree, id_and_mode};
    use TransactionMode::{File, Statement};

    #[test]
    fn versions_come_before_repeatables() {
        let found = TestTree::new()
            .file("db/migration/R__views.sql", "SELECT 1;")
            .file("db/migration/V1.10__c.sql", "SELECT 1;")
            .file("db/migration/2024/V1.2__b.sql", "CREATE INDEX CONCURRENTLY i ON t (c);")
            .file("db/migration/V1__a.sql", "SELECT 1;")
            .file("db/migration/V1__a.sql.conf", "executeInTransaction=false\n")
            .file("db/migration/U1__a.sql", "SELECT 1;")
            .find();
        let [history] = found.histories.as_slice() else { panic!("{found:?}") };
        assert_eq!(
            id_and_mode(history),
            [("V1__a", Statement), ("V1.2__b", Statement), ("V1.10__c", File), ("R__views", File)]
        );
        assert!(history.migrations[0].rollback.is_some());
        assert!(history.migrations[3].rollback_place.is_none());
        assert!(history.migrations[3].repeatable && !history.migrations[2].repeatable);
    }
    #[test]
    fn what_can_and_what_cannot_run_in_a_transaction_do_not_mix() {
        let mixed = "SET lock_timeout = '5s'; CREATE INDEX CONCURRENTLY i ON t (c);";
        let alone = "-- both\nVACUUM(ANALYZE) t; CREATE INDEX CONCURRENTLY i ON t (c);";
        let unknown = "REINDEX INDEX CONCURRENTLY i;";
        let tree = || {
            TestTree::new()
                .file("db/migration/V1__mixed.sql", mixed)
                .file("db/migration/V2__alone.sql", alone)
                .file("db/migration/V3__unknown.sql", unknown)
        };
        let modes = |tree: TestTree| -> Vec<_> {
            let found = tree.find();
            id_and_mode(&found.histories[0]).into_iter().map(|(_, mode)| mode).collect()
        };
        assert_eq!(modes(tree()), [File, Statement, File]);
        for (name, text, last) in [
            ("flyway.toml", "[flyway]\nmixed = true\n", File),
            ("flyway.conf", "flyway.mixed=true\n", File),
            ("flyway.conf", "flyway.executeInTransaction=false\n", Statement),
        ] {
            assert_eq!(modes(tree().file(name, text)), [Statement, Statement, last], "{text}");
        }
    }
}
