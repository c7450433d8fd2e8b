//! What names objects of any kind: `DROP`, `COMMENT ON`, `GRANT` and the like.

use super::{ObjectKind, TypeName, Volatility};
use crate::name::{Ident, Name};

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
    /// `ONLY`, before the first.
    pub only: bool,
    /// `CASCADE`.
    pub cascade: bool,
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
