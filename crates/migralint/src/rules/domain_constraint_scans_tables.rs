//! See `rules/domain-constraint-scans-tables.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::effects::{Cause, LockMode};
use crate::lists;
use crate::name::QualifiedName;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::StatementKind;
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "domain-constraint-scans-tables",
        page: page!("domain-constraint-scans-tables"),
        category: Category::Locking,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let StatementKind::AlterDomain(alter) = &ctx.statement.kind else { return };
    let is_domain = |cause: &Cause| matches!(cause, Cause::Domain { .. });
    let blocks =
        |table: &QualifiedName| ctx.effects.lock_on(table).is_some_and(LockMode::blocks_writes);
    let mut tables: Vec<QualifiedName> = ctx
        .scans()
        .filter(|work| is_domain(&work.cause) && blocks(&work.table))
        .map(|work| work.table.clone())
        .collect();
    tables.dedup();
    let [first, ..] = &tables[..] else { return };
    let domain = ctx.before.resolve_type(&alter.name);
    let names = lists::tables(&tables);
    let message = format!(
        "holding every value of {} against the constraint blocks every write to {names}",
        domain.shown()
    );
    let help = "put a CHECK on each column of the domain instead, NOT VALID, and validate it in a later migration: that \
                lets writes through";
    let diagnostic = out.report(ctx.statement.span, message);
    diagnostic.label(words::lock(ctx.effects, first)).table(first).help(help);
}
