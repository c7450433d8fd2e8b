//! Whole tables: made, dropped, emptied, locked, and everything else that names tables in a list.

use super::collect::Collector;
use super::{Cause, LockMode};
use crate::name::{Name, QualifiedName};
use crate::source::Span;
use crate::syntax::statement::{
    Constraint, ConstraintKind, CreateTable, CreateTableAs, Drop, Expression, ObjectKind, Truncate,
};

/// What a `CREATE TABLE` does to others.
pub(super) fn create_table(create: &CreateTable, span: Span, collect: &mut Collector<'_>) {
    let catalog = collect.catalog;
    let name = catalog.creation_name(&create.name, create.temporary);
    if create.if_not_exists && catalog.relation(&name).is_some() {
        collect.effects.nothing_to_do = true;
        return;
    }
    let of_columns = create.columns.iter().flat_map(|column| &column.constraints);
    for constraint in create.constraints.iter().chain(of_columns) {
        reference(constraint, &name, collect);
    }
    for parent in &create.inherits {
        let parent = catalog.resolve_relation(parent);
        collect.lock(&parent, LockMode::ShareUpdateExclusive);
    }
    if let Some(partition) = &create.partition_of {
        let parent = catalog.resolve_relation(&partition.parent);
        collect.lock(&parent, LockMode::AccessExclusive);
        if let Some(default) = collect.default_partition(&parent) {
            collect.lock(&default, LockMode::AccessExclusive);
            collect.scan_tree(&default, span, &Cause::PartitionBounds);
        }
        collect.lock_relatives(&parent, LockMode::ShareRowExclusive);
    }
    for like in &create.like {
        let source = catalog.resolve_relation(&like.table);
        collect.lock(&source, LockMode::AccessShare);
    }
}

/// What `CREATE TABLE … AS` does: it runs its query, unless no data is asked for.
pub(super) fn create_table_as(create: &CreateTableAs, collect: &mut Collector<'_>) {
    let catalog = collect.catalog;
    let name = catalog.creation_name(&create.name, create.temporary);
    if create.if_not_exists && catalog.relation(&name).is_some() {
        collect.effects.nothing_to_do = true;
    } else if create.no_data {
        super::object::read(&create.query, collect);
    } else {
        super::object::run(&create.query, collect);
    }
}

/// A foreign key of a new table locks the table that it points at.
fn reference(constraint: &Constraint, own: &QualifiedName, collect: &mut Collector<'_>) {
    if let ConstraintKind::ForeignKey(key) = &constraint.kind {
        let referenced = collect.catalog.resolve_relation(&key.table);
        if referenced != *own {
            collect.lock_tree(&referenced, LockMode::ShareRowExclusive);
        }
    }
}

/// What `TRUNCATE` does.
pub(super) fn truncate(truncate: &Truncate, span: Span, collect: &mut Collector<'_>) {
    let catalog = collect.catalog;
    let mut tables: Vec<_> =
        truncate.tables.iter().map(|table| catalog.resolve_relation(table)).collect();
    let mut at = 0;
    while at < tables.len() {
        let table = tables[at].clone();
        let mut more = if truncate.only { Vec::new() } else { catalog.descendants(&table) };
        if truncate.cascade {
            more.extend(catalog.foreign_keys_to(&table).map(|(referrer, _)| referrer.clone()));
        }
        for other in more {
            if !tables.contains(&other) {
                tables.push(other);
            }
        }
        at += 1;
    }
    for table in tables {
        collect.lock(&table, LockMode::AccessExclusive);
        collect.rewrite(&table, span, Cause::Truncate);
    }
}

/// What `DROP` of any kind of object does.
pub(super) fn drop(drop: &Drop, span: Span, collect: &mut Collector<'_>) {
    let mut idle = true;
    for name in &drop.names {
        let span = if drop.names.len() == 1 { span } else { name.span };
        idle &= !drop_one(drop, name, span, collect);
    }
    collect.effects.nothing_to_do = idle;
}

