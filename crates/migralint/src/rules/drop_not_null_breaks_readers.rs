//! See `rules/drop-not-null-breaks-readers.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::lists;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::{ActionKind, StatementKind};
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-not-null-breaks-readers",
        page: page!("drop-not-null-breaks-readers"),
        category: Category::Compatibility,
        severity: Severity::Note,
        enabled: Enabled::PendingOnly,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let StatementKind::AlterTable(alter) = &ctx.statement.kind else { return };
    let table = ctx.before.resolve_relation(&alter.name);
    let loosened = alter.actions.iter().filter_map(|action| match &action.kind {
        ActionKind::DropNotNull { column } => Some((column.name.as_str(), action.span)),
        _ => None,
    });
    let refuses = |column: &str| {
        ctx.before.column_exists(&table, column)
            && ctx.before.column(&table, column).is_none_or(|known| known.not_null)
    };
    let columns: Vec<_> = loosened.filter(|(column, _)| refuses(column)).collect();
    let Some((_, span)) = columns.first() else { return };
    let names: Vec<&str> = columns.iter().map(|(column, _)| *column).collect();
    out.report(
        *span,
        format!(
            "lets {} of {} be null: running code that counts on a value fails",
            lists::list(&names),
            table.shown()
        ),
    )
    .label(words::lock(ctx.effects, &table))
    .help("release code that can read a null first")
    .table(&table);
}
