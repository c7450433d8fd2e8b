//! `ALTER TABLE`: the lock of each action, and the work it does.
//! `AlterTableGetLockLevel` and the `ATExec…` functions in PostgreSQL's `tablecmds.c`.

mod column;
mod constraint;

use std::collections::BTreeSet;

use super::collect::Collector;
use super::{Cause, LockMode, lock, partition};
use crate::catalog::{Column as Known, Relation, Table};
use crate::name::{Ident, QualifiedName};
use crate::source::Span;
use crate::syntax::statement::{
    ActionKind, AlterTable, AlterTableAction, ConstraintKind, ObjectKind, TypeName,
};

/// What an `ALTER TABLE` does.
pub(super) fn alter_table(alter: &AlterTable, collect: &mut Collector<'_>) {
    let name = collect.catalog.resolve_relation(&alter.name);
    let catalog = collect.catalog;
    if alter.if_exists && catalog.is_absent(&name) {
        collect.effects.nothing_to_do = true;
        return;
    }
    if let (Some(Relation::Index(index)), [action]) = (catalog.relation(&name), &*alter.actions)
        && let ActionKind::AttachPartition { partition, .. } = &action.kind
    {
        // `ALTER INDEX … ATTACH PARTITION` looks at both tables.
        collect.lock(&index.table, LockMode::AccessShare);
        if let Some(part) = catalog.index(&catalog.resolve_relation(partition)) {
            collect.lock(&part.table, LockMode::AccessShare);
        }
        return;
    }
    match catalog.relation(&name) {
        Some(Relation::Index(_) | Relation::Sequence(_)) => return,
        _ if matches!(alter.kind, ObjectKind::Index | ObjectKind::Sequence) => return,
        Some(Relation::View(_)) => return alter_view(alter, &name, collect),
        _ if matches!(alter.kind, ObjectKind::View | ObjectKind::MaterializedView) => {
            return alter_view(alter, &name, collect);
        }
        _ => {}
    }
    let mut change = Change {
        table: &name,
        only: alter.only,
        collect,
        new_columns: BTreeSet::new(),
        dropped_constraints: BTreeSet::new(),
    };
    for action in &alter.actions {
        match &action.kind {
            ActionKind::AddColumn { column, .. } => {
                change.new_columns.insert(&column.name.name);
            }
            ActionKind::DropConstraint { name, .. } => {
                change.dropped_constraints.insert(&name.name);
            }
            ActionKind::DropColumn { .. }
            | ActionKind::SetType { .. }
            | ActionKind::SetDefault { .. }
            | ActionKind::DropDefault { .. }
            | ActionKind::SetNotNull { .. }
            | ActionKind::DropNotNull { .. }
            | ActionKind::AddIdentity { .. }
            | ActionKind::SetIdentity { .. }
            | ActionKind::DropIdentity { .. }
            | ActionKind::SetExpression { .. }
            | ActionKind::DropExpression { .. }
            | ActionKind::SetStatistics { .. }
            | ActionKind::SetStorage { .. }
            | ActionKind::SetCompression { .. }
            | ActionKind::SetColumnOptions { .. }
            | ActionKind::AddConstraint(_)
            | ActionKind::AlterConstraint { .. }
            | ActionKind::ValidateConstraint { .. }
            | ActionKind::RenameColumn { .. }
            | ActionKind::RenameConstraint { .. }
            | ActionKind::RenameTo { .. }
            | ActionKind::SetSchema { .. }
            | ActionKind::OwnerTo
            | ActionKind::Trigger { .. }
            | ActionKind::Rule { .. }
            | ActionKind::RowSecurity { .. }
            | ActionKind::ForceRowSecurity { .. }
            | ActionKind::ClusterOn { .. }
            | ActionKind::SetWithoutCluster
            | ActionKind::SetWithoutOids
            | ActionKind::SetLogged { .. }
            | ActionKind::SetTablespace { .. }
            | ActionKind::SetAccessMethod { .. }
            | ActionKind::SetParameters { .. }
            | ActionKind::ResetParameters { .. }
            | ActionKind::Inherit { .. }
            | ActionKind::OfType { .. }
            | ActionKind::ReplicaIdentity { .. }
            | ActionKind::AttachPartition { .. }
            | ActionKind::DetachPartition { .. }
            | ActionKind::Other(_) => {}
        }
    }
    let mut idle = true;
    for action in &alter.actions {
        change.collect.lock(&name, lock::of_action(&action.kind));
        idle &= !change.act(action);
    }
    collect.effects.nothing_to_do = idle;
}

