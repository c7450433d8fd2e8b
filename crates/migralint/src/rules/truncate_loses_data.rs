//! See `rules/truncate-loses-data.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::lists;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::StatementKind;
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "truncate-loses-data",
        page: page!("truncate-loses-data"),
        category: Category::Destructive,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let StatementKind::Truncate(truncate) = &ctx.statement.kind else { return };
    let tables: Vec<_> = ctx.effects.locks.keys().collect();
    let Some(first) = tables.first() else { return };
    let named = truncate.tables.first().map(|table| ctx.before.resolve_relation(table));
    let table = named.as_ref().filter(|table| tables.contains(table)).unwrap_or(first);
    let key = words::batch_key(ctx.before, table);
    let sql = table.sql();
    out.report(ctx.statement.span, format!("deletes every row of {}", lists::tables(&tables)))
        .label(words::lock(ctx.effects, table))
        .help("keep a copy of the rows, then delete those that are not needed in batches")
        .safe(format!(
            "-- outside the migration, until it deletes no row:\n\
         DELETE FROM {sql} WHERE {key} IN (SELECT {key} FROM {sql} LIMIT 1000);"
        ))
        .table(table);
}
