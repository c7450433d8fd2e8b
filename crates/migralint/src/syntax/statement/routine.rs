//! Functions, triggers and `DO`.

use super::{Statement, TypeName};
use crate::name::{Ident, Name};
use crate::source::Span;

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
    /// Places in its body at which SQL is built at run time.
    pub dynamic: Vec<Span>,
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
    /// `FOR EACH ROW`.
    pub each_row: bool,
    /// The columns of its table that it names: `UPDATE OF`, and in `WHEN`.
    pub columns: Vec<String>,
    /// The function that it calls.
    pub function: Option<Name>,
    /// As written, from the name to the end.
    pub definition: String,
}

/// `DO`.
#[derive(Clone, Debug)]
pub struct Do {
    /// The language; `plpgsql` when not written.
    pub language: String,
    /// The span of its code, inside its quotes.
    pub body: Option<Span>,
    /// Places at which SQL is built at run time.
    pub dynamic: Vec<Span>,
}
