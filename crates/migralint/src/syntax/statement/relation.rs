//! Sequences, views, rules, policies, publications and schemas.

use super::{Query, Statement, TypeName};
use crate::name::{Ident, Name};

/// `CREATE SEQUENCE`.
#[derive(Clone, Debug)]
pub struct CreateSequence {
    /// The sequence.
    pub name: Name,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `TEMPORARY`.
    pub temporary: bool,
    /// `UNLOGGED`.
    pub unlogged: bool,
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
    /// As written, from behind the table to the end.
    pub definition: String,
    /// Tables that its expressions read.
    pub tables: Vec<Name>,
    /// Columns that its expressions name, without the table.
    pub columns: Vec<String>,
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
    /// What it does, also or instead.
    pub actions: Vec<Statement>,
    /// As written, from the name to the end.
    pub definition: String,
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
    /// `SET TABLE`, in `ALTER`.
    pub sets: bool,
}
