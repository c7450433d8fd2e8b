//! See `rules/concurrent-index-may-stay-invalid.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::name::QualifiedName;
use crate::rule::{Category, Check, Rule, Severity, Status, page};
use crate::syntax::statement::{ObjectKind, Statement, StatementKind};

pub(crate) static RULE: Rule = Rule {
    id: "concurrent-index-may-stay-invalid",
    page: page!("concurrent-index-may-stay-invalid"),
    category: Category::Correctness,
    severity: Severity::Warning,
    status: Status::OptIn,
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let StatementKind::CreateIndex(index) = &ctx.statement.kind else { return };
    let Some(name) = &index.name else { return };
    if !index.concurrently || !index.if_not_exists || ctx.effects.fails.is_some() {
        return;
    }
    let table = ctx.before.resolve_relation(&index.table);
    let name = QualifiedName::new(&table.schema, &name.name);
    let drops = |statement: &Statement| {
        matches!(&statement.kind, StatementKind::Drop(drop)
            if drop.kind == ObjectKind::Index && drop.names.iter().any(|one| one.name == name.name))
    };
    if !ctx.before.standing(&table) || ctx.scope.statements.iter().any(drops) {
        return;
    }
    let sql = ctx.scope.text(ctx.statement.span);
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
