//! Who depends on whom, so that no statement has to search the whole schema.

use std::collections::BTreeMap;

use rpds::{RedBlackTreeMap, RedBlackTreeSet};

use super::resolve::TEMPORARY_SCHEMA;
use super::{Catalog, Column, Constraint, Index, Sequence, Table, View};
use crate::name::QualifiedName;

/// The ways back along the references that the objects of the catalog hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Links {
    /// From a table or materialized view to its indexes.
    pub(super) indexes: Dependents,
    /// From a table to those with foreign keys to it.
    pub(super) referrers: Dependents,
    /// From a table to its partitions and inheritance children.
    pub(super) children: Dependents,
    /// From a partitioned table to its default partition.
    pub(super) default_partitions: BTreeMap<QualifiedName, QualifiedName>,
    /// From a relation to the views that read it.
    pub(super) views: Dependents,
    /// From a table to the sequences that its columns own.
    pub(super) sequences: Dependents,
    /// From a table to its extended statistics.
    pub(super) statistics: Dependents,
    /// From a constraint's name, in the schema of its table, to the tables that have one.
    pub(super) constraints: Dependents,
    /// From the name of a type, without its schema, to the tables that have or had a column of such a type, or a
    /// default that casts to one. Types of PostgreSQL's own names are left out.
    pub(super) types: Dependents,
    /// How many tables stood before the history.
    pub(super) unmade: usize,
}

/// From an object to those that depend on it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Dependents(RedBlackTreeMap<QualifiedName, RedBlackTreeSet<QualifiedName>>);

impl Dependents {
    pub(super) fn add(&mut self, on: &QualifiedName, dependent: &QualifiedName) {
        if let Some(dependents) = self.0.get_mut(on) {
            dependents.insert_mut(dependent.clone());
        } else {
            let mut dependents = RedBlackTreeSet::new();
            dependents.insert_mut(dependent.clone());
            self.0.insert_mut(on.clone(), dependents);
        }
    }

    pub(super) fn remove(&mut self, on: &QualifiedName, dependent: &QualifiedName) {
        if let Some(dependents) = self.0.get_mut(on) {
            dependents.remove_mut(dependent);
            if dependents.is_empty() {
                self.0.remove_mut(on);
            }
        }
    }

    pub(super) fn of(&self, on: &QualifiedName) -> impl Iterator<Item = &QualifiedName> {
        self.0.get(on).into_iter().flatten()
    }

    /// The dependents by value, for loops that change the catalog.
    pub(super) fn list(&self, on: &QualifiedName) -> Vec<QualifiedName> {
        self.of(on).cloned().collect()
    }

    pub(super) fn any(&self, on: &QualifiedName) -> bool {
        self.0.contains_key(on)
    }
}

impl Links {
    fn add_table(&mut self, name: &QualifiedName, table: &Table) {
        self.unmade += usize::from(table.origin.is_none());
        if let Some(partition) = table.partition_of.as_ref().filter(|partition| partition.default) {
            self.default_partitions.insert(partition.parent.clone(), name.clone());
        }
        for parent in table.parents() {
            self.children.add(parent, name);
        }
        for constraint in &table.constraints {
            self.add_constraint(name, constraint);
        }
    }

    /// Remembers where a constraint of a table is.
    pub(super) fn add_constraint(&mut self, table: &QualifiedName, constraint: &Constraint) {
        self.constraints.add(&QualifiedName::new(&table.schema, &constraint.name), table);
        if let Some(referenced) = &constraint.references {
            self.referrers.add(referenced, table);
        }
    }

    fn remove_table(&mut self, name: &QualifiedName, table: &Table) {
        self.unmade -= usize::from(table.origin.is_none());
        if let Some(partition) = table.partition_of.as_ref().filter(|partition| partition.default) {
            self.default_partitions.remove(&partition.parent);
        }
        for parent in table.parents() {
            self.children.remove(parent, name);
        }
        for constraint in &table.constraints {
            self.constraints.remove(&QualifiedName::new(&name.schema, &constraint.name), name);
            if let Some(referenced) = &constraint.references {
                self.referrers.remove(referenced, name);
            }
        }
    }

    /// A table that stood before the history.
    fn unmade_table(&mut self) -> Table {
        self.unmade += 1;
        Table::new(None)
    }

    /// Remembers what types columns of a table are of.
    pub(super) fn add_types(&mut self, table: &QualifiedName, columns: &[Column]) {
        for column in columns {
            let casts = column.default.iter().flat_map(|default| &default.casts);
            for of in column.data_type.iter().chain(casts).filter(|of| !is_builtin(&of.name)) {
                self.types.add(&QualifiedName::new("", &of.name), table);
            }
        }
    }
}

