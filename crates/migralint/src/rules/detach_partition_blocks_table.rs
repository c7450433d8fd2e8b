//! See `rules/detach-partition-blocks-table.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::name::QualifiedName;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::ActionKind;
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "detach-partition-blocks-table",
        page: page!("detach-partition-blocks-table"),
        category: Category::Locking,
        severity: Severity::Warning,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let (table, actions) = ctx.clauses();
    let Some((action, partition)) = actions.iter().find_map(|action| match &action.kind {
        ActionKind::DetachPartition { partition, concurrently: false, finalize: false } => {
            Some((action, partition))
        }
        _ => None,
    }) else {
        return;
    };
    if ctx.effects.lock_on(table).is_none() || ctx.scope.settings.is_small(table) {
        return;
    }
    let until = words::until_end(ctx);
    let diagnostic = out.report(
        action.span,
        format!(
            "detaching this partition blocks every read and write on {} {until}",
            table.shown()
        ),
    );
    diagnostic.label(words::lock(ctx.effects, table)).table(table);
    let is_default = |child: &QualifiedName| {
        let child = ctx.before.table(child).and_then(|child| child.partition_of.as_ref());
        child.is_some_and(|child| child.default)
    };
    if ctx.before.partitions_of(table).any(is_default) {
        diagnostic.help(
            "set a lock_timeout, so that it gives way: with a default partition there is no DETACH CONCURRENTLY",
        );
        return;
    }
    diagnostic.help(format!("detach it CONCURRENTLY: {}", words::run_alone_unsplit(ctx))).safe(
        format!("ALTER TABLE {} DETACH PARTITION {} CONCURRENTLY;", table.sql(), partition.sql()),
    );
}
