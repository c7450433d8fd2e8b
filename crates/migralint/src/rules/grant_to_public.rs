//! See `rules/grant-to-public.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::lists;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::StatementKind;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "grant-to-public",
        page: page!("grant-to-public"),
        category: Category::Convention,
        severity: Severity::Note,
        enabled: Enabled::PendingOnly,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let StatementKind::Grant(grant) = &ctx.statement.kind else { return };
    if grant.revoke || !grant.public {
        return;
    }
    let tables: Vec<_> =
        grant.tables.iter().map(|table| ctx.before.resolve_relation(table)).collect();
    let on =
        if tables.is_empty() { String::new() } else { format!(" on {}", lists::tables(&tables)) };
    let report = out.report(
        ctx.statement.span,
        format!(
            "grants {}{on} to every role, those to come included",
            lists::join(&grant.privileges)
        ),
    );
    report.label("PUBLIC is every role").help("grant it to the role that needs it");
    if let Some(table) = tables.first() {
        report.table(table);
    }
}
