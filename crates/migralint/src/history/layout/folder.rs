//! Folders of a tree as layouts look at them: the files in one, the folders in it, and what is above it.

use std::collections::{BTreeMap, BTreeSet};

use super::order::{description, natural};
use crate::history::migration::{Migration, Rollback};
use crate::history::profile::TransactionMode;
use crate::source::{FileId, Sources, Span};

/// The files under the paths of a run. All paths are as reports show them: relative, with `/`.
#[derive(Debug)]
pub struct Tree<'a> {
    /// Every SQL file.
    pub sources: &'a Sources,
    /// Texts of the configuration files, by path; those above the given paths included.
    pub configs: &'a BTreeMap<String, String>,
    /// Paths of other files, see [`Interest::Name`](super::Interest::Name).
    pub others: &'a BTreeSet<String>,
    /// The folders that are searched; empty for the working directory.
    pub folders: &'a [String],
    /// SQL files that were given by their own name. Their folders are searched for what they belong to.
    pub files: &'a BTreeSet<FileId>,
}

impl Tree<'_> {
    /// Whether a folder is one of those that are searched: given, or around a file that was given.
    pub(super) fn is_searched(&self, path: &str) -> bool {
        self.folders.iter().any(|folder| is_within(path, folder))
    }
}

/// An SQL file in a folder.
#[derive(Clone, Copy, Debug)]
pub(super) struct SqlFile<'a> {
    /// Its handle.
    pub id: FileId,
    /// Its path.
    pub path: &'a str,
    /// The last part of its path.
    pub name: &'a str,
    /// Its text.
    pub text: &'a str,
}

impl<'a> SqlFile<'a> {
    /// A file of the sources.
    pub(super) fn new(sources: &'a Sources, id: FileId) -> Self {
        let file = sources.get(id);
        let name = file.path().rsplit('/').next().unwrap_or_default();
        Self { id, path: file.path(), name, text: file.text() }
    }

    /// Its name without `.sql`.
    pub(super) fn stem(&self) -> &'a str {
        strip_suffix_ignoring_case(self.name, ".sql").unwrap_or(self.name)
    }

    /// The migration that is this whole file.
    pub(super) fn migration(&self, id: &str, transaction: TransactionMode) -> Migration {
        Migration {
            name: description(id).to_owned(),
            ..Migration::new(id.to_owned(), self.id, vec![self.whole()], transaction)
        }
    }

    /// The rollback that is this whole file.
    pub(super) fn rollback(&self) -> Rollback {
        Rollback { file: self.id, down: vec![self.whole()] }
    }

    /// All of its text.
    pub(super) fn whole(&self) -> Span {
        Span::new(0, self.text.len())
    }
}

/// Every folder of a tree that holds SQL files, at any depth.
#[derive(Debug)]
pub(super) struct Index<'a> {
    tree: &'a Tree<'a>,
    folders: BTreeMap<&'a str, Contents<'a>>,
}

#[derive(Debug, Default)]
struct Contents<'a> {
    files: Vec<SqlFile<'a>>,
    folders: BTreeSet<&'a str>,
}

impl<'a> Index<'a> {
    pub(super) fn new(tree: &'a Tree<'a>) -> Self {
        let mut folders: BTreeMap<&str, Contents<'_>> = BTreeMap::new();
        for (id, _) in tree.sources.iter() {
            let file = SqlFile::new(tree.sources, id);
            let mut folder = parent(file.path);
            folders.entry(folder).or_default().files.push(file);
            while !matches!(folder, "" | "/") {
                let above = parent(folder);
                if !folders.entry(above).or_default().folders.insert(folder) {
                    break;
                }
                folder = above;
            }
        }
        for contents in folders.values_mut() {
            contents.files.sort_by(|a, b| natural(a.name, b.name));
        }
        Self { tree, folders }
    }

    /// All folders; one comes before those in it.
    pub(super) fn folders(&self) -> impl Iterator<Item = Folder<'_>> {
        self.folders.keys().map(|path| Folder { index: self, path })
    }

    /// A folder by its path.
    pub(super) fn folder<'i>(&'i self, path: &'i str) -> Folder<'i> {
        Folder { index: self, path }
    }
}

/// One folder of a tree.
#[derive(Clone, Copy, Debug)]
pub(super) struct Folder<'a> {
    index: &'a Index<'a>,
    /// Its path.
    pub path: &'a str,
}

impl<'a> Folder<'a> {
    /// The last part of its path.
    pub(super) fn name(&self) -> &'a str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// Whether the run was given this folder.
    pub(super) fn is_given(&self) -> bool {
        self.index.tree.folders.iter().any(|folder| folder == self.path)
    }

