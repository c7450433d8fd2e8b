//! What PostgreSQL does when it runs a statement, as data. The only place that knows locks.
//!
//! Only relations that stood before the migration are listed: what a migration makes, nobody else waits for.

#![deny(clippy::wildcard_enum_match_arm)]

mod alter_table;
mod collect;
mod dependents;
mod index;
mod inherited;
pub mod lock;
mod object;
mod partition;
mod refusal;
mod rewrite;
mod table;
mod versions;
pub mod volatility;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::rc::Rc;

pub use lock::LockMode;

use crate::catalog::Catalog;
use crate::name::QualifiedName;
use crate::postgres::PostgresVersion;
use crate::source::Span;
use crate::syntax::statement::{ObjectKind, Statement, StatementKind};
use collect::Collector;
use versions::Since;

/// What PostgreSQL does when it runs a statement.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Effects {
    /// The strongest lock on each table, view or materialized view. Statements in a row that take the same share them.
    pub locks: Rc<BTreeMap<QualifiedName, LockMode>>,
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
    /// Why it always fails: a place and the reason; behind a semicolon, what to do instead.
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

/// What PostgreSQL `version` does when it runs `statement` on `catalog`. What stands inside a `DO` block is
/// left out: its statements are asked for one by one.
pub fn of(statement: &Statement, catalog: &Catalog, version: PostgresVersion) -> Effects {
    let mut collect = Collector { catalog, version, effects: Effects::default() };
    let span = statement.span;
    match &statement.kind {
        StatementKind::CreateTable(create) => table::create_table(create, span, &mut collect),
        StatementKind::CreateTableAs(create) => table::create_table_as(create, &mut collect),
        StatementKind::AlterTable(alter) => alter_table::alter_table(alter, &mut collect),
        StatementKind::Drop(drop) => table::drop(drop, span, &mut collect),
        StatementKind::Truncate(truncate) => table::truncate(truncate, span, &mut collect),
        StatementKind::CreateIndex(create) => index::create_index(create, span, &mut collect),
        StatementKind::Reindex(reindex) => index::reindex(reindex, span, &mut collect),
        StatementKind::AlterDomain(alter) => object::alter_domain(alter, span, &mut collect),
        StatementKind::CreateSequence(create) => object::create_sequence(create, &mut collect),
        StatementKind::AlterSequence(alter) => {
            if let Some(Some((owner, _))) = &alter.owned_by {
                object::lock_one(owner, LockMode::AccessShare, &mut collect);
            }
        }
        StatementKind::CreateView(create) => object::create_view(create, &mut collect),
        StatementKind::RefreshView(refresh) => object::refresh(refresh, span, &mut collect),
        StatementKind::CreateTrigger(create) => object::create_trigger(create, &mut collect),
        StatementKind::Policy(policy) => {
            object::lock_one(&policy.table, LockMode::AccessExclusive, &mut collect);
        }
        StatementKind::CreateRule(rule) => {
            object::create_rule(rule, &mut collect);
        }
        StatementKind::CreateFunction(create) => object::create_function(create, &mut collect),
        StatementKind::CreateStatistics(create) => {
            object::lock_one(&create.table, LockMode::ShareUpdateExclusive, &mut collect);
        }
        StatementKind::Publication(publication) => object::publication(publication, &mut collect),
        StatementKind::AlterObject(alter) => object::alter_object(alter, &mut collect),
        StatementKind::Grant(grant) if Since::GrantLocks.is_in(version) => {
            for table in &grant.tables {
                object::lock_one(table, LockMode::AccessShare, &mut collect);
            }
        }
        StatementKind::Comment(comment) => object::comment(comment, &mut collect),
        StatementKind::Insert(insert) => object::insert(insert, &mut collect),
        StatementKind::Update(update) => object::write(&update.table, &update.query, &mut collect),
        StatementKind::Delete(delete) => object::write(&delete.table, &delete.query, &mut collect),
        StatementKind::Merge(merge) => object::write(&merge.table, &merge.query, &mut collect),
        StatementKind::Query(query) => object::run(query, &mut collect),
        StatementKind::Explain(planned) => object::plan(&planned.kind, &mut collect),
        StatementKind::Copy { table: Some(table), from } => {
            let mode = if *from { LockMode::RowExclusive } else { LockMode::AccessShare };
            object::lock_all(std::slice::from_ref(table), mode, &mut collect);
        }
        StatementKind::Lock { tables, mode, only } => {
            object::lock_tables(tables, *mode, *only, &mut collect);
        }
        StatementKind::Vacuum { tables, full } => vacuum(tables, *full, span, &mut collect),
        StatementKind::Analyze { tables } => {
            object::lock_all(tables, LockMode::ShareUpdateExclusive, &mut collect);
        }
        StatementKind::Cluster { table: None } => collect.effects.needs_no_transaction = true,
        StatementKind::Cluster { table: Some(table) } => {
            let table = catalog.resolve_relation(table);
            collect.lock(&table, LockMode::AccessExclusive);
            collect.rewrite(&table, span, Cause::Cluster);
        }
        StatementKind::Other(command) => {
            collect.effects.needs_no_transaction = NO_TRANSACTION.contains(&command.as_str());
        }
        StatementKind::CreateType(_)
        | StatementKind::AlterType(_)
        | StatementKind::CreateDomain(_)
        | StatementKind::CreateSchema(_)
        | StatementKind::CreateExtension { .. }
        | StatementKind::Grant(_)
        | StatementKind::Copy { .. }
        | StatementKind::Do(_)
        | StatementKind::Call(_)
        | StatementKind::Set(_)
        | StatementKind::Begin
        | StatementKind::Commit { .. }
        | StatementKind::Rollback
        | StatementKind::Savepoint
        | StatementKind::Psql(_)
        | StatementKind::Unreadable(_) => {}
    }
    let mut effects = collect.effects;
    if !effects.nothing_to_do {
        effects.fails = refusal::of(statement, catalog, version);
    }
    effects
}

