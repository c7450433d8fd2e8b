//! The statement tree that the rest of the engine reads. It names no parser type.

#![expect(
    missing_docs,
    reason = "the fields of a variant are those of the grammar that the variant names"
)]

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
}

/// What a statement does.
#[derive(Clone, Debug)]
pub enum StatementKind {
    /// `CREATE TABLE`, with `PARTITION OF` and `OF type`.
    CreateTable(CreateTable),
    /// `CREATE TABLE … AS` and `SELECT … INTO`.
    CreateTableAs(CreateTableAs),
    /// `ALTER TABLE`, and the other `ALTER` statements that share its grammar.
    AlterTable(AlterTable),
    /// `DROP` of any kind of object.
    Drop(Drop),
    /// `TRUNCATE`.
    Truncate(Truncate),
    /// `CREATE INDEX`.
    CreateIndex(CreateIndex),
    /// `ALTER INDEX … ATTACH PARTITION`.
    AttachIndex { index: Name, partition: Name },
    /// `REINDEX`.
    Reindex(Reindex),
    /// `CREATE TYPE`.
    CreateType(CreateType),
    /// `ALTER TYPE`.
    AlterType(AlterType),
    /// `CREATE DOMAIN`.
    CreateDomain(CreateDomain),
    /// `ALTER DOMAIN`.
    AlterDomain(AlterDomain),
    /// `CREATE SEQUENCE`.
    CreateSequence(CreateSequence),
    /// `ALTER SEQUENCE` but renames, owners and schemas.
    AlterSequence(AlterSequence),
    /// `CREATE VIEW` and `CREATE MATERIALIZED VIEW`.
    CreateView(CreateView),
    /// `REFRESH MATERIALIZED VIEW`.
    RefreshView(RefreshView),
    /// `CREATE FUNCTION` and `CREATE PROCEDURE`.
    CreateFunction(CreateFunction),
    /// `CREATE TRIGGER`.
    CreateTrigger(CreateTrigger),
    /// `CREATE POLICY` and `ALTER POLICY`.
    Policy(Policy),
    /// `CREATE RULE`.
    CreateRule(CreateRule),
    /// `CREATE STATISTICS`.
    CreateStatistics(CreateStatistics),
    /// `CREATE SCHEMA`, with the statements inside it.
    CreateSchema(CreateSchema),
    /// `CREATE EXTENSION`.
    CreateExtension { name: Ident, schema: Option<String>, if_not_exists: bool },
    /// `CREATE PUBLICATION` and `ALTER PUBLICATION`.
    Publication(Publication),
    /// `RENAME` and `SET SCHEMA` of objects without a grammar of their own here.
    AlterObject(AlterObject),
    /// `COMMENT ON`.
    Comment(Comment),
    /// `GRANT` and `REVOKE`.
    Grant(Grant),
    /// `INSERT`.
    Insert(Insert),
    /// `UPDATE`.
    Update(Update),
    /// `DELETE`.
    Delete(Delete),
    /// `MERGE`.
    Merge(Merge),
    /// `SELECT`, `VALUES`, `TABLE`, and `WITH` before them.
    Query(Query),
    /// `COPY`.
    Copy { table: Option<Name>, from: bool },
    /// `DO`. What it says in static SQL is in [`Statement::inner`].
    Do(Do),
    /// `CALL`.
    Call(Name),
    /// `LOCK TABLE`.
    Lock { tables: Vec<Name>, mode: LockMode },
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

/// A data type, with PostgreSQL's own name for it (`integer` is `int4`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeName {
    /// The schema, when it was written; `pg_catalog` for types with a grammar of their own.
    pub schema: Option<String>,
    /// The name in `pg_type`, without brackets.
    pub name: String,
    /// The modifiers, as in `numeric(10,2)`.
    pub modifiers: Vec<String>,
    /// The number of array dimensions written.
    pub dimensions: usize,
    /// As written.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// An expression: as written, and what the engine asks of it.
#[derive(Clone, Debug)]
pub struct Expression {
    /// As written.
    pub text: String,
    /// Where it stands.
    pub span: Span,
    /// What it is at the top.
    pub shape: Shape,
    /// Every function it calls.
    pub calls: Vec<Name>,
    /// Every column it names, without the table.
    pub columns: Vec<String>,
    /// Columns of which it demands, in a conjunction, that they are not null.
    pub not_null: Vec<String>,
    /// Columns of which it demands, in a conjunction, that they are null.
    pub nulls: Vec<String>,
    /// Tables that it reads in subqueries.
    pub tables: Vec<Name>,
    /// The types that it casts to.
    pub casts: Vec<TypeName>,
}

/// What an expression is at the top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `NULL`, perhaps with a cast.
    Null,
    /// A literal, perhaps with a cast or a sign.
    Constant,
    /// A column by itself.
    Column(String),
    /// A cast of a column: `column::type`.
    CastColumn(String, TypeName),
    /// A cast of a column by way of a first type: `column::text::type`.
    CastColumnVia(String, TypeName, TypeName),
    /// `column AT TIME ZONE 'UTC'` and the like: the column and the zone.
    AtTimeZone(String, String),
    /// `nextval('…')`: the sequence's name as written.
    NextValue(String),
    /// Anything else that was understood.
    Other,
    /// Not understood by the expression parser; calls, columns and casts may be missing.
    Opaque,
}

