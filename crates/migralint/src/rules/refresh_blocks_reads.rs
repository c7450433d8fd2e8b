//! See `rules/refresh-blocks-reads.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::effects::Cause;
use crate::name::QualifiedName;
use crate::name::quote;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::StatementKind;
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "refresh-blocks-reads",
        page: page!("refresh-blocks-reads"),
        category: Category::Locking,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let StatementKind::RefreshView(refresh) = &ctx.statement.kind else { return };
    let Some(work) = ctx.rewrites().find(|work| work.cause == Cause::Refresh) else { return };
    let view = &work.table;
    let is_empty = ctx.before.view(view).is_some_and(|view| !view.populated);
    if refresh.no_data || is_empty {
        return;
    }
    let mut safe = format!("REFRESH MATERIALIZED VIEW CONCURRENTLY {};", view.sql());
    let mut help = "refresh it CONCURRENTLY";
    if !has_unique_index(ctx, view) {
        help = "refresh it CONCURRENTLY: it needs a unique index, over columns and without WHERE";
        let output = ctx.before.view(view).and_then(|view| view.query.output.first());
        let column = quote(output.map_or("id", String::as_str));
        let index = quote(&format!("{}_key", view.name));
        let build =
            format!("CREATE UNIQUE INDEX CONCURRENTLY {index} ON {} ({column});", view.sql());
        safe = format!(
            "-- once, over columns that are unique:\n{build}\n-- in a later migration:\n{safe}"
        );
    }
    out.report(
        ctx.statement.span,
        format!("refreshing {} blocks every read of it until its query is done", view.shown()),
    )
    .label(words::lock(ctx.effects, view))
    .help(help)
    .safe(safe)
    .table(view);
}

/// Whether the view is known to have an index that a concurrent refresh can use.
fn has_unique_index(ctx: &StatementContext<'_>, view: &QualifiedName) -> bool {
    let mut indexes = ctx.before.indexes_of(view);
    indexes.any(|(_, index)| {
        index.unique && !index.partial && index.columns.iter().all(Option::is_some)
    })
}
