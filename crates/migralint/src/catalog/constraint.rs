//! Constraints of tables: how they come, change and go.

use super::column::Naming;
use super::naming::{addition, object_name};
use super::partition::Cloned;
use super::{Catalog, Constraint, Index, Origin};
use crate::name::{Ident, QualifiedName};
use crate::syntax::statement::{self, ConstraintKind, Expression, ForeignKey};
use crate::syntax::without;

impl Catalog {
    /// Adds a constraint as written, at a column or at the table. Checks reach all children; keys and foreign
    /// keys reach partitions.
    pub(super) fn add_constraint(
        &mut self,
        table: &QualifiedName,
        constraint: &statement::Constraint,
        column: Naming<'_>,
        only: bool,
        origin: Origin,
    ) {
        let given = |columns: &[String]| match column {
            Some(column) if columns.is_empty() => vec![column.to_owned()],
            _ => columns.to_vec(),
        };
        let mut new = Constraint {
            name: self.new_constraint_name(table, constraint),
            kind: constraint.kind.clone(),
            references: None,
            validated: !constraint.not_valid && !constraint.not_enforced,
            deferrable: constraint.deferrable,
            definition: constraint.text.clone(),
            options: without(&constraint.options, &["not", "valid"]),
            origin,
        };
        match &constraint.kind {
            ConstraintKind::NotNull { column } => {
                for target in self.targets(table, only) {
                    if let Some(column) = self.column_mut(&target, &column.name) {
                        column.not_null = true;
                        column.not_null_unvalidated = constraint.not_valid;
                        column.not_null_name =
                            constraint.name.as_ref().map(|name| name.name.clone());
                    }
                }
            }
            ConstraintKind::Check(_) => {
                self.push_constraint(table, new.clone());
                let children = if only { Vec::new() } else { self.descendants(table) };
                for child in children {
                    self.push_constraint(&child, new.clone());
                }
            }
            ConstraintKind::ForeignKey(key) => {
                let columns = given(&key.columns);
                new.references = Some(self.resolve_relation(&key.table));
                new.kind = ConstraintKind::ForeignKey(ForeignKey { columns, ..key.clone() });
                self.push_constraint(table, new.clone());
                for partition in self.all_partitions(table) {
                    self.clone_foreign_key(&new, &partition);
                }
            }
            ConstraintKind::PrimaryKey { columns } => {
                let columns = given(columns);
                new.kind = ConstraintKind::PrimaryKey { columns: columns.clone() };
                self.demand_values(table, &columns);
                self.add_key(table, new, columns, "btree", only);
            }
            ConstraintKind::Unique { columns } => {
                let columns = given(columns);
                new.kind = ConstraintKind::Unique { columns: columns.clone() };
                self.add_key(table, new, columns, "btree", only);
            }
            ConstraintKind::Exclude { columns } => {
                let method = exclusion_method(&constraint.text);
                self.add_key(table, new, columns.clone(), &method, only);
            }
            ConstraintKind::UsingIndex { index, primary } => {
                self.adopt_index(table, new, index, *primary);
            }
        }
    }

    /// A key and the index that backs it.
    fn add_key(
        &mut self,
        table: &QualifiedName,
        constraint: Constraint,
        columns: Vec<String>,
        method: &str,
        only: bool,
    ) {
        let name = table.renamed(&constraint.name);
        self.remove_index(&name);
        if self.relation(&name).is_some() {
            return;
        }
        let index = Index {
            origin: constraint.origin,
            table: table.clone(),
            unique: !matches!(constraint.kind, ConstraintKind::Exclude { .. }),
            method: method.to_owned(),
            attributes: columns.clone(),
            depends_on: columns.clone(),
            columns: columns.into_iter().map(Some).collect(),
            partial: false,
            constraint: Some(constraint.name.clone()),
            definition: constraint.definition.clone(),
            only,
            attached_to: None,
        };
        let origin = constraint.origin;
        self.push_constraint(table, constraint);
        self.put_index(name.clone(), index);
        if !only {
            for partition in self.partition_list(table) {
                self.clone_index(&name, &partition, Cloned::Attached, origin);
            }
        }
    }