/// `CREATE TABLE`.
#[derive(Clone, Debug)]
pub struct CreateTable {
    /// The table.
    pub name: Name,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `TEMPORARY`.
    pub temporary: bool,
    /// `UNLOGGED`.
    pub unlogged: bool,
    /// `CREATE FOREIGN TABLE`.
    pub foreign: bool,
    /// The columns.
    pub columns: Vec<Column>,
    /// Table constraints; those of a column stand there.
    pub constraints: Vec<Constraint>,
    /// `LIKE table`, and whether indexes are included.
    pub like: Vec<Like>,
    /// `INHERITS`.
    pub inherits: Vec<Name>,
    /// `PARTITION OF parent`, and whether it is the default partition.
    pub partition_of: Option<PartitionOf>,
    /// `PARTITION BY`: as written, and its columns.
    pub partition_by: Option<PartitionBy>,
    /// `OF type`.
    pub of_type: Option<Name>,
}

/// `LIKE table INCLUDING …` in `CREATE TABLE`.
#[derive(Clone, Debug)]
pub struct Like {
    /// The table that is copied.
    pub table: Name,
    /// `INCLUDING DEFAULTS` or `ALL`.
    pub defaults: bool,
    /// `INCLUDING CONSTRAINTS` or `ALL`.
    pub constraints: bool,
    /// `INCLUDING INDEXES` or `ALL`.
    pub indexes: bool,
    /// `INCLUDING IDENTITY` or `ALL`.
    pub identity: bool,
    /// `INCLUDING GENERATED` or `ALL`.
    pub generated: bool,
}

/// `PARTITION OF parent …`.
#[derive(Clone, Debug)]
pub struct PartitionOf {
    /// The partitioned table.
    pub parent: Name,
    /// `DEFAULT` instead of bounds.
    pub default: bool,
    /// The bounds as written.
    pub bounds: String,
}

/// `PARTITION BY …`.
#[derive(Clone, Debug)]
pub struct PartitionBy {
    /// As written, without `PARTITION BY`.
    pub text: String,
    /// The columns of the key; expressions are left out.
    pub columns: Vec<String>,
}

/// A column as defined.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name.
    pub name: Ident,
    /// Its type; `None` where it comes from the parent or the type.
    pub data_type: Option<TypeName>,
    /// `COLLATE`.
    pub collation: Option<Name>,
    /// `NOT NULL`, or nullable by key word or silence.
    pub not_null: bool,
    /// The name of a named `NOT NULL`.
    pub not_null_name: Option<Ident>,
    /// `DEFAULT`.
    pub default: Option<Expression>,
    /// `GENERATED … AS IDENTITY`.
    pub identity: Option<Identity>,
    /// `GENERATED ALWAYS AS (…)`.
    pub generated: Option<Generated>,
    /// Key, unique, check and foreign key constraints of the column.
    pub constraints: Vec<Constraint>,
    /// The whole definition.
    pub span: Span,
}

/// An identity column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// `GENERATED ALWAYS`.
    Always,
    /// `GENERATED BY DEFAULT`.
    ByDefault,
}

