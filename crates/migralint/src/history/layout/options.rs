//! What a run says about layouts, and what is known of them from a base revision.

use std::collections::{BTreeMap, BTreeSet};

use super::definition::Layout;
use super::folder::is_within;
use super::rollback_paths::RollbackPattern;

/// What a run says about layouts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// The layout of every folder; detected otherwise.
    pub layout: Option<&'static Layout>,
    /// The version of Prisma; read from the package's files otherwise.
    pub prisma_version: Option<&'a str>,
    /// Where rollbacks are, the first that has one before the tool's own places.
    pub rollbacks: &'a [RollbackPattern],
    /// What the base revision has, where there is one.
    pub base: Option<&'a Base>,
}

/// What a base revision has: no file that a change brings turns its histories into those of another tool.
#[derive(Clone, Debug, Default)]
pub struct Base {
    /// The layout of each history, by its folder.
    pub layouts: BTreeMap<String, &'static Layout>,
    /// The paths of its files that are the same now.
    pub files: BTreeSet<String>,
    /// The paths of those that were edited.
    pub edited: BTreeSet<String>,
}

impl Base {
    /// The same under other paths.
    #[must_use]
    pub fn renamed(&self, new: impl Fn(&str) -> String) -> Self {
        Self {
            layouts: self.layouts.iter().map(|(root, layout)| (new(root), *layout)).collect(),
            files: self.files.iter().map(|path| new(path)).collect(),
            edited: self.edited.iter().map(|path| new(path)).collect(),
        }
    }

    /// The layout of a folder that is a history's.
    pub(super) fn layout(&self, path: &str) -> Option<&'static Layout> {
        self.layouts.get(path).copied()
    }

    /// Whether a folder is above one that is a history's.
    pub(super) fn is_above(&self, path: &str) -> bool {
        self.layouts.keys().any(|root| root != path && is_within(root, path))
    }
}
