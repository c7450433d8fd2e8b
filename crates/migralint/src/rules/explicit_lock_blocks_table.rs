//! See `rules/explicit-lock-blocks-table.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::StatementKind;
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "explicit-lock-blocks-table",
        page: page!("explicit-lock-blocks-table"),
        category: Category::Locking,
        severity: Severity::Warning,
        enabled: Enabled::OnRequest,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let StatementKind::Lock { .. } = ctx.statement.kind else { return };
    let Some((table, mode)) = ctx.effects.strongest_block() else { return };
    out.report(
        ctx.statement.span,
        format!("this lock blocks {} on {} {}", mode.blocks(), table.shown(), words::until_end(ctx)),
    )
    .label(words::lock(ctx.effects, table))
    .help("leave it out where the statements that follow lock what they need; where they need it, keep the transaction short and set lock_timeout before it")
    .table(table);
}
