//! Where rollbacks are that a tool does not look for itself: as the configuration says, and in `rollbacks/` beside the
//! migrations for tools that have no place of their own.

use std::collections::{BTreeMap, BTreeSet};

use super::definition::{Layout, Rollbacks};
use super::folder::{clean, join, parent};
use super::order::leading_digits;
use crate::glob;
use crate::history::{History, Migration, Rollback, RollbackPlace};
use crate::source::{FileId, Sources, Span};

/// A path with `{id}`, `{name}` and `{timestamp}` of a migration in it, and `{migrations}`, the folder of its history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RollbackPattern(String);

/// What stands for a part of a migration.
const OF_MIGRATION: &[&str] = &["{id}", "{name}", "{timestamp}"];

/// What stands for the folder of its history.
const MIGRATIONS: &str = "{migrations}";

/// Where rollbacks are kept for a tool that has no place for them.
const BESIDE: &str = "{migrations}/../rollbacks/{id}.sql";

impl RollbackPattern {
    /// A pattern; relative to the working directory, with `/`, unless it begins with `{migrations}`.
    ///
    /// # Errors
    /// In words, when no path can be made of it.
    pub fn new(text: &str) -> Result<Self, String> {
        let unknown = text.split('{').skip(1).find_map(|part| {
            let shown = format!("{{{}", part.split_inclusive('}').next().unwrap_or_default());
            let is_known = OF_MIGRATION.contains(&shown.as_str()) || shown == MIGRATIONS;
            (!is_known).then_some(shown)
        });
        if let Some(unknown) = unknown {
            return Err(format!(
                "`{unknown}` stands for nothing; known are `{{id}}`, `{{name}}`, `{{timestamp}}` and `{MIGRATIONS}`"
            ));
        }
        if text.contains(['*', '?', '[']) {
            return Err(format!(
                "`{text}` holds a wildcard, and a rollback is written to one place"
            ));
        }
        if !OF_MIGRATION.iter().any(|part| text.contains(part)) {
            return Err(format!(
                "`{text}` names the same file for every migration; it needs `{{id}}`, `{{name}}` or `{{timestamp}}`"
            ));
        }
        if text.find(MIGRATIONS).is_some_and(|at| at > 0) {
            return Err(format!("`{MIGRATIONS}` is a whole path, so `{text}` must begin with it"));
        }
        if !text.to_ascii_lowercase().ends_with(".sql") {
            return Err(format!("`{text}` does not end with `.sql`"));
        }
        Ok(Self(text.to_owned()))
    }

    /// The same files under other names; what follows the migrations follows them still.
    #[must_use]
    pub fn renamed(&self, named: impl Fn(&str) -> String) -> Self {
        Self(if self.follows_migrations() { self.0.clone() } else { named(&self.0) })
    }

    /// Whether it is relative to the folder of the migrations.
    fn follows_migrations(&self) -> bool {
        self.0.starts_with(MIGRATIONS)
    }

    /// The folder that holds all its files, for migrations in the folder `root`.
    pub fn folder(&self, root: &str) -> String {
        let of_migration = OF_MIGRATION.iter().filter_map(|part| self.0.find(part)).min();
        clean(&parent(&self.0[..of_migration.unwrap_or(0)]).replace(MIGRATIONS, here(root)))
    }

    /// Whether a path is one of its files, whatever the migration.
    pub fn matches(&self, path: &str) -> bool {
        let rest = self.0.strip_prefix(MIGRATIONS).map(|rest| {
            let below = clean(rest.trim_start_matches('/'));
            format!("**/{}", wild(below.trim_start_matches("../")))
        });
        glob::matches(&rest.unwrap_or_else(|| wild(&self.0)), path)
    }

    fn matches_within(&self, root: &str, path: &str) -> bool {
        glob::matches(&wild(&clean(&self.0.replace(MIGRATIONS, here(root)))), path)
    }

    /// The path for a migration of the history in `root`; `None` when the migration lacks what it asks for.
    fn path(&self, root: &str, migration: &Migration) -> Option<String> {
        let timestamp = leading_digits(&migration.id);
        let values = [migration.id.as_str(), &migration.name, timestamp];
        let mut path = self.0.clone();
        for (part, value) in OF_MIGRATION.iter().zip(values) {
            if path.contains(part) && value.is_empty() {
                return None;
            }
            path = path.replace(part, value);
        }
        Some(clean(&path.replace(MIGRATIONS, here(root))))
    }
}

