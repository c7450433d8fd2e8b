//! `ALTER TABLE` and its actions.

#![expect(
    missing_docs,
    reason = "the fields of a variant are those of the grammar that the variant names"
)]

use super::{Column, Constraint, ConstraintKind, Expression, Identity, ObjectKind, TypeName};
use crate::name::{Ident, Name};
use crate::source::Span;

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
        if let ActionKind::AddConstraint(constraint) = &self.kind {
            return std::slice::from_ref(constraint);
        }
        self.new_column().map_or(&[], |column| &column.constraints)
    }

    /// The column in which it refuses nulls from now on.
    pub fn made_required(&self) -> Option<&Ident> {
        if let ActionKind::SetNotNull { column } = &self.kind {
            return Some(column);
        }
        let ActionKind::AddConstraint(constraint) = &self.kind else { return None };
        let ConstraintKind::NotNull { column } = &constraint.kind else { return None };
        Some(column)
    }

    /// The column that it adds.
    pub fn new_column(&self) -> Option<&Column> {
        let ActionKind::AddColumn { column, .. } = &self.kind else { return None };
        Some(column)
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
        data_type: Box<TypeName>,
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
    AddIdentity { column: Ident, identity: Identity, options: String },
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
    AddConstraint(Box<Constraint>),
    /// `ALTER CONSTRAINT`: whether it says `[NOT] ENFORCED` (PostgreSQL 18), and its words.
    AlterConstraint { name: Ident, enforcement: bool, options: String },
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
