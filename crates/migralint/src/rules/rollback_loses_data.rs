//! See `rules/rollback-loses-data.md`.

use crate::context::MigrationContext;
use crate::diagnostic::Diagnostics;
use crate::rule::{Category, Check, Rule, Severity, Status, page};

pub(crate) static RULE: Rule = Rule {
    id: "rollback-loses-data",
    page: page!("rollback-loses-data"),
    category: Category::Rollback,
    severity: Severity::Note,
    status: Status::Default,
    check: Check::Migration(check),
};

fn check(ctx: &MigrationContext<'_>, out: &mut Diagnostics<'_>) {
    let Some(back) = ctx.way_back else { return };
    for (span, what) in &back.verdict.losses {
        out.report_in(back.id, *span, format!("{what}: the migration destroys them"))
            .help("say in the rollback where they come from, or drop nothing before a later release");
    }
}
