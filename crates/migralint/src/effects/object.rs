//! Views, triggers, policies, domains, comments, data statements: what is no table, on the tables it touches.

use super::collect::Collector;
use super::versions::Since;
use super::{Cause, LockMode};
use crate::name::{Name, QualifiedName};
use crate::source::Span;
use crate::syntax::statement::{
    AlterDomain, AlterDomainAction, AlterObject, Comment, CreateFunction, CreateRule,
    CreateSequence, CreateTrigger, CreateView, Insert, ObjectKind, Publication, Query, RefreshView,
    Statement, StatementKind,
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
    let mut query = create.query.clone();
    // A recursive view names itself.
    query.tables.retain(|table| catalog.resolve_relation(table) != name);
    if create.materialized && !create.no_data {
        run(&query, collect);
    } else {
        read(&query, collect);
    }
}

/// What `REFRESH MATERIALIZED VIEW` does.
pub(super) fn refresh(refresh: &RefreshView, span: Span, collect: &mut Collector<'_>) {
    let catalog = collect.catalog;
    let name = catalog.resolve_relation(&refresh.name);
    if refresh.concurrently {
        collect.lock(&name, LockMode::Exclusive);
        // The new rows are joined with the old ones.
        collect.scan(&name, span, Cause::Refresh);
    } else {
        collect.lock(&name, LockMode::AccessExclusive);
        collect.rewrite(&name, span, Cause::Refresh);
    }
    if !refresh.no_data {
        for read in catalog.view(&name).iter().flat_map(|view| &view.reads) {
            collect.lock_read(read, LockMode::AccessShare);
        }
    }
}

/// What naming a query does: what it names is locked, not what stands behind that.
pub(super) fn read(query: &Query, collect: &mut Collector<'_>) {
    for table in &query.tables {
        let table = collect.catalog.resolve_relation(table);
        collect.lock(&table, LockMode::AccessShare);
    }
}

/// What running a query does: it reads partitions and what stands behind views too.
pub(super) fn run(query: &Query, collect: &mut Collector<'_>) {
    for table in &query.tables {
        let is_locked = query.locked.contains(table);
        let mode = if is_locked { LockMode::RowShare } else { LockMode::AccessShare };
        let table = collect.catalog.resolve_relation(table);
        collect.lock_read(&table, mode);
    }
    for write in &query.writes {
        let table = collect.catalog.resolve_relation(&write.table);
        collect.lock_tree(&table, LockMode::RowExclusive);
    }
}

/// What a data statement does: it writes one table and reads others.
pub(super) fn write(table: &Name, query: &Query, collect: &mut Collector<'_>) {
    run(query, collect);
    let table = collect.catalog.resolve_relation(table);
    collect.lock_read(&table, LockMode::RowExclusive);
}

/// What `EXPLAIN` does: to plan a statement takes the locks that running it begins with.
pub(super) fn plan(kind: &StatementKind, collect: &mut Collector<'_>) {
    match (data(kind), kind) {
        (Some((Some(table), query)), _) => write(table, query, collect),
        (Some((None, query)), _) => run(query, collect),
        (None, StatementKind::CreateTableAs(create)) => run(&create.query, collect),
        (None, StatementKind::CreateView(create)) if create.materialized => {
            run(&create.query, collect);
        }
        _ => {}
    }
}

