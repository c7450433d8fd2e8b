//! Migrations: what one consists of, and how it differs from the revision that it is compared with.

use super::profile::TransactionMode;
use crate::source::{FileId, Span};

/// One migration.
#[derive(Clone, Debug)]
pub struct Migration {
    /// As the tool records it, for example `20240101120000_add_users`.
    pub id: String,
    /// The part of the id that describes it, for example `add_users`, its words joined by `_` where the tool joins
    /// them otherwise; empty where there is none.
    pub name: String,
    /// Its file.
    pub file: FileId,
    /// The parts of the file that are run, in order; usually the whole of it.
    pub up: Vec<Span>,
    /// Whether it is checked.
    pub role: Role,
    /// What of it runs in one transaction.
    pub transaction: TransactionMode,
    /// Its rollback, where there is one.
    pub rollback: Option<Rollback>,
    /// Where its rollback is written, where the tool or the configuration has a place for it.
    pub rollback_place: Option<RollbackPlace>,
    /// Whether there is a note beside it (`README.md` and the like in its folder).
    pub documented: bool,
    /// Whether it runs again when it changes, and after all others, so that it may be edited.
    pub repeatable: bool,
    /// How it differs from the revision that it is compared with.
    pub change: Change,
    /// An opt-out of the transaction that the tool does not read.
    pub misplaced_opt_out: Option<Misplaced>,
}

impl Migration {
    /// A new migration without a name, a rollback or anything else that sets one apart from others.
    pub fn new(id: String, file: FileId, up: Vec<Span>, transaction: TransactionMode) -> Self {
        Self {
            id,
            name: String::new(),
            file,
            up,
            role: Role::New,
            transaction,
            rollback: None,
            rollback_place: None,
            documented: false,
            repeatable: false,
            change: Change::None,
            misplaced_opt_out: None,
        }
    }

    /// The version that its id begins with, as tools write it down: `2` of `00002_users`, `20240131120000` of
    /// `2024-01-31-120000_users`, `1.10` of `V1_10__users`; empty where there is none.
    pub fn version(&self) -> String {
        let head = self.id.strip_suffix(self.name.as_str()).unwrap_or_default();
        let head = head.trim_matches(|c: char| !c.is_ascii_digit());
        // What is left of `2024-01-31-users`: a part of a date.
        if self.repeatable || self.name.starts_with(|c: char| c.is_ascii_digit()) {
            return String::new();
        }
        let version = head.replace('-', "").replace('_', ".");
        let number = version.trim_start_matches('0');
        match number.chars().next() {
            None if !version.is_empty() => "0".to_owned(),
            Some(first) if first.is_ascii_digit() => number.to_owned(),
            _ => version,
        }
    }

    /// Whether it is checked.
    pub fn is_new(&self) -> bool {
        self.role == Role::New
    }
}

/// The rollback of a migration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rollback {
    /// Its file; the migration's own where both are in one.
    pub file: FileId,
    /// The parts of the file that are the rollback.
    pub down: Vec<Span>,
}

/// Where the rollback of a migration is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RollbackPlace {
    /// A file of its own, by its path as reports show it.
    File(String),
    /// The migration's own file, behind this line.
    Section(&'static str),
    /// The migration's own file, each line behind this.
    Lines(&'static str),
}

/// An opt-out that is written where its tool does not read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misplaced {
    /// Where it is.
    pub span: Span,
    /// Where the tool reads it, as words: `only at the top of the file`.
    pub place: &'static str,
}

/// Whether a migration is checked or only replayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It has run in production: replayed, never checked.
    Baseline,
    /// It is pending: replayed and checked.
    New,
}

/// How a migration differs from the revision that it is compared with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Change {
    /// Nothing is known, or nothing changed.
    #[default]
    None,
    /// It has other content there.
    Edited,
    /// It is new, but sorts before one that is there.
    OutOfOrder,
    /// It came there after the branch of the new ones began.
    Merged,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_what_tools_write_down() {
        for (id, name, expected) in [
            ("00002_users", "users", "2"),
            ("2024-01-31-120000_users", "users", "20240131120000"),
            ("V1_10__users", "users", "1.10"),
            ("V0.1__users", "users", "0.1"),
            ("20240131120000", "", "20240131120000"),
            ("000_init", "init", "0"),
            ("2024-01-31-users", "01-31-users", ""),
            ("users", "users", ""),
        ] {
            let file =
                crate::source::Sources::default().add(crate::source::SourceFile::new("", ""));
            let mode = TransactionMode::File;
            let migration = Migration {
                name: name.to_owned(),
                ..Migration::new(id.to_owned(), file, Vec::new(), mode)
            };
            assert_eq!(migration.version(), expected, "{id}");
        }
    }
}