fn wild(pattern: &str) -> String {
    OF_MIGRATION.iter().fold(glob::escape(pattern), |pattern, part| pattern.replace(part, "*"))
}

fn here(root: &str) -> &str {
    if root.is_empty() { "." } else { root }
}

/// Gives the migrations of a history the rollbacks that are where `patterns` or their tool say, and the place to write
/// one. A rollback is no migration itself.
pub(super) fn settle(history: &mut History, sources: &Sources, patterns: &[RollbackPattern]) {
    let by_path: BTreeMap<&str, FileId> =
        sources.iter().map(|(id, file)| (file.path(), id)).collect();
    let beside = RollbackPattern(BESIDE.to_owned());
    let (root, takes_folders) =
        (history.root.clone(), history.layout.advice.stray_folder.is_some());
    let ids: BTreeSet<String> = history.migrations.iter().map(|one| one.id.clone()).collect();
    for migration in history.migrations.iter_mut().filter(|one| !one.repeatable) {
        let own_place = migration.rollback_place.take();
        migration.rollback_place = own_place.or_else(|| in_own_file(history.layout));
    }
    for migration in &mut history.migrations {
        let own = sources.get(migration.file).path();
        let has_none = migration.rollback_place.is_none() && !migration.repeatable;
        let paths: Vec<String> = patterns
            .iter()
            .chain(has_none.then_some(&beside))
            .filter_map(|pattern| pattern.path(&root, migration))
            .filter(|path| path != own && !(takes_folders && is_stray(path, &root, &ids)))
            .collect();
        let found = paths.iter().find_map(|path| by_path.get(path.as_str()));
        if let Some(file) = found {
            let whole = Span::new(0, sources.get(*file).text().len());
            migration.rollback = Some(Rollback { file: *file, down: vec![whole] });
        }
        if let Some(first) = paths.into_iter().next() {
            migration.rollback_place = Some(RollbackPlace::File(first));
        }
    }
    let rollbacks: BTreeSet<FileId> = history
        .migrations
        .iter()
        .filter_map(|one| one.rollback.as_ref().map(|back| back.file).filter(|id| *id != one.file))
        .collect();
    history.migrations.retain(|migration| !rollbacks.contains(&migration.file));
}

/// The place of a rollback where a tool keeps it in the migration's own file.
fn in_own_file(layout: &Layout) -> Option<RollbackPlace> {
    match layout.rollbacks {
        Rollbacks::Section(marker) => Some(RollbackPlace::Section(marker)),
        Rollbacks::Lines(marker) => Some(RollbackPlace::Lines(marker)),
        Rollbacks::File | Rollbacks::None => None,
    }
}

/// Whether the folder of this path is none of the migrations, for a tool that takes each folder for one.
fn is_stray(path: &str, root: &str, ids: &BTreeSet<String>) -> bool {
    let below = path.strip_prefix(&join(root, ""));
    below.and_then(|rest| rest.split_once('/')).is_some_and(|(folder, _)| !ids.contains(folder))
}

/// Whether a file is where rollbacks of the migrations in `root` are.
pub(super) fn is_at(patterns: &[RollbackPattern], root: &str, path: &str) -> bool {
    patterns.iter().any(|pattern| pattern.matches_within(root, path))
}

/// Names of folders and endings of files that hold rollbacks.
const NAMES: &[&str] = &["rollbacks", "rollback", "down", "revert", "undo"];

/// Whether a file is a rollback by its name or its folder.
pub(super) fn is_rollback(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let (folder, name) = lower.rsplit_once('/').unwrap_or(("", &lower));
    let stem = name.strip_suffix(".sql").unwrap_or(name);
    let ending = stem.rsplit(['.', '_', '-']).next().unwrap_or_default();
    NAMES.contains(&folder.rsplit('/').next().unwrap_or_default())
        || stem.len() > ending.len() && stem.contains('.') && NAMES.contains(&ending)
}

#[cfg(test)]
mod tests {
    use super::super::testing::TestTree;
    use super::super::{Found, Options};
    use super::*;

    fn find(tree: &TestTree, patterns: &[&str]) -> Found {
        let rollbacks: Vec<_> =
            patterns.iter().map(|text| RollbackPattern::new(text).unwrap()).collect();
        tree.find_with(&Options { rollbacks: &rollbacks, ..Options::default() })
    }

