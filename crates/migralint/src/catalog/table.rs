//! Tables as a whole: `CREATE TABLE`, `CREATE TABLE AS`, and how a table moves and goes.

use std::collections::{BTreeMap, BTreeSet};

use super::column::{Naming, inherited_column, merge_column};
use super::partition::Cloned;
use super::{Catalog, Column, Constraint, MAX_COLUMNS, Origin, Partition, Table, TypeKind};
use crate::name::{Name, QualifiedName};
use crate::syntax;
use crate::syntax::statement::{self, ConstraintKind, CreateTable, CreateTableAs, Like};

impl Catalog {
    pub(super) fn create_table(&mut self, create: &CreateTable, origin: Origin) {
        let name = self.creation_name(&create.name, create.temporary);
        if create.if_not_exists && self.relation(&name).is_some() {
            return;
        }
        if create.stored {
            self.add_attribute(name.clone(), "its storage parameters");
        }
        let mut table = Table::new(Some(origin));
        table.foreign = create.foreign;
        table.parameters.clone_from(&create.parameters);
        table.temporary = create.temporary;
        table.unlogged = create.unlogged;
        table.partition_by = create.partition_by.as_ref().map(|key| key.text.clone());
        table.partition_key =
            create.partition_by.as_ref().map(|key| key.columns.clone()).unwrap_or_default();
        table.inherits =
            create.inherits.iter().map(|parent| self.resolve_relation(parent)).collect();
        table.partition_of = create.partition_of.as_ref().map(|partition| Partition {
            parent: self.resolve_relation(&partition.parent),
            default: partition.default,
            bounds: partition.bounds.clone(),
        });
        let parents: Vec<QualifiedName> = table.parents().cloned().collect();
        if parents.iter().any(|parent| self.cannot_be_parent(parent, &name)) {
            return;
        }
        self.remove_relation(&name);
        for parent in &parents {
            self.table_mut(parent);
            self.inherit_columns(&mut table, parent, origin);
        }
        if let Some(of) = &create.of_type {
            self.add_attributes(&mut table, of, origin);
        }
        for like in &create.like {
            self.copy_columns(&mut table, like, origin);
        }
        let numbered: Vec<String> = table
            .columns
            .iter()
            .filter(|column| column.identity.is_some() && !create.like.is_empty())
            .map(|column| column.name.clone())
            .collect();
        table.columns.reserve_exact(create.columns.len().min(MAX_COLUMNS));
        self.put_table(name.clone(), table);
        for column in numbered {
            self.create_owned_sequence(&name, &column, "", origin);
        }
        for column in create.columns.iter().take(MAX_COLUMNS) {
            let new = self.new_column(&name, column, Some(origin));
            self.links.add_types(&name, std::slice::from_ref(&new));
            merge_column(&mut self.table_mut(&name).columns, new);
        }
        self.add_created_constraints(&name, create, origin);
        for parent in &parents {
            self.clone_parts(parent, &name, origin);
        }
        for like in create.like.iter().filter(|like| like.indexes) {
            let source = self.resolve_relation(&like.table);
            self.clone_indexes(&source, &name, Cloned::Copy, origin);
        }
    }

