//! Types, enums and domains.

#![expect(
    missing_docs,
    reason = "the fields of a variant are those of the grammar that the variant names"
)]

use super::{Column, Expression, TypeName};
use crate::name::{Ident, Name};

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
