//! See `rules/validate-in-same-transaction.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::effects::Cause;
use crate::name::quote;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::ActionKind;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "validate-in-same-transaction",
        page: page!("validate-in-same-transaction"),
        category: Category::Transaction,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    if ctx.transaction.block.is_none() && ctx.clauses().1.len() < 2 {
        return;
    }
    // Once a transaction: the same advice holds for every other constraint.
    if ctx.transaction.validated {
        return;
    }
    let validates =
        ctx.scanning(|cause| matches!(cause, Cause::Check { .. } | Cause::ForeignKey { .. }));
    let Some((action, name)) = validates.into_iter().find_map(|action| match &action.kind {
        ActionKind::ValidateConstraint { name } => Some((action, &name.name)),
        _ => None,
    }) else {
        return;
    };
    let (table, _) = ctx.clauses();
    let own = ctx.effects.lock_on(table);
    let held = ctx.transaction.held.get(table);
    let Some(mode) = held.map(|held| held.mode).max(own).filter(|mode| mode.blocks_writes()) else {
        return;
    };
    let blocked = mode.blocks();
    let diagnostic = out.report(
        action.span,
        format!(
            "validating \"{name}\" reads all of {} while the same transaction blocks {blocked} on it",
            table.shown()
        ),
    );
    diagnostic
        .label(format!("runs under the {mode} lock of the transaction"))
        .help("validate it in a later migration, when the lock is gone")
        .safe(format!(
            "-- in a later migration:\nALTER TABLE {} VALIDATE CONSTRAINT {};",
            table.sql(),
            quote(name)
        ))
        .table(table);
    if let Some(held) = held.filter(|held| held.mode == mode && own != Some(mode)) {
        diagnostic.related(ctx.scope.migration.file, held.span, format!("takes the {mode} lock"));
    }
}
