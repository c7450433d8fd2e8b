//! Whether the files of a folder agree on the tool that runs them: no single file, which a change may bring, turns a
//! history into another tool's, where parts of it are not run.

use std::collections::BTreeSet;
use std::fmt;

use super::claimed::Claimed;
use super::definition::Layout;
use super::folder::{Folder, Tree, parent};
use super::marks::candidates;
use super::options::{Base, Options};
use super::tools::LAYOUTS;
use crate::history::History;
use crate::source::{FileId, Sources};

/// A file that does not fit the tool of its history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// The file.
    pub file: FileId,
    /// The tool of the history.
    pub tool: &'static str,
    /// What does not fit.
    pub mark: Mark,
}

/// What does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It lacks the marks without which the tool of the history refuses it.
    Missing,
    /// It has marks of another layout; for the tool of the history they are comments.
    Of(&'static str),
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tool = self.tool;
        match self.mark {
            Mark::Missing => {
                write!(f, "lacks the marks of {tool}, without which {tool} refuses it")
            }
            Mark::Of(layout) => write!(
                f,
                "has marks of {layout}, and {tool} runs the other migrations here: all of it is checked; set \
                 `layout` in the configuration if that is wrong"
            ),
        }
    }
}

/// Whether a history holds more of a folder than it leaves out.
pub(super) fn holds_most(folder: &Folder<'_>, history: &History) -> bool {
    let held: BTreeSet<FileId> = history.files().collect();
    let left_out = candidates(folder.files()).filter(|file| !held.contains(&file.id)).count();
    held.len() > left_out
}

/// The migrations of a history that do not fit its tool.
pub(super) fn check(
    history: &History,
    sources: &Sources,
    options: &Options<'_>,
) -> Vec<Disagreement> {
    let mut files: Vec<FileId> =
        history.migrations.iter().map(|migration| migration.file).collect();
    files.sort_unstable();
    files.dedup();
    let tool = history.layout.tool;
    let mut found = Vec::new();
    let own = history.layout;
    if own.needs_marks {
        let unmarked = files.iter().filter(|file| !(own.has_marks)(sources.get(**file).text()));
        found.extend(unmarked.map(|file| Disagreement { file: *file, tool, mark: Mark::Missing }));
    }
    for other in LAYOUTS.iter().filter(|layout| **layout != own) {
        let mark = Mark::Of(other.name);
        let marked = disagreeing(other, &files, sources, options);
        found.extend(marked.into_iter().map(|file| Disagreement { file, tool, mark }));
    }
    found
}

/// The files in the folder of a history that a change brings and that belong to none of its migrations.
pub(super) fn not_run(
    history: &History,
    tree: &Tree<'_>,
    claimed: &Claimed,
    base: &Base,
) -> Vec<(String, &'static str)> {
    let migrations: BTreeSet<FileId> = history
        .migrations
        .iter()
        .flat_map(|one| [Some(one.file), one.rollback.as_ref().map(|back| back.file)])
        .flatten()
        .collect();
    let is_orphan = |id: &FileId| history.orphans.contains(id);
    let sql = tree.sources.iter().filter(|(id, file)| {
        parent(file.path()) == history.root
            && !migrations.contains(id)
            && (is_orphan(id) || !claimed.files.contains(id))
    });
    let is_text = |path: &&String| {
        parent(path) == history.root && path.to_ascii_lowercase().contains(".sql.")
    };
    let sql = sql
        .map(|(_, file)| file.path())
        .chain(tree.others.iter().filter(is_text).map(String::as_str));
    let is_new = |path: &&str| !base.files.contains(*path) && !base.edited.contains(*path);
    sql.filter(is_new).map(|path| (path.to_owned(), history.layout.tool)).collect()
}

/// The files with the marks of another layout: those that are new where the base has none of them, otherwise those that
/// are no majority.
fn disagreeing(
    other: &Layout,
    files: &[FileId],
    sources: &Sources,
    options: &Options<'_>,
) -> Vec<FileId> {
    let has_marks = |file: &FileId| (other.has_marks)(sources.get(*file).text());
    let mut marked: Vec<FileId> = files.iter().copied().filter(has_marks).collect();
    let is_old = |file: &FileId| {
        options.base.is_some_and(|base| base.files.contains(sources.get(*file).path()))
    };
    if files.iter().any(is_old) {
        if marked.iter().any(is_old) {
            marked.clear();
        }
    } else if marked.len() * 2 > files.len() {
        marked.clear();
    }
    marked
}
