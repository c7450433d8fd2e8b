//! The schema at one moment. What the history never made is taken to stand, with unknown columns.

#![deny(clippy::wildcard_enum_match_arm)]

mod alter_table;
mod apply;
mod column;
pub mod compare;
mod constraint;
mod drop;
mod extras;
mod guard;
mod index;
mod links;
mod lookup;
mod naming;
mod objects;
mod partition;
mod resolve;
mod routine;
mod rows;
mod sequence;
mod table;
#[cfg(test)]
mod tests;
mod types;
mod view;

use std::collections::{BTreeMap, BTreeSet};

pub use objects::{Iter, Objects};

use crate::name::{Name, QualifiedName};
use crate::object::ObjectKind;
use crate::source::{FileId, Span};
use crate::syntax::statement::{
    ConstraintKind, Expression, Identity, Query, ReplicaIdentity, TypeName, Volatility,
};

/// How many columns a table can have: `MaxHeapAttributeNumber` in PostgreSQL's `htup_details.h`. A statement that goes
/// beyond is refused, and changes nothing here either.
pub const MAX_COLUMNS: usize = 1600;

/// Who made an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The place of the migration in its history.
    pub migration: usize,
    /// Its file.
    pub file: FileId,
    /// The statement.
    pub span: Span,
}

/// The schema at one moment.
#[derive(Clone, Debug)]
pub struct Catalog {
    /// The migration that is being replayed: its place in the history.
    pub current: usize,
    /// The schemas that names without one are looked up in, in order.
    pub search_path: Vec<String>,
    /// Whether the session's time zone was set to UTC.
    pub in_utc: bool,
    /// Schemas that the history made.
    pub schemas: BTreeMap<String, Origin>,
    /// Tables, partitioned and foreign ones included.
    pub tables: Objects<Table>,
    /// Views and materialized views.
    pub views: Objects<View>,
    /// Indexes, those of constraints included.
    pub indexes: Objects<Index>,
    /// Sequences.
    pub sequences: Objects<Sequence>,
    /// Enums, composite and other types, domains.
    pub types: Objects<Type>,
    /// Functions and procedures, each name with its overloads.
    pub functions: Objects<Vec<Function>>,
    /// Extensions.
    pub extensions: BTreeMap<String, Origin>,
    /// Extended statistics and their tables.
    pub statistics: Objects<QualifiedName>,
    /// Publications and the tables they name; `None` for all tables.
    pub publications: BTreeMap<String, Option<Vec<QualifiedName>>>,
    /// What was set on relations, types and functions and is not kept here, in words.
    pub extras: BTreeMap<QualifiedName, BTreeSet<&'static str>>,
    /// Relations and types that the history dropped or renamed, and nothing made again.
    gone: BTreeSet<QualifiedName>,
    /// The search path to come back to when the transaction ends, while `SET LOCAL` holds.
    outer_search_path: Option<Vec<String>>,
    /// Who depends on whom.
    links: links::Links,
    /// Whether anything may stand in the schema of temporary objects.
    has_temporary: bool,
}

impl Default for Catalog {
    fn default() -> Self {
        Self::new()
    }
}

impl Catalog {
    /// An empty schema, before the first migration.
    pub fn new() -> Self {
        Self {
            current: 0,
            search_path: resolve::default_search_path(),
            in_utc: false,
            schemas: BTreeMap::new(),
            tables: Objects::default(),
            views: Objects::default(),
            indexes: Objects::default(),
            sequences: Objects::default(),
            types: Objects::default(),
            functions: Objects::default(),
            extensions: BTreeMap::new(),
            statistics: Objects::default(),
            publications: BTreeMap::new(),
            extras: BTreeMap::new(),
            gone: BTreeSet::new(),
            outer_search_path: None,
            links: links::Links::default(),
            has_temporary: false,
        }
    }

    /// Turns to the migration at `index` of the history: what a session holds (its search path, its
    /// temporary objects) is gone.
    pub fn begin_migration(&mut self, index: usize) {
        self.current = index;
        self.outer_search_path = None;
        self.search_path = resolve::default_search_path();
        self.in_utc = false;
        if std::mem::take(&mut self.has_temporary) {
            self.drop_schema_content(resolve::TEMPORARY_SCHEMA);
        }
    }

