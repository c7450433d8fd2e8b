//! See `rules/failing-rollback.md`.

use crate::context::MigrationContext;
use crate::diagnostic::Diagnostics;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "failing-rollback",
        page: page!("failing-rollback"),
        category: Category::Rollback,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Migration(check),
};

fn check(ctx: &MigrationContext<'_>, out: &mut Diagnostics<'_>) {
    let Some(back) = ctx.way_back else { return };
    for (span, why) in &back.verdict.failures {
        out.report_in(back.id, *span, format!("the rollback fails: {why}"))
            .label("PostgreSQL refuses this")
            .help("mend it now: a rollback is run when something else has failed already");
    }
}
