//! Small trees in memory for the tests of layouts.

use std::collections::{BTreeMap, BTreeSet};

use super::folder::parent;
use super::{Found, Interest, Options, Tree, find, interest};
use crate::history::History;
use crate::history::profile::TransactionMode;
use crate::source::{FileId, SourceFile, Sources, Span};

/// A tree in memory; the working directory is searched unless a folder or file is given.
#[derive(Default)]
pub(super) struct TestTree {
    pub(super) sources: Sources,
    configs: BTreeMap<String, String>,
    others: BTreeSet<String>,
    folders: Vec<String>,
    files: BTreeSet<FileId>,
}

impl TestTree {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Adds a file that is found by searching.
    pub(super) fn file(mut self, path: &str, text: &str) -> Self {
        match interest(path.rsplit('/').next().unwrap()) {
            Some(Interest::Sql) => {
                self.sources.add(SourceFile::new(path, text));
            }
            Some(Interest::Config) => {
                self.configs.insert(path.to_owned(), text.to_owned());
            }
            Some(Interest::Name) => {
                self.others.insert(path.to_owned());
            }
            None => panic!("{path} is of no interest"),
        }
        self
    }

    /// Adds an SQL file that the user named.
    pub(super) fn given(mut self, path: &str, text: &str) -> Self {
        let id = self.sources.add(SourceFile::new(path, text));
        self.files.insert(id);
        self.folder(parent(path))
    }

    /// Searches this folder instead of the working directory.
    pub(super) fn folder(mut self, path: &str) -> Self {
        self.folders.push(path.to_owned());
        self
    }

    pub(super) fn find(&self) -> Found {
        self.find_with(&Options::default())
    }

    pub(super) fn find_with(&self, options: &Options<'_>) -> Found {
        let root = [String::new()];
        let tree = Tree {
            sources: &self.sources,
            configs: &self.configs,
            others: &self.others,
            folders: if self.folders.is_empty() { &root } else { &self.folders },
            files: &self.files,
        };
        find(&tree, options)
    }
}

pub(super) fn id_and_mode(history: &History) -> Vec<(&str, TransactionMode)> {
    history
        .migrations
        .iter()
        .map(|migration| (migration.id.as_str(), migration.transaction))
        .collect()
}

pub(super) fn up_text(tree: &TestTree, history: &History, at: usize) -> String {
    let migration = &history.migrations[at];
    texts(tree, migration.file, &migration.up)
}

pub(super) fn down_text(tree: &TestTree, history: &History, at: usize) -> String {
    let rollback = history.migrations[at].rollback.as_ref().expect("a rollback");
    texts(tree, rollback.file, &rollback.down)
}

fn texts(tree: &TestTree, file: FileId, spans: &[Span]) -> String {
    spans.iter().map(|span| tree.sources.get(file).slice(*span)).collect()
}