/// A generated column.
#[derive(Clone, Debug)]
pub struct Generated {
    /// Its expression.
    pub expression: Expression,
    /// `STORED`; otherwise it is virtual (PostgreSQL 18).
    pub stored: bool,
}

/// A constraint of a table.
#[derive(Clone, Debug)]
pub struct Constraint {
    /// Its name, when written.
    pub name: Option<Ident>,
    /// What it demands.
    pub kind: ConstraintKind,
    /// `NOT VALID`.
    pub not_valid: bool,
    /// `NOT ENFORCED` (PostgreSQL 18).
    pub not_enforced: bool,
    /// `DEFERRABLE`.
    pub deferrable: bool,
    /// `INITIALLY DEFERRED`.
    pub deferred: bool,
    /// As written, without `CONSTRAINT name`.
    pub text: String,
    /// The whole constraint.
    pub span: Span,
}

/// What a constraint demands.
#[derive(Clone, Debug)]
pub enum ConstraintKind {
    /// `PRIMARY KEY (columns)`.
    PrimaryKey { columns: Vec<String> },
    /// `UNIQUE (columns)`.
    Unique { columns: Vec<String> },
    /// `PRIMARY KEY USING INDEX` and `UNIQUE USING INDEX`.
    UsingIndex { index: Ident, primary: bool },
    /// `CHECK (expression)`.
    Check(Expression),
    /// `FOREIGN KEY (columns) REFERENCES table (columns)`.
    ForeignKey(ForeignKey),
    /// `EXCLUDE`.
    Exclude { columns: Vec<String> },
    /// `NOT NULL column` as a table constraint (PostgreSQL 18).
    NotNull { column: Ident },
}

/// `FOREIGN KEY … REFERENCES …`.
#[derive(Clone, Debug)]
pub struct ForeignKey {
    /// The referring columns.
    pub columns: Vec<String>,
    /// The referenced table.
    pub table: Name,
    /// The referenced columns; empty means its primary key.
    pub referenced: Vec<String>,
}

/// `CREATE TABLE … AS`.
#[derive(Clone, Debug)]
pub struct CreateTableAs {
    /// The table.
    pub name: Name,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `TEMPORARY`.
    pub temporary: bool,
    /// What it reads.
    pub query: Query,
    /// `WITH NO DATA`.
    pub no_data: bool,
}

/// The kind of an object, as `DROP`, `COMMENT ON` and `ALTER` name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ObjectKind {
    /// `TABLE`.
    Table,
    /// `FOREIGN TABLE`.
    ForeignTable,
    /// `COLUMN`, in comments.
    Column,
    /// `CONSTRAINT … ON table`, in comments.
    Constraint,
    /// `INDEX`.
    Index,
    /// `VIEW`.
    View,
    /// `MATERIALIZED VIEW`.
    MaterializedView,
    /// `SEQUENCE`.
    Sequence,
    /// `TYPE`.
    Type,
    /// `DOMAIN`.
    Domain,
    /// `FUNCTION`, `PROCEDURE`, `ROUTINE`, `AGGREGATE`.
    Function,
    /// `TRIGGER … ON table`.
    Trigger,
    /// `POLICY … ON table`.
    Policy,
    /// `RULE … ON table`.
    Rule,
    /// `SCHEMA`.
    Schema,
    /// `EXTENSION`.
    Extension,
    /// `STATISTICS`.
    Statistics,
    /// `PUBLICATION`.
    Publication,
    /// `DATABASE`.
    Database,
    /// `TABLESPACE`.
    Tablespace,
    /// `OWNED` by a role.
    Owned,
    /// Any other kind.
    Other,
}

impl ObjectKind {
    /// The kind in words, lower case.
    pub fn words(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::ForeignTable => "foreign table",
            Self::Column => "column",
            Self::Constraint => "constraint",
            Self::Index => "index",
            Self::View => "view",
            Self::MaterializedView => "materialized view",
            Self::Sequence => "sequence",
            Self::Type => "type",
            Self::Domain => "domain",
            Self::Function => "function",
            Self::Trigger => "trigger",
            Self::Policy => "policy",
            Self::Rule => "rule",
            Self::Schema => "schema",
            Self::Extension => "extension",
            Self::Statistics => "statistics object",
            Self::Publication => "publication",
            Self::Database => "database",
            Self::Tablespace => "tablespace",
            Self::Owned => "objects owned by the role",
            Self::Other => "object",
        }
    }
}