    /// The SQL files in it, in natural order of their names.
    pub(super) fn files(&self) -> &'a [SqlFile<'a>] {
        self.index.folders.get(self.path).map_or(&[], |contents| &contents.files)
    }

    /// The SQL files in it, in the order of the bytes of their names.
    pub(super) fn files_by_name(&self) -> Vec<&'a SqlFile<'a>> {
        let mut files: Vec<_> = self.files().iter().collect();
        files.sort_by_key(|file| file.name);
        files
    }

    /// The SQL files in it and in every folder below.
    pub(super) fn all_files(&self) -> Vec<SqlFile<'a>> {
        let mut files = self.files().to_vec();
        files.extend(self.folders().flat_map(|folder| folder.all_files()));
        files
    }

    /// The SQL file of this name.
    pub(super) fn file(&self, name: &str) -> Option<SqlFile<'a>> {
        let files = self.files();
        files.binary_search_by(|file| natural(file.name, name)).ok().map(|at| files[at])
    }

    /// The first of these SQL files.
    pub(super) fn first_file(&self, names: &[String]) -> Option<SqlFile<'a>> {
        names.iter().find_map(|name| self.file(name))
    }

    /// The folders in it that hold SQL files, in order of their names.
    pub(super) fn folders(&self) -> impl Iterator<Item = Folder<'a>> + use<'a> {
        let index = self.index;
        let contents = index.folders.get(self.path);
        contents.into_iter().flat_map(|contents| &contents.folders).map(|path| index.folder(path))
    }

    /// The folder of this name in it.
    pub(super) fn folder(&self, name: &str) -> Option<Folder<'a>> {
        self.folders().find(|folder| folder.name() == name)
    }

    /// The folder of this name beside it.
    pub(super) fn beside(&self, name: &str) -> Option<Folder<'a>> {
        let parent = self.index.folder(parent(self.path));
        if self.path.is_empty() {
            self.index
                .folders
                .keys()
                .find(|path| **path == format!("../{name}"))
                .map(|path| self.index.folder(path))
        } else {
            parent.folder(name)
        }
    }

    /// The text of a configuration file, by its path below the folder.
    pub(super) fn config(&self, path: &str) -> Option<&'a str> {
        self.index.tree.configs.get(&join(self.path, path)).map(String::as_str)
    }

    /// The text of a configuration file beside the folder.
    pub(super) fn config_beside(&self, path: &str) -> Option<&'a str> {
        self.index.tree.configs.get(&join(&above(self.path)?, path)).map(String::as_str)
    }

    /// The texts of configuration files of this name, here and above, nearest first.
    pub(super) fn configs_above(&self, name: &str) -> Vec<&'a str> {
        let mut found = Vec::new();
        let mut path = self.path.to_owned();
        for _ in 0..MAX_DEPTH {
            found.extend(self.index.tree.configs.get(&join(&path, name)).map(String::as_str));
            match above(&path) {
                Some(next) => path = next,
                None => break,
            }
        }
        found
    }

    /// Whether a configuration file of this name, here or above, says `word`.
    pub(super) fn any_config_above_says(&self, name: &str, word: &str) -> bool {
        self.configs_above(name).iter().any(|text| text.contains(word))
    }

    /// Names of the files in it that are neither SQL nor configuration.
    pub(super) fn other_files(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let prefix = join(self.path, "");
        let names = self.index.tree.others.range(prefix.clone()..);
        names.map_while(move |path| path.strip_prefix(&prefix)).filter(|name| !name.contains('/'))
    }

    /// Whether it holds migrations in another language: files that begin with a number.
    pub(super) fn has_programs(&self) -> bool {
        self.other_files().any(|name| {
            name.starts_with(|c: char| c.is_ascii_digit() || c == 'V')
                && name.rsplit('.').next().is_some_and(|ending| PROGRAMS.contains(&ending))
        })
    }

    /// Whether it holds a note for people.
    pub(super) fn has_note(&self) -> bool {
        self.other_files().any(|name| {
            let name = name.to_ascii_lowercase();
            strip_suffix_ignoring_case(&name, ".md").is_some()
                || name.starts_with("readme")
                || name.starts_with("notes")
        })
    }
}

/// How far up configuration files are looked for.
const MAX_DEPTH: usize = 64;

/// Endings of migrations that are programs.
const PROGRAMS: &[&str] = &[
    "go", "ts", "mts", "cts", "js", "mjs", "cjs", "py", "rb", "rs", "java", "kt", "php", "xml",
    "yaml", "yml",
];

/// The folder of a path; empty for the working directory.
pub(super) fn parent(path: &str) -> &str {
    match path.rfind('/') {
        Some(0) => "/",
        Some(at) => &path[..at],
        None => "",
    }
}

/// The folder above, past the working directory too; `None` above the root of the disk.
fn above(path: &str) -> Option<String> {
    match path {
        "/" => None,
        "" => Some("..".to_owned()),
        _ if path.rsplit('/').next() == Some("..") => Some(format!("{path}/..")),
        _ => Some(parent(path).to_owned()),
    }
}

/// A path below a folder.
pub(super) fn join(folder: &str, path: &str) -> String {
    match folder {
        "" => path.to_owned(),
        "/" => format!("/{path}"),
        _ => format!("{folder}/{path}"),
    }
}

/// A path without `.` and `dir/..`.
pub(super) fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "." => {}
            "" if !parts.is_empty() => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Whether a path is this folder, or below it.
pub(super) fn is_within(path: &str, folder: &str) -> bool {
    match folder {
        "" => !path.starts_with('/') && path != ".." && !path.starts_with("../"),
        "/" => path.starts_with('/'),
        _ => path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
    }
}

/// `text` without `suffix`, whose letters may be of either case.
pub(super) fn strip_suffix_ignoring_case<'a>(text: &'a str, suffix: &str) -> Option<&'a str> {
    let at = text.len().checked_sub(suffix.len())?;
    let (head, tail) = text.split_at_checked(at)?;
    tail.eq_ignore_ascii_case(suffix).then_some(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_go_up_past_the_working_directory() {
        assert_eq!(above("a/b").as_deref(), Some("a"));
        assert_eq!(above("a").as_deref(), Some(""));
        assert_eq!(above("").as_deref(), Some(".."));
        assert_eq!(above("..").as_deref(), Some("../.."));
        assert_eq!(above("../a").as_deref(), Some(".."));
        assert_eq!(above("/a").as_deref(), Some("/"));
        assert_eq!(above("/"), None);
    }

    #[test]
    fn within_means_whole_parts() {
        assert!(is_within("a/b", "a") && is_within("a", "a") && is_within("a", ""));
        assert!(!is_within("ab", "a") && !is_within("../a", "") && !is_within("/a", ""));
    }
}