/// The names of PostgreSQL's own types that most columns are of, sorted.
const BUILTIN: &[&str] = &[
    "bool",
    "bpchar",
    "bytea",
    "date",
    "float4",
    "float8",
    "int2",
    "int4",
    "int8",
    "interval",
    "json",
    "jsonb",
    "numeric",
    "regclass",
    "text",
    "time",
    "timestamp",
    "timestamptz",
    "uuid",
    "varchar",
];

fn is_builtin(name: &str) -> bool {
    BUILTIN.binary_search(&name).is_ok()
}

/// The only ways by which objects that hold references come and go.
impl Catalog {
    /// Prepares for a relation or type that gets a name.
    pub(super) fn register(&mut self, name: &QualifiedName) {
        self.gone.remove(name);
        self.note_temporary(name);
    }

    /// Remembers whether anything may stand in the schema of temporary objects.
    pub(super) fn note_temporary(&mut self, name: &QualifiedName) {
        self.has_temporary |= name.schema == TEMPORARY_SCHEMA;
    }

    /// The tables that may have something to do with a type, in the order of their names.
    pub(super) fn tables_with_type(&self, of: &QualifiedName) -> Vec<(&QualifiedName, &Table)> {
        if is_builtin(&of.name) {
            return self.tables.iter().collect();
        }
        let of = of.in_schema("");
        let tables = self.links.types.of(&of);
        tables.filter_map(|table| self.tables.get_key_value(table)).collect()
    }

    pub(super) fn put_table(&mut self, name: QualifiedName, table: Table) {
        self.take_table(&name);
        self.register(&name);
        self.links.add_table(&name, &table);
        self.links.add_types(&name, &table.columns);
        self.tables.insert(name, table);
    }

    pub(super) fn take_table(&mut self, name: &QualifiedName) -> Option<Table> {
        let table = self.tables.remove(name)?;
        self.links.remove_table(name, &table);
        Some(table)
    }

    /// Changes what a table holds references in: its constraints, its parents, not the types of its columns. It is
    /// made when it is not known.
    pub(super) fn edit_table<R>(
        &mut self,
        name: &QualifiedName,
        edit: impl FnOnce(&mut Table) -> R,
    ) -> R {
        self.register(name);
        let links = &mut self.links;
        let table = self.tables.get_or_insert_with(name, || links.unmade_table());
        links.remove_table(name, table);
        let result = edit(table);
        links.add_table(name, table);
        result
    }

    /// Changes anything else of a table. It is made when it is not known.
    pub(super) fn table_mut(&mut self, name: &QualifiedName) -> &mut Table {
        self.register(name);
        let links = &mut self.links;
        self.tables.get_or_insert_with(name, || links.unmade_table())
    }

    pub(super) fn put_index(&mut self, name: QualifiedName, index: Index) {
        self.take_index(&name);
        self.register(&name);
        self.links.indexes.add(&index.table, &name);
        self.indexes.insert(name, index);
    }

    pub(super) fn take_index(&mut self, name: &QualifiedName) -> Option<Index> {
        let index = self.indexes.remove(name)?;
        self.links.indexes.remove(&index.table, name);
        Some(index)
    }

    pub(super) fn put_view(&mut self, name: QualifiedName, view: View) {
        self.take_view(&name);
        self.register(&name);
        for read in &view.reads {
            self.links.views.add(read, &name);
        }
        self.views.insert(name, view);
    }

    pub(super) fn take_view(&mut self, name: &QualifiedName) -> Option<View> {
        let view = self.views.remove(name)?;
        for read in &view.reads {
            self.links.views.remove(read, name);
        }
        Some(view)
    }

    pub(super) fn put_sequence(&mut self, name: QualifiedName, sequence: Sequence) {
        self.take_sequence(&name);
        self.register(&name);
        if let Some((table, _)) = &sequence.owned_by {
            self.links.sequences.add(table, &name);
        }
        self.sequences.insert(name, sequence);
    }

    pub(super) fn take_sequence(&mut self, name: &QualifiedName) -> Option<Sequence> {
        let sequence = self.sequences.remove(name)?;
        if let Some((table, _)) = &sequence.owned_by {
            self.links.sequences.remove(table, name);
        }
        Some(sequence)
    }

    pub(super) fn put_statistics(&mut self, name: QualifiedName, table: QualifiedName) {
        self.take_statistics(&name);
        self.note_temporary(&name);
        self.links.statistics.add(&table, &name);
        self.statistics.insert(name, table);
    }

    pub(super) fn take_statistics(&mut self, name: &QualifiedName) -> Option<QualifiedName> {
        let table = self.statistics.remove(name)?;
        self.links.statistics.remove(&table, name);
        Some(table)
    }
}
