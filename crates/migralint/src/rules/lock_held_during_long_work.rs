//! See `rules/lock-held-during-long-work.md`.

use crate::catalog::Catalog;
use crate::context::MigrationContext;
use crate::diagnostic::Diagnostics;
use crate::effects::{Cause, LockMode, Work};
use crate::name::QualifiedName;
use crate::replay::Step;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::transaction::Held;
use std::collections::BTreeSet;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "lock-held-during-long-work",
        page: page!("lock-held-during-long-work"),
        category: Category::Locking,
        severity: Severity::Warning,
        enabled: Enabled::ByDefault,
    },
    check: Check::Migration(check),
};

fn check(ctx: &MigrationContext<'_>, out: &mut Diagnostics<'_>) {
    let mut told = BTreeSet::new();
    for step in ctx.steps {
        if ctx.scope.enum_replacement(step.statement).is_some() {
            continue;
        }
        let Some((work, table, held)) = waits(step, ctx.after) else { continue };
        if !told.insert(step.transaction.number) {
            continue;
        }
        let (shown, blocks) = (table.shown(), held.mode.blocks());
        let what = if work.table == *table { "it".to_owned() } else { work.table.shown() };
        let doing = match work.cause {
            Cause::IndexBuild { .. }
            | Cause::ConstraintIndex { .. }
            | Cause::IndexRebuild { .. }
            | Cause::Reindex { .. } => format!("an index is built on {what}"),
            _ if step.effects.rewrites.contains(work) => {
                format!("PostgreSQL writes all of {what} anew")
            }
            _ => format!("PostgreSQL reads all of {what}"),
        };
        let by = ctx.scope.history.migrations[held.migration].file;
        let sql = ctx.scope.text(step.statement.span);
        out.report(work.span, format!("{blocks} on {shown} waits while {doing}"))
            .label(format!("{shown} is still locked {}", held.mode))
            .help("commit before it: put it into a migration of its own")
            .safe(format!("-- in a migration of its own:\n{sql};"))
            .related(by, held.span, format!("takes the {} lock on {shown}", held.mode))
            .table(table);
    }
}

/// Long work of a statement, and the table that an earlier statement keeps locked meanwhile.
fn waits<'a>(step: &'a Step<'_>, after: &Catalog) -> Option<(&'a Work, &'a QualifiedName, Held)> {
    let (effects, transaction) = (&step.effects, &step.transaction);
    if transaction.block.is_none() || effects.needs_no_transaction || effects.fails.is_some() {
        return None;
    }
    effects.rewrites.iter().chain(&effects.scans).filter(|work| is_long(work, step)).find_map(
        |work| {
            let own = effects.lock_on(&work.table);
            let adds = |table: &QualifiedName, held: &Held| {
                if *table == work.table {
                    held.mode.blocks_reads() && !own.is_some_and(LockMode::blocks_reads)
                } else {
                    held.mode.blocks_writes()
                }
            };
            let held = transaction
                .held
                .iter()
                .filter(|(table, held)| adds(table, held) && !after.is_dropped(table));
            let (table, held) = held.max_by_key(|(_, held)| held.mode)?;
            Some((work, table, *held))
        },
    )
}

/// Whether it takes the longer the more rows there are, and no other advice moves it out of the transaction.
fn is_long(work: &Work, step: &Step<'_>) -> bool {
    match &work.cause {
        Cause::Truncate => false,
        Cause::Check { constraint } | Cause::ForeignKey { constraint } => {
            let added = &step.transaction.not_valid;
            !added.iter().any(|(table, name, _)| *table == work.table && name == constraint)
        }
        _ => true,
    }
}
