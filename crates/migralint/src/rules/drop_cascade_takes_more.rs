//! See `rules/drop-cascade-takes-more.md`.

use crate::context::MigrationContext;
use crate::diagnostic::Diagnostics;
use crate::effects::Dropped;
use crate::lists;
use crate::name::quote;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::ObjectKind;
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-cascade-takes-more",
        page: page!("drop-cascade-takes-more"),
        category: Category::Destructive,
        severity: Severity::Warning,
        enabled: Enabled::ByDefault,
    },
    check: Check::Migration(check),
};

fn check(ctx: &MigrationContext<'_>, out: &mut Diagnostics<'_>) {
    for step in ctx.steps {
        // A schema says itself what is in it.
        let whole = |lost: &Dropped| lost.kind == ObjectKind::Schema;
        if step.effects.drops.iter().any(whole) {
            continue;
        }
        let stays_lost = |lost: &&Dropped| lost.implied && is_gone(lost, ctx);
        let taken: Vec<&Dropped> = step.effects.drops.iter().filter(stays_lost).collect();
        let Some(first) = taken.first() else { continue };
        let objects: Vec<String> = taken.iter().map(|lost| words::object(lost)).collect();
        let sql = ctx.scope.text(step.statement.span);
        let mut safe: Vec<String> = taken.iter().map(|lost| drop_by_name(lost)).collect();
        if let Some(before) = sql.to_ascii_uppercase().strip_suffix("CASCADE").map(str::len) {
            safe.push(format!("{};", sql[..before].trim_end()));
        }
        out.report(first.span, format!("CASCADE also drops {}", lists::join(&objects)))
            .label("goes without being named")
            .help("drop each by name, and leave CASCADE out so that nothing else goes")
            .safe(safe.join("\n"))
            .table(&first.name);
    }
}

/// Whether it is one of the objects that nothing else speaks about, and the migration does not make it again.
fn is_gone(lost: &Dropped, ctx: &MigrationContext<'_>) -> bool {
    let table = ctx.after.table(&lost.name);
    match (lost.kind, &lost.part) {
        (ObjectKind::View | ObjectKind::MaterializedView, None) => {
            ctx.after.relation(&lost.name).is_none()
        }
        (ObjectKind::Constraint, Some(name)) => {
            table.is_some_and(|table| table.constraint(name).is_none())
        }
        (ObjectKind::Trigger, Some(name)) => {
            table.is_some_and(|table| table.triggers.iter().all(|trigger| trigger.name != *name))
        }
        _ => false,
    }
}

fn drop_by_name(lost: &Dropped) -> String {
    let (kind, on) = (lost.kind.words().to_uppercase(), lost.name.sql());
    match (lost.kind, lost.part.as_deref().map(quote)) {
        (ObjectKind::Constraint, Some(name)) => format!("ALTER TABLE {on} DROP CONSTRAINT {name};"),
        (_, Some(name)) => format!("DROP {kind} {name} ON {on};"),
        (_, None) => format!("DROP {kind} {on};"),
    }
}
