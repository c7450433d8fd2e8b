//! See `rules/add-check-scans-table.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::effects::Cause;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::safe_way::SafeWay;
use crate::syntax::statement::ConstraintKind;
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "add-check-scans-table",
        page: page!("add-check-scans-table"),
        category: Category::Locking,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let asks = |cause: &Cause| matches!(cause, Cause::Check { .. });
    let added = ctx.constraining(asks, |kind| matches!(kind, ConstraintKind::Check(_)));
    let [(first, _), ..] = added[..] else { return };
    let (table, _) = ctx.clauses();
    let lock = words::lock(ctx.effects, table);
    let what = if added.len() == 1 { "the check" } else { "the checks" };
    out.report(
        first.span,
        format!(
            "holding every row of {} against {what} blocks every read and write meanwhile",
            table.shown()
        ),
    )
    .label(lock)
    .help(words::not_valid(&added))
    .safe(SafeWay::new(ctx, table).apart(&added).sql())
    .table(table);
}