/// `DROP …`.
#[derive(Clone, Debug)]
pub struct Drop {
    /// What kind of object.
    pub kind: ObjectKind,
    /// The objects; for triggers, policies and rules the name alone.
    pub names: Vec<Name>,
    /// `ON table`, for triggers, policies and rules.
    pub on: Option<Name>,
    /// The argument types of functions, one entry an object; `None` where none were written.
    pub arguments: Vec<Option<Vec<TypeName>>>,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// `CASCADE`.
    pub cascade: bool,
    /// `CONCURRENTLY`.
    pub concurrently: bool,
}

/// `TRUNCATE`.
#[derive(Clone, Debug)]
pub struct Truncate {
    /// The tables.
    pub tables: Vec<Name>,
    /// `CASCADE`.
    pub cascade: bool,
}

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

/// `ALTER TABLE` and those that share its grammar.
#[derive(Clone, Debug)]
pub struct AlterTable {
    /// The kind that was written: table, view, index, sequence and so on.
    pub kind: ObjectKind,
    /// The object.
    pub name: Name,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// `ONLY`.
    pub only: bool,
    /// What is done, in order.
    pub actions: Vec<AlterTableAction>,
}

/// One action of `ALTER TABLE`.
#[derive(Clone, Debug)]
pub struct AlterTableAction {
    /// What it does.
    pub kind: ActionKind,
    /// Where it stands.
    pub span: Span,
}

impl AlterTableAction {
    /// The constraints that it adds, those of a new column included.
    pub fn constraints(&self) -> &[Constraint] {
        match &self.kind {
            ActionKind::AddConstraint(constraint) => std::slice::from_ref(constraint),
            ActionKind::AddColumn { column, .. } => &column.constraints,
            _ => &[],
        }
    }

    /// The column in which it refuses nulls from now on.
    pub fn made_required(&self) -> Option<&Ident> {
        match &self.kind {
            ActionKind::SetNotNull { column } => Some(column),
            ActionKind::AddConstraint(constraint) => match &constraint.kind {
                ConstraintKind::NotNull { column } => Some(column),
                _ => None,
            },
            _ => None,
        }
    }

    /// The column that it adds.
    pub fn new_column(&self) -> Option<&Column> {
        match &self.kind {
            ActionKind::AddColumn { column, .. } => Some(column),
            _ => None,
        }
    }
}

