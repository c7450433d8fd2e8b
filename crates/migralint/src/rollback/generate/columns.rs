//! Columns: lost ones made again, others altered back.

use super::Writer;
use super::render::identity_sql;
use crate::catalog::compare::{State, same_expression, same_type};
use crate::name::QualifiedName;
use crate::syntax::canonical;
use crate::syntax::statement::{ConstraintKind, ObjectKind, TypeName};

impl Writer<'_> {
    pub(super) fn make_columns(&mut self) {
        self.make_sequences();
        let lost = self.still(&[ObjectKind::Column], State::Missing);
        let (plain, generated): (Vec<_>, Vec<_>) = lost.into_iter().partition(|lost| {
            let column = lost.part.as_ref().and_then(|part| self.target.column(&lost.name, part));
            column.is_none_or(|column| column.generated.is_none())
        });
        // Those of a parent come to its children by themselves.
        let (own, inherited): (Vec<_>, Vec<_>) =
            plain.into_iter().partition(|lost| !self.had_by_parent(&lost.name, lost.part.as_ref()));
        for lost in own.into_iter().chain(inherited) {
            if let Some(part) = &lost.part {
                self.make_column(&lost.name, part);
            }
        }
        let mut names: Vec<(QualifiedName, String)> = self
            .still(&[ObjectKind::Column], State::Different)
            .into_iter()
            .filter_map(|one| Some((one.name, one.part?)))
            .collect();
        names.dedup();
        // The type of a parent's column reaches its children.
        names.sort_by_key(|(table, column)| self.had_by_parent(table, Some(column)));
        for (table, column) in names {
            self.alter_column(&table, &column);
        }
        for lost in generated {
            if let Some(part) = &lost.part {
                self.make_column(&lost.name, part);
            }
        }
        self.own_sequences();
    }

    /// Whether a parent of the table had the column too.
    fn had_by_parent(&self, table: &QualifiedName, column: Option<&String>) -> bool {
        column.zip(self.target.table(table)).is_some_and(|(column, content)| {
            content.parents().any(|parent| self.target.column(parent, column).is_some())
        })
    }

    fn make_column(&mut self, table: &QualifiedName, name: &str) {
        let Some(column) = self.target.column(table, name).cloned() else { return };
        if self.now.column(table, name).is_some() {
            return;
        }
        let fills_itself = column.default.is_some()
            || column.identity.is_some()
            || column.generated.is_some()
            || !column.not_null;
        let Some(definition) = self.column_sql(table, &column, !fills_itself) else { return };
        let sql = format!("ALTER TABLE {} ADD COLUMN {definition}", self.name(table));
        if column.generated.is_some() {
            self.run("AlterTable", &sql);
            return;
        }
        let note = "the values are gone: restore them from a backup, or drop the column in a later release only";
        self.noted("AlterTable", note, &sql);
        if !fills_itself {
            let note = format!(
                "fails while rows have no value; fill the column first:\nUPDATE {} SET {} = …;",
                self.name(table),
                self.style.ident(name)
            );
            let sql = format!(
                "ALTER TABLE {} ALTER COLUMN {} SET NOT NULL",
                self.name(table),
                self.style.ident(name)
            );
            self.noted("AlterTable", &note, &sql);
            if self.gains_rows.contains(table) {
                self.refused.push(format!(
                    "the migration inserts rows into {}, and its column \"{name}\" comes back without values: \
                     write the `UPDATE` that fills it before `SET NOT NULL`",
                    table.shown()
                ));
            }
        }
    }

    fn alter_column(&mut self, table: &QualifiedName, name: &str) {
        let (Some(wanted), Some(there)) =
            (self.target.column(table, name).cloned(), self.now.column(table, name).cloned())
        else {
            return;
        };
        let ident = self.style.ident(name);
        if there.identity.is_some() && wanted.identity.is_none() {
            self.alter(table, &format!("ALTER COLUMN {ident} DROP IDENTITY"));
        }
        if there.generated.is_some() && wanted.generated.is_none() {
            self.alter(table, &format!("ALTER COLUMN {ident} DROP EXPRESSION"));
        }
        if let (Some(old), Some(new)) = (&wanted.data_type, &there.data_type) {
            let same = same_type(old, new, self.target, &self.now)
                && wanted.collation.as_deref().map(canonical)
                    == there.collation.as_deref().map(canonical);
            if !same {
                if there.default.is_some() {
                    self.alter(table, &format!("ALTER COLUMN {ident} DROP DEFAULT"));
                }
                self.drop_foreign_keys_between(table, name, old);
                let data_type = self.type_sql(old, self.target);
                let collate = wanted
                    .collation
                    .as_ref()
                    .map_or(String::new(), |collation| format!(" COLLATE {collation}"));
                let using = conversion(&ident, new, old, &data_type)
                    .filter(|_| there.generated.is_none())
                    .map_or(String::new(), |using| format!(" USING ({using})"));
                let note = format!(
                    "fails while a value of {ident} is no {data_type}; what the migration rounded or cut stays so"
                );
                let sql = format!(
                    "ALTER TABLE {} ALTER COLUMN {ident} TYPE {data_type}{collate}{using}",
                    self.name(table)
                );
                self.noted("AlterTable", &note, &sql);
            }
        }
        let default = self.now.column(table, name).and_then(|column| column.default.clone());
        if !same_expression(wanted.default.as_ref(), default.as_ref()) {
            match &wanted.default {
                Some(default) => {
                    self.alter(
                        table,
                        &format!("ALTER COLUMN {ident} SET DEFAULT {}", default.text),
                    );
                }
                None => self.alter(table, &format!("ALTER COLUMN {ident} DROP DEFAULT")),
            }
        }
        if wanted.not_null && !there.not_null {
            let sql = format!("ALTER TABLE {} ALTER COLUMN {ident} SET NOT NULL", self.name(table));
            self.noted("AlterTable", "fails while rows have no value: fill the column first", &sql);
        } else if there.not_null && !wanted.not_null {
            self.alter(table, &format!("ALTER COLUMN {ident} DROP NOT NULL"));
        }
        match (wanted.identity, there.identity) {
            (Some(identity), None) => {
                let options = self.identity_options(table, name);
                let identity = identity_sql(identity);
                self.alter(table, &format!("ALTER COLUMN {ident} ADD {identity}{options}"));
            }
            (Some(identity), Some(other)) if identity != other => {
                let words = identity_sql(identity).trim_end_matches(" AS IDENTITY");
                self.alter(table, &format!("ALTER COLUMN {ident} SET {words}"));
            }
            _ => {}
        }
    }

    /// Drops the foreign keys whose two columns cannot be compared while the type of one is changed already; they come
    /// back with the keys.
    fn drop_foreign_keys_between(&mut self, table: &QualifiedName, name: &str, to: &TypeName) {
        let compares = |of: &QualifiedName, column: &str| {
            let of = self.now.column(of, column).and_then(|column| column.data_type.as_ref());
            of.is_none_or(|of| of.name == to.name || family(of) == family(to) && family(to) > 0)
        };
        let primary = match self.now.primary_key(table).map(|key| &key.kind) {
            Some(ConstraintKind::PrimaryKey { columns }) => columns.as_slice(),
            _ => &[],
        };
        let mut between: Vec<(QualifiedName, String)> = Vec::new();
        for (referrer, key) in self.now.foreign_keys_to(table) {
            let ConstraintKind::ForeignKey(foreign) = &key.kind else { continue };
            let referenced =
                if foreign.referenced.is_empty() { primary } else { &foreign.referenced };
            let mut pairs = foreign.columns.iter().zip(referenced);
            if pairs.any(|(own, other)| other == name && !compares(referrer, own)) {
                between.push((referrer.clone(), key.name.clone()));
            }
        }
        for key in self.now.constraints_of(table) {
            let (ConstraintKind::ForeignKey(foreign), Some(other)) = (&key.kind, &key.references)
            else {
                continue;
            };
            let referenced = match self.now.primary_key(other).map(|key| &key.kind) {
                Some(ConstraintKind::PrimaryKey { columns }) if foreign.referenced.is_empty() => {
                    columns
                }
                _ => &foreign.referenced,
            };
            let mut pairs = foreign.columns.iter().zip(referenced);
            if pairs.any(|(own, column)| own == name && !compares(other, column)) {
                between.push((table.clone(), key.name.clone()));
            }
        }
        for (table, key) in between {
            self.drop_constraint(&table, Some(&key), true);
        }
    }
}

