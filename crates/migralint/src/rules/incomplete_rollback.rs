//! See `rules/incomplete-rollback.md`.

use crate::context::MigrationContext;
use crate::diagnostic::Diagnostics;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "incomplete-rollback",
        page: page!("incomplete-rollback"),
        category: Category::Rollback,
        severity: Severity::Warning,
        enabled: Enabled::ByDefault,
    },
    check: Check::Migration(check),
};

fn check(ctx: &MigrationContext<'_>, out: &mut Diagnostics<'_>) {
    let Some(back) = ctx.way_back else { return };
    if back.is_empty() {
        return;
    }
    for (span, difference) in &back.verdict.differences {
        out.report_in(back.id, *span, format!("after the rollback {}", difference.words()))
            .label("leads to another schema than before")
            .help("restore it here; `migralint rollback new --stdout` prints the whole way back");
    }
}
