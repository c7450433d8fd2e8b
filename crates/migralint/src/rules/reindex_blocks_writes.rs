//! See `rules/reindex-blocks-writes.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::effects::Cause;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::{ObjectKind, StatementKind};
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "reindex-blocks-writes",
        page: page!("reindex-blocks-writes"),
        category: Category::Locking,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let StatementKind::Reindex(reindex) = &ctx.statement.kind else { return };
    let name = reindex.name.as_ref().map(|name| ctx.before.resolve_relation(name));
    let work = ctx.scans().find(|work| matches!(work.cause, Cause::Reindex { .. }));
    let (what, table) = match (reindex.kind, &name, work) {
        _ if reindex.concurrently => return,
        (ObjectKind::Schema | ObjectKind::Database, ..) => ("every table of it".to_owned(), None),
        (_, _, Some(work)) => (work.table.shown(), Some(&work.table)),
        (ObjectKind::Index, Some(index), None) if ctx.before.index(index).is_none() => {
            ("its table".to_owned(), None)
        }
        _ => return,
    };
    let sql = ctx.scope.text(ctx.statement.span);
    let at =
        reindex.name.as_ref().map_or(sql.len(), |name| name.span.start - ctx.statement.span.start);
    let (before, after) = sql.split_at(at);
    let diagnostic = out.report(
        ctx.statement.span,
        format!("building indexes anew blocks every write to {what} until it is done"),
    );
    if let Some(table) = table {
        diagnostic.label(words::lock(ctx.effects, table)).table(table);
    }
    diagnostic
        .help(format!("build them CONCURRENTLY: {}", words::run_alone_unsplit(ctx)))
        .safe(format!("{} CONCURRENTLY {after};", before.trim_end()));
}
