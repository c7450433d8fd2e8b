//! See `rules/missing-lock-timeout.md`.

use crate::context::{MigrationContext, Scope};
use crate::diagnostic::Diagnostics;
use crate::effects::{Effects, LockMode};
use crate::history::profile::TransactionMode;
use crate::lists;
use crate::name::QualifiedName;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::source::Span;
use crate::syntax::statement::{ObjectKind, StatementKind};
use std::cmp::Reverse;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "missing-lock-timeout",
        page: page!("missing-lock-timeout"),
        category: Category::Locking,
        severity: Severity::Note,
        enabled: Enabled::ByDefault,
    },
    check: Check::Migration(check),
};

fn check(ctx: &MigrationContext<'_>, out: &mut Diagnostics<'_>) {
    if ctx.scope.settings.lock_timeout_is_set || !ctx.scope.is_pending {
        return;
    }
    let unguarded = ctx.steps.iter().filter(|step| !step.transaction.lock_timeout);
    let strongest = unguarded
        .filter(|step| !has_gentle_form(&step.statement.kind))
        .filter_map(|step| Some((step, step.effects.strongest_block()?)))
        .min_by_key(|(step, (_, mode))| (Reverse(*mode), step.statement.span));
    let Some((step, (table, mode))) = strongest else { return };
    let shown = locked(&step.effects, mode);
    let diagnostic = out.report(
        step.statement.span,
        format!(
            "no lock_timeout: while this waits for its {mode} lock, {} on {shown} queues behind it",
            mode.blocks()
        ),
    );
    diagnostic.table(table).label(format!("waits for {mode} on {shown} without end"));
    let alone = ctx.steps.iter().any(|step| step.effects.needs_no_transaction)
        && ctx.scope.migration.transaction == TransactionMode::Batch;
    if alone {
        diagnostic.help(format!("set it for every migration: {EVERYWHERE}"));
        return;
    }
    let set = set(ctx, ctx.scope);
    diagnostic
        .help(format!("set it at the top, or for every migration {EVERYWHERE}"))
        .safe(set)
        .fix(
            "set a lock_timeout",
            Span::new(ctx.start().start, ctx.start().start),
            format!("{set}\n\n"),
        );
}

/// The tables that are locked so, as messages show them.
fn locked(effects: &Effects, mode: LockMode) -> String {
    let locked = effects.locks.iter().filter(|(_, held)| **held == mode);
    let tables: Vec<&QualifiedName> = locked.map(|(table, _)| table).collect();
    match &tables[..] {
        [first, second, rest @ ..] if rest.len() > 1 => {
            format!("{}, {} and {} other tables", first.shown(), second.shown(), rest.len())
        }
        few => lists::tables(few),
    }
}

/// How it is set once.
const EVERYWHERE: &str = "with `?options=-c%20lock_timeout%3D5s` in its connection string or \
    `ALTER ROLE … SET lock_timeout`, and say `lock-timeout-is-set = true` in the configuration";

/// What sets it for the migration and nothing else, where one transaction holds it all.
fn set(ctx: &MigrationContext<'_>, scope: &Scope<'_>) -> &'static str {
    let last = ctx.top_level().last().map_or(1, |step| step.transaction.number);
    if scope.migration.transaction == TransactionMode::Statement || last > 1 {
        "SET lock_timeout = '5s';"
    } else {
        "SET LOCAL lock_timeout = '5s';"
    }
}

/// Whether `CONCURRENTLY` is the better answer: then no lock is left to wait for.
fn has_gentle_form(kind: &StatementKind) -> bool {
    match kind {
        StatementKind::CreateIndex(_)
        | StatementKind::Reindex(_)
        | StatementKind::RefreshView(_) => true,
        StatementKind::Drop(drop) => drop.kind == ObjectKind::Index,
        _ => false,
    }
}
