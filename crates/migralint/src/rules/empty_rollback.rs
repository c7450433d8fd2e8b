//! See `rules/empty-rollback.md`.

use crate::context::MigrationContext;
use crate::diagnostic::Diagnostics;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "empty-rollback",
        page: page!("empty-rollback"),
        category: Category::Rollback,
        severity: Severity::Warning,
        enabled: Enabled::ByDefault,
    },
    check: Check::Migration(check),
};

fn check(ctx: &MigrationContext<'_>, out: &mut Diagnostics<'_>) {
    let Some(back) = ctx.way_back else { return };
    if !back.is_needed || !back.is_empty() {
        return;
    }
    let id = &ctx.scope.migration.id;
    out.report_in(
        back.id,
        back.start(),
        format!(
            "the rollback of {id} does nothing, and the schema stays as the migration leaves it"
        ),
    )
    .help(format!("write it, or let `migralint rollback new {id} --force` write it"));
}
