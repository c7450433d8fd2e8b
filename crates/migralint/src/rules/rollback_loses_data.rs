//! See `rules/rollback-loses-data.md`.

use crate::context::MigrationContext;
use crate::diagnostic::Diagnostics;
use crate::rollback::WayBack;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::source::Span;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "rollback-loses-data",
        page: page!("rollback-loses-data"),
        category: Category::Rollback,
        severity: Severity::Note,
        enabled: Enabled::ByDefault,
    },
    check: Check::Migration(check),
};

fn check(ctx: &MigrationContext<'_>, out: &mut Diagnostics<'_>) {
    let Some(back) = ctx.way_back else { return };
    for (span, what) in &back.verdict.losses {
        if is_told(back, *span) {
            continue;
        }
        out.report_in(back.id, *span, format!("{what}: the migration destroys them")).help(
            "say in the rollback where they come from, or drop nothing before a later release",
        );
    }
}

/// Whether a comment between the statement before and this one speaks of its data.
fn is_told(back: &WayBack<'_>, statement: Span) -> bool {
    let before = back.parsed.statements.iter().map(|other| other.span.end);
    let from = before.filter(|end| *end <= statement.start).max().unwrap_or(0);
    let near = back
        .parsed
        .comments
        .iter()
        .filter(|comment| (from..=statement.end).contains(&comment.start));
    near.into_iter().any(|comment| {
        let text = back.file.slice(*comment).to_lowercase();
        SPEAKS_OF_DATA.iter().any(|word| text.contains(word))
    })
}

const SPEAKS_OF_DATA: &[&str] = &["backup", "data", "row", "value", "restore", "copy", "copied"];
