//! The statement tree that the rest of the engine reads. It names no parser type.

#![deny(clippy::wildcard_enum_match_arm)]
#![expect(
    missing_docs,
    reason = "the fields of a variant are those of the grammar that the variant names"
)]

pub mod access;
mod alter_table;
mod data;
mod expression;
mod guard;
mod index;
mod object;
mod relation;
mod routine;
mod table;
mod types;

pub use alter_table::{ActionKind, AlterTable, AlterTableAction, ReplicaIdentity};
pub use data::{Delete, Insert, Merge, RowChange, Set, Update};
pub use expression::{Expression, ExpressionFacts, Query, Shape, TypeName, Write};
pub use guard::{CatalogLookup, Guard};
pub use index::{CreateIndex, CreateStatistics, IndexKey, Reindex};
pub use object::{AlterObject, Comment, Drop, Grant, Truncate};
pub use relation::{
    AlterSequence, CreateRule, CreateSchema, CreateSequence, CreateView, Policy, Publication,
    RefreshView,
};
pub use routine::{CreateFunction, CreateTrigger, Do, Volatility};
pub use table::{
    Column, Constraint, ConstraintKind, CreateTable, CreateTableAs, ForeignKey, Generated,
    Identity, Like, PartitionBy, PartitionOf,
};
pub use types::{
    AlterDomain, AlterDomainAction, AlterType, AlterTypeAction, CreateDomain, CreateType,
    TypeDefinition,
};

pub use crate::object::ObjectKind;

use crate::name::{Ident, Name};
use crate::source::Span;

/// One statement and its place.
#[derive(Clone, Debug)]
pub struct Statement {
    /// What it does.
    pub kind: StatementKind,
    /// From its first token to its last, without comments before it and the semicolon.
    pub span: Span,
    /// The static statements inside a `DO` block, in order; empty otherwise.
    pub inner: Vec<Statement>,
    /// Inside a block of code, what the schema must say for it to run; what is not understood is left out.
    pub guards: Vec<Guard>,
}

impl Statement {
    /// A statement with nothing inside it.
    pub(super) fn new(kind: StatementKind, span: Span) -> Self {
        Self { kind, span, inner: Vec::new(), guards: Vec::new() }
    }

    /// The code of a `DO` block.
    pub(super) fn body(&self) -> Option<Span> {
        let StatementKind::Do(block) = &self.kind else { return None };
        block.body
    }
}

