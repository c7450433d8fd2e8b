//! Plain SQL files, run by psql or the like: in natural order of their names, a single file included.

use std::collections::BTreeMap;

use super::folder::{Folder, Index, SqlFile, is_within, join, parent};
use super::order::natural;
use super::{
    Claimed, Found, Layout, Options, RollbackPattern, Tree, is_foreign, is_foreign_file,
    is_searched, migration, rollback,
};
use crate::history::profile::{Record, RunnerProfile, TransactionMode};
use crate::history::{History, RollbackPlace};

pub(super) static LAYOUT: Layout = Layout::new("plain", |_| false, read);

fn read(folder: &Folder<'_>, _: &Options<'_>) -> History {
    history(folder, folder.files())
}

/// Histories of what no other layout has taken: files that were given, folders that are named for
/// migrations, and folders that were given and hold nothing else.
pub(super) fn read_rest(
    tree: &Tree<'_>,
    rollbacks: &[RollbackPattern],
    index: &Index<'_>,
    claimed: &Claimed,
    found: &mut Found,
) {
    let is_back =
        |path: &str| is_way_back(path) || rollbacks.iter().any(|pattern| pattern.matches(path));
    let free = |file: &SqlFile<'_>| !claimed.holds_file(file) && !is_back(file.path);
    let mut histories = Vec::new();
    let mut given: BTreeMap<&str, Vec<SqlFile<'_>>> = BTreeMap::new();
    for file in tree.files.iter().map(|id| SqlFile::new(tree.sources, *id)) {
        if !claimed.holds_file(&file) {
            given.entry(parent(file.path)).or_default().push(file);
        }
    }
    for folder in index.folders() {
        let files = given.remove(folder.path);
        if is_named(&folder) && is_searched(tree, folder.path) && !is_foreign(tree, folder.path) {
            histories.push(history(
                &folder,
                &folder.files().iter().copied().filter(free).collect::<Vec<_>>(),
            ));
        } else if let Some(files) = files {
            histories.push(history(&folder, &files));
        }
    }
    histories.retain(|history| !history.migrations.is_empty());
    for path in tree.folders {
        let holds = |history: &History| is_within(&history.root, path);
        let skipped = found.skipped.iter().any(|skipped| is_within(&skipped.root, path));
        let around_given =
            tree.files.iter().any(|id| is_within(tree.sources.get(*id).path(), path));
        if skipped || around_given || found.histories.iter().chain(&histories).any(holds) {
            continue;
        }
        let folder = index.folder(path);
        let direct: Vec<_> = folder.files().iter().copied().filter(free).collect();
        let files = if direct.is_empty() && !path.is_empty() {
            folder.all_files().into_iter().filter(free).collect()
        } else {
            direct
        };
        if !files.is_empty() {
            histories.push(history(&folder, &files));
        }
    }
    for history in &mut histories {
        super::places::settle(history, tree.sources, rollbacks);
    }
    found.histories.append(&mut histories);
}

/// Names of folders that hold migrations.
const NAMES: &[&str] = &["migrations", "migration", "migrate", "schema_migrations"];

/// Whether the name of a folder says that it holds migrations.
pub(super) fn is_named(folder: &Folder<'_>) -> bool {
    NAMES.contains(&folder.name().to_ascii_lowercase().as_str())
}

/// Names of folders and endings of files that hold ways back.
const WAY_BACK: &[&str] = &["rollbacks", "rollback", "down", "revert", "undo"];

/// Whether a file is a way back by its name or its folder.
pub(super) fn is_way_back(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let (folder, name) = lower.rsplit_once('/').unwrap_or(("", &lower));
    let stem = name.strip_suffix(".sql").unwrap_or(name);
    let ending = stem.rsplit(['.', '_', '-']).next().unwrap_or_default();
    WAY_BACK.contains(&folder.rsplit('/').next().unwrap_or_default())
        || stem.len() > ending.len() && stem.contains('.') && WAY_BACK.contains(&ending)
}

fn history(folder: &Folder<'_>, files: &[SqlFile<'_>]) -> History {
    let mut files: Vec<_> = files.iter().filter(|file| !is_foreign_file(file.name)).collect();
    files.sort_by(|a, b| natural(a.path, b.path));
    let migrations = files.into_iter().map(|file| {
        let stem = file.stem().strip_suffix(".up").unwrap_or(file.stem());
        let id = match parent(file.path) {
            own if own == folder.path => stem.to_owned(),
            own => join(own.strip_prefix(folder.path).unwrap_or(own).trim_start_matches('/'), stem),
        };
        let place = join(folder.path, &format!("rollbacks/{stem}.sql"));
        let mut migration = migration(file, &id, TransactionMode::Statement);
        super::order::description(stem).clone_into(&mut migration.name);
        migration.rollback = find_rollback(folder, stem).as_ref().map(rollback);
        migration.rollback_place = Some(RollbackPlace::File(place));
        migration
    });
    let profile = RunnerProfile {
        tool: "psql",
        version: None,
        default: TransactionMode::Statement,
        summary:
            "no migration tool was found: each statement is taken to run by itself, as psql does it"
                .to_owned(),
        opt_out: None,
        checksums: false,
        record: Record::Name,
    };
    super::history(folder, profile, migrations.collect())
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
    use super::super::testing::{TestTree, id_and_mode};

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
