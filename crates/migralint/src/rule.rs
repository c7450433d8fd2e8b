//! What a rule is.

use std::fmt;

use crate::context::{MigrationContext, StatementContext};
use crate::diagnostic::Diagnostics;

/// A rule: what the engine decides on. What people read is its page.
pub struct Rule {
    /// Its id: the name of its file and of its page.
    pub id: &'static str,
    /// Its page, `rules/<id>.md`.
    pub page: &'static str,
    /// What kind of harm it is about.
    pub category: Category,
    /// How grave it is by default.
    pub severity: Severity,
    /// Whether it runs unless it is turned off.
    pub status: Status,
    /// The check.
    pub check: Check,
}

impl Rule {
    /// The page's first paragraph: the one sentence that stands for the rule everywhere.
    pub fn summary(&self) -> &'static str {
        let body = self.page.split_once('\n').map_or("", |(_title, body)| body).trim_start();
        body.split("\n\n").next().unwrap_or_default().trim_end()
    }

    /// The address of its page.
    pub fn url(&self) -> String {
        format!("https://github.com/migralint/migralint/blob/main/rules/{}.md", self.id)
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Rule").field(&self.id).finish()
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// The text of a rule's page.
macro_rules! page {
    ($id:literal) => {
        include_str!(concat!("../../rules/", $id, ".md"))
    };
}
pub(crate) use page;

/// What kind of harm a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// Reads or writes wait.
    Locking,
    /// Data is lost.
    Destructive,
    /// Code that is still running breaks.
    Compatibility,
    /// The migration fails, or does something else than it seems to.
    Correctness,
    /// What shares a transaction, and what does not.
    Transaction,
    /// The way back.
    Rollback,
    /// The team's own conventions.
    Convention,
    /// What could not be checked.
    Unchecked,
}

impl Category {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 8] = [
        Self::Locking,
        Self::Destructive,
        Self::Compatibility,
        Self::Correctness,
        Self::Transaction,
        Self::Rollback,
        Self::Convention,
        Self::Unchecked,
    ];

    /// The word for it in reports and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Locking => "locking",
            Self::Destructive => "destructive",
            Self::Compatibility => "compatibility",
            Self::Correctness => "correctness",
            Self::Transaction => "transaction",
            Self::Rollback => "rollback",
            Self::Convention => "convention",
            Self::Unchecked => "unchecked",
        }
    }
}

/// How grave a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know; never fails a run.
    Note,
    /// Fails a run with `--fail-on warning`.
    Warning,
    /// Fails a run.
    Error,
}

impl Severity {
    /// The word for it in reports and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Whether a rule runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Runs unless it is turned off.
    Default,
    /// Runs only when it is turned on.
    OptIn,
    /// Runs on migrations that are still to run and on tables that are known to be large, and on all when it is turned on.
    StillToRun,
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
    /// Reported by the engine itself: what it could not read, or suppressions that are not used.
    Engine,
}