    /// The constraints that `CREATE TABLE` spells out, in the order in which PostgreSQL names them: checks, then
    /// keys with the primary key first, then foreign keys. A key that repeats another one is the same key.
    fn add_created_constraints(
        &mut self,
        name: &QualifiedName,
        create: &CreateTable,
        origin: Origin,
    ) {
        let of_columns = create.columns.iter().flat_map(|column| {
            let of_column = column.constraints.iter();
            of_column.map(|constraint| (Some(column.name.name.as_str()), constraint))
        });
        let of_table = create.constraints.iter().map(|constraint| (None, constraint));
        let mut constraints: Vec<(Naming<'_>, &statement::Constraint)> =
            of_columns.chain(of_table).collect();
        constraints.sort_by_key(|(_, constraint)| match constraint.kind {
            ConstraintKind::Check(_) | ConstraintKind::NotNull { .. } => 0,
            ConstraintKind::PrimaryKey { .. } => 1,
            ConstraintKind::Unique { .. }
            | ConstraintKind::Exclude { .. }
            | ConstraintKind::UsingIndex { .. } => 2,
            ConstraintKind::ForeignKey(_) => 3,
        });
        let keys = key_names(&constraints);
        let mut of_member: BTreeMap<usize, &Key> = BTreeMap::new();
        for key in keys.values() {
            of_member.extend(key.members.iter().map(|member| (*member, key)));
        }
        for (at, (column, constraint)) in constraints.iter().enumerate() {
            match of_member.get(&at) {
                Some(key) if key.members[0] != at => {}
                Some(key) => {
                    let named = statement::Constraint {
                        name: key.name.clone(),
                        not_valid: false,
                        ..(*constraint).clone()
                    };
                    self.add_constraint(name, &named, *column, false, origin);
                }
                None => {
                    let valid = statement::Constraint { not_valid: false, ..(*constraint).clone() };
                    self.add_constraint(name, &valid, *column, false, origin);
                }
            }
        }
    }

    fn inherit_columns(&self, table: &mut Table, parent: &QualifiedName, origin: Origin) {
        let Some(parent) = self.tables.get(parent) else { return };
        table.complete &= parent.complete;
        for column in &parent.columns {
            merge_column(&mut table.columns, inherited_column(column, origin));
        }
    }

    /// The columns of `LIKE`: types and `NOT NULL` always, the rest as it asks for.
    fn copy_columns(&self, table: &mut Table, like: &Like, origin: Origin) {
        let source = self.resolve_relation(&like.table);
        let Some(source) = self.tables.get(&source) else {
            table.complete = false;
            return;
        };
        table.complete &= source.complete;
        for column in &source.columns {
            let default = column.default.clone().filter(|_| like.defaults);
            table.columns.push(Column {
                default,
                identity: column.identity.filter(|_| like.identity),
                generated: column.generated.clone().filter(|_| like.generated),
                ..inherited_column(column, origin)
            });
        }
        let checks = source.constraints.iter().filter(|_| like.constraints);
        table.constraints.extend(
            checks
                .filter(|constraint| matches!(constraint.kind, ConstraintKind::Check(_)))
                .map(|constraint| Constraint { origin, ..constraint.clone() }),
        );
    }

    fn add_attributes(&self, table: &mut Table, of: &Name, origin: Origin) {
        match self.types.get(&self.resolve_type(of)).map(|found| &found.kind) {
            Some(TypeKind::Composite(attributes)) => {
                table.columns.extend(attributes.iter().map(|(name, data_type)| Column {
                    data_type: data_type.clone(),
                    ..Column::new(name, Some(origin))
                }));
            }
            _ => table.complete = false,
        }
    }

    pub(super) fn create_table_as(&mut self, create: &CreateTableAs, origin: Origin) {
        let name = self.creation_name(&create.name, create.temporary);
        if self.relation(&name).is_some() {
            if create.if_not_exists {
                return;
            }
            self.remove_relation(&name);
        }
        let output = &create.query.output;
        let mut table = Table::new(Some(origin));
        table.temporary = create.temporary;
        table.complete = !output.is_empty() && !output.iter().any(|column| column == "*");
        table.columns = output
            .iter()
            .filter(|column| *column != "*")
            .map(|column| Column::new(column, Some(origin)))
            .collect();
        self.put_table(name, table);
    }

    /// Drops a table with all that cannot be without it: indexes, owned sequences, partitions and children,
    /// statistics, foreign keys to it or to what it is a partition of, and views of it.
    pub(super) fn remove_table(&mut self, name: &QualifiedName) {
        // A list and no recursion: children have children, and views have views, as deep as a file says.
        let mut doomed = vec![name.clone()];
        while let Some(name) = doomed.pop() {
            self.remove_one_table(&name, &mut doomed);
        }
    }

    /// Drops one table; its children are added to `doomed`.
    fn remove_one_table(&mut self, name: &QualifiedName, doomed: &mut Vec<QualifiedName>) {
        let mut referenced = BTreeSet::from([name.clone()]);
        let mut last = name.clone();
        while let Some(parent) = self
            .table(&last)
            .and_then(|last| last.partition_of.as_ref())
            .map(|of| of.parent.clone())
            .filter(|parent| referenced.insert(parent.clone()))
        {
            last = parent;
        }
        if self.take_table(name).is_none() {
            return;
        }
        for index in self.links.indexes.list(name) {
            self.take_index(&index);
            self.unregister(index);
        }
        doomed.extend(self.links.children.list(name));
        for sequence in self.links.sequences.list(name) {
            self.remove_sequence(&sequence);
        }
        for statistics in self.links.statistics.list(name) {
            self.take_statistics(&statistics);
        }
        for view in self.links.views.list(name) {
            self.remove_view(&view);
        }
        for name in &referenced {
            for referrer in self.links.referrers.list(name) {
                self.edit_table(&referrer, |table| {
                    let refers = |table: &Option<QualifiedName>| table.as_ref() == Some(name);
                    table.constraints.retain(|constraint| !refers(&constraint.references));
                });
            }
        }
        for tables in self.publications.values_mut().flatten() {
            tables.retain(|table| table != name);
        }
        self.unregister(name.clone());
    }

    /// Gives a table another name. Its indexes and sequences keep theirs; what refers to it follows.
    pub(super) fn move_table(&mut self, from: &QualifiedName, to: &QualifiedName) {
        if from == to {
            return;
        }
        self.remove_relation(to);
        let Some(mut table) = self.take_table(from) else { return };
        point_at(&mut table, from, to);
        rename_in_definitions(&mut table, to);
        self.put_table(to.clone(), table);
        for index in self.links.indexes.list(from) {
            if let Some(mut content) = self.take_index(&index) {
                content.table = to.clone();
                self.put_index(index, content);
            }
        }
        let mut referring = self.links.referrers.list(from);
        referring.extend(self.links.children.list(from));
        for table in referring {
            self.edit_table(&table, |table| point_at(table, from, to));
        }
        for sequence in self.links.sequences.list(from) {
            if let Some(mut content) = self.take_sequence(&sequence) {
                content.owned_by = content.owned_by.map(|(_, column)| (to.clone(), column));
                self.put_sequence(sequence, content);
            }
        }
        for statistics in self.links.statistics.list(from) {
            self.put_statistics(statistics, to.clone());
        }
        for tables in self.publications.values_mut().flatten() {
            for table in tables.iter_mut().filter(|table| *table == from) {
                table.clone_from(to);
            }
        }
        self.point_views_at(from, to);
        self.rename_attributes(from, to);
    }

    /// Moves a table to another schema, with its indexes and the sequences of its columns.
    pub(super) fn move_table_to_schema(&mut self, from: &QualifiedName, schema: &str) {
        let to = from.in_schema(schema);
        self.move_table(from, &to);
        for index in self.links.indexes.list(&to) {
            self.move_index(&index, &index.in_schema(schema));
        }
        for sequence in self.links.sequences.list(&to) {
            self.move_sequence(&sequence, &sequence.in_schema(schema));
        }
    }
}

/// What hangs on a table names it in its definition.
fn rename_in_definitions(table: &mut Table, to: &QualifiedName) {
    for trigger in &mut table.triggers {
        trigger.definition = syntax::rename_behind(&trigger.definition, "on", &to.sql());
    }
    for rule in &mut table.rules {
        rule.definition = syntax::rename_behind(&rule.definition, "to", &to.sql());
    }
}

/// Turns the references that a table holds from one table to another.
fn point_at(table: &mut Table, from: &QualifiedName, to: &QualifiedName) {
    let references = table.constraints.iter_mut().filter_map(|key| key.references.as_mut());
    let partition_of = table.partition_of.iter_mut().map(|partition| &mut partition.parent);
    for reference in references.chain(partition_of).chain(&mut table.inherits) {
        if reference == from {
            reference.clone_from(to);
        }
    }
}

/// A key of a new table: the constraints that spell it out, and the name that one of them has.
#[derive(Default)]
struct Key {
    members: Vec<usize>,
    name: Option<crate::name::Ident>,
}

/// The keys by their columns.
fn key_names<'a>(
    constraints: &[(Naming<'a>, &'a statement::Constraint)],
) -> BTreeMap<Vec<&'a str>, Key> {
    let mut keys: BTreeMap<Vec<&str>, Key> = BTreeMap::new();
    for (at, (column, constraint)) in constraints.iter().enumerate() {
        let (ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns }) =
            &constraint.kind
        else {
            continue;
        };
        let columns: Vec<&str> = match column {
            Some(column) if columns.is_empty() => vec![column],
            _ => columns.iter().map(String::as_str).collect(),
        };
        let key = keys.entry(columns).or_default();
        key.members.push(at);
        if key.name.is_none() {
            key.name.clone_from(&constraint.name);
        }
    }
    keys
}