/// Drops one object; false when it is known not to be there.
fn drop_one(drop: &Drop, name: &Name, span: Span, collect: &mut Collector<'_>) -> bool {
    let catalog = collect.catalog;
    match drop.kind {
        ObjectKind::Table | ObjectKind::ForeignTable => {
            let table = catalog.resolve_relation(name);
            if drop.if_exists && catalog.is_absent(&table) {
                return false;
            }
            collect.drop_table(&table, span, false);
            for child in catalog.descendants(&table) {
                collect.drop_table(&child, span, true);
            }
            if drop.cascade {
                collect.drop_views(catalog.views_reading(&table), span);
                let dropped: Vec<_> =
                    drop.names.iter().map(|name| catalog.resolve_relation(name)).collect();
                for (referrer, constraint) in catalog.foreign_keys_to(&table) {
                    if !dropped.contains(referrer) {
                        collect.drop_foreign_key(referrer, constraint, span);
                    }
                }
            }
        }
        ObjectKind::View | ObjectKind::MaterializedView => {
            let view = catalog.resolve_relation(name);
            if drop.if_exists && catalog.is_absent(&view) {
                return false;
            }
            collect.lock(&view, LockMode::AccessExclusive);
            if catalog.exists(&view) {
                collect.drop(drop.kind, &view, None, span, false);
            }
            if drop.cascade {
                collect.drop_views(catalog.views_reading(&view), span);
            }
        }
        ObjectKind::Index => return super::index::drop_index(drop, name, span, collect),
        ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::Rule => {
            let Some(on) = &drop.on else { return true };
            let table = catalog.resolve_relation(on);
            if drop.if_exists
                && (catalog.is_dropped(&table) || is_missing_part(drop.kind, &table, name, collect))
            {
                return false;
            }
            if drop.kind == ObjectKind::Trigger && is_row_trigger(&table, name, collect) {
                collect.lock_partitions(&table, LockMode::AccessExclusive);
            }
            collect.lock(&table, LockMode::AccessExclusive);
            if catalog.exists(&table) {
                collect.drop(drop.kind, &table, Some(&name.name), span, false);
            }
        }
        ObjectKind::Schema => drop_schema(&name.name, drop.cascade, span, collect),
        ObjectKind::Type | ObjectKind::Domain => {
            let dropped = catalog.resolve_type(name);
            if drop.if_exists && catalog.is_dropped(&dropped) {
                return false;
            }
            if drop.cascade {
                drop_columns_of_type(&dropped, span, collect);
            }
            if catalog.exists(&dropped) {
                collect.drop(drop.kind, &dropped, None, span, false);
            }
        }
        ObjectKind::Statistics => {
            let statistics = catalog.resolve_relation(name);
            if let Some(table) = catalog.statistics.get(&statistics) {
                collect.lock(table, LockMode::ShareUpdateExclusive);
            }
        }
        ObjectKind::Function => drop_function(name, drop.cascade, span, collect),
        ObjectKind::Sequence | ObjectKind::Extension => {
            let sequence = catalog.resolve_relation(name);
            collect.drop(drop.kind, &sequence, None, span, false);
        }
        ObjectKind::Database | ObjectKind::Tablespace => {
            collect.effects.needs_no_transaction = true;
            let name = QualifiedName::new("", name.name.clone());
            collect.drop(drop.kind, &name, None, span, false);
        }
        ObjectKind::Column
        | ObjectKind::Constraint
        | ObjectKind::Publication
        | ObjectKind::Owned
        | ObjectKind::Other => {}
    }
    true
}

/// Whether a trigger of a table stands at its partitions too.
fn is_row_trigger(table: &QualifiedName, name: &Name, collect: &Collector<'_>) -> bool {
    collect
        .catalog
        .table(table)
        .is_some_and(|table| table.trigger(&name.name).is_some_and(|trigger| trigger.each_row))
}

/// Whether a table is known not to have this trigger, policy or rule.
fn is_missing_part(
    kind: ObjectKind,
    table: &QualifiedName,
    part: &Name,
    collect: &Collector<'_>,
) -> bool {
    let Some(known) = collect.catalog.table(table).filter(|table| table.complete) else {
        return false;
    };
    !known.has_part(kind, &part.name)
}

fn drop_schema(schema: &str, cascade: bool, span: Span, collect: &mut Collector<'_>) {
    let catalog = collect.catalog;
    let old = collect.is_old(catalog.schemas.get(schema).copied());
    if old {
        let name = QualifiedName::new("", schema);
        collect.drop(ObjectKind::Schema, &name, None, span, false);
    }
    if cascade {
        let inside = |name: &&QualifiedName| name.schema == schema;
        for table in catalog.tables.keys().filter(inside) {
            collect.drop_table(table, span, true);
        }
        collect.drop_views(catalog.views.keys().filter(inside).cloned(), span);
    }
}

fn drop_columns_of_type(name: &QualifiedName, span: Span, collect: &mut Collector<'_>) {
    let catalog = collect.catalog;
    for (table, column) in catalog.columns_of_type(name) {
        collect.lock(table, LockMode::AccessExclusive);
        if catalog.exists(table) && collect.is_old(column.origin) {
            collect.drop(ObjectKind::Column, table, Some(&column.name), span, true);
        }
    }
    for (table, _) in catalog.defaults_casting_to(name) {
        collect.lock(table, LockMode::AccessExclusive);
    }
}

fn drop_function(name: &Name, cascade: bool, span: Span, collect: &mut Collector<'_>) {
    let catalog = collect.catalog;
    let function = catalog.resolve_function(name);
    let origin = catalog.function(&function).first().map(|function| function.origin);
    if collect.is_old(origin) {
        collect.drop(ObjectKind::Function, &function, None, span, false);
    }
    if !cascade {
        return;
    }
    for (table, content) in &catalog.tables {
        let calls = |expression: &Expression| {
            expression.calls.iter().any(|called| catalog.resolve_function(called) == function)
        };
        let of_column =
            content.columns.iter().any(|column| column.default.as_ref().is_some_and(calls));
        let of_check = content.constraints.iter().any(
            |constraint| matches!(&constraint.kind, ConstraintKind::Check(check) if calls(check)),
        );
        if of_column || of_check {
            collect.lock(table, LockMode::AccessExclusive);
        }
        for trigger in &content.triggers {
            let calls = trigger.function.as_ref().map(|called| catalog.resolve_function(called));
            if calls.as_ref() == Some(&function) {
                collect.lock(table, LockMode::AccessExclusive);
                if trigger.each_row {
                    collect.lock_partitions(table, LockMode::AccessExclusive);
                }
                if catalog.exists(table) {
                    collect.drop(ObjectKind::Trigger, table, Some(&trigger.name), span, true);
                }
            }
        }
    }
}
