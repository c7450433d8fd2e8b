//! What PostgreSQL does when it runs a statement, as data. The only place that knows locks.
//!
//! Only relations that stood before the migration are listed: what a migration makes, nobody else waits for.

pub mod lock;

use std::collections::BTreeMap;

pub use lock::LockMode;

use crate::name::QualifiedName;
use crate::source::Span;
use crate::syntax::statement::ObjectKind;

/// What PostgreSQL does when it runs a statement.
#[derive(Clone, Debug, Default)]
pub struct Effects {
    /// The strongest lock on each table, view or materialized view.
    pub locks: BTreeMap<QualifiedName, LockMode>,
    /// Tables that are written anew, and why.
    pub rewrites: Vec<Work>,
    /// Tables that are read whole, index builds included, and why.
    pub scans: Vec<Work>,
    /// What is lost.
    pub drops: Vec<Dropped>,
    /// What changes its name or schema.
    pub renames: Vec<Renamed>,
    /// Columns whose type changes.
    pub retypes: Vec<Retyped>,
    /// Why it fails when rows are there: a place and the reason.
    pub fails_if_rows: Option<(Span, String)>,
    /// Why it always fails: a place and the reason.
    pub fails: Option<(Span, String)>,
    /// Whether PostgreSQL refuses it inside a transaction block.
    pub needs_no_transaction: bool,
    /// Whether it does nothing: `IF NOT EXISTS` of what exists, `IF EXISTS` of what does not.
    pub nothing_to_do: bool,
}

/// Work that grows with a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// The table.
    pub table: QualifiedName,
    /// The clause that asks for it.
    pub span: Span,
    /// Why.
    pub cause: Cause,
}

/// Why a table is written anew or read whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The type of a column changes.
    TypeChange {
        /// The column.
        column: String,
    },
    /// A new column has a default that is computed for every row.
    VolatileDefault {
        /// The column.
        column: String,
    },
    /// A new column is numbered: `serial`.
    Serial {
        /// The column.
        column: String,
    },
    /// A new column is numbered: `GENERATED … AS IDENTITY`.
    Identity {
        /// The column.
        column: String,
    },
    /// A stored generated column is computed for every row.
    Generated {
        /// The column.
        column: String,
    },
    /// A new column is of a domain with constraints.
    ConstrainedDomain {
        /// The column.
        column: String,
    },
    /// `SET LOGGED` or `SET UNLOGGED`.
    Persistence,
    /// `SET ACCESS METHOD`.
    AccessMethod,
    /// `SET TABLESPACE`.
    Tablespace,
    /// `CLUSTER`.
    Cluster,
    /// `VACUUM FULL`.
    VacuumFull,
    /// `REFRESH MATERIALIZED VIEW`.
    Refresh,
    /// `TRUNCATE` gives the table a new, empty file.
    Truncate,
    /// An index is built.
    IndexBuild {
        /// Its name; empty when PostgreSQL chooses it.
        index: String,
        /// Whether writes go on meanwhile.
        concurrently: bool,
    },
    /// The index of a primary key, unique or exclusion constraint is built.
    ConstraintIndex {
        /// The constraint; empty when PostgreSQL chooses its name.
        constraint: String,
    },
    /// Indexes are built anew because the type of a column changes.
    IndexRebuild {
        /// The column.
        column: String,
    },
    /// `REINDEX`.
    Reindex {
        /// Whether writes go on meanwhile.
        concurrently: bool,
    },
    /// The rows are searched for nulls.
    NotNull {
        /// The column.
        column: String,
    },
    /// The rows are held against a check.
    Check {
        /// The constraint; empty when PostgreSQL chooses its name.
        constraint: String,
    },
    /// The rows are held against the referenced table.
    ForeignKey {
        /// The constraint; empty when PostgreSQL chooses its name.
        constraint: String,
    },
    /// The rows are held against a constraint of a domain.
    Domain {
        /// The domain.
        domain: QualifiedName,
    },
    /// The rows are held against the bounds of a partition.
    PartitionBounds,
    /// A query or a data statement reads the table.
    Query,
}

/// Something that is lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// What kind of object; for a column, its table is `name`.
    pub kind: ObjectKind,
    /// The object.
    pub name: QualifiedName,
    /// The column, or the constraint, trigger or policy of the table `name`.
    pub part: Option<String>,
    /// The clause that drops it.
    pub span: Span,
    /// Whether it goes because something else does (`CASCADE`, or a part of what is dropped).
    pub implied: bool,
}

/// Something that changes its name or schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// What kind of object; for a column, its table is `name`.
    pub kind: ObjectKind,
    /// The object, by its old name.
    pub name: QualifiedName,
    /// The column, when it is one.
    pub part: Option<String>,
    /// The new name.
    pub to: String,
    /// The clause that renames it.
    pub span: Span,
}

/// A column whose type changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retyped {
    /// The table.
    pub table: QualifiedName,
    /// The column.
    pub column: String,
    /// The old type as written; `None` when it is not known.
    pub from: Option<String>,
    /// The new type as written.
    pub to: String,
    /// The clause that changes it.
    pub span: Span,
}

impl Effects {
    /// The lock on a table, if there is one.
    pub fn lock_on(&self, table: &QualifiedName) -> Option<LockMode> {
        self.locks.get(table).copied()
    }

    /// The strongest lock that makes reads or writes wait, with its table.
    pub fn strongest_block(&self) -> Option<(&QualifiedName, LockMode)> {
        self.locks
            .iter()
            .filter(|(_, mode)| mode.blocks_writes())
            .max_by_key(|(_, mode)| **mode)
            .map(|(table, mode)| (table, *mode))
    }

    /// Takes a lock, unless a stronger one is there.
    pub fn lock(&mut self, table: &QualifiedName, mode: LockMode) {
        let held = self.locks.entry(table.clone()).or_insert(mode);
        *held = (*held).max(mode);
    }
}
