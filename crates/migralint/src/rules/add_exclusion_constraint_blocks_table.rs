//! See `rules/add-exclusion-constraint-blocks-table.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::effects::Cause;
use crate::name::quote;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::ConstraintKind;
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "add-exclusion-constraint-blocks-table",
        page: page!("add-exclusion-constraint-blocks-table"),
        category: Category::Locking,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let asks = |cause: &Cause| matches!(cause, Cause::ConstraintIndex { .. });
    let added = ctx.constraining(asks, |kind| matches!(kind, ConstraintKind::Exclude { .. }));
    let [(first, constraint), ..] = added[..] else { return };
    let (table, _) = ctx.clauses();
    let name = quote(&ctx.before.new_constraint_name(table, constraint));
    let (old, new) = (table.sql(), quote(&format!("{}_new", table.name)));
    out.report(
        first.span,
        format!("building the index of the exclusion constraint blocks every read and write on {}", table.shown()),
    )
    .label(words::lock(ctx.effects, table))
    .help("add it to a new table and copy the rows over: its index cannot be built CONCURRENTLY and then adopted")
    .safe(format!(
        "CREATE TABLE {new} (LIKE {old} INCLUDING ALL);\n\
         ALTER TABLE {new} ADD CONSTRAINT {name} {};",
        constraint.text
    ))
    .table(table);
}
