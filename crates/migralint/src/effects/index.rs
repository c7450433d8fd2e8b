//! Indexes: made, dropped, built anew.

use super::collect::Collector;
use super::{Cause, LockMode};
use crate::catalog::Catalog;
use crate::name::{Name, QualifiedName};
use crate::source::Span;
use crate::syntax::statement::{CreateIndex, Drop, ObjectKind, Reindex};

/// What `CREATE INDEX` does.
pub(super) fn create_index(create: &CreateIndex, span: Span, collect: &mut Collector<'_>) {
    let catalog = collect.catalog;
    let table = catalog.resolve_relation(&create.table);
    let concurrently = create.concurrently;
    let partitioned = catalog.table(&table).is_some_and(|table| table.partition_by.is_some());
    let mode = if concurrently { LockMode::ShareUpdateExclusive } else { LockMode::Share };
    collect.effects.needs_no_transaction = concurrently;
    collect.lock(&table, mode);
    if let Some(name) = &create.name {
        let index = QualifiedName::new(table.schema.clone(), name.name.clone());
        if create.if_not_exists && catalog.relation(&index).is_some() {
            collect.effects.nothing_to_do = true;
            return;
        }
    }
    let index = create.name.as_ref().map(|name| name.name.clone()).unwrap_or_default();
    let cause = Cause::IndexBuild { index, concurrently };
    if create.only {
        if !partitioned {
            collect.scan(&table, span, cause);
        }
    } else {
        for child in catalog.descendants(&table) {
            if collect.is_partition(&child) {
                collect.lock(&child, mode);
                if !serves(create, &child, catalog) {
                    collect.scan(&child, span, cause.clone());
                }
            }
        }
        collect.scan(&table, span, cause);
    }
}

/// Whether a partition has an index already that becomes its part of a new one (`CompareIndexInfo`).
fn serves(create: &CreateIndex, partition: &QualifiedName, catalog: &Catalog) -> bool {
    let plain = create.predicate.is_none() && create.keys.iter().all(|key| key.column.is_some());
    plain
        && catalog.indexes_of(partition).any(|(_, index)| {
            index.attached_to.is_none()
                && !index.partial
                && index.unique == create.unique
                && index.method == create.method
                && index.attributes.len() == create.keys.len() + create.include.len()
                && index.columns.iter().eq(create.keys.iter().map(|key| &key.column))
        })
}

/// What `DROP INDEX` does to the table; false when the index is known not to be there.
pub(super) fn drop_index(
    drop: &Drop,
    name: &Name,
    span: Span,
    collect: &mut Collector<'_>,
) -> bool {
    let catalog = collect.catalog;
    let index = catalog.resolve_relation(name);
    collect.effects.needs_no_transaction |= drop.concurrently;
    let Some(known) = catalog.index(&index) else {
        return !(drop.if_exists && catalog.is_dropped(&index));
    };
    let mode =
        if drop.concurrently { LockMode::ShareUpdateExclusive } else { LockMode::AccessExclusive };
    collect.lock_tree(&known.table, mode);
    if drop.cascade && known.unique {
        let columns: Vec<String> = known.columns.iter().flatten().cloned().collect();
        for referrer in collect.referrers_by(&known.table, &columns) {
            collect.lock_tree(&referrer, LockMode::AccessExclusive);
        }
    }
    if collect.is_old(Some(known.origin)) && catalog.exists(&known.table) {
        collect.drop(ObjectKind::Index, &index, None, span, false);
    }
    true
}

/// What `REINDEX` does.
pub(super) fn reindex(reindex: &Reindex, span: Span, collect: &mut Collector<'_>) {
    let catalog = collect.catalog;
    let concurrently = reindex.concurrently;
    let whole = !matches!(reindex.kind, ObjectKind::Table | ObjectKind::Index);
    collect.effects.needs_no_transaction = concurrently || whole;
    let Some(name) = &reindex.name else { return };
    let name = catalog.resolve_relation(name);
    let table = if reindex.kind == ObjectKind::Index {
        catalog.index(&name).map(|index| &index.table)
    } else {
        Some(&name)
    };
    if let Some(table) = table.filter(|_| !whole) {
        // Each partition is done in a transaction of its own (`ReindexPartitions`).
        collect.effects.needs_no_transaction |= catalog.is_partitioned(table);
        let mode = if concurrently { LockMode::ShareUpdateExclusive } else { LockMode::Share };
        collect.lock(table, mode);
        collect.scan(table, span, Cause::Reindex { concurrently });
    }
}