/// Types whose values convert into each other and compare with each other; 0 for those that stand alone.
fn family(of: &TypeName) -> u8 {
    match of.name.as_str() {
        "int2" | "int4" | "int8" | "numeric" | "float4" | "float8" => 1,
        "text" | "varchar" | "bpchar" | "citext" | "name" => 2,
        "timestamp" | "timestamptz" | "date" => 3,
        "json" | "jsonb" => 4,
        "macaddr" | "macaddr8" => 5,
        "oid" | "regclass" | "regtype" | "regproc" => 6,
        _ => 0,
    }
}

/// How a value of the type `from` becomes one of `to`; `None` where PostgreSQL does it by itself.
fn conversion(column: &str, from: &TypeName, to: &TypeName, sql: &str) -> Option<String> {
    let is_text = family(from) == 2;
    match (from.dimensions > 0, to.dimensions > 0) {
        (false, false) if from.name == to.name && family(from) > 0 => None,
        (false, false) if family(from) == family(to) && family(to) > 0 => {
            Some(format!("{column}::{sql}"))
        }
        (false, false) if from.name == "bool" && to.name == "int4" => {
            Some(format!("{column}::{sql}"))
        }
        (false, false) if from.name == "money" && family(to) == 1 => {
            Some(format!("{column}::numeric::{sql}"))
        }
        (false, false) if family(to) == 2 => Some(format!("{column}::{sql}")),
        (false, false) => Some(format!("{column}::text::{sql}")),
        (true, true) => Some(format!("{column}::text[]::{sql}")),
        (false, true) if is_text => Some(format!("{column}::{sql}")),
        (false, true) => Some(format!("ARRAY[{column}]::text[]::{sql}")),
        (true, false) => Some(format!("{column}[1]::text::{sql}")),
    }
}
