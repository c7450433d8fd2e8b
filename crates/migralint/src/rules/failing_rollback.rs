//! See `rules/failing-rollback.md`.

use crate::context::MigrationContext;
use crate::diagnostic::Diagnostics;
use crate::history::splitting::first_piece;
use crate::rollback::WayBack;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::Statement;
use crate::words;

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
    refused_by_tool(ctx, back, out);
    for (span, why) in &back.verdict.failures {
        out.report_in(back.id, *span, format!("the rollback fails: {why}"))
            .label("PostgreSQL refuses this")
            .help("mend it now: a rollback is run when something else has failed already");
    }
}

/// Statements that the tool does not send as one. It runs those rollbacks that are in the migration's own file.
fn refused_by_tool(ctx: &MigrationContext<'_>, back: &WayBack<'_>, out: &mut Diagnostics<'_>) {
    let (scope, text) = (ctx.scope, back.file.text());
    let own = scope.migration.rollback.as_ref().filter(|one| one.file == scope.migration.file);
    let Some(rollback) = own else { return };
    let (tool, splitting) = (scope.layout().tool, scope.profile().splitting);
    let cuts = splitting.cuts(text, &rollback.down);
    let statements = &back.parsed.statements;
    for first in statements.iter().filter_map(|one| first_piece(&cuts, text, one.span)) {
        let message = format!(
            "the rollback fails: {tool} sends this part of the statement alone, and PostgreSQL always refuses it"
        );
        let report = out.report_in(back.id, first, message).label("PostgreSQL refuses this");
        if let Some(help) = words::in_one_piece(splitting) {
            report.help(help);
        }
    }
    for part in &rollback.down {
        let is_inside = |one: &&Statement| (part.start..part.end).contains(&one.span.start);
        let last = statements.iter().rfind(is_inside).map(|one| one.span);
        if let Some(last) = last.filter(|last| splitting.is_unfinished(&cuts, *part, *last)) {
            let message = format!(
                "the rollback fails: {tool} refuses a file whose last statement has no semicolon at the end of a line"
            );
            out.report_in(back.id, last, message)
                .label("the rollback fails")
                .help(words::END_STATEMENT);
        }
    }
}
