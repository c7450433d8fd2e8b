//! Prisma Migrate: `migrations/<timestamp>_<name>/migration.sql`, in order of the folders' names.
//! The tool runs no rollbacks; teams keep them in `rollbacks/` beside `migrations/`.

mod advice;
mod version;

use self::version::Version;
use crate::history::layout::definition::{Database, Layout};
use crate::history::layout::folder::{Folder, SqlFile, join, parent};
use crate::history::layout::naming::{Naming, Order};
use crate::history::layout::order::leading_digits;
use crate::history::migration::{Migration, RollbackPlace};
use crate::history::profile::{Record, RunnerProfile, TransactionMode};
use crate::history::splitting::Splitting;
use crate::parallel;
use crate::syntax::sqlparser_reads;

pub(super) static LAYOUT: Layout = Layout {
    configs: &[
        "bun.lock",
        "migration_lock.toml",
        "ops.json",
        "package-lock.json",
        "package.json",
        "pnpm-lock.yaml",
        "schema.prisma",
        "yarn.lock",
    ],
    directives: &["warnings:"],
    database,
    record: Record::Name,
    checksums: true,
    opt_out: Some("put the statement alone into a migration of its own"),
    writes_headings: true,
    advice: advice::ADVICE,
    naming: Naming {
        folder: "prisma/migrations",
        migration: "{id}/migration.sql",
        rollback: "../rollbacks/{id}.sql",
        order: Order::Characters,
    },
    ..Layout::new(("prisma", "Prisma Migrate"), profile, recognizes, read)
};

fn recognizes(folder: &Folder<'_>) -> bool {
    folder.config("migration_lock.toml").is_some()
        || folder.folders().any(|folder| folder.file("migration.sql").is_some())
}

fn read(folder: &Folder<'_>, profile: &RunnerProfile) -> Vec<Migration> {
    let own: Vec<_> =
        folder.folders().filter_map(|own| Some((own, own.file("migration.sql")?))).collect();
    parallel::map(
        &own,
        |(_, file)| file.text.len(),
        |(own, file)| read_migration(folder, own, file, profile.default),
    )
}

fn read_migration(
    folder: &Folder<'_>,
    own: &Folder<'_>,
    file: &SqlFile<'_>,
    default: TransactionMode,
) -> Migration {
    let id = own.name();
    let place = join(parent(folder.path), &format!("rollbacks/{id}.sql"));
    Migration {
        rollback: find_rollback(folder, own, id).map(|file| file.rollback()),
        rollback_place: Some(RollbackPlace::File(place)),
        documented: own.has_note(),
        ..file.migration(id, transaction(default, file.text))
    }
}

/// What of a file runs in one transaction: a Prisma that splits files falls back to one batch where its
/// parser, which is ours too, cannot read all of one.
fn transaction(default: TransactionMode, text: &str) -> TransactionMode {
    if default == TransactionMode::Statement && may_hold_several(text) && !sqlparser_reads(text) {
        TransactionMode::Batch
    } else {
        default
    }
}

/// Whether something follows the first semicolon. A single statement runs alone in any case.
fn may_hold_several(text: &str) -> bool {
    text.split_once(';').is_some_and(|(_, rest)| !rest.trim().is_empty())
}

/// The rollback of a migration: beside `migrations`, or in the migration's own folder.
fn find_rollback<'a>(folder: &Folder<'a>, own: &Folder<'a>, id: &str) -> Option<SqlFile<'a>> {
    let mut names =
        vec![format!("{id}.sql"), format!("{id}.down.sql"), format!("{id}.rollback.sql")];
    let timestamp = leading_digits(id);
    if timestamp.len() == TIMESTAMP_DIGITS {
        names.push(format!("{timestamp}.sql"));
    }
    let in_folder = ["rollback.sql".to_owned(), "down.sql".to_owned()];
    let beside = folder.beside("rollbacks");
    beside
        .and_then(|rollbacks| rollbacks.first_file(&names))
        .or_else(|| beside?.folder(id)?.first_file(&in_folder))
        .or_else(|| own.first_file(&in_folder))
}

/// `20240101120000`.
const TIMESTAMP_DIGITS: usize = 14;

/// The database that a history is for.
fn database(folder: &Folder<'_>) -> Option<Database> {
    Some(match provider(folder)? {
        "postgresql" | "postgres" | "prisma+postgres" => Database::Postgres,
        other => Database::Other(other.to_owned()),
    })
}

/// The database that a history is for, by its lock file or else by the schema beside it.
fn provider<'a>(folder: &Folder<'a>) -> Option<&'a str> {
    let lock = folder.config("migration_lock.toml").and_then(provider_in);
    lock.or_else(|| {
        let schema = folder
            .config_beside("schema.prisma")
            .or_else(|| folder.config_beside("schema/schema.prisma"));
        let (_, datasource) = schema?.split_once("datasource ")?;
        provider_in(datasource.split('}').next()?)
    })
}

/// The value of the first `provider = "…"`.
fn provider_in(text: &str) -> Option<&str> {
    text.lines().find_map(|line| {
        let value = line.trim().strip_prefix("provider")?.trim_start().strip_prefix('=')?;
        value.trim().strip_prefix('"')?.split('"').next()
    })
}

