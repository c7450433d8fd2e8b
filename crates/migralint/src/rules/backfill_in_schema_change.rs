//! See `rules/backfill-in-schema-change.md`.

use crate::catalog::Catalog;
use crate::context::MigrationContext;
use crate::diagnostic::Diagnostics;
use crate::name::QualifiedName;
use crate::replay::Step;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::{Expression, StatementKind};

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "backfill-in-schema-change",
        page: page!("backfill-in-schema-change"),
        category: Category::Locking,
        severity: Severity::Warning,
        enabled: Enabled::PendingOnly,
    },
    check: Check::Migration(check),
};

fn check(ctx: &MigrationContext<'_>, out: &mut Diagnostics<'_>) {
    for step in ctx.steps {
        let transaction = &step.transaction;
        let quick = |table: &QualifiedName| ctx.scope.settings.is_small(table);
        let Some(rows) = all_rows(step, ctx.after).filter(|rows| !quick(rows)) else { continue };
        let held = transaction
            .held
            .iter()
            .filter(|(table, held)| held.mode.blocks_writes() && !ctx.after.is_dropped(table));
        let Some((table, held)) = held.max_by_key(|(_, held)| held.mode) else { continue };
        if transaction.block.is_none() {
            continue;
        }
        let (shown, blocks) = (table.shown(), held.mode.blocks());
        let by = ctx.scope.history.migrations[held.migration].file;
        let sql = ctx.scope.text(step.statement.span);
        out.report(
            step.statement.span,
            format!("{blocks} on {shown} waits while the rows of {} are worked through", rows.shown()),
        )
        .label(format!("{shown} is still locked {}", held.mode))
        .help("commit the schema change first: put this into a later migration, in batches where the table is large")
        .safe(format!("-- in a later migration:\n{sql};"))
        .related(by, held.span, format!("takes the {} lock on {shown}", held.mode))
        .table(&rows);
        return;
    }
}

/// The standing table that a data statement works through from end to end.
fn all_rows(step: &Step<'_>, after: &Catalog) -> Option<QualifiedName> {
    let standing = |name| {
        Some(after.resolve_relation(name)).filter(|table| step.effects.locks.contains_key(table))
    };
    match &step.statement.kind {
        StatementKind::Update(update) => standing(&update.table)
            .filter(|table| takes_all(update.condition.as_ref(), table, after)),
        StatementKind::Delete(delete) => standing(&delete.table)
            .filter(|table| takes_all(delete.condition.as_ref(), table, after)),
        StatementKind::Merge(merge) => standing(&merge.table),
        StatementKind::Insert(insert) if !insert.values => {
            insert.query.tables.iter().find_map(standing)
        }
        _ => None,
    }
}

/// Whether a condition picks every row: there is none, or it asks for nulls in a column that the migration made.
fn takes_all(condition: Option<&Expression>, table: &QualifiedName, after: &Catalog) -> bool {
    let is_new = |column: &String| {
        let origin = after.column(table, column).and_then(|column| column.origin);
        origin.is_some_and(|origin| origin.migration == after.current)
    };
    condition.is_none_or(|condition| condition.nulls.iter().any(is_new))
}
