//! What a format is.

use super::repository::Repository;
use super::text::style::Style;
use crate::outcome::Outcome;

/// A format of reports. Each is one file here and one line of [`FORMATS`](super::FORMATS).
#[derive(Debug)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is, for help texts: a phrase without a full stop.
    pub summary: &'static str,
    /// Whether it names files as the host of the repository knows them, see [`Repository`].
    pub names_files: bool,
    /// Whether a job summary in Markdown goes with it.
    pub has_job_summary: bool,
    /// Appends what is dangerous.
    pub check: Write,
    /// Appends what every statement does; `None` where the format has no place for that.
    pub effects: Option<Write>,
}

/// Appends a report.
pub type Write = fn(&Outcome<'_>, &Context, &mut String);

/// What becomes of accepted diagnostics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// They are results with a suppression.
    Suppressed,
    /// They are left out: GitHub reads no suppressions and would open an alert for each.
    LeftOut,
}

/// What a report needs to know of who reads it.
#[derive(Clone, Debug)]
pub struct Context {
    /// How text looks.
    pub style: Style,
    /// Where the host of the repository shows its files.
    pub repository: Repository,
    /// What becomes of accepted diagnostics where a format can mark them.
    pub accepted: Accepted,
}

impl Context {
    /// Plain text of a width, in a repository of which nothing is known.
    pub fn plain(width: usize) -> Self {
        Self {
            style: Style::plain(width),
            repository: Repository::default(),
            accepted: Accepted::Suppressed,
        }
    }
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Format {}
