//! See `rules/change-type-rewrites-table.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::effects::Cause;
use crate::lists;
use crate::name::quote;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::safe_way::{SafeWay, When};
use crate::syntax::statement::ActionKind;
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "change-type-rewrites-table",
        page: page!("change-type-rewrites-table"),
        category: Category::Locking,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    if ctx.scope.enum_replacement(ctx.statement).is_some() {
        return;
    }
    let clauses = ctx.rewriting(|cause| matches!(cause, Cause::TypeChange { .. }));
    let [first, ..] = clauses[..] else { return };
    let (table, _) = ctx.clauses();
    let mut way = SafeWay::new(ctx, table);
    let mut names: Vec<&str> = Vec::new();
    for action in &clauses {
        let ActionKind::SetType { column, data_type, using, .. } = &action.kind else { continue };
        let (old, next) = (quote(&column.name), format!("{}_new", column.name));
        let new = quote(&next);
        let value = match using {
            Some(using) => using.text.clone(),
            None => format!("{old}::{}", data_type.text),
        };
        names.push(&column.name);
        way.alter(When::Now, &format!("ADD COLUMN {new} {}", data_type.text));
        way.fill(&next, &value, &format!("{new} IS NULL AND {old} IS NOT NULL"));
        way.alter(When::Later, &format!("DROP COLUMN {old}"));
        way.alter(When::Later, &format!("RENAME COLUMN {new} TO {old}"));
    }
    let unknown = ctx.effects.retypes.iter().any(|retyped| retyped.from.is_none());
    let writes = if unknown { "may write" } else { "writes" };
    let columns = lists::columns(&names);
    let mut help = "add a new column, write both, fill the old rows in batches, then let the new one take the name".to_owned();
    if let Some(models) = ctx.scope.models() {
        help.push_str(models.map_replacement);
    }
    out.report(
        first.span,
        format!("changing the type of {columns} {writes} all of {} anew", table.shown()),
    )
    .label(words::lock(ctx.effects, table))
    .help(help)
    .safe(way.sql())
    .table(table);
}
