//! See `rules/triggers-left-off.md`.

use crate::context::MigrationContext;
use crate::diagnostic::Diagnostics;
use crate::name::QualifiedName;
use crate::replay::Step;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::source::Span;
use crate::syntax::statement::{ActionKind, StatementKind};
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "triggers-left-off",
        page: page!("triggers-left-off"),
        category: Category::Correctness,
        severity: Severity::Warning,
        enabled: Enabled::ByDefault,
    },
    check: Check::Migration(check),
};

/// Triggers of a table that are off.
struct Off<'a> {
    step: &'a Step<'a>,
    span: Span,
    table: QualifiedName,
    /// One of them; all of them otherwise.
    trigger: Option<&'a str>,
}

fn check(ctx: &MigrationContext<'_>, out: &mut Diagnostics<'_>) {
    for off in left_off(ctx) {
        let shown = off.table.shown();
        let (what, sql) = match off.trigger {
            Some(trigger) => (format!("the trigger \"{trigger}\""), crate::name::quote(trigger)),
            None => ("every trigger".to_owned(), "ALL".to_owned()),
        };
        out.report(
            off.span,
            format!("{what} of {shown} stays off: what others write meanwhile goes past what it checks and does"),
        )
        .label(words::lock(&off.step.effects, &off.table))
        .help("turn it on again in the same transaction; foreign keys do not hold while ALL are off")
        .safe(format!("ALTER TABLE {} ENABLE TRIGGER {sql};", off.table.sql()))
        .table(&off.table);
    }
    let replica = ctx.steps.iter().rev().find_map(|step| match &step.statement.kind {
        StatementKind::Set(set) if set.name == PARAMETER && !set.local => Some((step, set)),
        _ => None,
    });
    if let Some((step, set)) = replica
        && set.values.iter().any(|value| value.eq_ignore_ascii_case("replica"))
    {
        out.report(
            step.statement.span,
            "triggers and foreign keys stay off in this session, for the migrations that follow too",
        )
        .label("held until the session ends")
        .help("say SET LOCAL in a transaction, or reset it at the end")
        .safe(format!("RESET {PARAMETER};"));
    }
}

/// By which a session plays a replica, on which triggers do not fire.
const PARAMETER: &str = "session_replication_role";

/// What the migration turns off and not on again before others can write.
fn left_off<'a>(ctx: &MigrationContext<'a>) -> Vec<Off<'a>> {
    let mut off: Vec<Off<'a>> = Vec::new();
    for step in ctx.steps {
        let StatementKind::AlterTable(alter) = &step.statement.kind else { continue };
        let table = ctx.after.resolve_relation(&alter.name);
        for action in &alter.actions {
            let ActionKind::Trigger { name, enable } = &action.kind else { continue };
            let trigger = name.as_ref().map(|name| name.name.as_str());
            if *enable {
                let unseen = |one: &Off<'_>| {
                    let transaction = &step.transaction;
                    transaction.block.is_some() && transaction.number == one.step.transaction.number
                };
                let same = |one: &Off<'_>| {
                    one.table == table && (trigger.is_none() || trigger == one.trigger)
                };
                off.retain(|one| !(same(one) && unseen(one)));
            } else if step.effects.lock_on(&table).is_some() {
                let table = table.clone();
                off.push(Off { step, span: action.span, table, trigger });
            }
        }
    }
    off.retain(|one| !ctx.after.is_dropped(&one.table));
    off
}
