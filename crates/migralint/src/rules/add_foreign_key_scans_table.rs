//! See `rules/add-foreign-key-scans-table.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::effects::Cause;
use crate::lists;
use crate::name::QualifiedName;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::safe_way::SafeWay;
use crate::syntax::statement::{Constraint, ConstraintKind};
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "add-foreign-key-scans-table",
        page: page!("add-foreign-key-scans-table"),
        category: Category::Locking,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let asks = |cause: &Cause| matches!(cause, Cause::ForeignKey { .. });
    let is = |kind: &ConstraintKind| matches!(kind, ConstraintKind::ForeignKey(_));
    let added = ctx.constraining(asks, is);
    let [(first, _), ..] = added[..] else { return };
    let (table, _) = ctx.clauses();
    let mut locked = vec![table.clone()];
    for (_, constraint) in &added {
        locked.extend(referenced(ctx, constraint).filter(|other| !locked.contains(other)));
    }
    let names = lists::tables(&locked);
    let what = if added.len() == 1 { "the foreign key" } else { "the foreign keys" };
    let message =
        format!("validating {what} blocks every write to {names} while {} is read", table.shown());
    let diagnostic = out.report(first.span, message);
    diagnostic.label(words::lock(ctx.effects, table)).table(table);
    if ctx.before.is_partitioned(table) && ctx.scope.settings.postgres.major() < 18 {
        diagnostic.help(
            "add it to each partition NOT VALID and validate it there, then to the partitioned table, which takes it \
             over: before PostgreSQL 18 a partitioned table takes no foreign key NOT VALID",
        );
        return;
    }
    diagnostic.help(words::not_valid(&added)).safe(SafeWay::new(ctx, table).apart(&added).sql());
}

/// The table that a foreign key points at.
fn referenced(ctx: &StatementContext<'_>, constraint: &Constraint) -> Option<QualifiedName> {
    match &constraint.kind {
        ConstraintKind::ForeignKey(key) => Some(ctx.before.resolve_relation(&key.table)),
        _ => None,
    }
}