/// What an action of `ALTER TABLE` does.
/// <https://www.postgresql.org/docs/current/sql-altertable.html>
#[derive(Clone, Debug)]
pub enum ActionKind {
    /// `ADD COLUMN`.
    AddColumn { column: Box<Column>, if_not_exists: bool },
    /// `DROP COLUMN`.
    DropColumn { name: Ident, if_exists: bool, cascade: bool },
    /// `ALTER COLUMN … TYPE`.
    SetType {
        column: Ident,
        data_type: TypeName,
        collation: Option<Name>,
        using: Option<Expression>,
    },
    /// `SET DEFAULT`.
    SetDefault { column: Ident, default: Expression },
    /// `DROP DEFAULT`.
    DropDefault { column: Ident },
    /// `SET NOT NULL`.
    SetNotNull { column: Ident },
    /// `DROP NOT NULL`.
    DropNotNull { column: Ident },
    /// `ADD GENERATED … AS IDENTITY`.
    AddIdentity { column: Ident, identity: Identity },
    /// `SET GENERATED`, `SET` sequence options and `RESTART` of an identity column.
    SetIdentity { column: Ident, identity: Option<Identity> },
    /// `DROP IDENTITY`.
    DropIdentity { column: Ident, if_exists: bool },
    /// `SET EXPRESSION` (PostgreSQL 17).
    SetExpression { column: Ident, expression: Expression },
    /// `DROP EXPRESSION`.
    DropExpression { column: Ident, if_exists: bool },
    /// `SET STATISTICS`.
    SetStatistics { column: Option<Ident> },
    /// `SET STORAGE`.
    SetStorage { column: Ident },
    /// `SET COMPRESSION`.
    SetCompression { column: Ident },
    /// `SET (…)` and `RESET (…)` of a column.
    SetColumnOptions { column: Ident },
    /// `ADD CONSTRAINT` and `ADD` of an unnamed one.
    AddConstraint(Constraint),
    /// `ALTER CONSTRAINT`.
    AlterConstraint { name: Ident },
    /// `VALIDATE CONSTRAINT`.
    ValidateConstraint { name: Ident },
    /// `DROP CONSTRAINT`.
    DropConstraint { name: Ident, if_exists: bool, cascade: bool },
    /// `RENAME COLUMN`.
    RenameColumn { from: Ident, to: Ident },
    /// `RENAME CONSTRAINT`.
    RenameConstraint { from: Ident, to: Ident },
    /// `RENAME TO`.
    RenameTo { to: Ident },
    /// `SET SCHEMA`.
    SetSchema { schema: Ident },
    /// `OWNER TO`.
    OwnerTo,
    /// `ENABLE`/`DISABLE TRIGGER`.
    Trigger { name: Option<Ident>, enable: bool },
    /// `ENABLE`/`DISABLE RULE`.
    Rule { name: Ident, enable: bool },
    /// `ENABLE`/`DISABLE ROW LEVEL SECURITY`.
    RowSecurity { enable: bool },
    /// `[NO] FORCE ROW LEVEL SECURITY`.
    ForceRowSecurity { force: bool },
    /// `CLUSTER ON`.
    ClusterOn { index: Ident },
    /// `SET WITHOUT CLUSTER`.
    SetWithoutCluster,
    /// `SET WITHOUT OIDS`.
    SetWithoutOids,
    /// `SET LOGGED` and `SET UNLOGGED`.
    SetLogged { logged: bool },
    /// `SET TABLESPACE`.
    SetTablespace { tablespace: Ident },
    /// `SET ACCESS METHOD`.
    SetAccessMethod { method: Ident },
    /// `SET (…)`: the names of the parameters.
    SetParameters { names: Vec<String> },
    /// `RESET (…)`: the names of the parameters.
    ResetParameters { names: Vec<String> },
    /// `INHERIT` and `NO INHERIT`.
    Inherit { parent: Name, inherit: bool },
    /// `OF type` and `NOT OF`.
    OfType { of: Option<Name> },
    /// `REPLICA IDENTITY`.
    ReplicaIdentity { identity: ReplicaIdentity },
    /// `ATTACH PARTITION`.
    AttachPartition { partition: Name, default: bool, bounds: String },
    /// `DETACH PARTITION`.
    DetachPartition { partition: Name, concurrently: bool, finalize: bool },
    /// Another action of PostgreSQL's grammar: its first words.
    Other(String),
}

/// `REPLICA IDENTITY`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReplicaIdentity {
    /// `DEFAULT`.
    Default,
    /// `FULL`.
    Full,
    /// `NOTHING`.
    Nothing,
    /// `USING INDEX`.
    Index(Ident),
}

/// `CREATE TYPE`.
#[derive(Clone, Debug)]
pub struct CreateType {
    /// The type.
    pub name: Name,
    /// Its definition.
    pub definition: TypeDefinition,
}

/// What a type is made of.
#[derive(Clone, Debug)]
pub enum TypeDefinition {
    /// `AS ENUM`.
    Enum(Vec<String>),
    /// `AS (…)`: the attributes.
    Composite(Vec<Column>),
    /// Range, base and shell types.
    Other,
}

/// `ALTER TYPE`.
#[derive(Clone, Debug)]
pub struct AlterType {
    /// The type.
    pub name: Name,
    /// What is done.
    pub action: AlterTypeAction,
}

/// What `ALTER TYPE` does.
#[derive(Clone, Debug)]
pub enum AlterTypeAction {
    /// `ADD VALUE`.
    AddValue { value: String, if_not_exists: bool, before: Option<String>, after: Option<String> },
    /// `RENAME VALUE`.
    RenameValue { from: String, to: String },
    /// `RENAME TO`.
    RenameTo { to: Ident },
    /// `SET SCHEMA`.
    SetSchema { schema: Ident },
    /// `OWNER TO`.
    OwnerTo,
    /// `ADD`, `DROP`, `ALTER` and `RENAME ATTRIBUTE` of a composite type.
    Attributes,
    /// `SET (…)`.
    SetOptions,
}