/// Commands without tables that PostgreSQL refuses inside a transaction block (`PreventInTransactionBlock`).
const NO_TRANSACTION: &[&str] =
    &["ALTER SYSTEM", "CREATE DATABASE", "CREATE TABLESPACE", "CREATE SUBSCRIPTION"];

fn vacuum(tables: &[crate::name::Name], full: bool, span: Span, collect: &mut Collector<'_>) {
    collect.effects.needs_no_transaction = true;
    for table in tables {
        let table = collect.catalog.resolve_relation(table);
        if full {
            collect.lock(&table, LockMode::AccessExclusive);
            collect.rewrite(&table, span, Cause::VacuumFull);
        } else {
            collect.lock(&table, LockMode::ShareUpdateExclusive);
        }
    }
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

    /// Adds what another statement does that runs inside this one.
    pub fn add(&mut self, other: Self) {
        for (table, mode) in &*other.locks {
            self.lock(table, *mode);
        }
        self.rewrites.extend(other.rewrites);
        self.scans.extend(other.scans);
        self.drops.extend(other.drops);
        self.renames.extend(other.renames);
        self.retypes.extend(other.retypes);
        self.fails_if_rows = self.fails_if_rows.take().or(other.fails_if_rows);
        self.fails = self.fails.take().or(other.fails);
        self.needs_no_transaction |= other.needs_no_transaction;
    }

    /// Moves all of it to one place, such as the call of what does it.
    pub fn place(&mut self, place: Span) {
        let work = self.rewrites.iter_mut().chain(&mut self.scans).map(|work| &mut work.span);
        let lost = self.drops.iter_mut().map(|dropped| &mut dropped.span);
        let renamed = self.renames.iter_mut().map(|renamed| &mut renamed.span);
        let retyped = self.retypes.iter_mut().map(|retyped| &mut retyped.span);
        let fails = self.fails_if_rows.iter_mut().chain(&mut self.fails).map(|(span, _)| span);
        for span in work.chain(lost).chain(renamed).chain(retyped).chain(fails) {
            *span = place;
        }
    }

    /// Takes a lock, unless a stronger one is there.
    pub fn lock(&mut self, table: &QualifiedName, mode: LockMode) {
        let held = Rc::make_mut(&mut self.locks).entry(table.clone()).or_insert(mode);
        *held = (*held).max(mode);
    }
}
