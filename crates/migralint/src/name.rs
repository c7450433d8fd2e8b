//! Names of database objects: as written, and resolved.

use std::fmt;

use crate::source::Span;

/// A name as a statement writes it, folded as PostgreSQL folds it: lower case unless quoted, cut to 63 bytes.
/// <https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The schema, when it was written.
    pub schema: Option<String>,
    /// The last part of the name.
    pub name: String,
    /// Where it stands.
    pub span: Span,
}

/// A single identifier, folded, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ident {
    /// The folded identifier.
    pub name: String,
    /// Where it stands.
    pub span: Span,
}

/// A name with its schema, as the catalog keys it: ordered by the name, which differs sooner than the schema does.
/// Displays as `schema.name` without quotes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QualifiedName {
    /// The name in the schema.
    pub name: String,
    /// The schema.
    pub schema: String,
}

impl QualifiedName {
    /// `schema.name`.
    pub fn new(schema: impl Into<String>, name: impl Into<String>) -> Self {
        Self { schema: schema.into(), name: name.into() }
    }

    /// Another name in the same schema.
    #[must_use]
    pub fn renamed(&self, name: &str) -> Self {
        Self::new(&self.schema, name)
    }

    /// The same name in another schema.
    #[must_use]
    pub fn in_schema(&self, schema: &str) -> Self {
        Self::new(schema, &self.name)
    }

    /// As messages show it: in double quotes, without the schema `public`.
    pub fn shown(&self) -> String {
        if self.schema == "public" || self.schema.is_empty() {
            format!("\"{}\"", self.name)
        } else {
            format!("\"{}\".\"{}\"", self.schema, self.name)
        }
    }

    /// As SQL: quoted where PostgreSQL needs it, without the schema `public`.
    pub fn sql(&self) -> String {
        if self.schema == "public" {
            quote(&self.name)
        } else {
            format!("{}.{}", quote(&self.schema), quote(&self.name))
        }
    }
}

impl fmt::Display for QualifiedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.schema, self.name)
    }
}

impl Name {
    /// As SQL, with its schema when one was written.
    pub fn sql(&self) -> String {
        match &self.schema {
            Some(schema) => format!("{}.{}", quote(schema), quote(&self.name)),
            None => quote(&self.name),
        }
    }
}

/// An identifier as SQL: in double quotes unless it is safe without.
pub fn quote(identifier: &str) -> String {
    let plain = identifier.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && identifier.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && RESERVED.binary_search(&identifier).is_err();
    if plain { identifier.to_owned() } else { format!("\"{}\"", identifier.replace('"', "\"\"")) }
}

/// A text as an SQL literal.
pub fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The longest identifier in bytes (`NAMEDATALEN` - 1); PostgreSQL cuts longer ones.
pub const MAX_IDENTIFIER_BYTES: usize = 63;

/// Cuts an identifier as PostgreSQL does (`truncate_identifier`): at 63 bytes, on a character border.
pub fn truncate(identifier: &str) -> &str {
    let mut end = identifier.len().min(MAX_IDENTIFIER_BYTES);
    while !identifier.is_char_boundary(end) {
        end -= 1;
    }
    &identifier[..end]
}

/// Key words that cannot name a table or column without quotes, sorted (`RESERVED_KEYWORD` and
/// `TYPE_FUNC_NAME_KEYWORD` in PostgreSQL's `kwlist.h`).
const RESERVED: &[&str] = &[
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "authorization",
    "binary",
    "both",
    "case",
    "cast",
    "check",
    "collate",
    "collation",
    "column",
    "concurrently",
    "constraint",
    "create",
    "cross",
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "default",
    "deferrable",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "false",
    "fetch",
    "for",
    "foreign",
    "freeze",
    "from",
    "full",
    "grant",
    "group",
    "having",
    "ilike",
    "in",
    "initially",
    "inner",
    "intersect",
    "into",
    "is",
    "isnull",
    "join",
    "lateral",
    "leading",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "natural",
    "not",
    "notnull",
    "null",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "outer",
    "overlaps",
    "placing",
    "primary",
    "references",
    "returning",
    "right",
    "select",
    "session_user",
    "similar",
    "some",
    "symmetric",
    "system_user",
    "table",
    "tablesample",
    "then",
    "to",
    "trailing",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "variadic",
    "verbose",
    "when",
    "where",
    "window",
    "with",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_where_postgresql_needs_it() {
        assert!(RESERVED.is_sorted());
        for (identifier, sql) in
            [("users", "users"), ("User", "\"User\""), ("user", "\"user\""), ("a\"b", "\"a\"\"b\"")]
        {
            assert_eq!(quote(identifier), sql);
        }
    }

    #[test]
    fn cuts_on_a_character_border() {
        assert_eq!(truncate(&"a".repeat(70)).len(), 63);
        assert_eq!(truncate(&"é".repeat(40)).len(), 62);
    }
}
