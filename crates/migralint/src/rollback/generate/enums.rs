//! Types: lost ones made again, enums with their values in order.

use std::fmt::Write as _;

use super::Writer;
use crate::catalog::compare::State;
use crate::catalog::{Domain, TypeKind};
use crate::name::{QualifiedName, literal};
use crate::syntax::statement::{ConstraintKind, ObjectKind};

impl Writer<'_> {
    pub(super) fn make_types(&mut self) {
        for schema in self.still(&[ObjectKind::Schema], State::Missing) {
            let sql = format!("CREATE SCHEMA {}", self.style.ident(&schema.name.schema));
            self.run("CreateSchema", &sql);
        }
        let now = &self.now;
        let lost = self.target.extensions.keys().filter(|name| !now.extensions.contains_key(*name));
        for name in lost.cloned().collect::<Vec<_>>() {
            let sql = format!("CREATE EXTENSION {}", self.style.ident(&name));
            self.run("CreateExtension", &sql);
        }
        for of in self.still(&[ObjectKind::Type], State::Missing) {
            match self.target.types.get(&of.name).map(|of| &of.kind) {
                Some(TypeKind::Enum(values)) => {
                    let sql = self.enum_sql(&of.name, values);
                    self.run("CreateEnum", &sql);
                }
                Some(TypeKind::Composite(attributes)) => {
                    let attributes: Vec<String> = attributes
                        .iter()
                        .map(|(name, of)| {
                            let of = of.as_ref().map(|of| self.type_sql(of, self.target));
                            format!("{} {}", self.style.ident(name), of.unwrap_or_default())
                        })
                        .collect();
                    let name = self.name(&of.name);
                    self.run(
                        "CreateType",
                        &format!("CREATE TYPE {name} AS ({})", attributes.join(", ")),
                    );
                }
                _ => {}
            }
        }
        for of in self.still(&[ObjectKind::Domain], State::Missing) {
            if let Some(TypeKind::Domain(domain)) =
                self.target.types.get(&of.name).map(|of| &of.kind)
            {
                let sql = self.domain_sql(&of.name, domain);
                self.run("CreateDomain", &sql);
            }
        }
        for of in self.still(&[ObjectKind::Type], State::Different) {
            let (Some(wanted), Some(there)) =
                (self.target.enum_values(&of.name), self.now.enum_values(&of.name))
            else {
                continue;
            };
            let (wanted, there) = (wanted.to_vec(), there.to_vec());
            self.restore_enum(&of.name, &wanted, &there);
        }
    }

    fn enum_sql(&self, name: &QualifiedName, values: &[String]) -> String {
        let values: Vec<String> = values.iter().map(|value| literal(value)).collect();
        format!("CREATE TYPE {} AS ENUM ({})", self.name(name), values.join(", "))
    }

    fn domain_sql(&self, name: &QualifiedName, domain: &Domain) -> String {
        let mut sql = format!(
            "CREATE DOMAIN {} AS {}",
            self.name(name),
            self.type_sql(&domain.base, self.target)
        );
        if let Some(default) = &domain.default {
            let _ = write!(sql, " DEFAULT {}", default.text);
        }
        if domain.not_null {
            sql.push_str(" NOT NULL");
        }
        for (check, expression, _) in &domain.checks {
            let _ =
                write!(sql, " CONSTRAINT {} CHECK ({})", self.style.ident(check), expression.text);
        }
        sql
    }

    fn restore_enum(&mut self, name: &QualifiedName, wanted: &[String], there: &[String]) {
        let kept: Vec<&String> = wanted.iter().filter(|value| there.contains(value)).collect();
        let wanted_values = wanted;
        let used_as_default = self.now.columns_of_type(name).any(|(table, column)| {
            let wanted = self.target.column(table, &column.name);
            let default = wanted.and_then(|column| column.default.as_ref());
            // A value that was just added cannot be used in the same transaction.
            default.is_some_and(|default| {
                let added = wanted_values.iter().filter(|value| !there.contains(value));
                added.into_iter().any(|value| default.text.contains(&literal(value)))
            })
        });
        if kept.iter().copied().eq(there.iter()) && !used_as_default {
            for (at, value) in wanted.iter().enumerate() {
                if there.contains(value) {
                    continue;
                }
                let next = wanted[at + 1..].iter().find(|next| there.contains(next));
                let place = match (at.checked_sub(1).and_then(|at| wanted.get(at)), next) {
                    (_, None) => String::new(),
                    (Some(previous), _) => format!(" AFTER {}", literal(previous)),
                    (None, Some(next)) => format!(" BEFORE {}", literal(next)),
                };
                let sql =
                    format!("ALTER TYPE {} ADD VALUE {}{place}", self.name(name), literal(value));
                self.run("AlterEnum", &sql);
            }
            return;
        }
        self.replace_enum(name, wanted, there);
    }

    /// A value of an enum cannot be dropped: a new type takes the place of the old one.
    fn replace_enum(&mut self, name: &QualifiedName, wanted: &[String], there: &[String]) {
        let surplus: Vec<String> =
            there.iter().filter(|value| !wanted.contains(value)).map(|v| literal(v)).collect();
        let users: Vec<(QualifiedName, String, usize)> = self
            .now
            .columns_of_type(name)
            .filter(|(table, column)| {
                !self.now.table(table).is_some_and(|content| {
                    content.parents().any(|parent| self.now.column(parent, &column.name).is_some())
                })
            })
            .map(|(table, column)| {
                let dimensions = column.data_type.as_ref().map_or(0, |of| of.dimensions);
                (table.clone(), column.name.clone(), dimensions)
            })
            .collect();
        for (table, column, _) in &users {
            self.clear_way(table, column);
        }
        let new = name.renamed(&format!("{}_new", name.name));
        let old = name.renamed(&format!("{}_old", name.name));
        let sql = self.enum_sql(&new, wanted);
        let note = if surplus.is_empty() {
            String::new()
        } else {
            format!(
                "fails while rows hold {}: give them another value first",
                crate::lists::join(&surplus)
            )
        };
        self.noted("AlterEnum", &note, &sql);
        for (table, column, dimensions) in &users {
            let ident = self.style.ident(column);
            let brackets = "[]".repeat(*dimensions);
            let default = self.now.column(table, column).and_then(|column| column.default.clone());
            if default.is_some() {
                self.alter(table, &format!("ALTER COLUMN {ident} DROP DEFAULT"));
            }
            let of = format!("{}{brackets}", self.name(&new));
            self.alter(
                table,
                &format!("ALTER COLUMN {ident} TYPE {of} USING ({ident}::text{brackets}::{of})"),
            );
            let back =
                self.target.column(table, column).map_or(default.as_ref(), |c| c.default.as_ref());
            if let Some(default) = back {
                let text = default.text.clone();
                self.alter(table, &format!("ALTER COLUMN {ident} SET DEFAULT {text}"));
            }
        }
        let (shown, rename) =
            (self.name(name), |name: &QualifiedName| self.style.ident(&name.name));
        let (to_old, to_name, new, old) =
            (rename(&old), rename(name), self.name(&new), self.name(&old));
        self.run("AlterEnum", &format!("ALTER TYPE {shown} RENAME TO {to_old}"));
        self.run("AlterEnum", &format!("ALTER TYPE {new} RENAME TO {to_name}"));
        self.run("AlterEnum", &format!("DROP TYPE {old}"));
    }

    /// Drops what compares a column with its type: views, checks, indexes with conditions. They come back later.
    fn clear_way(&mut self, table: &QualifiedName, column: &str) {
        for view in self.now.views_reading_column(table, column) {
            if let Some(content) = self.now.view(&view) {
                let kind = if content.materialized { "MATERIALIZED VIEW" } else { "VIEW" };
                let sql = format!("DROP {kind} {}", self.name(&view));
                self.run("DropView", &sql);
            }
        }
        let indexes: Vec<QualifiedName> = self
            .now
            .indexes_of(table)
            .filter(|(_, index)| {
                let is_plain = !index.partial && index.columns.iter().all(Option::is_some);
                index.constraint.is_none()
                    && !is_plain
                    && index.depends_on.iter().any(|used| used == column)
            })
            .map(|(name, _)| name.clone())
            .collect();
        for index in indexes {
            let sql = format!("DROP INDEX {}", self.name(&index));
            self.run("DropIndex", &sql);
        }
        let checks: Vec<String> = self
            .now
            .constraints_of(table)
            .iter()
            .filter(|constraint| {
                let ConstraintKind::Check(of) = &constraint.kind else { return false };
                of.columns.iter().any(|used| used == column)
            })
            .map(|constraint| constraint.name.clone())
            .collect();
        for check in checks {
            let ident = self.style.ident(&check);
            self.alter(table, &format!("DROP CONSTRAINT {ident}"));
        }
    }
}
