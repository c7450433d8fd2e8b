//! What has been set, held and made since the transaction began.

use std::collections::BTreeMap;

use crate::effects::LockMode;
use crate::name::QualifiedName;
use crate::source::Span;

/// The transaction that a statement runs in, as it is before that statement.
#[derive(Clone, Debug, Default)]
pub struct Transaction {
    /// Its number within the migration, from 1; it changes at every boundary.
    pub number: usize,
    /// What opened it; `None` when the statement commits by itself.
    pub block: Option<Block>,
    /// Locks on standing relations that are held, with the statement that took the strongest one.
    pub held: BTreeMap<QualifiedName, Held>,
    /// Whether `lock_timeout` is set to something but zero.
    pub lock_timeout: bool,
    /// Whether `statement_timeout` is set to something but zero.
    pub statement_timeout: bool,
    /// Enum values that were added in it: type and value, with the statement.
    pub enum_values: Vec<(QualifiedName, String, Span)>,
    /// Constraints that were added `NOT VALID` in it: table and name, with the statement.
    pub not_valid: Vec<(QualifiedName, String, Span)>,
    /// Tables of which rows were changed in it, with the first statement.
    pub written: BTreeMap<QualifiedName, Span>,
}

/// What opened a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Block {
    /// `BEGIN` in the file.
    Explicit,
    /// Several statements in one simple query.
    Implicit,
    /// The migration tool.
    Runner,
}

/// A lock that is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The mode.
    pub mode: LockMode,
    /// The statement that took it.
    pub span: Span,
}