    /// `USING INDEX`: the index takes the constraint's name, the constraint its columns.
    fn adopt_index(
        &mut self,
        table: &QualifiedName,
        mut constraint: Constraint,
        index: &Ident,
        primary: bool,
    ) {
        let from = table.renamed(&index.name);
        let to = table.renamed(&constraint.name);
        if self.indexes.get(&from).is_some_and(|index| index.table != *table) || to == *table {
            return;
        }
        self.move_index(&from, &to);
        if let Some(index) = self.indexes.get_mut(&to) {
            index.constraint = Some(constraint.name.clone());
            let columns: Vec<String> = index.columns.iter().flatten().cloned().collect();
            if primary {
                self.demand_values(table, &columns);
                constraint.kind = ConstraintKind::PrimaryKey { columns };
            } else {
                constraint.kind = ConstraintKind::Unique { columns };
            }
        }
        self.push_constraint(table, constraint);
    }

    /// The columns of a primary key refuse nulls, in every child.
    fn demand_values(&mut self, table: &QualifiedName, columns: &[String]) {
        for target in self.targets(table, false) {
            for column in columns {
                if let Some(column) = self.column_mut(&target, column) {
                    column.not_null = true;
                    column.not_null_unvalidated = false;
                    column.filled = true;
                }
            }
        }
    }

    /// Adds a constraint in place of one of the same name.
    pub(super) fn push_constraint(&mut self, table: &QualifiedName, constraint: Constraint) {
        if self.table(table).is_some_and(|table| table.constraint(&constraint.name).is_some()) {
            self.edit_table(table, |table| {
                table.constraints.retain(|other| other.name != constraint.name);
            });
        }
        self.links.add_constraint(table, &constraint);
        let constraints = &mut self.table_mut(table).constraints;
        // Most tables have one: its key.
        if constraints.is_empty() {
            constraints.reserve_exact(1);
        }
        constraints.push(constraint);
    }

    /// The name that a constraint against nulls in a column would get.
    pub fn not_null_name(&self, table: &QualifiedName, column: &str) -> String {
        self.choose_constraint_name(table, column, "not_null")
    }

    /// The name of a constraint that is about to be added: as written, or as PostgreSQL chooses it.
    pub fn new_constraint_name(
        &self,
        table: &QualifiedName,
        constraint: &statement::Constraint,
    ) -> String {
        if let Some(written) = &constraint.name {
            return written.name.clone();
        }
        match &constraint.kind {
            ConstraintKind::Check(expression) => {
                let columns = self.checked_columns(table, expression);
                let single = if columns.len() == 1 { columns[0] } else { "" };
                self.choose_constraint_name(table, single, "check")
            }
            ConstraintKind::ForeignKey(key) => {
                self.choose_constraint_name(table, &addition(&key.columns), "fkey")
            }
            ConstraintKind::NotNull { column } => self.not_null_name(table, &column.name),
            ConstraintKind::PrimaryKey { .. } => {
                self.choose_index_constraint_name(table, "", "pkey")
            }
            ConstraintKind::Unique { columns } => {
                self.choose_index_constraint_name(table, &addition(columns), "key")
            }
            ConstraintKind::Exclude { columns } => {
                self.choose_index_constraint_name(table, &addition(columns), "excl")
            }
            ConstraintKind::UsingIndex { index, .. } => index.name.clone(),
        }
    }

