//! See `rules/statement-always-fails.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "statement-always-fails",
        page: page!("statement-always-fails"),
        category: Category::Correctness,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let Some((span, why)) = &ctx.effects.fails else { return };
    let (why, instead) = why.split_once("; ").unwrap_or((why, "write it otherwise"));
    out.report(*span, format!("PostgreSQL always refuses this: {why}"))
        .label("the migration fails here")
        .help(instead);
}