    #[test]
    fn rollbacks_are_where_the_pattern_says() {
        for (pattern, place) in [
            ("undo/{id}.sql", "undo/20240102030405_a.sql"),
            ("undo/{timestamp}.sql", "undo/20240102030405.sql"),
            ("{migrations}/../undo/{name}/{id}.sql", "p/undo/a/20240102030405_a.sql"),
            ("{migrations}/{id}/back.sql", "p/migrations/20240102030405_a/back.sql"),
        ] {
            let tree = TestTree::new()
                .file("p/migrations/20240102030405_a/migration.sql", "SELECT 1;")
                .file("p/rollbacks/20240102030405_a.sql", "SELECT 3;")
                .file(place, "SELECT 2;");
            let found = find(&tree, &[pattern]);
            let [history] = found.histories.as_slice() else { panic!("{pattern}: {found:?}") };
            let [migration] = history.migrations.as_slice() else { panic!("{pattern}: {found:?}") };
            let back = migration.rollback.as_ref().expect(pattern);
            assert_eq!(tree.sources.get(back.file).path(), place);
            assert_eq!(migration.rollback_place, Some(RollbackPlace::File(place.to_owned())));
        }
    }

    #[test]
    fn what_the_pattern_says_is_no_migration() {
        let tree = TestTree::new()
            .folder("sql")
            .file("sql/1_a.sql", "")
            .file("sql/2_b.sql", "")
            .file("sql/1_a.back.sql", "")
            .file("sql/3_c.back.sql", "");
        let found = find(&tree, &["{migrations}/{id}.back.sql"]);
        let history = &found.histories[0];
        let ids: Vec<_> = history.migrations.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, ["1_a", "2_b"]);
        assert!(history.migrations[0].rollback.is_some());
        assert!(history.migrations[1].rollback.is_none());
        let orphans: Vec<_> =
            history.orphans.iter().map(|id| tree.sources.get(*id).path()).collect();
        assert_eq!(orphans, ["sql/3_c.back.sql"]);
    }

    #[test]
    fn the_next_place_counts_where_the_first_has_none() {
        let tree = TestTree::new()
            .file("migrations/1_a/migration.sql", "")
            .file("rollbacks/1_a.sql", "")
            .file("migrations/2_b/migration.sql", "")
            .file("undo/2.sql", "");
        let found = find(&tree, &["undo/{timestamp}.sql"]);
        assert!(found.histories[0].migrations.iter().all(|one| one.rollback.is_some()));
        assert_eq!(found.histories[0].orphans, []);
    }

    #[test]
    fn a_tool_without_a_place_keeps_them_beside() {
        let tree = TestTree::new()
            .file("drizzle/meta/_journal.json", "{}")
            .file("drizzle/0000_a.sql", "SELECT 1;")
            .file("rollbacks/0000_a.sql", "SELECT 2;");
        let history = &find(&tree, &[]).histories[0];
        assert!(history.migrations[0].rollback.is_some(), "{history:?}");
        assert_eq!(history.orphans, []);
    }

    #[test]
    fn a_place_that_breaks_deploys_is_none() {
        let tree = TestTree::new()
            .file("p/migrations/1_a/migration.sql", "")
            .file("p/migrations/rollbacks/1_a.sql", "");
        let history = &find(&tree, &["p/migrations/rollbacks/{id}.sql"]).histories[0];
        assert_eq!(history.migrations[0].rollback, None);
        assert_eq!(history.orphans.len(), 1);
    }

    #[test]
    fn mistakes_are_told() {
        for (text, words) in [
            ("undo/{file}.sql", "`{file}` stands for nothing"),
            ("undo/{id.sql", "`{id.sql` stands for nothing"),
            ("undo/down.sql", "the same file for every migration"),
            ("undo/*/{id}.sql", "holds a wildcard"),
            ("undo/{migrations}/{id}.sql", "must begin with it"),
            ("undo/{id}", "does not end with `.sql`"),
        ] {
            let error = RollbackPattern::new(text).unwrap_err();
            assert!(error.contains(words), "{text}: {error}");
        }
    }

    #[test]
    fn folders_are_known_without_a_migration() {
        let folder = |text: &str, root: &str| RollbackPattern::new(text).unwrap().folder(root);
        assert_eq!(folder("db/undo/{id}.sql", "m"), "db/undo");
        assert_eq!(folder("{id}.sql", "m"), "");
        assert_eq!(folder("{migrations}/../undo/{id}/x.sql", "p/migrations"), "p/undo");
        assert_eq!(folder("{migrations}/../undo/{id}/x.sql", ""), "../undo");
    }
}
