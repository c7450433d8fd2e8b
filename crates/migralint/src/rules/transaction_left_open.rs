//! See `rules/transaction-left-open.md`.

use crate::context::MigrationContext;
use crate::diagnostic::Diagnostics;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::source::Span;
use crate::syntax::statement::StatementKind;
use crate::transaction::Block;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "transaction-left-open",
        page: page!("transaction-left-open"),
        category: Category::Transaction,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Migration(check),
};

fn check(ctx: &MigrationContext<'_>, out: &mut Diagnostics<'_>) {
    let mut open = None;
    for step in ctx.top_level() {
        match step.statement.kind {
            StatementKind::Begin if step.transaction.block != Some(Block::Runner) => {
                open.get_or_insert(step.statement.span);
            }
            StatementKind::Commit { chain: false } | StatementKind::Rollback => open = None,
            _ => {}
        }
    }
    let (Some(open), Some(last)) = (open, ctx.scope.statements.last()) else { return };
    let rest = &ctx.scope.file.text()[last.span.end..];
    let semicolon = rest.len() - rest.trim_start().len();
    let (at, commit) = if rest.trim_start().starts_with(';') {
        (last.span.end + semicolon + 1, "\n\nCOMMIT;")
    } else {
        (last.span.end, ";\n\nCOMMIT;")
    };
    out.report(
        open,
        "this transaction is never committed: what follows is rolled back when the connection ends",
    )
    .label("opens a transaction that nothing ends")
    .help("end the file with `COMMIT;`")
    .safe("COMMIT;")
    .fix("commit at the end", Span::new(at, at), commit);
}
