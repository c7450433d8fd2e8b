//! See `rules/unreadable-rollback.md`.

use crate::context::MigrationContext;
use crate::diagnostic::Diagnostics;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "unreadable-rollback",
        page: page!("unreadable-rollback"),
        category: Category::Rollback,
        severity: Severity::Warning,
        enabled: Enabled::ByDefault,
    },
    check: Check::Migration(check),
};

fn check(ctx: &MigrationContext<'_>, out: &mut Diagnostics<'_>) {
    let Some(back) = ctx.way_back else { return };
    for error in &back.verdict.unreadable {
        out.report_in(
            back.id,
            error.span,
            format!(
                "where the rollback leads is not known, for this cannot be read: {}",
                error.message
            ),
        )
        .label("here")
        .help("look for a missing semicolon; if PostgreSQL reads it, try the rollback on a copy");
    }
}
