//! See `rules/drop-column-loses-data.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::effects::Dropped;
use crate::rule::{Category, Check, Rule, Severity, Status, page};
use crate::syntax::statement::ObjectKind;
use crate::words;

pub(crate) static RULE: Rule = Rule {
    id: "drop-column-loses-data",
    page: page!("drop-column-loses-data"),
    category: Category::Destructive,
    severity: Severity::Error,
    status: Status::Default,
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let is_lost = |lost: &&Dropped| {
        lost.kind == ObjectKind::Column && ctx.scope.column_replacement(lost).is_none()
    };
    let lost: Vec<&Dropped> = ctx.effects.drops.iter().filter(is_lost).collect();
    let Some(first) = lost.first() else { return };
    let help = if ctx.scope.is_prisma() {
        "put @ignore on the field and release that, then drop the column in the next release"
    } else {
        "release code that no longer uses it, then drop it in a later migration"
    };
    let (them, values) =
        if lost.len() == 1 { ("it", "its values") } else { ("them", "their values") };
    let sql = ctx.scope.text(ctx.statement.span);
    out.report(
        first.span,
        format!("drops {}, and {values} with {them}", words::dropped_columns(&lost)),
    )
    .label(words::lock(ctx.effects, &first.name))
    .help(help)
    .safe(format!("-- in a later migration, when no running code uses {them}:\n{sql};"))
    .table(&first.name);
}
