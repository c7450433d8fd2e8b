//! See `rules/new-partition-scans-table.md`.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::effects::{Cause, Work};
use crate::name::{QualifiedName, quote};
use crate::rule::{Category, Check, Rule, Severity, StatementContext, Status, page};
use crate::source::Span;
use crate::syntax::statement::{ActionKind, StatementKind};
use crate::words;
use std::fmt::Write as _;

pub(crate) static RULE: Rule = Rule {
    id: "new-partition-scans-table",
    page: page!("new-partition-scans-table"),
    category: Category::Locking,
    severity: Severity::Error,
    status: Status::Default,
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
    let Some(check) = bounds_check(ctx, &parent, bounds) else {
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

/// The bounds of a range or list over one column as a condition.
fn bounds_check(
    ctx: &StatementContext<'_>,
    parent: &QualifiedName,
    bounds: &str,
) -> Option<String> {
    let by = ctx.before.table(parent)?.partition_by.as_deref()?;
    let column = by.split_once('(')?.1.trim().strip_suffix(')')?.trim();
    let is_column = column.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '"');
    let bounds = bounds.strip_prefix("FOR VALUES").filter(|_| is_column)?.trim();
    if let Some(values) = bounds.strip_prefix("IN") {
        return Some(format!("{column} IS NOT NULL AND {column} IN {}", values.trim()));
    }
    let (from, to) = bounds.strip_prefix("FROM")?.split_once(" TO ")?;
    let bound = |text: &str| {
        let value = text.trim().strip_prefix('(')?.strip_suffix(')')?.trim();
        Some(value.to_owned()).filter(|value| !["MINVALUE", "MAXVALUE"].contains(&value.as_str()))
    };
    let mut check = format!("{column} IS NOT NULL");
    for (operator, value) in [(">=", bound(from)), ("<", bound(to))] {
        if let Some(value) = value {
            let _ = write!(check, " AND {column} {operator} {value}");
        }
    }
    Some(check)
}
