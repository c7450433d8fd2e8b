//! The objects of a statement, named as it names them.

use super::super::TypeName;
use crate::name::{Name, QualifiedName};
use crate::object::{ObjectKind, ObjectRef};

/// An object as a statement names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Object<'s> {
    /// A table, view, materialized view or sequence.
    Relation(Reference<'s>),
    /// A column of a table.
    Column(Reference<'s>, &'s str),
    /// A constraint, trigger, policy or rule of a table.
    Part(ObjectKind, Reference<'s>, &'s str),
    /// An index.
    Index(Reference<'s>),
    /// A type or domain.
    Type(Reference<'s>),
    /// A value of an enum.
    Value(Reference<'s>, &'s str),
    /// A function or procedure, with the types of its arguments where they are written.
    Function(Reference<'s>, Option<&'s [TypeName]>),
    /// Statistics over several columns.
    Statistics(Reference<'s>),
    /// An object without a schema: a schema, extension, publication.
    Named(ObjectKind, &'s str),
}

/// The name of an object as a statement gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reference<'s> {
    /// A name that is written.
    Name(&'s Name),
    /// The name of a type.
    Type(&'s TypeName),
    /// A name in the schema of another object: `RENAME TO`, the index of a table.
    Beside(&'s Name, &'s str),
    /// The name of another object in this schema: `SET SCHEMA`.
    InSchema(&'s Name, &'s str),
}

impl<'s> Reference<'s> {
    /// The name without its schema.
    pub fn last(self) -> &'s str {
        match self {
            Self::Name(name) | Self::InSchema(name, _) => &name.name,
            Self::Type(name) => &name.name,
            Self::Beside(_, name) => name,
        }
    }

    /// The schema and name, where `resolve` finds the object of a name with or without a schema.
    pub fn resolve(self, resolve: impl Fn(Option<&str>, &str) -> QualifiedName) -> QualifiedName {
        match self {
            Self::Name(name) => resolve(name.schema.as_deref(), &name.name),
            Self::Type(name) => resolve(name.schema.as_deref(), &name.name),
            Self::Beside(other, name) => {
                resolve(other.schema.as_deref(), &other.name).renamed(name)
            }
            Self::InSchema(name, schema) => QualifiedName::new(schema, &name.name),
        }
    }
}

impl<'s> Object<'s> {
    /// Another object of the same kind: for a part, of the same table.
    pub(super) fn named(self, reference: Reference<'s>) -> Self {
        match self {
            Self::Relation(_) => Self::Relation(reference),
            Self::Column(table, _) => Self::Column(table, reference.last()),
            Self::Part(kind, table, _) => Self::Part(kind, table, reference.last()),
            Self::Index(_) => Self::Index(reference),
            Self::Type(_) => Self::Type(reference),
            Self::Value(name, _) => Self::Value(name, reference.last()),
            Self::Function(_, arguments) => Self::Function(reference, arguments),
            Self::Statistics(_) => Self::Statistics(reference),
            Self::Named(kind, _) => Self::Named(kind, reference.last()),
        }
    }

    /// The object by its resolved name; see [`Reference::resolve`].
    pub fn resolve(&self, resolve: impl Fn(Option<&str>, &str) -> QualifiedName) -> ObjectRef {
        match self {
            Self::Relation(name) => ObjectRef::Relation(name.resolve(resolve)),
            Self::Column(table, column) => {
                ObjectRef::Column(table.resolve(resolve), (*column).to_owned())
            }
            Self::Part(kind, table, name) => {
                ObjectRef::Part(*kind, table.resolve(resolve), (*name).to_owned())
            }
            Self::Index(name) => ObjectRef::Index(name.resolve(resolve)),
            Self::Type(name) => ObjectRef::Type(name.resolve(resolve)),
            Self::Value(name, value) => {
                ObjectRef::Value(name.resolve(resolve), (*value).to_owned())
            }
            Self::Function(name, types) => {
                let types = types.unwrap_or_default().iter().map(|one| one.name.clone()).collect();
                ObjectRef::Function(name.resolve(resolve), types)
            }
            Self::Statistics(name) => ObjectRef::Statistics(name.resolve(resolve)),
            Self::Named(kind, name) => ObjectRef::Named(*kind, (*name).to_owned()),
        }
    }

    /// The object that a statement calls by its kind: `DROP INDEX a`, `COMMENT ON TABLE a`. `None` for the part of a
    /// table that is not named (`on`), and for kinds that are not followed.
    pub(super) fn of_kind(
        kind: ObjectKind,
        name: &'s Name,
        on: Option<&'s Name>,
        arguments: Option<&'s [TypeName]>,
    ) -> Option<Self> {
        let reference = Reference::Name(name);
        Some(match kind {
            ObjectKind::Table
            | ObjectKind::ForeignTable
            | ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Sequence => Self::Relation(reference),
            ObjectKind::Index => Self::Index(reference),
            ObjectKind::Type | ObjectKind::Domain => Self::Type(reference),
            ObjectKind::Function => Self::Function(reference, arguments),
            ObjectKind::Statistics => Self::Statistics(reference),
            ObjectKind::Policy
            | ObjectKind::Trigger
            | ObjectKind::Rule
            | ObjectKind::Constraint => Self::Part(kind, Reference::Name(on?), &name.name),
            ObjectKind::Schema
            | ObjectKind::Extension
            | ObjectKind::Publication
            | ObjectKind::Database
            | ObjectKind::Tablespace => Self::Named(kind, &name.name),
            ObjectKind::Column | ObjectKind::Owned | ObjectKind::Other => return None,
        })
    }
}
