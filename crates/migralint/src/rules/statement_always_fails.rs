//! See `rules/statement-always-fails.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::history::splitting::Splitting;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::source::Span;
use crate::transaction::Block;

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
    if let Some(cut) = ctx.scope.cut_inside(ctx.statement.span)
        && ctx.transaction.block != Some(Block::Routine)
    {
        return cut_in_pieces(ctx, cut, out);
    }
    let Some((span, why)) = &ctx.effects.fails else { return };
    let (why, instead) = why.split_once("; ").unwrap_or((why, "write it otherwise"));
    out.report(*span, format!("PostgreSQL always refuses this: {why}"))
        .label("the migration fails here")
        .help(instead);
}

/// The tool sends the statement in pieces.
fn cut_in_pieces(ctx: &StatementContext<'_>, cut: usize, out: &mut Diagnostics<'_>) {
    let (scope, start) = (ctx.scope, ctx.statement.span.start);
    let first = scope.file.slice(Span::new(start, cut)).trim_end();
    let span = Span::new(start, start + first.len());
    let tool = scope.layout().tool;
    let report = out
        .report(
            span,
            format!(
                "{tool} sends this part of the statement alone, and PostgreSQL always refuses it"
            ),
        )
        .label("the migration fails here");
    match scope.profile().splitting {
        Splitting::LineEnds { begin, end } => {
            report.help(format!("put the whole statement between `{begin}` and `{end}`"));
        }
        Splitting::Separator(separator) => {
            report.help(format!("take `{separator}` out of the statement"));
        }
        Splitting::Whole | Splitting::Statements | Splitting::Unmodeled => {}
    }
}