    /// The columns of the table that a check names, each once.
    fn checked_columns<'a>(
        &self,
        table: &QualifiedName,
        expression: &'a Expression,
    ) -> Vec<&'a str> {
        let table = self.tables.get(table).filter(|table| table.complete);
        let mut columns: Vec<&str> = expression.columns.iter().map(String::as_str).collect();
        columns.retain(|column| table.is_none_or(|table| table.column(column).is_some()));
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    pub(super) fn validate_constraint(&mut self, table: &QualifiedName, name: &str) {
        for target in self.targets(table, false) {
            let column = self.not_null_column(&target, name);
            let target = self.table_mut(&target);
            for constraint in target.constraints.iter_mut().filter(|found| found.name == name) {
                constraint.validated = true;
            }
            for column in
                target.columns.iter_mut().filter(|found| Some(&found.name) == column.as_ref())
            {
                column.not_null_unvalidated = false;
                column.filled = true;
            }
        }
    }

    pub(super) fn drop_constraint(
        &mut self,
        table: &QualifiedName,
        name: &str,
        only: bool,
        cascade: bool,
    ) {
        for target in self.targets(table, only) {
            let index = target.renamed(name);
            let Some(constraint) = self.table(&target).and_then(|table| table.constraint(name))
            else {
                if let Some(column) = self.not_null_column(&target, name)
                    && let Some(column) = self.column_mut(&target, &column)
                {
                    column.not_null = false;
                    column.not_null_unvalidated = false;
                    column.not_null_name = None;
                    column.filled = false;
                }
                continue;
            };
            if cascade
                && let ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns } =
                    constraint.kind.clone()
            {
                self.drop_foreign_keys_to(&target, &columns);
            }
            if self.indexes.get(&index).is_some_and(|index| index.constraint.is_some()) {
                self.remove_index(&index);
            }
            self.edit_table(&target, |table| {
                table.constraints.retain(|constraint| constraint.name != name);
            });
        }
    }

    /// The column whose `NOT NULL` has that name, as written or as PostgreSQL 18 chooses it.
    fn not_null_column(&self, table: &QualifiedName, name: &str) -> Option<String> {
        let columns = &self.table(table)?.columns;
        let found = columns.iter().filter(|column| column.not_null).find(|column| {
            match &column.not_null_name {
                Some(written) => written == name,
                None => object_name(&table.name, &column.name, "not_null") == name,
            }
        });
        found.map(|column| column.name.clone())
    }

    pub(super) fn rename_constraint(
        &mut self,
        table: &QualifiedName,
        from: &str,
        to: &str,
        only: bool,
    ) {
        for target in self.targets(table, only) {
            let index = target.renamed(from);
            if self.indexes.get(&index).is_some_and(|index| index.constraint.is_some()) {
                self.move_index(&index, &target.renamed(to));
            } else if let Some(column) = self.not_null_column(&target, from) {
                if let Some(column) = self.column_mut(&target, &column) {
                    column.not_null_name = Some(to.to_owned());
                }
            } else {
                self.rename_constraint_alone(&target, from, to);
            }
        }
    }

    pub(super) fn rename_constraint_alone(&mut self, table: &QualifiedName, from: &str, to: &str) {
        self.edit_table(table, |table| {
            for constraint in table.constraints.iter_mut().filter(|found| found.name == from) {
                to.clone_into(&mut constraint.name);
            }
        });
    }

    /// Drops the foreign keys of other tables that point at exactly these columns.
    fn drop_foreign_keys_to(&mut self, table: &QualifiedName, columns: &[String]) {
        self.drop_referring(table, |referenced| referenced == columns);
    }

    /// Whether a foreign key may point at a column: only at one of a unique index.
    pub(super) fn can_be_referenced(&self, table: &QualifiedName, column: &str) -> bool {
        self.table(table).is_none_or(|table| !table.complete)
            || self.indexes_of(table).any(|(_, index)| {
                index.unique && index.columns.iter().flatten().any(|key| key == column)
            })
    }

    /// Drops the foreign keys that point at any of these columns.
    pub(super) fn drop_foreign_keys_to_columns(
        &mut self,
        table: &QualifiedName,
        columns: &[String],
    ) {
        self.drop_referring(table, |referenced| {
            referenced.iter().any(|column| columns.contains(column))
        });
    }

    fn drop_referring(&mut self, table: &QualifiedName, goes: impl Fn(&[String]) -> bool) {
        let key = match self.primary_key(table).map(|key| &key.kind) {
            Some(ConstraintKind::PrimaryKey { columns }) => columns.clone(),
            _ => Vec::new(),
        };
        for referrer in self.links.referrers.list(table) {
            self.edit_table(&referrer, |content| {
                content.constraints.retain(|constraint| {
                    let ConstraintKind::ForeignKey(foreign) = &constraint.kind else { return true };
                    let referenced =
                        if foreign.referenced.is_empty() { &key } else { &foreign.referenced };
                    constraint.references.as_ref() != Some(table) || !goes(referenced)
                });
            });
        }
    }
}

/// The access method of `EXCLUDE USING method (…)`.
fn exclusion_method(text: &str) -> String {
    let mut words = text.split(|c: char| c.is_whitespace() || c == '(').filter(|w| !w.is_empty());
    match (words.next(), words.next(), words.next()) {
        (_, Some(using), Some(method)) if using.eq_ignore_ascii_case("using") => {
            method.trim_matches('"').to_ascii_lowercase()
        }
        _ => "btree".to_owned(),
    }
}
