//! Reads every history of a tree.

use super::agreement::{self, Disagreement};
use super::claimed::Claimed;
use super::definition::{Database, Layout, Skipped};
use super::folder::{Folder, Index, Tree, is_within, join, parent};
use super::options::Options;
use super::other_database::is_foreign;
use super::rollback_paths::{self, RollbackPattern, is_rollback};
use super::tools::{LAYOUTS, PLAIN, is_named};
use super::{transaction_opt_out, unclaimed, unsupported};
use crate::history::History;
use crate::source::{FileId, Sources};

/// What [`find`] found.
#[derive(Debug, Default)]
pub struct Found {
    /// The histories, in order of their folders.
    pub histories: Vec<History>,
    /// Histories that are not read, and migrations that their tool does not run.
    pub skipped: Vec<Skipped>,
    /// Files that do not fit the tool of their history.
    pub disagreements: Vec<Disagreement>,
    /// Files in the folders of histories that the base revision does not have and that no tool runs, each with the tool.
    pub not_run: Vec<(String, &'static str)>,
}

/// Every history of a tree.
pub fn find(tree: &Tree<'_>, options: &Options<'_>) -> Found {
    let index = Index::new(tree);
    let mut found = Found::default();
    let mut claimed = Claimed::default();
    let layouts: Vec<&Layout> = match options.layout {
        Some(layout) => vec![layout],
        None => LAYOUTS.to_vec(),
    };
    let mut read = |is_anywhere| {
        read_folders(tree, options, &index, (&layouts, is_anywhere), &mut claimed, &mut found);
        found.histories.is_empty() && found.skipped.is_empty()
    };
    if read(false) && options.layout.is_some() {
        read(true);
    }
    if layouts.contains(&&PLAIN) {
        let (histories, skipped) = (&found.histories, &found.skipped);
        let mut rest = unclaimed::read(tree, &index, &claimed, options, (histories, skipped));
        found.histories.append(&mut rest);
    }
    for history in &mut found.histories {
        claimed.take(history, tree.sources);
    }
    for history in &mut found.histories {
        history.orphans = orphans(&history.root, tree.sources, &claimed, options.rollbacks);
        claimed.files.extend(&history.orphans);
        for migration in &mut history.migrations {
            let text = tree.sources.get(migration.file).text();
            let misplaced = history.layout.misplaced_opt_out.as_ref();
            migration.misplaced_opt_out = misplaced
                .filter(|_| migration.transaction == history.profile.default)
                .and_then(|opt_out| transaction_opt_out::misplaced(migration, opt_out, text));
        }
    }
    for history in &found.histories {
        found.disagreements.extend(agreement::check(history, tree.sources, options));
    }
    if let Some(base) = options.base {
        for history in &found.histories {
            found.not_run.extend(agreement::not_run(history, tree, &claimed, base));
        }
    }
    found.skipped.extend(unsupported::skipped(tree));
    found.histories.sort_by(|a, b| a.root.cmp(&b.root));
    found
}

/// The histories of tools in every folder that is searched. A layout that was named is tried on folders that look like a
/// history, or on all of them.
fn read_folders(
    tree: &Tree<'_>,
    options: &Options<'_>,
    index: &Index<'_>,
    (layouts, is_anywhere): (&[&'static Layout], bool),
    claimed: &mut Claimed,
    found: &mut Found,
) {
    for folder in index.folders() {
        if !tree.is_searched(folder.path) || claimed.holds_folder(folder.path) {
            continue;
        }
        let is_foreign = is_foreign(tree, folder.path);
        let known = options.base.and_then(|base| base.layout(folder.path));
        let is_above = options.base.is_some_and(|base| base.is_above(folder.path));
        for layout in layouts.iter().filter(|layout| ***layout != PLAIN) {
            let is_told = options.layout.is_some() || known.is_some();
            let is_meant = match known {
                _ if options.layout.is_some() => is_anywhere || is_history(&folder),
                Some(known) => known == *layout,
                None => !is_above && (layout.recognizes)(&folder),
            };
            if !is_meant {
                continue;
            }
            match (layout.database)(&folder) {
                None if is_foreign => continue,
                Some(Database::Other(name)) if known.is_none() => {
                    let reason = format!("is for `{name}`, and migralint reads PostgreSQL only");
                    claimed.trees.push(folder.path.to_owned());
                    found.skipped.push(Skipped { root: folder.path.to_owned(), reason });
                    break;
                }
                _ => {}
            }
            let mut history = read(&folder, layout, options);
            rollback_paths::settle(&mut history, tree.sources, options.rollbacks);
            let is_agreed = is_told || agreement::holds_most(&folder, &history);
            if !history.migrations.is_empty() && is_agreed {
                claimed.take(&history, tree.sources);
                found.histories.push(history);
                found.skipped.extend((layout.passed_over)(&folder));
                break;
            }
        }
    }
}

/// Whether a folder is a history's by what is known of it: some layout recognizes it, it was given, or its name says so.
fn is_history(folder: &Folder<'_>) -> bool {
    folder.is_given()
        || is_named(folder)
        || LAYOUTS.iter().any(|layout| (layout.recognizes)(folder))
}

/// The history that a tool runs from a folder.
fn read(folder: &Folder<'_>, layout: &'static Layout, options: &Options<'_>) -> History {
    let profile = (layout.profile)(folder, options.prisma_version);
    History {
        root: folder.path.to_owned(),
        layout,
        migrations: (layout.read)(folder, &profile),
        profile,
        has_gaps: folder.has_programs(),
        orphans: Vec::new(),
    }
}

/// The rollbacks in and beside a folder that belong to no migration.
fn orphans(
    root: &str,
    sources: &Sources,
    claimed: &Claimed,
    patterns: &[RollbackPattern],
) -> Vec<FileId> {
    let beside = join(parent(root), "rollbacks");
    let is_orphan = |path: &str| {
        let is_near = is_within(path, root) || !root.is_empty() && is_within(path, &beside);
        is_near && is_rollback(path) || rollback_paths::is_at(patterns, root, path)
    };
    let free = sources.iter().filter(|(id, _)| !claimed.files.contains(id));
    free.filter(|(_, file)| is_orphan(file.path())).map(|(id, _)| id).collect()
}
