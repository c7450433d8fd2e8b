//! What partitions and inheritance children have from their parents.

use super::naming::addition;
use super::{Catalog, Constraint, Index, Origin, Partition};
use crate::name::QualifiedName;
use crate::syntax::statement::ConstraintKind;

/// Why an index is made after another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cloned {
    /// For a partition: it is attached, and one that fits already is taken instead.
    Attached,
    /// For a table made with `LIKE`.
    Copy,
}

impl Catalog {
    /// The table, and unless `ONLY` was written all its children.
    pub(super) fn targets(&self, table: &QualifiedName, only: bool) -> Vec<QualifiedName> {
        let mut targets = vec![table.clone()];
        if !only {
            targets.extend(self.descendants(table));
        }
        targets
    }

    pub(super) fn partition_list(&self, table: &QualifiedName) -> Vec<QualifiedName> {
        self.partitions_of(table).cloned().collect()
    }

    pub(super) fn all_partitions(&self, table: &QualifiedName) -> Vec<QualifiedName> {
        let mut partitions = self.descendants(table);
        partitions.retain(|child| self.is_partition(child));
        partitions
    }

    /// Gives a new child what its parent has: checks, and as a partition foreign keys and indexes too.
    pub(super) fn clone_parts(
        &mut self,
        parent: &QualifiedName,
        child: &QualifiedName,
        origin: Origin,
    ) {
        let partition = self.is_partition(child);
        for constraint in self.constraints_of(parent).to_vec() {
            let constraint = Constraint { origin, ..constraint };
            let own = self.table(child).is_some_and(|t| t.constraint(&constraint.name).is_some());
            match constraint.kind {
                ConstraintKind::Check(_) if !own => self.push_constraint(child, constraint),
                ConstraintKind::ForeignKey(_) if partition => {
                    self.clone_foreign_key(&constraint, child);
                }
                ConstraintKind::PrimaryKey { .. }
                | ConstraintKind::Unique { .. }
                | ConstraintKind::UsingIndex { .. }
                | ConstraintKind::Check(_)
                | ConstraintKind::ForeignKey(_)
                | ConstraintKind::Exclude { .. }
                | ConstraintKind::NotNull { .. } => {}
            }
        }
        if partition {
            self.clone_indexes(parent, child, Cloned::Attached, origin);
        }
    }

    /// Whether a table has an index, not of another parent, that serves as its part of an index of the
    /// partitioned table.
    pub fn has_fitting_index(&self, table: &QualifiedName, index: &Index) -> bool {
        self.indexes_of(table).any(|(_, other)| fits(index, other))
    }

    /// Whether a table has a foreign key that says the same as another one.
    pub fn has_same_foreign_key(&self, table: &QualifiedName, key: &Constraint) -> bool {
        let ConstraintKind::ForeignKey(foreign) = &key.kind else { return false };
        self.constraints_of(table).iter().any(|other| {
            let ConstraintKind::ForeignKey(other_foreign) = &other.kind else { return false };
            other.references == key.references && other_foreign.columns == foreign.columns
        })
    }

    /// Gives a partition a foreign key of its parent, unless it has one that says the same.
    pub(super) fn clone_foreign_key(&mut self, key: &Constraint, partition: &QualifiedName) {
        let ConstraintKind::ForeignKey(foreign) = &key.kind else { return };
        if self.has_same_foreign_key(partition, key) {
            return;
        }
        let constraints = self.constraints_of(partition);
        let mut key = key.clone();
        if constraints.iter().any(|other| other.name == key.name) {
            key.name = self.choose_constraint_name(partition, &addition(&foreign.columns), "fkey");
        }
        self.push_constraint(partition, key);
    }

    pub(super) fn clone_indexes(
        &mut self,
        from: &QualifiedName,
        to: &QualifiedName,
        cloned: Cloned,
        origin: Origin,
    ) {
        for index in self.links.indexes.list(from) {
            self.clone_index(&index, to, cloned, origin);
        }
    }

