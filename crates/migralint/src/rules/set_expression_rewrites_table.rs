//! See `rules/set-expression-rewrites-table.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::effects::Cause;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::ActionKind;
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "set-expression-rewrites-table",
        page: page!("set-expression-rewrites-table"),
        category: Category::Locking,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let is_generated = |cause: &Cause| matches!(cause, Cause::Generated { .. });
    let mut clauses = ctx.rewriting(is_generated).into_iter();
    let Some((action, column)) = clauses.find_map(|action| match &action.kind {
        ActionKind::SetExpression { column, .. } => Some((action, &column.name)),
        _ => None,
    }) else {
        return;
    };
    let (table, _) = ctx.clauses();
    out.report(
        action.span,
        format!("computing \"{column}\" for every row writes {} anew", table.shown()),
    )
    .label(words::lock(ctx.effects, table))
    .help("add a new column that a trigger fills, fill the old rows in batches, and let the code read that")
    .table(table);
}