/// The table that a data statement writes, and its query.
fn data(kind: &StatementKind) -> Option<(Option<&Name>, &Query)> {
    Some(match kind {
        StatementKind::Insert(insert) => (Some(&insert.table), &insert.query),
        StatementKind::Update(update) => (Some(&update.table), &update.query),
        StatementKind::Delete(delete) => (Some(&delete.table), &delete.query),
        StatementKind::Merge(merge) => (Some(&merge.table), &merge.query),
        StatementKind::Query(query) => (None, query),
        StatementKind::CreateTable(_)
        | StatementKind::CreateTableAs(_)
        | StatementKind::AlterTable(_)
        | StatementKind::Drop(_)
        | StatementKind::Truncate(_)
        | StatementKind::CreateIndex(_)
        | StatementKind::Reindex(_)
        | StatementKind::CreateType(_)
        | StatementKind::AlterType(_)
        | StatementKind::CreateDomain(_)
        | StatementKind::AlterDomain(_)
        | StatementKind::CreateSequence(_)
        | StatementKind::AlterSequence(_)
        | StatementKind::CreateView(_)
        | StatementKind::RefreshView(_)
        | StatementKind::CreateFunction(_)
        | StatementKind::CreateTrigger(_)
        | StatementKind::Policy(_)
        | StatementKind::CreateRule(_)
        | StatementKind::CreateStatistics(_)
        | StatementKind::CreateSchema(_)
        | StatementKind::CreateExtension { .. }
        | StatementKind::Publication(_)
        | StatementKind::AlterObject(_)
        | StatementKind::Comment(_)
        | StatementKind::Grant(_)
        | StatementKind::Explain(_)
        | StatementKind::Copy { .. }
        | StatementKind::Do(_)
        | StatementKind::Call(_)
        | StatementKind::Lock { .. }
        | StatementKind::Vacuum { .. }
        | StatementKind::Analyze { .. }
        | StatementKind::Cluster { .. }
        | StatementKind::Set(_)
        | StatementKind::Begin
        | StatementKind::Commit { .. }
        | StatementKind::Rollback
        | StatementKind::Savepoint
        | StatementKind::Other(_)
        | StatementKind::Psql(_)
        | StatementKind::Unreadable(_) => return None,
    })
}

/// What `INSERT` does: into a partition, it holds the row against the bounds, which stand at the parent.
pub(super) fn insert(insert: &Insert, collect: &mut Collector<'_>) {
    write(&insert.table, &insert.query, collect);
    let catalog = collect.catalog;
    let mut table = catalog.resolve_relation(&insert.table);
    while let Some(partition) = catalog.table(&table).and_then(|table| table.partition_of.as_ref())
    {
        collect.lock(&partition.parent, LockMode::AccessShare);
        table.clone_from(&partition.parent);
    }
}

/// What `CREATE RULE` does: the tables that its actions name are locked as those would lock them.
pub(super) fn create_rule(rule: &CreateRule, collect: &mut Collector<'_>) {
    lock_one(&rule.table, LockMode::AccessExclusive, collect);
    analyse(&rule.actions, collect);
}

/// What `CREATE FUNCTION` does: a body in SQL is read at once (`fmgr_sql_validator`), one in another language is not.
pub(super) fn create_function(create: &CreateFunction, collect: &mut Collector<'_>) {
    if create.language == "sql" {
        analyse(&create.statements, collect);
    }
}

/// What reading statements does that do not run yet.
fn analyse(statements: &[Statement], collect: &mut Collector<'_>) {
    for statement in statements {
        let Some((table, query)) = data(&statement.kind) else { continue };
        read(query, collect);
        if let Some(table) = table {
            lock_one(table, LockMode::RowExclusive, collect);
        }
    }
}

/// What `LOCK` does: what stands behind a view is locked too.
pub(super) fn lock_tables(
    tables: &[Name],
    mode: LockMode,
    only: bool,
    collect: &mut Collector<'_>,
) {
    for table in tables {
        if only {
            lock_one(table, mode, collect);
        } else {
            let table = collect.catalog.resolve_relation(table);
            collect.lock_read(&table, mode);
        }
    }
}

