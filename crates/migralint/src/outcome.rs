//! What a run found: the one thing that reporters read.

use std::fmt;
use std::rc::Rc;

use crate::diagnostic::Diagnostic;
use crate::effects::Effects;
use crate::history::History;
use crate::relaxation::Relaxation;
use crate::rule_info::Severity;
use crate::settings::Waiver;
use crate::source::{FileId, Sources, Span};
use crate::transaction::HeldLocks;

/// What a run found.
#[derive(Debug)]
pub struct Outcome<'a> {
    /// The files.
    pub sources: &'a Sources,
    /// What was found in each history, in the order in which they were given.
    pub histories: Vec<HistoryOutcome<'a>>,
    /// Waivers of files that were judged which accept nothing.
    pub unused_waivers: Vec<Waiver>,
    /// What the change itself turns off. The engine knows no revision: the host fills this in.
    pub relaxations: Vec<Relaxation>,
    /// Files that could not be read. The engine reads none: the host fills this in.
    pub unread: Vec<Unread>,
}

/// A file that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Its path as reports show it.
    pub path: String,
    /// Why: `does not exist`.
    pub reason: String,
}

/// What was found in one history.
#[derive(Debug)]
pub struct HistoryOutcome<'a> {
    /// The history.
    pub history: &'a History,
    /// Sorted by migration, place and rule; accepted ones included.
    pub diagnostics: Vec<Diagnostic>,
    /// What every statement of the way up does, in order.
    pub statements: Vec<StatementOutcome>,
}

/// What one statement does.
#[derive(Clone, Debug)]
pub struct StatementOutcome {
    /// The place of its migration in the history.
    pub migration: usize,
    /// Its file.
    pub file: FileId,
    /// Its place.
    pub span: Span,
    /// Its command, upper case, for example `ALTER TABLE`.
    pub command: String,
    /// The transaction that it runs in, from 1 within its migration; `None` when it commits by itself.
    pub transaction: Option<usize>,
    /// What PostgreSQL does when it runs it.
    pub effects: Rc<Effects>,
    /// The locks that its transaction holds already when it begins.
    pub held: HeldLocks,
    /// An earlier statement of the migration that fails, always or because rows are there: what stands behind it is
    /// not reached then.
    pub stopped_by: Option<Span>,
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.reason)
    }
}

impl Outcome<'_> {
    /// Every diagnostic that counts: those that were accepted are left out.
    pub fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.histories
            .iter()
            .flat_map(|history| &history.diagnostics)
            .filter(|diagnostic| diagnostic.suppression.is_none())
    }

    /// How many diagnostics of this severity count.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics().filter(|diagnostic| diagnostic.severity == severity).count()
    }
}
