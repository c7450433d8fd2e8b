//! Definitions of the catalog as SQL.

use std::fmt::Write as _;

use super::Writer;
use crate::catalog::{Catalog, Column, Constraint, Sequence};
use crate::name::QualifiedName;
use crate::syntax::statement::{ConstraintKind, Identity, Shape, TypeName};
use crate::syntax::{canonical, without};

impl Writer<'_> {
    /// A type: those of the history by their names in `catalog`, others as written.
    pub(super) fn type_sql(&self, of: &TypeName, catalog: &Catalog) -> String {
        match catalog.type_of(of) {
            Some((name, _)) => {
                format!("{}{}", self.name(name), "[]".repeat(of.dimensions))
            }
            None => of.text.clone(),
        }
    }

    /// A column's definition; `None` when its type is not known.
    pub(super) fn column_sql(
        &self,
        table: &QualifiedName,
        column: &Column,
        nullable: bool,
    ) -> Option<String> {
        let data_type = column.data_type.as_ref()?;
        let mut sql = self.style.ident(&column.name);
        let serial = self.serial(table, column);
        sql.push(' ');
        sql.push_str(
            &serial.map_or_else(|| self.type_sql(data_type, self.target), ToOwned::to_owned),
        );
        if let Some(collation) = &column.collation {
            let _ = write!(sql, " COLLATE {collation}");
        }
        if column.not_null && !nullable && serial.is_none() {
            if let Some(name) = &column.not_null_name {
                let _ = write!(sql, " CONSTRAINT {}", self.style.ident(name));
            }
            sql.push_str(" NOT NULL");
        }
        if let (Some(default), None) = (&column.default, serial) {
            let _ = write!(sql, " DEFAULT {}", default.text);
        }
        if let Some(identity) = column.identity {
            let options = self.identity_options(table, &column.name);
            let _ = write!(sql, " {}{options}", identity_sql(identity));
        }
        if let Some((expression, stored)) = &column.generated {
            let stored = if *stored { " STORED" } else { " VIRTUAL" };
            let _ = write!(sql, " GENERATED ALWAYS AS ({}){stored}", expression.text);
        }
        Some(sql)
    }

    /// The serial type of a column that is numbered by its own sequence under the name that PostgreSQL chooses.
    pub(super) fn serial(&self, table: &QualifiedName, column: &Column) -> Option<&'static str> {
        let default = column.default.as_ref()?;
        let Shape::NextValue(_) = &default.shape else { return None };
        let (name, sequence) = self.target.sequence_of(table, &column.name)?;
        let is_chosen = name.name == format!("{}_{}_seq", table.name, column.name)
            && sequence.settings().is_empty()
            && self.now.relation(name).is_none();
        let serial = match column.data_type.as_ref()?.name.as_str() {
            "int4" => "SERIAL",
            "int8" => "BIGSERIAL",
            "int2" => "SMALLSERIAL",
            _ => return None,
        };
        (is_chosen && column.not_null).then_some(serial)
    }

    /// The options of the sequence behind an identity column, in brackets.
    pub(super) fn identity_options(&self, table: &QualifiedName, column: &str) -> String {
        let sequence = self.target.sequence_of(table, column);
        let options = sequence.map(|(_, sequence)| sequence.settings()).unwrap_or_default();
        let options = options.into_values().collect::<Vec<_>>().join(" ");
        if options.is_empty() { options } else { format!(" ({options})") }
    }

    /// A constraint behind its name, with its columns spelled out.
    pub(super) fn constraint_sql(&self, constraint: &Constraint) -> String {
        let style = self.style;
        let mut sql = match &constraint.kind {
            ConstraintKind::PrimaryKey { columns } => {
                format!("PRIMARY KEY ({})", style.idents(columns))
            }
            ConstraintKind::Unique { columns } => {
                let distinct = canonical(&constraint.definition);
                let nulls = if distinct.starts_with("unique nulls not distinct") {
                    " NULLS NOT DISTINCT"
                } else {
                    ""
                };
                format!("UNIQUE{nulls} ({})", style.idents(columns))
            }
            ConstraintKind::Check(expression) => format!("CHECK ({})", expression.text),
            ConstraintKind::ForeignKey(key) => {
                let table = constraint.references.as_ref().map(|table| style.name(table));
                let referenced = if key.referenced.is_empty() {
                    String::new()
                } else {
                    format!("({})", style.idents(&key.referenced))
                };
                format!(
                    "FOREIGN KEY ({}) REFERENCES {}{referenced}",
                    style.idents(&key.columns),
                    table.unwrap_or_else(|| key.table.sql())
                )
            }
            ConstraintKind::UsingIndex { .. }
            | ConstraintKind::Exclude { .. }
            | ConstraintKind::NotNull { .. } => without(&constraint.definition, &["not", "valid"]),
        };
        if !constraint.options.is_empty() {
            sql.push(' ');
            sql.push_str(&constraint.options);
        }
        sql
    }
}

pub(super) fn identity_sql(identity: Identity) -> &'static str {
    match identity {
        Identity::Always => "GENERATED ALWAYS AS IDENTITY",
        Identity::ByDefault => "GENERATED BY DEFAULT AS IDENTITY",
    }
}

impl Catalog {
    /// The sequence that goes with a column.
    pub fn sequence_of(
        &self,
        table: &QualifiedName,
        column: &str,
    ) -> Option<(&QualifiedName, &Sequence)> {
        self.sequences.iter().find(|(_, sequence)| {
            sequence.owned_by.as_ref().is_some_and(|(of, name)| of == table && name == column)
        })
    }
}
