//! Why PostgreSQL refuses a change without `CASCADE`: something else needs what it takes away.
//!
//! Only what is certain is said: a view names columns without their tables, so a column counts as read when no other
//! relation of the view can have one of its name.

use std::collections::BTreeSet;

use crate::catalog::{Catalog, Constraint, View};
use crate::name::QualifiedName;
use crate::syntax::statement::{ConstraintKind, Drop, Truncate};

/// Why a column's type cannot change (`RememberAllDependentForRebuilding`): even `CASCADE` would not help.
pub(super) fn of_type(table: &QualifiedName, column: &str, catalog: &Catalog) -> Option<String> {
    view(table, column, catalog)
        .map(|view| {
            format!("the view {} reads \"{column}\"; drop it first and make it again", view.shown())
        })
        .or_else(|| generated(table, column, catalog))
        .or_else(|| trigger(table, column, catalog))
        .or_else(|| policy(table, column, catalog))
}

/// Why a column cannot be dropped. The constraints that the same statement drops are no obstacle.
pub(super) fn of_column(
    table: &QualifiedName,
    column: &str,
    dropped: &BTreeSet<&str>,
    catalog: &Catalog,
) -> Option<String> {
    view(table, column, catalog)
        .map(|view| {
            format!("the view {} reads \"{column}\"; drop or change it first", view.shown())
        })
        .or_else(|| trigger(table, column, catalog))
        .or_else(|| policy(table, column, catalog))
        .or_else(|| {
            let key = |constraint: &&Constraint| {
                key_columns(constraint).iter().any(|name| name == column)
                    && !dropped.contains(constraint.name.as_str())
            };
            let mut keys = catalog.constraints_of(table).iter().filter(key);
            keys.find_map(|key| of_constraint(table, &key.name, catalog))
        })
}

/// Why a primary key or unique constraint cannot be dropped.
pub(super) fn of_constraint(
    table: &QualifiedName,
    name: &str,
    catalog: &Catalog,
) -> Option<String> {
    let columns = key_columns(catalog.table(table)?.constraint(name)?);
    if columns.is_empty() { None } else { of_key(table, columns, catalog) }
}

/// The columns of a primary key or unique constraint; none of another.
fn key_columns(constraint: &Constraint) -> &[String] {
    match &constraint.kind {
        ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns } => columns,
        ConstraintKind::UsingIndex { .. }
        | ConstraintKind::Check(_)
        | ConstraintKind::ForeignKey(_)
        | ConstraintKind::Exclude { .. }
        | ConstraintKind::NotNull { .. } => &[],
    }
}

/// Why a unique index on these columns cannot be dropped: a foreign key needs it, and there is no other one that it
/// could have been made with.
pub(super) fn of_key(
    table: &QualifiedName,
    columns: &[String],
    catalog: &Catalog,
) -> Option<String> {
    // In any order (`transformFkeyCheckAttrs` in `tablecmds.c`).
    let same = |other: &[&String]| {
        other.len() == columns.len() && columns.iter().all(|column| other.contains(&column))
    };
    let serving = catalog.indexes_of(table).filter(|(_, index)| {
        index.unique && !index.partial && same(&index.columns.iter().flatten().collect::<Vec<_>>())
    });
    if serving.count() > 1 {
        return None;
    }
    let primary = catalog.primary_key(table).map_or(&[][..], key_columns);
    let (referrer, key) = catalog.foreign_keys_to(table).find(|(_, key)| {
        let ConstraintKind::ForeignKey(key) = &key.kind else { return false };
        let referenced = if key.referenced.is_empty() { primary } else { &key.referenced };
        same(&referenced.iter().collect::<Vec<_>>())
    })?;
    Some(format!(
        "the foreign key \"{}\" of {} needs it; drop that first",
        key.name,
        referrer.shown()
    ))
}

/// Why tables cannot be dropped.
pub(super) fn of_tables(drop: &Drop, catalog: &Catalog) -> Option<String> {
    let dropped: BTreeSet<_> =
        drop.names.iter().map(|name| catalog.resolve_relation(name)).collect();
    let goes = |table: &QualifiedName| {
        dropped.contains(table)
            || catalog.table(table).is_some_and(|known| {
                known.partition_of.as_ref().is_some_and(|of| dropped.contains(&of.parent))
            })
    };
    dropped.iter().find_map(|table| {
        if let Some((referrer, key)) = catalog.foreign_keys_to(table).find(|(name, _)| !goes(name))
        {
            return Some(format!(
                "the foreign key \"{}\" of {} points at {}; drop that first",
                key.name,
                referrer.shown(),
                table.shown()
            ));
        }
        if let Some(view) = catalog.views_reading(table).first() {
            return Some(format!(
                "the view {} reads {}; drop it first",
                view.shown(),
                table.shown()
            ));
        }
        let parent = catalog.table(table)?.partition_of.as_ref().map(|of| &of.parent);
        if let Some(parent) = parent.filter(|parent| !goes(parent))
            && let Some((referrer, key)) =
                catalog.foreign_keys_to(parent).find(|(name, _)| !goes(name))
        {
            return Some(format!(
                "the foreign key \"{}\" of {} points at {}; detach the partition first",
                key.name,
                referrer.shown(),
                parent.shown()
            ));
        }
        let child = catalog.descendants(table).into_iter().find(|child| {
            !dropped.contains(child)
                && catalog.table(child).is_some_and(|child| child.inherits.contains(table))
        })?;
        Some(format!("{} inherits from {}; drop it first", child.shown(), table.shown()))
    })
}

