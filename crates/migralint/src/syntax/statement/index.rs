//! Indexes and extended statistics.

use super::{Expression, ObjectKind};
use crate::name::{Ident, Name};
use crate::source::Span;

/// `CREATE INDEX`.
#[derive(Clone, Debug)]
pub struct CreateIndex {
    /// Its name, when written.
    pub name: Option<Ident>,
    /// The table.
    pub table: Name,
    /// `ON ONLY`.
    pub only: bool,
    /// `UNIQUE`.
    pub unique: bool,
    /// `CONCURRENTLY`.
    pub concurrently: bool,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `USING method`; `btree` when not written.
    pub method: String,
    /// The key, in order.
    pub keys: Vec<IndexKey>,
    /// `INCLUDE` columns.
    pub include: Vec<String>,
    /// `WHERE`.
    pub predicate: Option<Expression>,
    /// From the key's opening bracket to the end, as written.
    pub definition: String,
    /// Where `CONCURRENTLY` stands or would stand: right after `INDEX`.
    pub keyword: Span,
}

/// One key of an index.
#[derive(Clone, Debug)]
pub struct IndexKey {
    /// The column, when the key is one.
    pub column: Option<String>,
    /// The expression, when it is not a column.
    pub expression: Option<Expression>,
}

/// `REINDEX`.
#[derive(Clone, Debug)]
pub struct Reindex {
    /// `TABLE`, `INDEX`, `SCHEMA`, `DATABASE` or (other) `SYSTEM`.
    pub kind: ObjectKind,
    /// The object.
    pub name: Option<Name>,
    /// `CONCURRENTLY`.
    pub concurrently: bool,
}

/// `CREATE STATISTICS`.
#[derive(Clone, Debug)]
pub struct CreateStatistics {
    /// Its name, when written.
    pub name: Option<Name>,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// The table.
    pub table: Name,
    /// The columns it covers.
    pub columns: Vec<String>,
}
