//! See `rules/create-trigger-blocks-writes.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::StatementKind;
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "create-trigger-blocks-writes",
        page: page!("create-trigger-blocks-writes"),
        category: Category::Locking,
        severity: Severity::Warning,
        enabled: Enabled::OnRequest,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let StatementKind::CreateTrigger(trigger) = &ctx.statement.kind else { return };
    let table = ctx.before.resolve_relation(&trigger.table);
    if ctx.effects.lock_on(&table).is_none() {
        return;
    }
    let sql = ctx.scope.text(ctx.statement.span);
    out.report(
        ctx.statement.span,
        format!(
            "making this trigger blocks every write to {} {}",
            table.shown(),
            words::until_end(ctx)
        ),
    )
    .label(words::lock(ctx.effects, &table))
    .help("put it into a migration of its own, with a lock_timeout: the lock itself is brief")
    .safe(format!("-- in a migration of its own:\nSET lock_timeout = '5s';\n{sql};"))
    .table(&table);
}