/// Why views cannot be dropped.
pub(super) fn of_views(drop: &Drop, catalog: &Catalog) -> Option<String> {
    let dropped: BTreeSet<_> =
        drop.names.iter().map(|name| catalog.resolve_relation(name)).collect();
    dropped.iter().find_map(|view| {
        let reader =
            catalog.views_reading(view).into_iter().find(|reader| !dropped.contains(reader))?;
        Some(format!("the view {} reads {}; drop it first", reader.shown(), view.shown()))
    })
}

/// Why a function cannot be dropped: the history knows one of that name alone, and something calls it.
pub(super) fn of_function(drop: &Drop, catalog: &Catalog) -> Option<String> {
    drop.names.iter().find_map(|name| {
        let function = catalog.resolve_function(name);
        if catalog.function(&function).len() != 1 {
            return None;
        }
        let calls = |called: &crate::name::Name| {
            called.name == function.name && catalog.resolve_function(called) == function
        };
        catalog.tables.iter().find_map(|(table, known)| {
            let trigger = known.triggers.iter().find(|trigger| trigger.function.as_ref().is_some_and(calls));
            if let Some(trigger) = trigger {
                return Some(format!(
                    "the trigger \"{}\" of {} calls it; drop that first",
                    trigger.name,
                    table.shown()
                ));
            }
            let column = known.columns.iter().find(|column| {
                let generated = column.generated.as_ref().map(|(expression, _)| expression);
                column.default.iter().chain(generated).any(|value| value.calls.iter().any(calls))
            });
            if let Some(column) = column {
                return Some(format!(
                    "the column \"{}\" of {} calls it; change that first",
                    column.name,
                    table.shown()
                ));
            }
            let check = known.constraints.iter().find(|constraint| {
                matches!(&constraint.kind, ConstraintKind::Check(check) if check.calls.iter().any(calls))
            })?;
            Some(format!(
                "the constraint \"{}\" of {} calls it; drop that first",
                check.name,
                table.shown()
            ))
        })
    })
}

/// Why tables cannot be emptied (`heap_truncate_check_FKs`).
pub(super) fn of_rows(truncate: &Truncate, catalog: &Catalog) -> Option<String> {
    let tables: BTreeSet<_> =
        truncate.tables.iter().map(|name| catalog.resolve_relation(name)).collect();
    if truncate.only
        && let Some(table) = tables.iter().find(|table| catalog.is_partitioned(table))
    {
        return Some(format!(
            "{} is partitioned and has no rows of its own; leave out ONLY",
            table.shown()
        ));
    }
    if truncate.cascade {
        return None;
    }
    tables.iter().find_map(|table| {
        let (referrer, key) =
            catalog.foreign_keys_to(table).find(|(referrer, _)| !tables.contains(referrer))?;
        Some(format!(
            "the foreign key \"{}\" of {} points at {}; name that table too",
            key.name,
            referrer.shown(),
            table.shown()
        ))
    })
}

/// A view that surely reads a column.
fn view(table: &QualifiedName, column: &str, catalog: &Catalog) -> Option<QualifiedName> {
    let lacks = |other: &QualifiedName| {
        other == table
            || catalog
                .table(other)
                .is_some_and(|other| other.complete && other.column(column).is_none())
    };
    let reads = |view: &View| {
        view.query.columns.iter().any(|name| name == column) && view.reads.iter().all(lacks)
    };
    catalog.readers(table).find(|(_, view)| reads(view)).map(|(name, _)| name.clone())
}

fn generated(table: &QualifiedName, column: &str, catalog: &Catalog) -> Option<String> {
    let known = catalog.table(table)?;
    let uses = known.columns.iter().find(|other| {
        let expression = other.generated.as_ref().map(|(expression, _)| expression);
        expression.is_some_and(|expression| expression.columns.iter().any(|name| name == column))
    })?;
    Some(format!(
        "the generated column \"{}\" is computed from \"{column}\"; drop it first and add it again",
        uses.name
    ))
}

fn trigger(table: &QualifiedName, column: &str, catalog: &Catalog) -> Option<String> {
    let known = catalog.table(table)?;
    let uses =
        known.triggers.iter().find(|trigger| trigger.columns.iter().any(|name| name == column))?;
    Some(format!(
        "the trigger \"{}\" names \"{column}\"; drop it first and make it again",
        uses.name
    ))
}

fn policy(table: &QualifiedName, column: &str, catalog: &Catalog) -> Option<String> {
    let known = catalog.table(table)?;
    let uses =
        known.policies.iter().find(|policy| policy.columns.iter().any(|name| name == column))?;
    Some(format!(
        "the policy \"{}\" names \"{column}\"; drop it first and make it again",
        uses.name
    ))
}
