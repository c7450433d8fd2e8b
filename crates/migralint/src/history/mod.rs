//! Histories: which migrations there are, in which order, which of them are new, and the rollback of each.
//! [`layout`] tells what a tool's files mean, [`profile`] how the tool runs them.

pub mod layout;
pub mod migration;
pub mod profile;
pub mod splitting;

pub use migration::{Change, Migration, Misplaced, Role, Rollback, RollbackPlace};

use crate::source::FileId;
use layout::definition::Layout;
use profile::RunnerProfile;

/// All migrations of one history, in the order in which their tool runs them.
#[derive(Clone, Debug)]
pub struct History {
    /// The folder that holds it, as reports show it: relative, with `/`; empty for the working directory.
    pub root: String,
    /// The tool that runs it.
    pub layout: &'static Layout,
    /// How the tool runs it, in the version that was found.
    pub profile: RunnerProfile,
    /// The migrations in order.
    pub migrations: Vec<Migration>,
    /// Whether there are migrations between that are not read (in Go or TypeScript).
    pub has_gaps: bool,
    /// Rollbacks that belong to none of the migrations.
    pub orphans: Vec<FileId>,
}

impl History {
    /// Every SQL file that belongs to it.
    pub fn files(&self) -> impl Iterator<Item = FileId> {
        let of_migrations = self.migrations.iter().flat_map(|migration| {
            std::iter::once(migration.file)
                .chain(migration.rollback.as_ref().map(|rollback| rollback.file))
        });
        of_migrations.chain(self.orphans.iter().copied())
    }
}
