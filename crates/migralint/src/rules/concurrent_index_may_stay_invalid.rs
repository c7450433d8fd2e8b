//! See `rules/concurrent-index-may-stay-invalid.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::name::QualifiedName;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::{ObjectKind, Statement, StatementKind};

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "concurrent-index-may-stay-invalid",
        page: page!("concurrent-index-may-stay-invalid"),
        category: Category::Correctness,
        severity: Severity::Note,
        enabled: Enabled::PendingOnly,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let StatementKind::CreateIndex(index) = &ctx.statement.kind else { return };
    let Some(name) = &index.name else { return };
    let timed = ctx.transaction.statement_timeout && !ctx.effects.nothing_to_do;
    if !index.concurrently || !(index.if_not_exists || timed) || ctx.effects.fails.is_some() {
        return;
    }
    let table = ctx.before.resolve_relation(&index.table);
    let name = QualifiedName::new(&table.schema, &name.name);
    let drops = |statement: &Statement| {
        matches!(&statement.kind, StatementKind::Drop(drop)
            if drop.kind == ObjectKind::Index && drop.names.iter().any(|one| one.name == name.name))
    };
    if !ctx.before.exists(&table) {
        return;
    }
    let sql = ctx.scope.text(ctx.statement.span);
    if timed {
        out.report(
            ctx.statement.span,
            format!(
                "statement_timeout cuts a long build of {} off and leaves it invalid",
                name.shown()
            ),
        )
        .label("counts from the start of the build")
        .help("turn statement_timeout off for the build; lock_timeout may stay")
        .safe(format!("SET statement_timeout = 0;\n{sql};"))
        .table(&table);
        return;
    }
    if ctx.scope.statements.iter().any(drops) {
        return;
    }
    out.report(
        ctx.statement.span,
        format!(
            "if the build of {} fails half way, a second run skips it and leaves it invalid",
            name.shown()
        ),
    )
    .label("IF NOT EXISTS takes an invalid index for an index")
    .help("drop it first: that removes what a failed build has left")
    .safe(format!("DROP INDEX CONCURRENTLY IF EXISTS {};\n{sql};", name.sql()))
    .table(&table);
}
