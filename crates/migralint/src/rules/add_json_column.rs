//! See `rules/add-json-column.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::{ActionKind, Column, StatementKind, TypeName};

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "add-json-column",
        page: page!("add-json-column"),
        category: Category::Convention,
        severity: Severity::Warning,
        enabled: Enabled::OnRequest,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let types: Vec<(&str, &TypeName)> = match &ctx.statement.kind {
        StatementKind::CreateTable(create) => create.columns.iter().filter_map(typed).collect(),
        StatementKind::AlterTable(alter) => alter
            .actions
            .iter()
            .filter_map(|action| match &action.kind {
                ActionKind::AddColumn { column, .. } => typed(column),
                ActionKind::SetType { column, data_type, .. } => Some((&*column.name, data_type)),
                _ => None,
            })
            .collect(),
        _ => return,
    };
    let is_json = |(_, of): &&(&str, &TypeName)| of.name == "json";
    let Some((column, of)) = types.iter().find(is_json) else { return };
    if ctx.effects.nothing_to_do {
        return;
    }
    out.report(
        of.span,
        format!("json has no equality: SELECT DISTINCT, GROUP BY and UNION over \"{column}\" fail"),
    )
    .label("kept as text, and parsed at every read")
    .help("use jsonb")
    .fix("use jsonb", of.span, of.text.to_lowercase().replace("json", "jsonb"));
}

fn typed(column: &Column) -> Option<(&str, &TypeName)> {
    Some((&*column.name.name, column.data_type.as_ref()?))
}