fn profile(folder: &Folder<'_>, configured: Option<&str>) -> RunnerProfile {
    let version = version::find(folder, configured);
    let tool = match &version {
        Some(version) => format!("Prisma Migrate {version}"),
        None => "Prisma Migrate, its version unknown and taken to be the newest,".to_owned(),
    };
    let (default, splitting, behavior) =
        if version.as_ref().is_none_or(Version::sends_single_statements) {
            (
                TransactionMode::Statement,
                Splitting::Statements,
                "sends each statement alone, so a failure leaves those before it applied",
            )
        } else {
            (
                TransactionMode::Batch,
                Splitting::Whole,
                "sends a migration as one query, so several statements are one transaction",
            )
        };
    RunnerProfile {
        version: version.map(|version| version.to_string()),
        default,
        splitting,
        summary: format!("{tool} {behavior}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::layout::testing::{TestTree, id_and_mode};
    use TransactionMode::{Batch, Statement};

    const TWO: &str = "ALTER TABLE a ADD COLUMN b int; CREATE INDEX i ON a (b);";

    #[test]
    fn migrations_are_ordered_by_folder() {
        let found = TestTree::new()
            .file("prisma/migrations/20240102000000_b/migration.sql", "SELECT 1;")
            .file("prisma/migrations/20240101000000_a/migration.sql", "SELECT 1;")
            .file("prisma/migrations/20240101000000_a/README.md", "")
            .file("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"")
            .file("prisma/seed.sql", "SELECT 1;")
            .find();
        let [history] = found.histories.as_slice() else { panic!("{found:?}") };
        assert_eq!(history.root, "prisma/migrations");
        assert_eq!(
            id_and_mode(history),
            [("20240101000000_a", Statement), ("20240102000000_b", Statement)]
        );
        assert_eq!(history.migrations[0].name, "a");
        assert!(history.migrations[0].documented && !history.migrations[1].documented);
        assert!(history.profile.summary.contains("taken to be the newest"));
        assert_eq!(
            history.migrations[0].rollback_place,
            Some(RollbackPlace::File("prisma/rollbacks/20240101000000_a.sql".to_owned()))
        );
    }

    #[test]
    fn the_version_decides_what_shares_a_transaction() {
        for (package, mode) in [
            (r#"{"dependencies": {"@prisma/client": "^5.22.0"}}"#, Batch),
            (r#"{"devDependencies": {"prisma": "7.3.0"}}"#, Batch),
            (r#"{"devDependencies": {"prisma": "7.4.0"}}"#, Statement),
            (r#"{"devDependencies": {"prisma": "^7.1.0"}}"#, Statement),
            (r#"{"devDependencies": {"prisma": "latest"}}"#, Statement),
            ("not json", Statement),
        ] {
            let found = TestTree::new()
                .file("db/migrations/1_a/migration.sql", TWO)
                .file("package.json", package)
                .find();
            assert_eq!(id_and_mode(&found.histories[0]), [("1_a", mode)], "{package}");
        }
    }

    #[test]
    fn a_file_that_sqlparser_cannot_read_is_one_batch() {
        let found = TestTree::new()
            .file("migrations/1_a/migration.sql", "DROP INDEX CONCURRENTLY i;\nSELECT 1;")
            .file("migrations/2_b/migration.sql", "DROP INDEX CONCURRENTLY i;\n")
            .file("migrations/3_c/migration.sql", TWO)
            .find();
        assert_eq!(
            id_and_mode(&found.histories[0]),
            [("1_a", Batch), ("2_b", Statement), ("3_c", Statement)]
        );
    }

    #[test]
    fn rollbacks_are_found_in_every_place() {
        for place in [
            "p/rollbacks/20240101000000_a.sql",
            "p/rollbacks/20240101000000_a.down.sql",
            "p/rollbacks/20240101000000_a.rollback.sql",
            "p/rollbacks/20240101000000.sql",
            "p/rollbacks/20240101000000_a/rollback.sql",
            "p/rollbacks/20240101000000_a/down.sql",
            "p/migrations/20240101000000_a/down.sql",
            "p/migrations/20240101000000_a/rollback.sql",
        ] {
            let tree = TestTree::new()
                .file("p/migrations/20240101000000_a/migration.sql", "SELECT 1;")
                .file(place, "SELECT 2;");
            let found = tree.find();
            let [history] = found.histories.as_slice() else { panic!("{place}: {found:?}") };
            let rollback = history.migrations[0].rollback.as_ref().expect(place);
            assert_eq!(tree.sources.get(rollback.file).path(), place);
        }
        let top = TestTree::new()
            .file("migrations/1_a/migration.sql", "SELECT 1;")
            .file("rollbacks/1_a.sql", "SELECT 2;")
            .find();
        assert!(top.histories[0].migrations[0].rollback.is_some());
    }

    #[test]
    fn another_database_is_skipped() {
        let found = TestTree::new()
            .file("mysql/migrations/1_a/migration.sql", "SELECT 1;")
            .file("mysql/migrations/migration_lock.toml", "# x\nprovider = \"mysql\"\n")
            .file("pg/migrations/1_a/migration.sql", "SELECT 1;")
            .file("other/migrations/1_a/migration.sql", "SELECT 1;")
            .file(
                "other/schema.prisma",
                "generator c {\n provider = \"x\"\n}\ndatasource db {\n  provider = \"sqlite\"\n}",
            )
            .find();
        assert_eq!(found.histories.len(), 1);
        let reasons: Vec<_> =
            found.skipped.iter().map(|s| (s.root.as_str(), s.reason.contains("sqlite"))).collect();
        assert_eq!(reasons, [("mysql/migrations", false), ("other/migrations", true)]);
    }
}
