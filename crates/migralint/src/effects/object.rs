//! Views, triggers, policies, domains, comments, data statements: what is no table, on the tables it touches.

use super::collect::Collector;
use super::{Cause, LockMode};
use crate::name::{Name, QualifiedName};
use crate::source::Span;
use crate::syntax::statement::{
    AlterDomain, AlterDomainAction, AlterObject, Comment, CreateTrigger, CreateView, ObjectKind,
    Publication, Query, RefreshView,
};

/// What `CREATE VIEW` does.
pub(super) fn create_view(create: &CreateView, collect: &mut Collector<'_>) {
    let catalog = collect.catalog;
    let name = catalog.creation_name(&create.name, create.temporary);
    let exists = catalog.relation(&name).is_some();
    if create.if_not_exists && exists {
        collect.effects.nothing_to_do = true;
        return;
    }
    if create.or_replace && exists {
        collect.lock(&name, LockMode::AccessExclusive);
    }
    read(&create.query, collect);
}

/// What `REFRESH MATERIALIZED VIEW` does.
pub(super) fn refresh(refresh: &RefreshView, span: Span, collect: &mut Collector<'_>) {
    let name = collect.catalog.resolve_relation(&refresh.name);
    if refresh.concurrently {
        collect.lock(&name, LockMode::Exclusive);
    } else {
        collect.lock(&name, LockMode::AccessExclusive);
        collect.rewrite(&name, span, Cause::Refresh);
    }
}

/// What a query does: it reads.
pub(super) fn read(query: &Query, collect: &mut Collector<'_>) {
    for table in &query.tables {
        let table = collect.catalog.resolve_relation(table);
        let mode = if query.locks_rows { LockMode::RowShare } else { LockMode::AccessShare };
        collect.lock(&table, mode);
    }
    for table in &query.writes {
        let table = collect.catalog.resolve_relation(table);
        collect.lock_tree(&table, LockMode::RowExclusive);
    }
}

/// What a data statement does: it writes one table and reads others.
pub(super) fn write(table: &Name, query: &Query, collect: &mut Collector<'_>) {
    read(query, collect);
    let table = collect.catalog.resolve_relation(table);
    collect.lock_tree(&table, LockMode::RowExclusive);
}

/// What `CREATE TRIGGER` does.
pub(super) fn create_trigger(create: &CreateTrigger, collect: &mut Collector<'_>) {
    let table = collect.catalog.resolve_relation(&create.table);
    collect.lock(&table, LockMode::ShareRowExclusive);
    let partitions: Vec<_> = collect.catalog.descendants(&table);
    for partition in partitions {
        if collect.catalog.table(&partition).is_some_and(|table| table.partition_of.is_some()) {
            collect.lock(&partition, LockMode::ShareRowExclusive);
        }
    }
}

/// What `COMMENT ON` does: the object itself is locked, for a part of a table weakly.
pub(super) fn comment(comment: &Comment, collect: &mut Collector<'_>) {
    let relation = matches!(
        comment.kind,
        ObjectKind::Table
            | ObjectKind::ForeignTable
            | ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Column
    );
    if relation {
        let name = collect.catalog.resolve_relation(&comment.name);
        collect.lock(&name, LockMode::ShareUpdateExclusive);
    }
}

/// What `ALTER … RENAME`, `SET SCHEMA` and the like do to a table under the object.
pub(super) fn alter_object(alter: &AlterObject, collect: &mut Collector<'_>) {
    let catalog = collect.catalog;
    if let (ObjectKind::Trigger | ObjectKind::Rule, Some(on)) = (alter.kind, &alter.on) {
        let table = catalog.resolve_relation(on);
        let renames = alter.rename_to.is_some();
        collect
            .lock(&table, if renames { LockMode::AccessExclusive } else { LockMode::AccessShare });
    }
}

/// What `ALTER DOMAIN` does to the tables that use it (`validateDomainCheckConstraint` in `typecmds.c`).
pub(super) fn alter_domain(alter: &AlterDomain, span: Span, collect: &mut Collector<'_>) {
    let catalog = collect.catalog;
    let domain = catalog.resolve_type(&alter.name);
    let validates = match &alter.action {
        AlterDomainAction::AddConstraint { not_valid, .. } => !not_valid,
        AlterDomainAction::SetNotNull | AlterDomainAction::ValidateConstraint { .. } => true,
        _ => false,
    };
    if !validates {
        return;
    }
    let validate = matches!(alter.action, AlterDomainAction::ValidateConstraint { .. });
    let mode = if validate && collect.version.major() >= 18 {
        LockMode::ShareUpdateExclusive
    } else {
        LockMode::Share
    };
    for (table, _) in catalog.columns_of_type(&domain) {
        collect.lock(table, mode);
        collect.scan(table, span, Cause::Domain { domain: domain.clone() });
    }
}

/// What a publication does to the tables that it names.
pub(super) fn publication(publication: &Publication, collect: &mut Collector<'_>) {
    for table in &publication.tables {
        let table = collect.catalog.resolve_relation(table);
        collect.lock(&table, LockMode::ShareUpdateExclusive);
    }
}

/// Locks every table of a list.
pub(super) fn lock_all(tables: &[Name], mode: LockMode, collect: &mut Collector<'_>) {
    for table in tables {
        let table: QualifiedName = collect.catalog.resolve_relation(table);
        collect.lock_tree(&table, mode);
    }
}