/// `CREATE DOMAIN`.
#[derive(Clone, Debug)]
pub struct CreateDomain {
    /// The domain.
    pub name: Name,
    /// The type under it.
    pub data_type: TypeName,
    /// `NOT NULL`.
    pub not_null: bool,
    /// `DEFAULT`.
    pub default: Option<Expression>,
    /// Its checks: name and expression.
    pub checks: Vec<(Option<Ident>, Expression)>,
}

/// `ALTER DOMAIN`.
#[derive(Clone, Debug)]
pub struct AlterDomain {
    /// The domain.
    pub name: Name,
    /// What is done.
    pub action: AlterDomainAction,
}

/// What `ALTER DOMAIN` does.
#[derive(Clone, Debug)]
pub enum AlterDomainAction {
    /// `ADD CONSTRAINT`; `None` for a check, otherwise `NOT NULL`.
    AddConstraint { name: Option<Ident>, check: Option<Expression>, not_valid: bool },
    /// `DROP CONSTRAINT`.
    DropConstraint { name: Ident, if_exists: bool },
    /// `VALIDATE CONSTRAINT`.
    ValidateConstraint { name: Ident },
    /// `RENAME CONSTRAINT`.
    RenameConstraint { from: Ident, to: Ident },
    /// `SET NOT NULL`.
    SetNotNull,
    /// `DROP NOT NULL`.
    DropNotNull,
    /// `SET DEFAULT`.
    SetDefault(Expression),
    /// `DROP DEFAULT`.
    DropDefault,
    /// `RENAME TO`.
    RenameTo { to: Ident },
    /// `SET SCHEMA`.
    SetSchema { schema: Ident },
    /// `OWNER TO`.
    OwnerTo,
}

/// `CREATE SEQUENCE`.
#[derive(Clone, Debug)]
pub struct CreateSequence {
    /// The sequence.
    pub name: Name,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `TEMPORARY`.
    pub temporary: bool,
    /// `AS type`.
    pub data_type: Option<TypeName>,
    /// `OWNED BY table.column`.
    pub owned_by: Option<(Name, String)>,
    /// The options as written.
    pub options: String,
}

/// `ALTER SEQUENCE`.
#[derive(Clone, Debug)]
pub struct AlterSequence {
    /// The sequence.
    pub name: Name,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// `OWNED BY`: `Some(None)` for `NONE`.
    pub owned_by: Option<Option<(Name, String)>>,
    /// `AS type`.
    pub data_type: Option<TypeName>,
    /// The options as written.
    pub options: String,
}

/// `CREATE VIEW`.
#[derive(Clone, Debug)]
pub struct CreateView {
    /// The view.
    pub name: Name,
    /// `MATERIALIZED`.
    pub materialized: bool,
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `TEMPORARY`.
    pub temporary: bool,
    /// The column names, when written.
    pub columns: Vec<String>,
    /// What it reads.
    pub query: Query,
    /// `WITH NO DATA`.
    pub no_data: bool,
    /// From the name to the end, as written.
    pub definition: String,
}

/// `REFRESH MATERIALIZED VIEW`.
#[derive(Clone, Debug)]
pub struct RefreshView {
    /// The view.
    pub name: Name,
    /// `CONCURRENTLY`.
    pub concurrently: bool,
    /// `WITH NO DATA`.
    pub no_data: bool,
}

/// A function's volatility.
/// <https://www.postgresql.org/docs/current/xfunc-volatility.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Volatility {
    /// The same result for ever.
    Immutable,
    /// The same result within a statement.
    Stable,
    /// A new result at every call.
    Volatile,
}

/// `CREATE FUNCTION`.
#[derive(Clone, Debug)]
pub struct CreateFunction {
    /// The function.
    pub name: Name,
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// `PROCEDURE`.
    pub procedure: bool,
    /// The types of its input arguments.
    pub arguments: Vec<TypeName>,
    /// The argument list as written, without its brackets.
    pub arguments_text: String,
    /// `RETURNS`, as written.
    pub returns: String,
    /// `LANGUAGE`; `sql` for a body without one.
    pub language: String,
    /// Its volatility; volatile when not written.
    pub volatility: Volatility,
    /// `SECURITY DEFINER`.
    pub security_definer: bool,
    /// `SET search_path` among its settings.
    pub sets_search_path: bool,
    /// The span of the body, inside its quotes.
    pub body: Option<Span>,
    /// The static statements of its body.
    pub statements: Vec<Statement>,
    /// From the name to the end, as written.
    pub definition: String,
}

