//! `ATTACH PARTITION` and `DETACH PARTITION`: the locks and the work on the other tables.

use super::collect::Collector;
use super::{Cause, LockMode};
use crate::name::{Name, QualifiedName};
use crate::source::Span;
use crate::syntax::statement::ConstraintKind;

/// What `ATTACH PARTITION` does but to the partitioned table itself.
pub(super) fn attach(
    table: &QualifiedName,
    partition: &Name,
    default: bool,
    span: Span,
    collect: &mut Collector<'_>,
) {
    let catalog = collect.catalog;
    let partition = catalog.resolve_relation(partition);
    collect.lock_tree(&partition, LockMode::AccessExclusive);
    // A valid check may prove that every row is within the bounds; which one does, only the planner knows.
    let checked = catalog.constraints_of(&partition).iter().any(|constraint| {
        constraint.validated && matches!(constraint.kind, ConstraintKind::Check(_))
    });
    // The default partition takes what no other one does: the first has nothing to be held against.
    let bounded = !default || catalog.partitions_of(table).next().is_some();
    if !checked && bounded {
        collect.scan_tree(&partition, span, &Cause::PartitionBounds);
    }
    if let Some(other) = collect.default_partition(table) {
        collect.lock(&other, LockMode::AccessExclusive);
        collect.scan_tree(&other, span, &Cause::PartitionBounds);
    }
    for (name, index) in catalog.indexes_of(table) {
        if !catalog.has_fitting_index(&partition, index) {
            let cause = Cause::IndexBuild { index: name.name.clone(), concurrently: false };
            collect.scan_tree(&partition, span, &cause);
        }
    }
    collect.lock_relatives(table, LockMode::ShareRowExclusive);
    // A foreign key of the partition that says the same as one of the parent is joined with it, and the
    // referenced table loses its triggers (`tryAttachPartitionForeignKey`).
    for key in catalog.constraints_of(table) {
        if let Some(referenced) = &key.references
            && catalog.has_same_foreign_key(&partition, key)
        {
            collect.lock_tree(referenced, LockMode::AccessExclusive);
        }
    }
}

/// What `DETACH PARTITION` does but to the partitioned table itself.
pub(super) fn detach(
    table: &QualifiedName,
    partition: &Name,
    concurrently: bool,
    span: Span,
    collect: &mut Collector<'_>,
) {
    let catalog = collect.catalog;
    let partition = catalog.resolve_relation(partition);
    if concurrently {
        collect.lock(&partition, LockMode::ShareUpdateExclusive);
        return;
    }
    collect.lock(&partition, LockMode::AccessExclusive);
    collect.lock_default_partition(table, &partition);
    // The partition's own foreign keys stand alone from now on, and no row may point at what it holds
    // (`RI_PartitionRemove_Check`).
    for key in catalog.constraints_of(table) {
        if let Some(referenced) = &key.references {
            collect.lock_tree(referenced, LockMode::ShareRowExclusive);
        }
    }
    for (referrer, key) in catalog.foreign_keys_to(table) {
        collect.lock_tree(referrer, LockMode::AccessExclusive);
        collect.scan_tree(referrer, span, &Cause::ForeignKey { constraint: key.name.clone() });
    }
}
