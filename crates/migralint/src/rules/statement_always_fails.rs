//! See `rules/statement-always-fails.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::history::splitting::first_piece;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::transaction::Block;
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "statement-always-fails",
        page: page!("statement-always-fails"),
        category: Category::Correctness,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    if ctx.transaction.block != Some(Block::Routine) && refused_by_tool(ctx, out) {
        return;
    }
    let Some((span, why)) = &ctx.effects.fails else { return };
    let (why, instead) = why.split_once("; ").unwrap_or((why, "write it otherwise"));
    out.report(*span, format!("PostgreSQL always refuses this: {why}"))
        .label("the migration fails here")
        .help(instead);
}

/// Whether the tool does not send the statement as one; says so.
fn refused_by_tool(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) -> bool {
    let (scope, statement) = (ctx.scope, ctx.statement.span);
    let tool = scope.layout().tool;
    if let Some(first) = first_piece(scope.cuts, scope.file.text(), statement) {
        let message = format!(
            "{tool} sends this part of the statement alone, and PostgreSQL always refuses it"
        );
        let report = out.report(first, message).label("the migration fails here");
        if let Some(help) = words::in_one_piece(scope.profile().splitting) {
            report.help(help);
        }
        return true;
    }
    let is_unfinished = scope.is_unfinished(statement);
    if is_unfinished {
        let message = format!(
            "{tool} refuses a file whose last statement has no semicolon at the end of a line"
        );
        out.report(statement, message).label("the migration fails").help(words::END_STATEMENT);
    }
    is_unfinished
}