    /// Makes an index like another one on `table`, and on its partitions.
    pub(super) fn clone_index(
        &mut self,
        source: &QualifiedName,
        table: &QualifiedName,
        cloned: Cloned,
        origin: Origin,
    ) {
        let Some(index) = self.indexes.get(source).cloned() else { return };
        let attached_to = (cloned == Cloned::Attached).then(|| source.clone());
        let fitting = self.indexes_of(table).find(|(_, other)| fits(&index, other));
        if let (Some((fitting, _)), Cloned::Attached) = (fitting, cloned) {
            let fitting = fitting.clone();
            if let Some(fitting) = self.indexes.get_mut(&fitting) {
                fitting.attached_to = attached_to;
            }
            return;
        }
        let constraint = index.constraint.as_ref().and_then(|name| {
            let constraint = self.table(&index.table)?.constraint(name)?;
            Some(constraint.clone())
        });
        let columns = addition(&index.attributes);
        let name = match constraint.as_ref().map(|constraint| &constraint.kind) {
            Some(ConstraintKind::PrimaryKey { .. }) => {
                self.choose_index_constraint_name(table, "", "pkey")
            }
            Some(ConstraintKind::Exclude { .. }) => {
                self.choose_index_constraint_name(table, &columns, "excl")
            }
            Some(_) => self.choose_index_constraint_name(table, &columns, "key"),
            None => self.choose_relation_name(table, &columns, "idx"),
        };
        if let Some(constraint) = constraint {
            self.push_constraint(table, Constraint { name: name.clone(), origin, ..constraint });
        }
        let new = Index {
            origin,
            table: table.clone(),
            constraint: index.constraint.as_ref().map(|_| name.clone()),
            only: false,
            attached_to,
            ..index
        };
        let name = table.renamed(&name);
        self.put_index(name.clone(), new);
        for partition in self.partition_list(table) {
            self.clone_index(&name, &partition, Cloned::Attached, origin);
        }
    }

    pub(super) fn attach_partition(
        &mut self,
        parent: &QualifiedName,
        partition: &QualifiedName,
        default: bool,
        bounds: &str,
        origin: Origin,
    ) {
        if self.is_other_relation(partition) || self.cannot_be_parent(parent, partition) {
            return;
        }
        self.table_mut(parent);
        self.edit_table(partition, |table| {
            table.partition_of =
                Some(Partition { parent: parent.clone(), default, bounds: bounds.to_owned() });
        });
        self.clone_parts(parent, partition, origin);
    }

    /// Whether PostgreSQL refuses `parent` as a parent of `child`: it is no table, or the child itself or below it.
    pub(super) fn cannot_be_parent(&self, parent: &QualifiedName, child: &QualifiedName) -> bool {
        self.is_other_relation(parent)
            || parent == child
            || self.descendants(child).contains(parent)
    }

    /// Makes a partition a table of its own. It keeps what it had from its parent.
    pub(super) fn detach_partition(&mut self, partition: &QualifiedName) {
        if self.is_other_relation(partition) {
            return;
        }
        self.edit_table(partition, |table| table.partition_of = None);
        for index in self.links.indexes.list(partition) {
            if let Some(index) = self.indexes.get_mut(&index) {
                index.attached_to = None;
            }
        }
    }

    pub(super) fn inherit(
        &mut self,
        table: &QualifiedName,
        parent: &QualifiedName,
        inherit: bool,
        origin: Origin,
    ) {
        if inherit {
            if self.cannot_be_parent(parent, table) {
                return;
            }
            self.table_mut(parent);
        }
        self.edit_table(table, |table| {
            table.inherits.retain(|other| other != parent);
            if inherit {
                table.inherits.push(parent.clone());
            }
        });
        if inherit {
            self.clone_parts(parent, table, origin);
        }
    }
}

/// Whether an index of a partition can stand for one of its parent (`CompareIndexInfo`): the same key and
/// method; a condition or expression must be written the same.
fn fits(parent: &Index, partition: &Index) -> bool {
    let plain = |index: &Index| !index.partial && index.columns.iter().all(Option::is_some);
    partition.attached_to.is_none()
        && partition.columns == parent.columns
        && partition.attributes.len() == parent.attributes.len()
        && partition.unique == parent.unique
        && partition.method == parent.method
        && (parent.constraint.is_none() || partition.constraint.is_some())
        && (plain(parent) && plain(partition) || parent.definition == partition.definition)
}
