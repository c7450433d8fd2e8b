//! Objects of the database: their kinds, and how one is referred to.

use crate::name::QualifiedName;

/// An object of the database, by its resolved name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ObjectRef {
    /// A table, view, materialized view or sequence.
    Relation(QualifiedName),
    /// A column of a table.
    Column(QualifiedName, String),
    /// A constraint, trigger, policy or rule of a table, after what it is.
    Part(ObjectKind, QualifiedName, String),
    /// A schema, extension or publication.
    Named(ObjectKind, String),
    /// An index.
    Index(QualifiedName),
    /// A type or domain.
    Type(QualifiedName),
    /// A value of an enum.
    Value(QualifiedName, String),
    /// A function or procedure, with the types of its arguments.
    Function(QualifiedName, Vec<String>),
    /// Statistics over several columns.
    Statistics(QualifiedName),
}

impl ObjectRef {
    /// The table that it is a part of.
    pub fn table(&self) -> Option<&QualifiedName> {
        match self {
            Self::Column(table, _) | Self::Part(_, table, _) => Some(table),
            Self::Relation(_)
            | Self::Named(..)
            | Self::Index(_)
            | Self::Type(_)
            | Self::Value(..)
            | Self::Function(..)
            | Self::Statistics(_) => None,
        }
    }

    /// As messages show it: `the column "a" of "User"`.
    pub fn shown(&self) -> String {
        match self {
            Self::Relation(name) => name.shown(),
            Self::Column(table, column) => format!("the column \"{column}\" of {}", table.shown()),
            Self::Part(kind, table, name) => {
                format!("the {} \"{name}\" of {}", kind.words(), table.shown())
            }
            Self::Named(kind, name) => format!("the {} \"{name}\"", kind.words()),
            Self::Index(name) => format!("the index {}", name.shown()),
            Self::Type(name) => format!("the type {}", name.shown()),
            Self::Value(name, value) => format!("the value \"{value}\" of {}", name.shown()),
            Self::Function(name, types) => {
                format!("the function {}({})", name.shown(), types.join(", "))
            }
            Self::Statistics(name) => format!("the statistics object {}", name.shown()),
        }
    }

    /// The relation that it is, or is a part of.
    pub fn relation(&self) -> Option<&QualifiedName> {
        match self {
            Self::Relation(name) => Some(name),
            other => other.table(),
        }
    }
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
