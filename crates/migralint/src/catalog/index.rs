//! Indexes: how they come, change and go.

use super::naming::{addition, attributes};
use super::partition::Cloned;
use super::{Catalog, Index, Origin, Relation};
use crate::name::{Name, QualifiedName};
use crate::syntax;
use crate::syntax::statement::{CreateIndex, IndexKey};

impl Catalog {
    pub(super) fn create_index(&mut self, create: &CreateIndex, origin: Origin) {
        let table = self.resolve_relation(&create.table);
        if matches!(self.relation(&table), Some(Relation::Index(_) | Relation::Sequence(_))) {
            return;
        }
        let attributes = attributes(&create.keys, &create.include);
        let chosen = || self.choose_relation_name(&table, &addition(&attributes), "idx");
        let name = create.name.as_ref().map_or_else(chosen, |name| name.name.clone());
        let name = table.renamed(&name);
        if name == table {
            return;
        }
        if self.relation(&name).is_some() {
            if create.if_not_exists {
                return;
            }
            self.remove_relation(&name);
        }
        if !self.is_other_relation(&table) {
            self.table_mut(&table);
        }
        let index = Index {
            origin,
            table: table.clone(),
            unique: create.unique,
            method: create.method.clone(),
            columns: create.keys.iter().map(|key| key.column.clone()).collect(),
            attributes,
            depends_on: depends_on(create),
            partial: create.predicate.is_some(),
            constraint: None,
            definition: create.definition.clone(),
            only: create.only && self.may_be_partitioned(&table),
            attached_to: None,
        };
        self.put_index(name.clone(), index);
        if !create.only {
            for partition in self.partition_list(&table) {
                self.clone_index(&name, &partition, Cloned::Attached, origin);
            }
        }
    }

    fn may_be_partitioned(&self, table: &QualifiedName) -> bool {
        self.table(table).is_none_or(|table| !table.complete || table.partition_by.is_some())
    }

    /// `ALTER INDEX … ATTACH PARTITION`. The parent's index is whole when every partition has its own.
    pub(super) fn attach_index(&mut self, index: &Name, partition: &Name) {
        let parent = self.resolve_relation(index);
        let child = self.resolve_relation(partition);
        if let Some(child) = self.indexes.get_mut(&child) {
            child.attached_to = Some(parent.clone());
        }
        let Some(index) = self.indexes.get(&parent).filter(|index| index.only) else { return };
        let whole = self.partitions_of(&index.table).all(|partition| {
            self.indexes_of(partition).any(|(_, index)| index.attached_to.as_ref() == Some(&parent))
        });
        if whole && let Some(index) = self.indexes.get_mut(&parent) {
            index.only = false;
        }
    }

    /// The indexes of partitions that are attached to an index.
    fn attached_indexes(&self, parent: &QualifiedName) -> Vec<QualifiedName> {
        let Some(index) = self.indexes.get(parent) else { return Vec::new() };
        self.partitions_of(&index.table)
            .flat_map(|partition| self.indexes_of(partition))
            .filter(|(_, index)| index.attached_to.as_ref() == Some(parent))
            .map(|(name, _)| name.clone())
            .collect()
    }

    /// Drops an index with the constraint that it backs and the indexes of partitions attached to it.
    pub(super) fn remove_index(&mut self, name: &QualifiedName) {
        let attached = self.attached_indexes(name);
        let Some(index) = self.take_index(name) else { return };
        if let Some(constraint) = &index.constraint {
            self.edit_table(&index.table, |table| {
                table.constraints.retain(|other| other.name != *constraint);
            });
        }
        for index in attached {
            self.remove_index(&index);
        }
        self.unregister(name.clone());
    }

    /// Takes casts of a column to its own type out of the indexes of its table, as PostgreSQL does when it builds
    /// them anew because the type changes.
    pub(super) fn fold_casts(&mut self, table: &QualifiedName, column: &str, of: &str) {
        for index in self.links.indexes.list(table) {
            if let Some(index) = self.indexes.get_mut(&index) {
                index.definition = syntax::without_cast(&index.definition, column, of);
            }
        }
    }

    /// Gives an index another name; so does the constraint that it backs.
    pub(super) fn move_index(&mut self, from: &QualifiedName, to: &QualifiedName) {
        if from == to {
            return;
        }
        self.remove_relation(to);
        for attached in self.attached_indexes(from) {
            if let Some(attached) = self.indexes.get_mut(&attached) {
                attached.attached_to = Some(to.clone());
            }
        }
        if let Some(mut index) = self.take_index(from) {
            if let Some(constraint) = index.constraint.replace(to.name.clone()) {
                self.rename_constraint_alone(&index.table, &constraint, &to.name);
            } else {
                index.constraint = None;
            }
            self.put_index(to.clone(), index);
        }
        self.rename_attributes(from, to);
    }
}

/// Every column that an index depends on, once.
fn depends_on(create: &CreateIndex) -> Vec<String> {
    let of_key = |key: &IndexKey| {
        let expression = key.expression.iter().flat_map(|expression| expression.columns.clone());
        key.column.clone().into_iter().chain(expression).collect::<Vec<_>>()
    };
    let condition = create.predicate.iter().flat_map(|condition| condition.columns.clone());
    let mut columns: Vec<String> = create.keys.iter().flat_map(of_key).collect();
    columns.extend(create.include.iter().cloned().chain(condition));
    let mut seen = std::collections::BTreeSet::new();
    columns.retain(|column| seen.insert(column.clone()));
    columns
}
