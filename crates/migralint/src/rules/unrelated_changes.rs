//! See `rules/unrelated-changes.md`.

use crate::context::MigrationContext;
use crate::diagnostic::Diagnostics;
use crate::effects::LockMode;
use crate::name::QualifiedName;
use crate::replay::Step;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::source::Span;
use crate::syntax::statement::StatementKind;
use std::collections::BTreeMap;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "unrelated-changes",
        page: page!("unrelated-changes"),
        category: Category::Convention,
        severity: Severity::Warning,
        enabled: Enabled::OnRequest,
    },
    check: Check::Migration(check),
};

fn check(ctx: &MigrationContext<'_>, out: &mut Diagnostics<'_>) {
    if let Some((step, table)) = rows_among_schema(ctx) {
        out.report(
            step.statement.span,
            format!("the migration changes the schema, and here the rows of {}", table.shown()),
        )
        .label("changes rows")
        .help("put the rows into a migration of their own: it can be repeated, batched and taken back alone")
        .table(table);
        return;
    }
    let groups = groups(ctx);
    let max = ctx.scope.settings.max_tables;
    if groups.len() <= max {
        return;
    }
    let names: Vec<String> = groups.values().map(|(_, table)| table.shown()).collect();
    let Some((span, _)) = groups.values().max_by_key(|(span, _)| *span) else { return };
    out.report(
        *span,
        format!(
            "the migration changes {} tables that have nothing to do with each other: {}",
            names.len(),
            names.join(", ")
        ),
    )
    .label(format!("more than {max} unrelated changes"))
    .help("split it: each change can then be deployed, and taken back, alone");
}

/// The first statement that changes rows of a standing table in a migration that changes the schema too.
fn rows_among_schema<'a>(ctx: &MigrationContext<'a>) -> Option<(&'a Step<'a>, &'a QualifiedName)> {
    let changes_schema = ctx.steps.iter().any(|step| step.statement.kind.changes_schema());
    let rows = ctx.steps.iter().find_map(|step| {
        if !step.statement.kind.changes_rows() {
            return None;
        }
        let (table, _) = step.effects.locks.iter().max_by_key(|(_, mode)| **mode)?;
        (step.effects.locks[table] >= LockMode::RowExclusive).then_some((step, table))
    });
    rows.filter(|_| changes_schema)
}

/// The standing tables that are changed, those that belong together in one group: its first statement and a table.
fn groups<'a>(ctx: &MigrationContext<'a>) -> BTreeMap<usize, (Span, &'a QualifiedName)> {
    let changes: Vec<(&Step<'_>, &QualifiedName)> =
        ctx.steps.iter().filter_map(|step| Some((step, changed(step)?))).collect();
    // Each change begins as a group of its own; groups that have something in common become the earlier one.
    let mut group: Vec<usize> = (0..changes.len()).collect();
    for later in 1..changes.len() {
        for earlier in 0..later {
            if group[earlier] != group[later] && are_related(changes[earlier], changes[later], ctx)
            {
                let (from, to) =
                    (group[later].max(group[earlier]), group[later].min(group[earlier]));
                group.iter_mut().filter(|own| **own == from).for_each(|own| *own = to);
            }
        }
    }
    let mut groups = BTreeMap::new();
    for (at, (step, table)) in changes.iter().enumerate() {
        groups.entry(group[at]).or_insert((step.statement.span, *table));
    }
    groups
}

/// The standing table that a schema change is about.
fn changed<'a>(step: &'a Step<'_>) -> Option<&'a QualifiedName> {
    let about = match &step.statement.kind {
        StatementKind::AlterTable(alter) => &alter.name,
        StatementKind::CreateIndex(create) => &create.table,
        StatementKind::Drop(drop) => drop.names.first()?,
        StatementKind::Truncate(truncate) => truncate.tables.first()?,
        _ => return None,
    };
    let of_name = step.effects.locks.keys().find(|table| table.name == about.name);
    of_name.or_else(|| step.effects.locks.keys().next())
}

/// Whether two changes are of one table, of tables that refer to each other, or the same change.
fn are_related(
    a: (&Step<'_>, &QualifiedName),
    b: (&Step<'_>, &QualifiedName),
    ctx: &MigrationContext<'_>,
) -> bool {
    let refers = |from: &QualifiedName, to: &QualifiedName| {
        ctx.after
            .constraints_of(from)
            .iter()
            .any(|constraint| constraint.references.as_ref() == Some(to))
    };
    a.1 == b.1
        || refers(a.1, b.1)
        || refers(b.1, a.1)
        || a.0.effects.locks.contains_key(b.1)
        || b.0.effects.locks.contains_key(a.1)
        || same(a.0, b.0, ctx)
}

/// Whether two statements do the same to different tables.
fn same(a: &Step<'_>, b: &Step<'_>, ctx: &MigrationContext<'_>) -> bool {
    let (StatementKind::AlterTable(a), StatementKind::AlterTable(b)) =
        (&a.statement.kind, &b.statement.kind)
    else {
        return false;
    };
    a.actions.iter().any(|one| {
        b.actions.iter().any(|other| ctx.scope.text(one.span) == ctx.scope.text(other.span))
    })
}
