//! Types, expressions and queries: the parts that stand inside statements.

use std::ops::{Deref, DerefMut};

use super::RowChange;
use crate::name::Name;
use crate::source::Span;

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

/// An expression. Most columns and conditions have none, so its facts lie apart.
#[derive(Clone, Debug)]
pub struct Expression(Box<ExpressionFacts>);

impl From<ExpressionFacts> for Expression {
    fn from(facts: ExpressionFacts) -> Self {
        Self(Box::new(facts))
    }
}

impl Expression {
    /// Its facts by value.
    pub fn into_facts(self) -> ExpressionFacts {
        *self.0
    }
}

impl Deref for Expression {
    type Target = ExpressionFacts;

    fn deref(&self) -> &ExpressionFacts {
        &self.0
    }
}

impl DerefMut for Expression {
    fn deref_mut(&mut self) -> &mut ExpressionFacts {
        &mut self.0
    }
}

/// An expression: as written, and what the engine asks of it.
#[derive(Clone, Debug)]
pub struct ExpressionFacts {
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
    /// Columns of which it demands that they are null, alone or among others.
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
    CastColumn(String, Box<TypeName>),
    /// A cast of a column by way of a first type: `column::text::type`.
    CastColumnVia(String, Box<(TypeName, TypeName)>),
    /// `column AT TIME ZONE 'UTC'` and the like: the column and the zone.
    AtTimeZone(String, String),
    /// `nextval('…')`: the sequence's name as written.
    NextValue(String),
    /// Anything else that was understood.
    Other,
    /// Not understood by the expression parser; calls, columns and casts may be missing.
    Opaque,
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
    /// What data-modifying `WITH` queries write.
    pub writes: Vec<Write>,
    /// Those of the tables of which `FOR UPDATE` and the like lock the rows.
    pub locked: Vec<Name>,
    /// The names of its output columns, where they can be told.
    pub output: Vec<String>,
    /// The tables and views of which it reads `*`: every column that they have at that moment.
    pub stars: Vec<Name>,
}

/// A table whose rows are written inside a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// The table.
    pub table: Name,
    /// How its rows change.
    pub change: RowChange,
}
