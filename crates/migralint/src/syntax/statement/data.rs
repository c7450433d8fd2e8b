//! Data statements, and settings of the session.

use super::{Expression, Query};
use crate::name::Name;

/// `INSERT`.
#[derive(Clone, Debug)]
pub struct Insert {
    /// The table.
    pub table: Name,
    /// The columns, when written.
    pub columns: Box<[String]>,
    /// Whether rows are written out (`VALUES`, `DEFAULT VALUES`).
    pub values: bool,
    /// What it reads.
    pub query: Query,
}

/// `UPDATE`.
#[derive(Clone, Debug)]
pub struct Update {
    /// The table.
    pub table: Name,
    /// The columns that are set, and to what.
    pub assignments: Vec<(String, Expression)>,
    /// `WHERE`.
    pub condition: Option<Expression>,
    /// What else it reads.
    pub query: Query,
}

/// `DELETE`.
#[derive(Clone, Debug)]
pub struct Delete {
    /// The table.
    pub table: Name,
    /// `WHERE`.
    pub condition: Option<Expression>,
    /// What else it reads.
    pub query: Query,
}

/// `MERGE`.
#[derive(Clone, Debug)]
pub struct Merge {
    /// The target.
    pub table: Name,
    /// What it reads.
    pub query: Query,
}

/// `SET` and `RESET`.
#[derive(Clone, Debug)]
pub struct Set {
    /// The parameter, lower case; `all` for `RESET ALL`.
    pub name: String,
    /// The values as text, without quotes; empty for `DEFAULT` and `RESET`.
    pub values: Vec<String>,
    /// `LOCAL`.
    pub local: bool,
}

/// How rows change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowChange {
    /// `INSERT`, `COPY … FROM`.
    Insert,
    /// `UPDATE`.
    Update,
    /// `DELETE`.
    Delete,
    /// `MERGE`: any of these.
    Merge,
    /// `TRUNCATE`.
    Truncate,
}
