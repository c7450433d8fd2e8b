//! See `rules/drop-column-loses-data.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::effects::Dropped;
use crate::lists;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::source::Span;
use crate::syntax::statement::{AlterTableAction, ObjectKind, StatementKind};
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-column-loses-data",
        page: page!("drop-column-loses-data"),
        category: Category::Destructive,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let is_lost = |lost: &&Dropped| {
        lost.kind == ObjectKind::Column && ctx.scope.column_replacement(lost).is_none()
    };
    let lost: Vec<&Dropped> = ctx.effects.drops.iter().filter(is_lost).collect();
    let Some(first) = lost.first() else { return };
    let (it, values) =
        (lists::it(&lost), if lost.len() == 1 { "its values" } else { "their values" });
    let help = if let Some(models) = ctx.scope.models() {
        models.ignore_columns[usize::from(lost.len() > 1)].to_owned()
    } else {
        format!("release code that no longer uses {it}, then drop {it} in a later migration")
    };
    let sql = drops_alone(ctx, &lost);
    out.report(
        first.span,
        format!("drops {}, and {values} with {it}", words::dropped_columns(&lost)),
    )
    .label(words::lock(ctx.effects, &first.name))
    .help(help)
    .safe(format!("-- in a later migration, when no running code uses {it}:\n{sql};"))
    .table(&first.name);
}

/// The statement without what it does besides: that need not wait.
fn drops_alone(ctx: &StatementContext<'_>, lost: &[&Dropped]) -> String {
    let whole = ctx.statement.span;
    let StatementKind::AlterTable(alter) = &ctx.statement.kind else {
        return ctx.scope.text(whole).to_owned();
    };
    let is_drop = |action: &&AlterTableAction| lost.iter().any(|one| one.span == action.span);
    let drops: Vec<&str> =
        alter.actions.iter().filter(is_drop).map(|action| ctx.scope.text(action.span)).collect();
    match alter.actions.first() {
        Some(first) if !drops.is_empty() && drops.len() < alter.actions.len() => {
            let head = ctx.scope.text(Span::new(whole.start, first.span.start));
            format!("{head}{}", drops.join(", "))
        }
        _ => ctx.scope.text(whole).to_owned(),
    }
}
