//! See `rules/required-column-fails-on-rows.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::effects::Cause;
use crate::lists;
use crate::name::quote;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::safe_way::{SafeWay, When, value_of};
use crate::syntax::statement::{AlterTableAction, Column};

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "required-column-fails-on-rows",
        page: page!("required-column-fails-on-rows"),
        category: Category::Correctness,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let (table, actions) = ctx.clauses();
    let asks = ctx.scanning(|cause| matches!(cause, Cause::NotNull { .. }));
    let Some((failing, _)) = &ctx.effects.fails_if_rows else { return };
    let fails = |action: &&AlterTableAction| {
        asks.iter().any(|asking| asking.span == action.span) || *failing == action.span
    };
    let added: Vec<(&AlterTableAction, &Column)> = actions
        .iter()
        .filter(|action| !ctx.scope.settings.is_small(table) && fails(action))
        .filter_map(|action| Some((action, action.new_column()?)))
        .collect();
    let [(first, _), ..] = added[..] else { return };
    let mut way = SafeWay::new(ctx, table);
    let names: Vec<&str> = added.iter().map(|(_, column)| column.name.name.as_str()).collect();
    for (_, column) in &added {
        way.add_bare_column(column);
        let value = value_of(column.data_type.as_ref(), ctx.before);
        way.fill(&column.name.name, &value, &format!("{} IS NULL", quote(&column.name.name)));
        for constraint in &column.constraints {
            way.constrain(When::Later, constraint);
        }
    }
    way.require(When::Later, &names);
    let it = lists::it(&added);
    let mut help = format!(
        "add {it} with a DEFAULT, or nullable, and make {it} required when every row has the value that fits"
    );
    if let Some(models) = ctx.scope.models() {
        help.push_str(models.client_defaults);
    }
    out.report(
        first.span,
        format!(
            "adding the required {} fails if {} has any row",
            lists::columns(&names).trim_start_matches("the "),
            table.shown()
        ),
    )
    .label(format!("existing rows have no value for {it}"))
    .help(help)
    .safe(way.sql())
    .table(table);
}
