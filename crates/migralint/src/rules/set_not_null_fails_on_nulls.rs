//! See `rules/set-not-null-fails-on-nulls.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::effects::Cause;
use crate::lists;
use crate::name::quote;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::safe_way::{SafeWay, When, value_of};
use crate::source::Span;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "set-not-null-fails-on-nulls",
        page: page!("set-not-null-fails-on-nulls"),
        category: Category::Correctness,
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
        .filter(|(column, _)| ctx.meets_nulls(table, column))
        .collect();
    let [(_, span), ..] = columns[..] else { return };
    let names: Vec<&str> = columns.iter().map(|(column, _)| *column).collect();
    let mut way = SafeWay::new(ctx, table);
    for name in &names {
        let column = ctx.before.column(table, name);
        let value = value_of(column.and_then(|column| column.data_type.as_ref()), ctx.before);
        way.fill(name, &value, &format!("{} IS NULL", quote(name)));
    }
    way.require(When::Later, &names);
    out.report(
        span,
        format!(
            "making {} of {} required fails on the first null: nothing has filled {}",
            lists::columns(&names),
            table.shown(),
            if names.len() == 1 { "it" } else { "them" }
        ),
    )
    .label("no earlier statement gives these rows a value")
    .help("fill the rows with the value that fits, in batches, and let a CHECK that is added NOT VALID prove that no null is left")
    .safe(way.sql())
    .table(table);
}
