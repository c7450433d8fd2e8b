//! See `rules/drop-view-breaks-readers.md`.

use crate::context::MigrationContext;
use crate::diagnostic::Diagnostics;
use crate::effects::Dropped;
use crate::lists;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::ObjectKind;
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-view-breaks-readers",
        page: page!("drop-view-breaks-readers"),
        category: Category::Compatibility,
        severity: Severity::Warning,
        enabled: Enabled::ByDefault,
    },
    check: Check::Migration(check),
};

fn check(ctx: &MigrationContext<'_>, out: &mut Diagnostics<'_>) {
    for step in ctx.steps {
        let is_lost = |lost: &&Dropped| {
            matches!(lost.kind, ObjectKind::View | ObjectKind::MaterializedView)
                && !lost.implied
                && ctx.after.relation(&lost.name).is_none()
        };
        let lost: Vec<&Dropped> = step.effects.drops.iter().filter(is_lost).collect();
        let Some(first) = lost.first() else { continue };
        let objects: Vec<String> = lost.iter().map(|lost| words::object(lost)).collect();
        let it = if lost.len() == 1 { "it" } else { "them" };
        let sql = ctx.scope.text(step.statement.span);
        out.report(
            step.statement.span,
            format!("drops {}: code that reads {it} fails", lists::join(&objects)),
        )
        .label("running code and reports may still read it")
        .help("release code that no longer reads it, then drop it in a later migration")
        .safe(format!("-- in a later migration, when nothing reads {it}:\n{sql};"))
        .table(&first.name);
    }
}
