//! See `rules/delete-without-where.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::{Shape, StatementKind};
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "delete-without-where",
        page: page!("delete-without-where"),
        category: Category::Destructive,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let StatementKind::Delete(delete) = &ctx.statement.kind else { return };
    let table = ctx.before.resolve_relation(&delete.table);
    let all = delete.condition.as_ref().is_none_or(|condition| condition.shape == Shape::Constant);
    // What it reads besides chooses rows too.
    if !all || !delete.query.tables.is_empty() || !ctx.before.exists(&table) {
        return;
    }
    let (key, sql) = (words::batch_key(ctx.before, &table), table.sql());
    out.report(ctx.statement.span, format!("deletes every row of {}", table.shown()))
        .label("all its rows are lost, and each stays locked until the transaction ends")
        .help(
            "say which rows with WHERE; if all of them must go, keep a copy and delete in batches",
        )
        .safe(format!(
            "-- outside the migration, until it deletes no row:\n\
             DELETE FROM {sql} WHERE {key} IN (SELECT {key} FROM {sql} LIMIT 1000);"
        ))
        .table(&table);
}
