//! How a migration tool runs what it finds.

use super::splitting::Splitting;

/// How one tool, in one version, runs migrations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunnerProfile {
    /// The version that was found or configured, as written.
    pub version: Option<String>,
    /// What shares a transaction unless a migration opts out.
    pub default: TransactionMode,
    /// Where it cuts a migration into queries.
    pub splitting: Splitting,
    /// What is assumed, in one sentence for the report.
    pub summary: String,
}

impl RunnerProfile {
    /// The profile of a tool that runs migrations alike in every version.
    pub fn new(default: TransactionMode, splitting: Splitting, summary: &str) -> Self {
        Self { version: None, default, splitting, summary: summary.to_owned() }
    }
}

/// What a tool records, in the database, of a migration that has run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Record {
    /// All of its name, so that two migrations may have one version.
    Name,
    /// Its version: of two that have the same, the tool refuses or never runs the second.
    Version,
    /// Nothing but the last version: all before it have run. Two cannot have the same either.
    LastVersion,
}

/// What of a migration runs in one transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransactionMode {
    /// All pending migrations share one transaction.
    Run,
    /// Each migration has a transaction of its own.
    File,
    /// The migration is sent as one simple query: several statements are one implicit transaction that
    /// `BEGIN` and `COMMIT` in the file can split, a single statement is in none.
    /// <https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-MULTI-STATEMENT>
    Batch,
    /// Every statement is sent alone and commits by itself, unless the file says `BEGIN`.
    Statement,
}

impl TransactionMode {
    /// Whether statements are in a transaction that the file did not open: `statements` is their number.
    pub fn wraps(self, statements: usize) -> bool {
        match self {
            Self::Run | Self::File => true,
            Self::Batch => statements > 1,
            Self::Statement => false,
        }
    }
}
