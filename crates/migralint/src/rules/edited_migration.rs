//! See `rules/edited-migration.md`.

use crate::context::MigrationContext;
use crate::diagnostic::Diagnostics;
use crate::history::Change;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "edited-migration",
        page: page!("edited-migration"),
        category: Category::Correctness,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Change(check),
};

fn check(ctx: &MigrationContext<'_>, out: &mut Diagnostics<'_>) {
    let migration = ctx.scope.migration;
    if migration.change != Change::Edited {
        return;
    }
    let layout = ctx.scope.layout();
    let refuses = if layout.checksums {
        format!(
            "; {} compares checksums and refuses it, or asks to reset the database",
            layout.tool
        )
    } else {
        String::new()
    };
    out.report(
        ctx.start(),
        format!(
            "`{}` was changed after it was merged: databases that have run it never see the change",
            migration.id
        ),
    )
    .label("was another text there")
    .help(format!("restore the file, and put the change into a new migration{refuses}"));
}
