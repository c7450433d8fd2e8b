//! See `rules/create-index-blocks-writes.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::effects::Cause;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::StatementKind;
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "create-index-blocks-writes",
        page: page!("create-index-blocks-writes"),
        category: Category::Locking,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let StatementKind::CreateIndex(index) = &ctx.statement.kind else { return };
    let builds = |cause: &Cause| matches!(cause, Cause::IndexBuild { concurrently: false, .. });
    let Some(work) = ctx.scans().find(|work| builds(&work.cause)) else { return };
    let table = ctx.before.resolve_relation(&index.table);
    let diagnostic = out.report(
        ctx.statement.span,
        format!("building this index blocks every write to {} until it is built", table.shown()),
    );
    diagnostic.label(words::lock(ctx.effects, &work.table)).table(&table);
    if ctx.before.is_partitioned(&table) {
        diagnostic.help(
            "build it ON ONLY the partitioned table, then on each partition CONCURRENTLY, and ATTACH those with \
             ALTER INDEX",
        );
        return;
    }
    let sql = ctx.scope.text(ctx.statement.span);
    let (before, after) = sql.split_at(index.keyword.start - ctx.statement.span.start);
    diagnostic
        .help(format!("build it CONCURRENTLY: {}", words::run_alone(ctx)))
        .safe(format!("{before} CONCURRENTLY{after};"));
    if ctx.transaction.block.is_none() {
        diagnostic.fix("build the index concurrently", index.keyword, " CONCURRENTLY");
    }
}
