//! What belongs to a history already, so that no other takes it.

use std::collections::BTreeSet;

use super::folder::{SqlFile, is_within, parent};
use crate::history::{History, Migration};
use crate::source::{FileId, Sources};

/// What belongs to a history already.
#[derive(Debug, Default)]
pub(super) struct Claimed {
    /// Folders with all that is below them.
    pub trees: Vec<String>,
    /// Folders without.
    pub folders: BTreeSet<String>,
    /// Files.
    pub files: BTreeSet<FileId>,
}

impl Claimed {
    /// A history takes its folder, and all below it when its files are in folders of their own.
    pub(super) fn take(&mut self, history: &History, sources: &Sources) {
        let nested =
            |migration: &Migration| parent(sources.get(migration.file).path()) != history.root;
        if history.migrations.iter().any(nested) {
            self.trees.push(history.root.clone());
        }
        self.folders.insert(history.root.clone());
        for migration in &history.migrations {
            self.files.insert(migration.file);
            self.files.extend(migration.rollback.as_ref().map(|rollback| rollback.file));
        }
    }

    pub(super) fn holds_folder(&self, path: &str) -> bool {
        self.folders.contains(path) || self.trees.iter().any(|tree| is_within(path, tree))
    }

    pub(super) fn holds_file(&self, file: &SqlFile<'_>) -> bool {
        self.files.contains(&file.id) || self.holds_folder(parent(file.path))
    }
}
