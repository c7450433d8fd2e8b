//! What no tool runs: files that were given, and folders that hold nothing but SQL.

use std::collections::BTreeMap;

use super::claimed::Claimed;
use super::definition::Skipped;
use super::folder::{Folder, Index, SqlFile, Tree, is_within, parent};
use super::options::Options;
use super::other_database::is_foreign;
use super::rollback_paths::{self, is_rollback};
use super::tools::{PLAIN, is_named, plain_migrations};
use crate::history::History;

/// Histories of what no tool runs: files that were given, folders that are named for
/// migrations, and folders that were given and hold nothing else.
pub(super) fn read(
    tree: &Tree<'_>,
    index: &Index<'_>,
    claimed: &Claimed,
    options: &Options<'_>,
    (found, skipped): (&[History], &[Skipped]),
) -> Vec<History> {
    let rollbacks = options.rollbacks;
    let is_back =
        |path: &str| is_rollback(path) || rollbacks.iter().any(|pattern| pattern.matches(path));
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
        if is_named(&folder) && tree.is_searched(folder.path) && !is_foreign(tree, folder.path) {
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
        let is_skipped = skipped.iter().any(|skipped| is_within(&skipped.root, path));
        let around_given =
            tree.files.iter().any(|id| is_within(tree.sources.get(*id).path(), path));
        if is_skipped || around_given || found.iter().chain(&histories).any(holds) {
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
        rollback_paths::settle(history, tree.sources, rollbacks);
    }
    histories
}

fn history(folder: &Folder<'_>, files: &[SqlFile<'_>]) -> History {
    History {
        root: folder.path.to_owned(),
        layout: &PLAIN,
        profile: (PLAIN.profile)(folder, None),
        migrations: plain_migrations(folder, files),
        has_gaps: folder.has_programs(),
        orphans: Vec::new(),
    }
}
