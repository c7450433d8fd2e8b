//! Plain SQL files, run by psql or the like: in natural order of their names, a single file included.

use crate::history::layout::definition::{Layout, Rollbacks};
use crate::history::layout::folder::{Folder, SqlFile, join, parent};
use crate::history::layout::order::{description, natural};
use crate::history::layout::other_database::is_foreign_file;
use crate::history::migration::{Migration, RollbackPlace};
use crate::history::profile::{Record, RunnerProfile, TransactionMode};
use crate::history::splitting::Splitting;

/// The layout of files that no tool runs.
pub static LAYOUT: Layout = Layout {
    record: Record::Name,
    rollbacks: Rollbacks::File,
    ..Layout::new(
        ("plain", "psql"),
        profile,
        |_| false,
        |folder, _| migrations(folder, folder.files()),
    )
};

fn profile(_: &Folder<'_>, _: Option<&str>) -> RunnerProfile {
    RunnerProfile::new(
        TransactionMode::Statement,
        Splitting::Statements,
        "no migration tool was found: each statement is taken to run by itself, as psql does it",
    )
}

/// Names of folders that hold migrations.
pub(in crate::history::layout) const FOLDERS: &[&str] =
    &["migrations", "migration", "migrate", "schema_migrations"];

/// Whether the name of a folder says that it holds migrations.
pub(in crate::history::layout) fn is_named(folder: &Folder<'_>) -> bool {
    FOLDERS.contains(&folder.name().to_ascii_lowercase().as_str())
}

/// The migrations that files are.
pub(in crate::history::layout) fn migrations(
    folder: &Folder<'_>,
    files: &[SqlFile<'_>],
) -> Vec<Migration> {
    let mut files: Vec<_> = files.iter().filter(|file| !is_foreign_file(file.name)).collect();
    files.sort_by(|a, b| natural(a.path, b.path));
    let migrations = files.into_iter().map(|file| {
        let stem = file.stem().strip_suffix(".up").unwrap_or(file.stem());
        let id = match parent(file.path) {
            own if own == folder.path => stem.to_owned(),
            own => join(own.strip_prefix(folder.path).unwrap_or(own).trim_start_matches('/'), stem),
        };
        let place = join(folder.path, &format!("rollbacks/{stem}.sql"));
        Migration {
            name: description(stem).to_owned(),
            rollback: find_rollback(folder, stem).map(|file| file.rollback()),
            rollback_place: Some(RollbackPlace::File(place)),
            ..file.migration(&id, TransactionMode::Statement)
        }
    });
    migrations.collect()
}

fn find_rollback<'a>(folder: &Folder<'a>, stem: &str) -> Option<SqlFile<'a>> {
    let names = [format!("{stem}.sql"), format!("{stem}.down.sql"), format!("{stem}.rollback.sql")];
    let inside = folder.folder("rollbacks").and_then(|rollbacks| rollbacks.first_file(&names));
    inside
        .or_else(|| folder.beside("rollbacks")?.first_file(&names))
        .or_else(|| folder.first_file(&names[1..]))
}

#[cfg(test)]
mod tests {
    use crate::history::layout::testing::{TestTree, id_and_mode};

    fn ids(tree: &TestTree) -> Vec<(String, Vec<String>)> {
        let histories = tree.find().histories.into_iter();
        histories
            .map(|history| {
                (history.root.clone(), history.migrations.iter().map(|m| m.id.clone()).collect())
            })
            .collect()
    }

    fn expected(root: &str, ids: &[&str]) -> (String, Vec<String>) {
        (root.to_owned(), ids.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn names_are_ordered_as_people_read_them() {
        let tree = TestTree::new()
            .file("db/migrations/10_c.sql", "")
            .file("db/migrations/9_b.sql", "")
            .file("db/migrations/9_b.down.sql", "")
            .file("db/migrations/rollbacks/10_c.sql", "")
            .file("db/migrations/11_d.mysql.sql", "")
            .file("db/seed.sql", "");
        assert_eq!(ids(&tree), [expected("db/migrations", &["9_b", "10_c"])]);
        let history = &tree.find().histories[0];
        assert!(history.migrations.iter().all(|migration| migration.rollback.is_some()));
        assert!(history.profile.summary.contains("psql"));
        assert_eq!(id_and_mode(history).len(), 2);
    }

    #[test]
    fn a_given_folder_is_a_history_whatever_its_name() {
        let tree = TestTree::new().folder("sql").file("sql/b.sql", "").file("sql/a.sql", "");
        assert_eq!(ids(&tree), [expected("sql", &["a", "b"])]);
        let deep = TestTree::new().folder("sql").file("sql/v2/a.sql", "").file("sql/v1/b.sql", "");
        assert_eq!(ids(&deep), [expected("sql", &["v1/b", "v2/a"])]);
    }

    #[test]
    fn a_given_file_is_a_history_of_its_own() {
        let tree = TestTree::new().given("x/a.sql", "").file("x/b.sql", "");
        assert_eq!(ids(&tree), [expected("x", &["a"])]);
        let named = TestTree::new().given("migrations/2.sql", "").file("migrations/1.sql", "");
        assert_eq!(ids(&named), [expected("migrations", &["1", "2"])]);
    }

    #[test]
    fn other_databases_are_left_out() {
        let tree = TestTree::new().file("clickhouse/migrations/1_a.up.sql", "");
        assert_eq!(ids(&tree), []);
    }
}