/// What a statement does.
#[derive(Clone, Debug)]
pub enum StatementKind {
    /// `CREATE TABLE`, with `PARTITION OF` and `OF type`.
    CreateTable(Box<CreateTable>),
    /// `CREATE TABLE … AS` and `SELECT … INTO`.
    CreateTableAs(Box<CreateTableAs>),
    /// `ALTER TABLE`, and the other `ALTER` statements that share its grammar.
    AlterTable(Box<AlterTable>),
    /// `DROP` of any kind of object.
    Drop(Box<Drop>),
    /// `TRUNCATE`.
    Truncate(Truncate),
    /// `CREATE INDEX`.
    CreateIndex(Box<CreateIndex>),
    /// `REINDEX`.
    Reindex(Reindex),
    /// `CREATE TYPE`.
    CreateType(Box<CreateType>),
    /// `ALTER TYPE`.
    AlterType(Box<AlterType>),
    /// `CREATE DOMAIN`.
    CreateDomain(Box<CreateDomain>),
    /// `ALTER DOMAIN`.
    AlterDomain(Box<AlterDomain>),
    /// `CREATE SEQUENCE`.
    CreateSequence(Box<CreateSequence>),
    /// `ALTER SEQUENCE` but renames, owners and schemas.
    AlterSequence(Box<AlterSequence>),
    /// `CREATE VIEW` and `CREATE MATERIALIZED VIEW`.
    CreateView(Box<CreateView>),
    /// `REFRESH MATERIALIZED VIEW`.
    RefreshView(RefreshView),
    /// `CREATE FUNCTION` and `CREATE PROCEDURE`.
    CreateFunction(Box<CreateFunction>),
    /// `CREATE TRIGGER`.
    CreateTrigger(Box<CreateTrigger>),
    /// `CREATE POLICY` and `ALTER POLICY`.
    Policy(Box<Policy>),
    /// `CREATE RULE`.
    CreateRule(Box<CreateRule>),
    /// `CREATE STATISTICS`.
    CreateStatistics(Box<CreateStatistics>),
    /// `CREATE SCHEMA`, with the statements inside it.
    CreateSchema(CreateSchema),
    /// `CREATE EXTENSION`.
    CreateExtension { name: Ident, schema: Option<String>, if_not_exists: bool },
    /// `CREATE PUBLICATION` and `ALTER PUBLICATION`.
    Publication(Publication),
    /// `RENAME` and `SET SCHEMA` of objects without a grammar of their own here.
    AlterObject(Box<AlterObject>),
    /// `COMMENT ON`.
    Comment(Box<Comment>),
    /// `GRANT` and `REVOKE`.
    Grant(Grant),
    /// `INSERT`.
    Insert(Box<Insert>),
    /// `UPDATE`.
    Update(Box<Update>),
    /// `DELETE`.
    Delete(Box<Delete>),
    /// `MERGE`.
    Merge(Box<Merge>),
    /// `SELECT`, `VALUES`, `TABLE`, and `WITH` before them.
    Query(Box<Query>),
    /// `EXPLAIN` of what it plans and does not run; with `ANALYZE`, it is the statement itself.
    Explain(Box<Statement>),
    /// `COPY`.
    Copy { table: Option<Name>, from: bool },
    /// `DO`. What it says in static SQL is in [`Statement::inner`].
    Do(Do),
    /// `CALL`.
    Call(Name),
    /// `LOCK TABLE`, and whether `ONLY` stands before the first.
    Lock { tables: Vec<Name>, mode: LockMode, only: bool },
    /// `VACUUM`, with its tables (none: all).
    Vacuum { tables: Vec<Name>, full: bool },
    /// `ANALYZE`.
    Analyze { tables: Vec<Name> },
    /// `CLUSTER`.
    Cluster { table: Option<Name> },
    /// `SET`, `SET LOCAL`, `SET SESSION`, `RESET`.
    Set(Set),
    /// `BEGIN` and `START TRANSACTION`.
    Begin,
    /// `COMMIT` and `END`; `chain` with `AND CHAIN`.
    Commit { chain: bool },
    /// `ROLLBACK` and `ABORT` of a whole transaction.
    Rollback,
    /// `SAVEPOINT`, `RELEASE`, `ROLLBACK TO`.
    Savepoint,
    /// A statement of PostgreSQL that touches no table of a user: its command, as `CREATE OPERATOR`.
    Other(String),
    /// A psql command such as `\connect`: its first word.
    Psql(String),
    /// A statement that was not understood, and why.
    Unreadable(SyntaxError),
}

/// Why a statement is not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What was wrong, lower case, no full stop.
    pub message: String,
    /// Where.
    pub span: Span,
    /// Whether it is too much to be read, and perhaps no error at all.
    pub is_limit: bool,
}

/// A lock mode on a table, weakest first.
/// <https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES>
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LockMode {
    /// Taken by `SELECT`.
    AccessShare,
    /// Taken by `SELECT … FOR UPDATE` and by checks of foreign keys.
    RowShare,
    /// Taken by `INSERT`, `UPDATE`, `DELETE`, `MERGE`.
    RowExclusive,
    /// Taken by `VACUUM`, `ANALYZE`, concurrent index builds, `VALIDATE CONSTRAINT`.
    ShareUpdateExclusive,
    /// Taken by `CREATE INDEX`.
    Share,
    /// Taken by `CREATE TRIGGER` and `ADD FOREIGN KEY`.
    ShareRowExclusive,
    /// Taken by `REFRESH MATERIALIZED VIEW CONCURRENTLY`.
    Exclusive,
    /// Taken by most forms of `ALTER TABLE`, `DROP`, `TRUNCATE`.
    AccessExclusive,
}