fn alter_view(alter: &AlterTable, name: &QualifiedName, collect: &mut Collector<'_>) {
    for action in &alter.actions {
        collect.lock(name, lock::of_action(&action.kind));
        match &action.kind {
            ActionKind::RenameTo { to } if collect.catalog.exists(name) => {
                collect.rename(alter.kind, name, None, &to.name, action.span);
            }
            ActionKind::RenameColumn { from, to } if collect.catalog.exists(name) => {
                let kind = ObjectKind::Column;
                collect.rename(kind, name, Some(&from.name), &to.name, action.span);
            }
            ActionKind::SetSchema { schema } if collect.catalog.exists(name) => {
                let to = format!("{}.{}", schema.name, name.name);
                collect.rename(alter.kind, name, None, &to, action.span);
            }
            ActionKind::AddColumn { .. }
            | ActionKind::DropColumn { .. }
            | ActionKind::SetType { .. }
            | ActionKind::SetDefault { .. }
            | ActionKind::DropDefault { .. }
            | ActionKind::SetNotNull { .. }
            | ActionKind::DropNotNull { .. }
            | ActionKind::AddIdentity { .. }
            | ActionKind::SetIdentity { .. }
            | ActionKind::DropIdentity { .. }
            | ActionKind::SetExpression { .. }
            | ActionKind::DropExpression { .. }
            | ActionKind::SetStatistics { .. }
            | ActionKind::SetStorage { .. }
            | ActionKind::SetCompression { .. }
            | ActionKind::SetColumnOptions { .. }
            | ActionKind::AddConstraint(_)
            | ActionKind::AlterConstraint { .. }
            | ActionKind::ValidateConstraint { .. }
            | ActionKind::DropConstraint { .. }
            | ActionKind::RenameColumn { .. }
            | ActionKind::RenameConstraint { .. }
            | ActionKind::RenameTo { .. }
            | ActionKind::SetSchema { .. }
            | ActionKind::OwnerTo
            | ActionKind::Trigger { .. }
            | ActionKind::Rule { .. }
            | ActionKind::RowSecurity { .. }
            | ActionKind::ForceRowSecurity { .. }
            | ActionKind::ClusterOn { .. }
            | ActionKind::SetWithoutCluster
            | ActionKind::SetWithoutOids
            | ActionKind::SetLogged { .. }
            | ActionKind::SetTablespace { .. }
            | ActionKind::SetAccessMethod { .. }
            | ActionKind::SetParameters { .. }
            | ActionKind::ResetParameters { .. }
            | ActionKind::Inherit { .. }
            | ActionKind::OfType { .. }
            | ActionKind::ReplicaIdentity { .. }
            | ActionKind::AttachPartition { .. }
            | ActionKind::DetachPartition { .. }
            | ActionKind::Other(_) => {}
        }
    }
}

/// A table that is being changed.
struct Change<'a, 'b> {
    table: &'a QualifiedName,
    only: bool,
    collect: &'a mut Collector<'b>,
    /// Columns that the same statement adds.
    new_columns: BTreeSet<&'a str>,
    /// Constraints that the same statement drops: that comes first.
    dropped_constraints: BTreeSet<&'a str>,
}

