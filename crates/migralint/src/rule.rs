//! A rule: its description and its check.

use std::fmt;

use crate::context::{IgnoreContext, MigrationContext, OrphanContext, StatementContext};
use crate::diagnostic::Diagnostics;
use crate::rule_info::RuleInfo;
use crate::settings::Waiver;

/// A rule.
pub struct Rule {
    /// What it is called and how it is listed.
    pub info: RuleInfo,
    /// The check.
    pub check: Check,
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Rule").field(&self.info.id).finish()
    }
}

/// The check of a rule, by how often it runs.
#[derive(Clone, Copy)]
pub enum Check {
    /// Once for every statement of a new migration.
    Statement(fn(&StatementContext<'_>, &mut Diagnostics<'_>)),
    /// Once for every new migration, when all its statements are known.
    Migration(fn(&MigrationContext<'_>, &mut Diagnostics<'_>)),
    /// Once for every migration that differs from the revision it is compared with, new or not.
    Change(fn(&MigrationContext<'_>, &mut Diagnostics<'_>)),
    /// Once for every ignore comment of a new migration, when the diagnostics of its file are known.
    Ignore(fn(&IgnoreContext<'_>, &mut Diagnostics<'_>)),
    /// Once for every rollback file that belongs to no migration.
    Orphan(fn(&OrphanContext<'_>, &mut Diagnostics<'_>)),
    /// Once for every waiver whose place in the configuration is known.
    Waiver(fn(&Waiver, &mut Diagnostics<'_>)),
}
