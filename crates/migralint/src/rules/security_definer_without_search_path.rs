//! See `rules/security-definer-without-search-path.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::name::quote;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::StatementKind;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "security-definer-without-search-path",
        page: page!("security-definer-without-search-path"),
        category: Category::Correctness,
        severity: Severity::Warning,
        enabled: Enabled::PendingOnly,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let StatementKind::CreateFunction(function) = &ctx.statement.kind else { return };
    if !function.security_definer || function.sets_search_path {
        return;
    }
    let name = ctx.before.creation_name(&function.name, false);
    let kind = if function.procedure { "PROCEDURE" } else { "FUNCTION" };
    out.report(
        function.name.span,
        format!("{} runs as its owner with the search path of its caller", name.shown()),
    )
    .label("a caller can put his own tables and functions in its way")
    .help("give it a search path of its own, and write schemas before names in its body")
    .safe(format!(
        "ALTER {kind} {}({}) SET search_path = pg_catalog, {};",
        name.sql(),
        function.arguments.iter().map(|of| of.text.as_str()).collect::<Vec<_>>().join(", "),
        quote(&name.schema)
    ));
}