/// `CREATE TRIGGER`.
#[derive(Clone, Debug)]
pub struct CreateTrigger {
    /// Its name.
    pub name: Ident,
    /// The table.
    pub table: Name,
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// `CONSTRAINT TRIGGER … FROM table`.
    pub from: Option<Name>,
    /// The function that it calls.
    pub function: Option<Name>,
    /// As written, from the name to the end.
    pub definition: String,
}

/// `CREATE POLICY` and `ALTER POLICY`.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its name.
    pub name: Ident,
    /// The table.
    pub table: Name,
    /// `CREATE`; otherwise `ALTER`.
    pub create: bool,
    /// `RENAME TO`.
    pub rename_to: Option<Ident>,
    /// As written, from the table to the end.
    pub definition: String,
    /// Tables that its expressions read.
    pub tables: Vec<Name>,
}

/// `CREATE RULE`.
#[derive(Clone, Debug)]
pub struct CreateRule {
    /// Its name.
    pub name: Ident,
    /// The table or view.
    pub table: Name,
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// As written, from the name to the end.
    pub definition: String,
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

/// `CREATE SCHEMA`.
#[derive(Clone, Debug)]
pub struct CreateSchema {
    /// The schema.
    pub name: Ident,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
}

/// `CREATE PUBLICATION` and `ALTER PUBLICATION`.
#[derive(Clone, Debug)]
pub struct Publication {
    /// Its name.
    pub name: Ident,
    /// `CREATE`; otherwise `ALTER`.
    pub create: bool,
    /// The tables named.
    pub tables: Vec<Name>,
    /// `FOR ALL TABLES`.
    pub all_tables: bool,
    /// `DROP TABLE`, in `ALTER`.
    pub drops: bool,
}

/// `ALTER … RENAME TO`, `SET SCHEMA`, `OWNER TO` and the like of other objects.
#[derive(Clone, Debug)]
pub struct AlterObject {
    /// What kind of object.
    pub kind: ObjectKind,
    /// The object.
    pub name: Name,
    /// `ON table`, for triggers and rules.
    pub on: Option<Name>,
    /// `RENAME TO`.
    pub rename_to: Option<Ident>,
    /// `SET SCHEMA`.
    pub set_schema: Option<Ident>,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// A new volatility, for functions.
    pub volatility: Option<Volatility>,
}

/// `COMMENT ON`.
#[derive(Clone, Debug)]
pub struct Comment {
    /// What kind of object.
    pub kind: ObjectKind,
    /// The object: for a column, its table.
    pub name: Name,
    /// The column, or the constraint, trigger, rule or policy on `name`.
    pub part: Option<String>,
    /// The text; `None` for `NULL`.
    pub text: Option<String>,
}

/// `GRANT` and `REVOKE`.
#[derive(Clone, Debug)]
pub struct Grant {
    /// `REVOKE`.
    pub revoke: bool,
    /// The privileges, upper case; `ALL` for all.
    pub privileges: Vec<String>,
    /// The tables named.
    pub tables: Vec<Name>,
    /// Whether `PUBLIC` is among the roles.
    pub public: bool,
}

/// `INSERT`.
#[derive(Clone, Debug)]
pub struct Insert {
    /// The table.
    pub table: Name,
    /// The columns, when written.
    pub columns: Vec<String>,
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

/// What a query reads, calls and writes.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Tables and views that are read.
    pub tables: Vec<Name>,
    /// Columns that are named, without the table, `*` for all.
    pub columns: Vec<String>,
    /// Functions that are called.
    pub calls: Vec<Name>,
    /// Tables that data-modifying `WITH` queries write.
    pub writes: Vec<Name>,
    /// `FOR UPDATE` and the like.
    pub locks_rows: bool,
    /// The names of its output columns, where they can be told.
    pub output: Vec<String>,
}

/// `DO`.
#[derive(Clone, Debug)]
pub struct Do {
    /// The language; `plpgsql` when not written.
    pub language: String,
    /// Places at which SQL is built at run time.
    pub dynamic: Vec<Span>,
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
