//! See `rules/statement-always-fails.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::history::splitting::first_piece;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::source::Span;
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
    let first = first_piece(ctx.scope.cuts, ctx.scope.file.text(), ctx.statement.span);
    if let Some(first) = first.filter(|_| ctx.transaction.block != Some(Block::Routine)) {
        return sent_in_pieces(ctx, first, out);
    }
    let Some((span, why)) = &ctx.effects.fails else { return };
    let (why, instead) = why.split_once("; ").unwrap_or((why, "write it otherwise"));
    out.report(*span, format!("PostgreSQL always refuses this: {why}"))
        .label("the migration fails here")
        .help(instead);
}

/// The tool sends the statement in pieces.
fn sent_in_pieces(ctx: &StatementContext<'_>, first: Span, out: &mut Diagnostics<'_>) {
    let tool = ctx.scope.layout().tool;
    let message =
        format!("{tool} sends this part of the statement alone, and PostgreSQL always refuses it");
    let report = out.report(first, message).label("the migration fails here");
    if let Some(help) = words::in_one_piece(ctx.scope.profile().splitting) {
        report.help(help);
    }
}
