//! See `rules/move-table-rewrites-table.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::effects::Cause;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "move-table-rewrites-table",
        page: page!("move-table-rewrites-table"),
        category: Category::Locking,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let clauses = ctx.rewriting(|cause| matches!(cause, Cause::Tablespace | Cause::AccessMethod));
    let [action, ..] = clauses[..] else { return };
    let (table, _) = ctx.clauses();
    out.report(
        action.span,
        format!("moving {} copies all of it and blocks every read and write meanwhile", table.shown()),
    )
    .label(words::lock(ctx.effects, table))
    .help(
        "take it out of the migration: pg_repack moves a table while it is used, and a new table with the rows \
         copied over in batches does too",
    )
    .table(table);
}
