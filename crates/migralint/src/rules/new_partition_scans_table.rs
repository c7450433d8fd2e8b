//! See `rules/new-partition-scans-table.md`.

use crate::context::StatementContext;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::effects::{Cause, Work};
use crate::name::quote;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::safe_way::within_bounds;
use crate::source::Span;
use crate::syntax::statement::{ActionKind, StatementKind};
use crate::words;
pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "new-partition-scans-table",
        page: page!("new-partition-scans-table"),
        category: Category::Locking,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let is_bounds = |work: &&Work| matches!(work.cause, Cause::PartitionBounds);
    let (parent, actions) = ctx.clauses();
    let attached = actions.iter().find_map(|action| match &action.kind {
        ActionKind::AttachPartition { partition, bounds, .. } => {
            Some((action, ctx.before.resolve_relation(partition), bounds))
        }
        _ => None,
    });
    let Some((action, partition, bounds)) = attached else {
        // `CREATE TABLE … PARTITION OF` reads the default partition.
        if let (StatementKind::CreateTable(_), Some(work)) =
            (&ctx.statement.kind, ctx.scans().find(is_bounds))
        {
            report(ctx, work, ctx.statement.span, out);
        }
        return;
    };
    let own = |work: &&Work| work.table == partition;
    let Some(work) = ctx.scans().find(own).or_else(|| ctx.scans().find(is_bounds)) else { return };
    let diagnostic = report(ctx, work, action.span, out);
    if work.table != partition {
        return;
    }
    if matches!(work.cause, Cause::IndexBuild { .. }) {
        diagnostic.help(
            "build the indexes of the partitioned table on the partition first, CONCURRENTLY",
        );
        return;
    }
    let Some(check) = within_bounds(ctx.before, parent, bounds) else {
        diagnostic.help(
            "prove the bounds first, with a CHECK that is added NOT VALID and validated later",
        );
        return;
    };
    let name = quote(&format!("{}_bounds", partition.name));
    let (table, up) = (partition.sql(), parent.sql());
    diagnostic
        .help("prove the bounds first, with a CHECK that is added NOT VALID and validated later")
        .safe(format!(
            "ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({check}) NOT VALID;\n\
             -- in a later migration:\n\
             ALTER TABLE {table} VALIDATE CONSTRAINT {name};\n\
             -- in the migration after that:\n\
             ALTER TABLE {up} ATTACH PARTITION {table} {bounds};\n\
             ALTER TABLE {table} DROP CONSTRAINT {name};"
        ));
}

fn report<'o>(
    ctx: &StatementContext<'_>,
    work: &Work,
    span: Span,
    out: &'o mut Diagnostics<'_>,
) -> &'o mut Diagnostic {
    let table = work.table.shown();
    let message = match &work.cause {
        Cause::IndexBuild { index, .. } => {
            format!("building \"{index}\" on {table} blocks every read and write on it")
        }
        _ => format!(
            "holding every row of {table} against the bounds blocks every read and write on it"
        ),
    };
    out.report(span, message)
        .label(words::lock(ctx.effects, &work.table))
        .help("move rows of the new bounds out of the default partition first, or set a lock_timeout and keep it small")
        .table(&work.table)
}