/// What `CREATE TRIGGER` does.
pub(super) fn create_trigger(create: &CreateTrigger, collect: &mut Collector<'_>) {
    let table = collect.catalog.resolve_relation(&create.table);
    collect.lock(&table, LockMode::ShareRowExclusive);
    if let Some(from) = &create.from {
        lock_one(from, LockMode::AccessShare, collect);
    }
    if !create.each_row {
        return;
    }
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
    } else if matches!(
        comment.kind,
        ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::Rule | ObjectKind::Constraint
    ) {
        lock_one(&comment.name, LockMode::AccessShare, collect);
    }
}

/// What `ALTER … RENAME`, `SET SCHEMA` and the like do to a table under the object.
pub(super) fn alter_object(alter: &AlterObject, collect: &mut Collector<'_>) {
    let catalog = collect.catalog;
    if let (ObjectKind::Trigger | ObjectKind::Rule, Some(on)) = (alter.kind, &alter.on) {
        let table = catalog.resolve_relation(on);
        if alter.rename_to.is_none() {
            collect.lock(&table, LockMode::AccessShare);
        } else if alter.kind == ObjectKind::Trigger
            && Since::TriggersRenamedBelow.is_in(collect.version)
        {
            collect.lock_partitions(&table, LockMode::AccessExclusive);
        } else {
            collect.lock(&table, LockMode::AccessExclusive);
        }
    }
}

/// What `ALTER DOMAIN` does to the tables that use it (`validateDomainCheckConstraint` in `typecmds.c`).
pub(super) fn alter_domain(alter: &AlterDomain, span: Span, collect: &mut Collector<'_>) {
    let catalog = collect.catalog;
    let domain = catalog.resolve_type(&alter.name);
    let validates = match &alter.action {
        AlterDomainAction::AddConstraint { not_valid, .. } => !not_valid,
        AlterDomainAction::SetNotNull | AlterDomainAction::ValidateConstraint { .. } => true,
        AlterDomainAction::DropConstraint { .. }
        | AlterDomainAction::RenameConstraint { .. }
        | AlterDomainAction::DropNotNull
        | AlterDomainAction::SetDefault(_)
        | AlterDomainAction::DropDefault
        | AlterDomainAction::RenameTo { .. }
        | AlterDomainAction::SetSchema { .. }
        | AlterDomainAction::OwnerTo => false,
    };
    if !validates {
        return;
    }
    for (table, _) in catalog.columns_of_type(&domain) {
        collect.lock(table, LockMode::Share);
        collect.scan(table, span, Cause::Domain { domain: domain.clone() });
    }
}

/// What `CREATE SEQUENCE` does: the table that owns it is named.
pub(super) fn create_sequence(create: &CreateSequence, collect: &mut Collector<'_>) {
    let name = collect.catalog.creation_name(&create.name, create.temporary);
    if create.if_not_exists && collect.catalog.relation(&name).is_some() {
        collect.effects.nothing_to_do = true;
    } else if let Some((owner, _)) = &create.owned_by {
        lock_one(owner, LockMode::AccessShare, collect);
    }
}

/// What a publication does to the tables that it names, and to those that `SET TABLE` takes out of it.
pub(super) fn publication(publication: &Publication, collect: &mut Collector<'_>) {
    if publication.sets {
        let known = collect.catalog.publications.get(&publication.name.name);
        for table in known.into_iter().flatten().flatten() {
            collect.lock(table, LockMode::ShareUpdateExclusive);
        }
    }
    for table in &publication.tables {
        let table = collect.catalog.resolve_relation(table);
        collect.lock(&table, LockMode::ShareUpdateExclusive);
    }
}

/// Locks one table, not what is below it.
pub(super) fn lock_one(table: &Name, mode: LockMode, collect: &mut Collector<'_>) {
    let table = collect.catalog.resolve_relation(table);
    collect.lock(&table, mode);
}

/// Locks every table of a list, and what is below it.
pub(super) fn lock_all(tables: &[Name], mode: LockMode, collect: &mut Collector<'_>) {
    for table in tables {
        let table: QualifiedName = collect.catalog.resolve_relation(table);
        collect.lock_tree(&table, mode);
    }
}
