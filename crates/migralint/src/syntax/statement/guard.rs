//! What code asks of the schema before it runs a statement.

use crate::name::Name;
use crate::source::Span;

/// A condition that a statement stands behind: `IF NOT EXISTS (SELECT … FROM pg_constraint WHERE …) THEN`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guard {
    /// Where it is asked. Statements behind one question share its answer.
    pub span: Span,
    /// What is looked for.
    pub object: CatalogLookup,
    /// Whether more is asked than the name, so that only its absence is certain.
    pub vague: bool,
    /// Whether the statement runs when the object stands, or when it does not.
    pub stands: bool,
}

/// What a guard looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CatalogLookup {
    /// A table, view, index or sequence.
    Relation(Name),
    /// A column of a table.
    Column(Name, String),
    /// A constraint, of a table when one is named.
    Constraint(Option<Name>, String),
    /// A type.
    Type(Name),
    /// A value of an enum.
    EnumValue(Name, String),
}
