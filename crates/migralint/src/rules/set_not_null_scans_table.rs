//! See `rules/set-not-null-scans-table.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::effects::Cause;
use crate::lists;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::safe_way::{SafeWay, When};
use crate::source::Span;
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "set-not-null-scans-table",
        page: page!("set-not-null-scans-table"),
        category: Category::Locking,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let clauses = ctx.scanning(|cause| matches!(cause, Cause::NotNull { .. }));
    let (table, _) = ctx.clauses();
    let columns: Vec<(&str, Span)> = clauses
        .iter()
        .filter_map(|action| Some((action.made_required()?.name.as_str(), action.span)))
        .filter(|(column, _)| !ctx.meets_nulls(table, column))
        .collect();
    let [(_, span), ..] = columns[..] else { return };
    let names: Vec<&str> = columns.iter().map(|(column, _)| *column).collect();
    let native = ctx.scope.settings.postgres.major() >= 18;
    let first = if native { "NOT NULL constraint" } else { "CHECK" };
    out.report(
        span,
        format!(
            "searching {} of {} for nulls blocks every read and write meanwhile",
            lists::columns(&names),
            table.shown()
        ),
    )
    .label(words::lock(ctx.effects, table))
    .help(format!(
        "let a {first} that is added NOT VALID and validated later prove that there are none"
    ))
    .safe(SafeWay::new(ctx, table).require(When::Now, &names).sql())
    .table(table);
}
