//! See `rules/replace-enum-rewrites-table.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::effects::Cause;
use crate::lists;
use crate::name::{literal, quote};
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::safe_way::SafeWay;
use crate::syntax::statement::ActionKind;
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "replace-enum-rewrites-table",
        page: page!("replace-enum-rewrites-table"),
        category: Category::Locking,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let Some(replacement) = ctx.scope.enum_replacement(ctx.statement) else { return };
    let clauses = ctx.rewriting(|cause| matches!(cause, Cause::TypeChange { .. }));
    let [first, ..] = clauses[..] else { return };
    let (table, _) = ctx.clauses();
    let old = ctx.before.resolve_type(&replacement.name);
    let gone: Vec<&String> = ctx
        .before
        .enum_values(&old)
        .unwrap_or_default()
        .iter()
        .filter(|value| !replacement.values.contains(value))
        .collect();
    let mut message =
        format!("replacing the enum {} writes all of {} anew", old.shown(), table.shown());
    if !gone.is_empty() {
        let has = if gone.len() == 1 { "has the value" } else { "has one of the values" };
        let either = lists::list(&gone);
        message = format!("{message}, and fails where a row {has} {either}");
    }
    let (label, until) = (words::lock(ctx.effects, table), words::until_end(ctx));
    let diagnostic = out.report(first.span, message);
    diagnostic.label(format!("{label}, held {until}")).table(table);
    if gone.is_empty() {
        diagnostic.help(
            "add the new values with ALTER TYPE … ADD VALUE, and leave the others where they are",
        );
        return;
    }
    diagnostic.help(
        "stop writing the values, change the rows that have them in batches, and leave them in the type: an unused value \
         costs nothing",
    );
    let mut way = SafeWay::new(ctx, table);
    for action in clauses {
        if let (ActionKind::SetType { column, data_type, .. }, Some(kept)) =
            (&action.kind, replacement.values.first())
            && data_type.dimensions == 0
        {
            for value in &gone {
                let condition = format!("{} = {}", quote(&column.name), literal(value));
                way.fill(&column.name, &literal(kept), &condition);
            }
        }
    }
    diagnostic.safe(way.sql());
}