impl<'b> Change<'_, 'b> {
    /// Does one action; false when it finds nothing to do.
    fn act(&mut self, action: &AlterTableAction) -> bool {
        let span = action.span;
        match &action.kind {
            ActionKind::AddColumn { column, if_not_exists } => {
                self.inherit(LockMode::AccessExclusive);
                if *if_not_exists && self.column(&column.name).is_some() {
                    return false;
                }
                self.add_column(column, span);
            }
            ActionKind::DropColumn { name, if_exists, cascade } => {
                if *if_exists && self.is_no_column(name) {
                    return false;
                }
                self.drop_column(name, *cascade, span);
            }
            ActionKind::SetType { column, data_type, collation, using } => {
                self.set_type(column, data_type, collation.as_ref(), using.as_ref(), span);
            }
            ActionKind::SetNotNull { column } => return self.set_not_null(column, span),
            ActionKind::SetDefault { .. }
            | ActionKind::DropDefault { .. }
            | ActionKind::DropNotNull { .. }
            | ActionKind::DropExpression { .. }
            | ActionKind::SetStorage { .. }
            | ActionKind::AddIdentity { .. }
            | ActionKind::DropIdentity { .. } => self.inherit(LockMode::AccessExclusive),
            ActionKind::SetExpression { column, .. } => {
                self.inherit(LockMode::AccessExclusive);
                let stored = self.column(column).and_then(|known| known.generated.as_ref());
                if stored.is_none_or(|(_, stored)| *stored) {
                    let cause = Cause::Generated { column: column.name.clone() };
                    self.collect.rewrite_tree(self.table, span, &cause);
                }
            }
            ActionKind::AddConstraint(constraint) => return self.add_constraint(constraint, span),
            ActionKind::ValidateConstraint { name } => return self.validate(name, span),
            ActionKind::DropConstraint { name, if_exists, cascade } => {
                return self.drop_constraint(name, *if_exists, *cascade, span);
            }
            ActionKind::RenameColumn { from, to } => {
                self.inherit(LockMode::AccessExclusive);
                if self.stood(from) {
                    let kind = ObjectKind::Column;
                    self.collect.rename(kind, self.table, Some(&from.name), &to.name, span);
                }
            }
            ActionKind::RenameTo { to } => self.rename(&to.name, span),
            ActionKind::SetSchema { schema } => {
                let to = format!("{}.{}", schema.name, self.table.name);
                self.rename(&to, span);
            }
            ActionKind::SetLogged { logged } => {
                let known = self.known();
                if known.is_some_and(|table| table.complete && table.unlogged != *logged) {
                    return false;
                }
                self.collect.rewrite(self.table, span, Cause::Persistence);
            }
            ActionKind::SetTablespace { .. } => {
                self.collect.rewrite(self.table, span, Cause::Tablespace);
            }
            ActionKind::SetAccessMethod { method } => {
                if method.name == "heap" {
                    return false;
                }
                self.collect.rewrite(self.table, span, Cause::AccessMethod);
            }
            ActionKind::SetStatistics { .. } => self.inherit(LockMode::ShareUpdateExclusive),
            ActionKind::Trigger { name, .. } => self.switch_trigger(name.as_ref()),
            ActionKind::AlterConstraint { name, enforcement, .. } => {
                self.alter_constraint(name, *enforcement);
            }
            ActionKind::RenameConstraint { from, .. } => {
                let known = self.known().and_then(|table| table.constraint(&from.name));
                if known.is_some_and(|known| matches!(known.kind, ConstraintKind::Check(_))) {
                    self.inherit(LockMode::AccessExclusive);
                }
            }
            ActionKind::Inherit { parent, inherit } => {
                let parent = self.collect.catalog.resolve_relation(parent);
                let mode =
                    if *inherit { LockMode::ShareUpdateExclusive } else { LockMode::AccessShare };
                self.collect.lock(&parent, mode);
            }
            ActionKind::AttachPartition { partition, default, .. } => {
                partition::attach(self.table, partition, *default, span, self.collect);
            }
            ActionKind::DetachPartition { partition, concurrently, finalize } => {
                let weak = *concurrently || *finalize;
                partition::detach(self.table, partition, weak, span, self.collect);
                self.collect.effects.needs_no_transaction |= *concurrently;
            }
            ActionKind::SetIdentity { .. }
            | ActionKind::SetCompression { .. }
            | ActionKind::SetColumnOptions { .. }
            | ActionKind::OwnerTo
            | ActionKind::Rule { .. }
            | ActionKind::RowSecurity { .. }
            | ActionKind::ForceRowSecurity { .. }
            | ActionKind::ClusterOn { .. }
            | ActionKind::SetWithoutCluster
            | ActionKind::SetWithoutOids
            | ActionKind::SetParameters { .. }
            | ActionKind::ResetParameters { .. }
            | ActionKind::OfType { .. }
            | ActionKind::ReplicaIdentity { .. }
            | ActionKind::Other(_) => {}
        }
        true
    }

    /// Locks partitions and children that the action reaches.
    fn inherit(&mut self, mode: LockMode) {
        if !self.only {
            for child in self.collect.catalog.descendants(self.table) {
                self.collect.lock(&child, mode);
            }
        }
    }

    /// Locks partitions that the action reaches; other children have none of it.
    fn reach_partitions(&mut self, mode: LockMode) {
        if !self.only {
            self.collect.lock_partitions(self.table, mode);
        }
    }

    /// Triggers of rows stand at every partition too.
    fn switch_trigger(&mut self, name: Option<&Ident>) {
        let of_rows = self.known().is_none_or(|table| {
            !table.complete
                || table.triggers.iter().any(|trigger| {
                    trigger.each_row && name.is_none_or(|name| name.name == trigger.name)
                })
        });
        if of_rows {
            self.reach_partitions(LockMode::ShareRowExclusive);
        }
    }

    fn alter_constraint(&mut self, name: &Ident, enforcement: bool) {
        self.reach_partitions(LockMode::AccessExclusive);
        let known = self.known().and_then(|table| table.constraint(&name.name));
        if let Some(referenced) = known.and_then(|known| known.references.as_ref())
            && enforcement
        {
            self.collect.lock_tree(referenced, LockMode::AccessExclusive);
        }
    }

    fn known(&self) -> Option<&'b Table> {
        self.collect.catalog.table(self.table)
    }

    fn column(&self, name: &Ident) -> Option<&'b Known> {
        self.known()?.column(&name.name)
    }

    fn is_no_column(&self, name: &Ident) -> bool {
        self.known().is_some_and(|table| table.complete && table.column(&name.name).is_none())
    }

    /// Whether a column was there before the migration.
    fn stood(&self, name: &Ident) -> bool {
        self.collect.catalog.column_exists(self.table, &name.name)
    }

    fn rename(&mut self, to: &str, span: Span) {
        if self.collect.catalog.exists(self.table) {
            self.collect.rename(ObjectKind::Table, self.table, None, to, span);
        }
    }

    fn fails_on_rows(&mut self, span: Span, why: String) {
        let catalog = self.collect.catalog;
        if catalog.exists(self.table) && !catalog.is_emptied(self.table) {
            self.collect.effects.fails_if_rows.get_or_insert((span, why));
        }
    }
}

/// Whether a type is one of the shorthands for a numbered column.
pub(super) fn is_serial(data_type: &TypeName) -> bool {
    matches!(data_type.name.as_str(), "serial2" | "serial4" | "serial8")
        && data_type.dimensions == 0
}

fn unquoted(collation: &str) -> &str {
    collation.trim_matches('"')
}
