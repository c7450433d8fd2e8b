//! See `rules/update-without-where.md`.

use crate::catalog::Catalog;
use crate::diagnostic::Diagnostics;
use crate::name::{QualifiedName, quote};
use crate::rule::{Category, Check, Rule, Severity, StatementContext, Status, page};
use crate::syntax::statement::{Shape, StatementKind, Update};
use crate::words;

pub(crate) static RULE: Rule = Rule {
    id: "update-without-where",
    page: page!("update-without-where"),
    category: Category::Locking,
    severity: Severity::Warning,
    status: Status::Default,
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let StatementKind::Update(update) = &ctx.statement.kind else { return };
    let table = ctx.before.resolve_relation(&update.table);
    if !ctx.before.standing(&table)
        || !is_whole(update, &table, ctx.before)
        || ctx.scope.settings.is_small(&table)
        || ctx.transaction.blocks_others()
    {
        return;
    }
    let report = out.report(
        ctx.statement.span,
        format!("updates every row of {} in one statement", table.shown()),
    );
    report
        .label("each row stays locked until the transaction ends, and leaves a dead copy behind")
        .help("update in batches that commit one by one, outside the migration")
        .table(&table);
    if let Some(batch) = batch(update, &table, ctx.before, ctx.scope.text(ctx.statement.span)) {
        report.safe(batch);
    }
}

/// Whether it changes all rows: it has no condition, or only asks for nulls in a column that is all new.
fn is_whole(update: &Update, table: &QualifiedName, catalog: &Catalog) -> bool {
    let Some(condition) = &update.condition else { return update.query.tables.is_empty() };
    let is_new = |column: &String| {
        catalog.column(table, column).is_some_and(|known| {
            known.origin.is_some_and(|origin| origin.migration == catalog.current)
                && known.default.is_none()
        })
    };
    condition.shape == Shape::Constant
        || condition.columns.len() == 1 && condition.nulls.first().is_some_and(is_new)
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