    /// Ends the transaction: a search path that was set with `SET LOCAL` gives way to the one before.
    pub fn end_transaction(&mut self) {
        if let Some(path) = self.outer_search_path.take() {
            self.search_path = path;
        }
    }
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Who made it; `None` when it stood before the history.
    pub origin: Option<Origin>,
    /// The migration that took all rows out of it, while none came back.
    pub emptied_in: Option<usize>,
    /// Its columns in order. More may exist unless `complete`.
    pub columns: Vec<Column>,
    /// Whether `columns` and `constraints` are all there are.
    pub complete: bool,
    /// Its constraints but `NOT NULL`, which is [`Column::not_null`].
    pub constraints: Vec<Constraint>,
    /// Its triggers.
    pub triggers: Vec<Trigger>,
    /// Its row security policies.
    pub policies: Vec<Policy>,
    /// Its rules.
    pub rules: Vec<Rule>,
    /// `PARTITION BY` as written, when it is partitioned.
    pub partition_by: Option<String>,
    /// The columns of the partition key; expressions are left out.
    pub partition_key: Vec<String>,
    /// The partitioned table that it is a partition of, and its bounds.
    pub partition_of: Option<Partition>,
    /// The tables that it inherits from.
    pub inherits: Vec<QualifiedName>,
    /// `FOREIGN TABLE`.
    pub foreign: bool,
    /// `TEMPORARY`.
    pub temporary: bool,
    /// `UNLOGGED`.
    pub unlogged: bool,
    /// Whether row security is on.
    pub row_security: bool,
    /// Whether row security holds for the owner too.
    pub force_row_security: bool,
    /// Its replica identity.
    pub replica_identity: ReplicaIdentity,
    /// Storage parameters that were set.
    pub parameters: Vec<String>,
    /// `COMMENT ON TABLE`.
    pub comment: Option<String>,
}

impl Table {
    /// A table without columns. Without an origin it stood before the history, and more is there than is known.
    fn new(origin: Option<Origin>) -> Self {
        Self {
            origin,
            columns: Vec::new(),
            complete: origin.is_some(),
            emptied_in: None,
            constraints: Vec::new(),
            triggers: Vec::new(),
            policies: Vec::new(),
            rules: Vec::new(),
            partition_by: None,
            partition_key: Vec::new(),
            partition_of: None,
            inherits: Vec::new(),
            foreign: false,
            temporary: false,
            unlogged: false,
            row_security: false,
            force_row_security: false,
            replica_identity: ReplicaIdentity::Default,
            parameters: Vec::new(),
            comment: None,
        }
    }

    /// The column of that name; `None` means that there is none only when the table is complete.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The constraint of that name.
    pub fn constraint(&self, name: &str) -> Option<&Constraint> {
        self.constraints.iter().find(|constraint| constraint.name == name)
    }

    /// The policy of that name.
    pub fn policy(&self, name: &str) -> Option<&Policy> {
        self.policies.iter().find(|policy| policy.name == name)
    }

    /// The rule of that name.
    pub fn rule(&self, name: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.name == name)
    }

    /// The trigger of that name.
    pub fn trigger(&self, name: &str) -> Option<&Trigger> {
        self.triggers.iter().find(|trigger| trigger.name == name)
    }

    /// Whether it has a constraint, trigger, policy or rule of that name.
    pub fn has_part(&self, kind: ObjectKind, name: &str) -> bool {
        (kind == ObjectKind::Constraint && self.constraint(name).is_some())
            || (kind == ObjectKind::Trigger && self.trigger(name).is_some())
            || (kind == ObjectKind::Policy && self.policy(name).is_some())
            || (kind == ObjectKind::Rule && self.rule(name).is_some())
    }

    /// The tables that it is a partition or an inheritance child of.
    pub fn parents(&self) -> impl Iterator<Item = &QualifiedName> {
        self.partition_of.iter().map(|partition| &partition.parent).chain(&self.inherits)
    }
}

/// A row security policy.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// What stands behind its table.
    pub definition: String,
    /// The columns that it names, while it reads no other table.
    pub columns: Vec<String>,
}

/// A rule of a table.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// What stands behind `CREATE RULE`.
    pub definition: String,
}

/// What makes a table a partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partition {
    /// The partitioned table.
    pub parent: QualifiedName,
    /// Whether it is the default partition.
    pub default: bool,
    /// Its bounds as written.
    pub bounds: String,
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type, resolved as far as it is known; `None` when it is not.
    pub data_type: Option<TypeName>,
    /// `COLLATE` as written.
    pub collation: Option<String>,
    /// Whether nulls are refused.
    pub not_null: bool,
    /// Whether that was declared `NOT VALID` and never validated (PostgreSQL 18).
    pub not_null_unvalidated: bool,
    /// The name of its `NOT NULL` constraint, where one was written (PostgreSQL 18).
    pub not_null_name: Option<String>,
    /// Whether a statement of the history filled its nulls (`UPDATE … SET column = …`), and none came since.
    pub filled: bool,
    /// Its default.
    pub default: Option<Expression>,
    /// `GENERATED … AS IDENTITY`.
    pub identity: Option<Identity>,
    /// `GENERATED ALWAYS AS (…)`: the expression, and whether it is stored.
    pub generated: Option<(Expression, bool)>,
    /// Who added it; `None` when it stood before the history.
    pub origin: Option<Origin>,
    /// `COMMENT ON COLUMN`.
    pub comment: Option<String>,
}

