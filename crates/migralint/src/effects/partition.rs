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
    if !checked && !default {
        collect.scan_tree(&partition, span, &Cause::PartitionBounds);
    }
    if let Some(other) = collect.default_partition(table) {
        collect.lock(&other, LockMode::AccessExclusive);
        collect.scan_tree(&other, span, &Cause::PartitionBounds);
    }
    for (name, index) in catalog.indexes_of(table) {
        let matched = catalog.indexes_of(&partition).any(|(_, own)| {
            own.columns == index.columns
                && own.unique >= index.unique
                && own.partial == index.partial
        });
        if !matched {
            let cause = Cause::IndexBuild { index: name.name.clone(), concurrently: false };
            collect.scan_tree(&partition, span, &cause);
        }
    }
    for constraint in catalog.constraints_of(table) {
        if let Some(referenced) = &constraint.references {
            collect.lock_tree(referenced, LockMode::ShareRowExclusive);
        }
    }
}

/// What `DETACH PARTITION` does but to the partitioned table itself.
pub(super) fn detach(
    table: &QualifiedName,
    partition: &Name,
    concurrently: bool,
    collect: &mut Collector<'_>,
) {
    let partition = collect.catalog.resolve_relation(partition);
    if concurrently {
        collect.lock(&partition, LockMode::ShareUpdateExclusive);
        return;
    }
    collect.lock(&partition, LockMode::AccessExclusive);
    collect.lock_default_partition(table, &partition);
}
