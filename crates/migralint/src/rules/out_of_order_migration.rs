//! See `rules/out-of-order-migration.md`.

use crate::context::MigrationContext;
use crate::diagnostic::Diagnostics;
use crate::history::{Change, Migration};
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "out-of-order-migration",
        page: page!("out-of-order-migration"),
        category: Category::Correctness,
        severity: Severity::Warning,
        enabled: Enabled::ByDefault,
    },
    check: Check::Change(check),
};

fn check(ctx: &MigrationContext<'_>, out: &mut Diagnostics<'_>) {
    let migration = ctx.scope.migration;
    if migration.change != Change::OutOfOrder {
        return;
    }
    let has_run = |other: &&Migration| !other.is_new() && !other.repeatable;
    let last =
        ctx.scope.history.migrations.iter().rev().find(has_run).map_or("", |last| last.id.as_str());
    out.report(
        ctx.start(),
        format!("`{}` sorts before `{last}`, which was merged before it: databases run the two in different orders", migration.id),
    )
    .label("runs after it where that has run, before it in a new database")
    .help(format!("rename the migration so that it sorts after `{last}`"));
}
