//! See `rules/update-without-where.md`.

use crate::catalog::Catalog;
use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::name::{QualifiedName, quote};
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::{Shape, StatementKind, Update};
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "update-without-where",
        page: page!("update-without-where"),
        category: Category::Destructive,
        severity: Severity::Warning,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let StatementKind::Update(update) = &ctx.statement.kind else { return };
    let table = ctx.before.resolve_relation(&update.table);
    if !ctx.before.exists(&table)
        || !is_whole(update)
        || ctx.scope.settings.is_small(&table)
        || keeps(update, &table, ctx.before)
    {
        return;
    }
    let report = out.report(
        ctx.statement.span,
        format!("overwrites every row of {} with the same values", table.shown()),
    );
    report
        .label("no WHERE: the old values are lost, and each row stays locked until the transaction ends")
        .help("say which rows with WHERE; if it is all of them, update in batches that commit one by one")
        .table(&table);
    if let Some(batch) = batch(update, &table, ctx.before, ctx.scope.text(ctx.statement.span)) {
        report.safe(batch);
    }
}

/// Whether no value is overwritten by the same one in every row: the columns are new, or what they get is
/// computed from the row.
fn keeps(update: &Update, table: &QualifiedName, catalog: &Catalog) -> bool {
    update.assignments.iter().all(|(name, value)| {
        let origin = catalog.column(table, name).and_then(|column| column.origin);
        let new = origin.is_some_and(|origin| origin.migration == catalog.current);
        new || !value.columns.is_empty() || !value.tables.is_empty()
    })
}

/// Whether nothing chooses among the rows.
fn is_whole(update: &Update) -> bool {
    match &update.condition {
        None => update.query.tables.is_empty(),
        Some(condition) => condition.shape == Shape::Constant,
    }
}

/// The same update of a thousand rows; only where one column is set from the row itself.
fn batch(update: &Update, table: &QualifiedName, catalog: &Catalog, sql: &str) -> Option<String> {
    let [(column, value)] = &update.assignments[..] else { return None };
    if !value.calls.is_empty() || !value.tables.is_empty() || value.shape == Shape::Opaque {
        return None;
    }
    let is_plain =
        sql.split_whitespace().nth(2).is_some_and(|word| word.eq_ignore_ascii_case("set"));
    let (key, name, column) = (words::batch_key(catalog, table), table.sql(), quote(column));
    let value = &value.text;
    is_plain.then(|| {
        format!(
            "-- outside the migration, until it updates no row:\n\
             UPDATE {name} SET {column} = {value} WHERE {key} IN\n  \
             (SELECT {key} FROM {name} WHERE {column} IS DISTINCT FROM {value} LIMIT 1000);"
        )
    })
}
