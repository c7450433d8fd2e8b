//! See `rules/set-logged-rewrites-table.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::effects::Cause;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::ActionKind;
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "set-logged-rewrites-table",
        page: page!("set-logged-rewrites-table"),
        category: Category::Locking,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let clauses = ctx.rewriting(|cause| *cause == Cause::Persistence);
    let [action, ..] = clauses[..] else { return };
    let (table, _) = ctx.clauses();
    let ActionKind::SetLogged { logged } = action.kind else { return };
    let (to, help) = if logged {
        ("logged", "make a new table and copy the rows over in batches")
    } else {
        (
            "unlogged",
            "make a new, unlogged table: this one is emptied by a crash and is not replicated",
        )
    };
    let new = table.renamed(&format!("{}_new", table.name));
    let kind = if logged { "TABLE" } else { "UNLOGGED TABLE" };
    out.report(
        action.span,
        format!(
            "making {} {to} writes it anew and blocks every read and write meanwhile",
            table.shown()
        ),
    )
    .label(words::lock(ctx.effects, table))
    .help(help)
    .safe(format!("CREATE {kind} {} (LIKE {} INCLUDING ALL);", new.sql(), table.sql()))
    .table(table);
}