/// A constraint of a table.
#[derive(Clone, Debug)]
pub struct Constraint {
    /// Its name, as written or as PostgreSQL chooses it.
    pub name: String,
    /// What it demands. Names in it are resolved by [`Constraint::references`].
    pub kind: ConstraintKind,
    /// The table that a foreign key points at.
    pub references: Option<QualifiedName>,
    /// Whether all rows were held against it.
    pub validated: bool,
    /// Whether it can be deferred.
    pub deferrable: bool,
    /// As written, without `CONSTRAINT name`.
    pub definition: String,
    /// What follows the columns or the check, as written, without `NOT VALID`: `ON DELETE CASCADE` and the like.
    pub options: String,
    /// Who added it.
    pub origin: Origin,
}

/// A trigger of a table.
#[derive(Clone, Debug)]
pub struct Trigger {
    /// Its name.
    pub name: String,
    /// The columns of its table that it names: `UPDATE OF`, and in `WHEN`.
    pub columns: Vec<String>,
    /// `FOR EACH ROW`.
    pub each_row: bool,
    /// The function that it calls.
    pub function: Option<Name>,
    /// Whether it fires.
    pub enabled: bool,
    /// As written, from the name to the end.
    pub definition: String,
}

/// A view or materialized view.
#[derive(Clone, Debug)]
pub struct View {
    /// Who made it.
    pub origin: Origin,
    /// Whether it is materialized.
    pub materialized: bool,
    /// Tables and views that it reads.
    pub reads: Vec<QualifiedName>,
    /// What it reads, as the statement has it.
    pub query: Query,
    /// The columns that `*` stood for when it was made, in order, by relation; without those that are not known.
    pub stars: BTreeMap<QualifiedName, Vec<String>>,
    /// As written, from the name to the end.
    pub definition: String,
    /// Whether it holds rows (materialized ones, unless `WITH NO DATA`).
    pub populated: bool,
}

/// An index.
#[derive(Clone, Debug)]
pub struct Index {
    /// Who made it.
    pub origin: Origin,
    /// Its table, or materialized view.
    pub table: QualifiedName,
    /// Whether it is unique.
    pub unique: bool,
    /// The access method.
    pub method: String,
    /// The columns of the key; `None` for an expression.
    pub columns: Vec<Option<String>>,
    /// The names of its own attributes, key and `INCLUDE`, as PostgreSQL chose them when it was made.
    pub attributes: Vec<String>,
    /// Every column that it depends on: key, expressions, `INCLUDE`, `WHERE`.
    pub depends_on: Vec<String>,
    /// Whether it has a `WHERE`.
    pub partial: bool,
    /// The constraint that it backs.
    pub constraint: Option<String>,
    /// From the access method or the key to the end, as written.
    pub definition: String,
    /// Whether it was built with `ON ONLY` and lacks partitions.
    pub only: bool,
    /// The index of the partitioned table that it is attached to.
    pub attached_to: Option<QualifiedName>,
}

/// A sequence.
#[derive(Clone, Debug)]
pub struct Sequence {
    /// Who made it.
    pub origin: Origin,
    /// The column that it goes with: table and column.
    pub owned_by: Option<(QualifiedName, String)>,
    /// Its options as written.
    pub options: String,
    /// `UNLOGGED`.
    pub unlogged: bool,
}

/// A type.
#[derive(Clone, Debug)]
pub struct Type {
    /// Who made it.
    pub origin: Origin,
    /// What it is.
    pub kind: TypeKind,
}

/// What a type is.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// An enum and its values in order.
    Enum(Vec<String>),
    /// A domain.
    Domain(Box<Domain>),
    /// A composite type: its attributes and their types.
    Composite(Vec<(String, Option<TypeName>)>),
    /// A range, base or shell type.
    Other,
}

/// A domain.
#[derive(Clone, Debug)]
pub struct Domain {
    /// The type under it.
    pub base: TypeName,
    /// Whether nulls are refused.
    pub not_null: bool,
    /// Its default.
    pub default: Option<Expression>,
    /// Its checks: name, expression, validated.
    pub checks: Vec<(String, Expression, bool)>,
}

/// A function or procedure.
#[derive(Clone, Debug)]
pub struct Function {
    /// Who made it.
    pub origin: Origin,
    /// The types of its input arguments.
    pub arguments: Vec<TypeName>,
    /// Its volatility.
    pub volatility: Volatility,
    /// As written, from the name to the end.
    pub definition: String,
    /// Whether it is a procedure.
    pub procedure: bool,
}

/// What stands under a name that a statement uses where a relation is meant.
#[derive(Clone, Copy, Debug)]
pub enum Relation<'a> {
    /// A table.
    Table(&'a Table),
    /// A view or materialized view.
    View(&'a View),
    /// An index.
    Index(&'a Index),
    /// A sequence.
    Sequence(&'a Sequence),
}
