//! See `rules/orphan-rollback.md`.

use crate::context::OrphanContext;
use crate::diagnostic::Diagnostics;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::source::Span;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "orphan-rollback",
        page: page!("orphan-rollback"),
        category: Category::Rollback,
        severity: Severity::Warning,
        enabled: Enabled::ByDefault,
    },
    check: Check::Orphan(check),
};

fn check(ctx: &OrphanContext<'_>, out: &mut Diagnostics<'_>) {
    out.report(Span::new(0, 0), "this rollback belongs to no migration, so it is never run")
        .help(stray_folder(ctx).unwrap_or("name it like its migration, or remove it"));
}

/// What to do with the folder of a rollback that the tool takes for a migration.
fn stray_folder(ctx: &OrphanContext<'_>) -> Option<&'static str> {
    let rest = ctx.file.path().strip_prefix(&ctx.history.root)?.trim_start_matches('/');
    ctx.history.layout.advice.stray_folder.filter(|_| rest.starts_with("rollbacks/"))
}
