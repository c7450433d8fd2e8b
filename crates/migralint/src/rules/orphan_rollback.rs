//! See `rules/orphan-rollback.md`.

use crate::context::OrphanContext;
use crate::diagnostic::Diagnostics;
use crate::history::History;
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
        .help(if is_taken_for_migration(ctx.file.path(), ctx.history) {
            "move it beside the folder of migrations: `prisma migrate deploy` takes each folder in there for a migration, and fails with P3015"
        } else {
            "name it like its migration, or remove it"
        });
}

/// Whether Prisma takes the folder of a rollback for a migration without `migration.sql`.
fn is_taken_for_migration(path: &str, history: &History) -> bool {
    let rest = path.strip_prefix(&history.root).map(|rest| rest.trim_start_matches('/'));
    history.profile.tool.starts_with("Prisma")
        && rest.is_some_and(|rest| rest.starts_with("rollbacks/"))
}
