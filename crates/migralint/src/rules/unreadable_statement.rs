//! See `rules/unreadable-statement.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::StatementKind;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "unreadable-statement",
        page: page!("unreadable-statement"),
        category: Category::Unchecked,
        severity: Severity::Warning,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    match &ctx.statement.kind {
        StatementKind::Unreadable(error) => {
            let diagnostic = out.report(
                error.span,
                format!("this statement is not checked, for it cannot be read: {}", error.message),
            );
            diagnostic
                .label("here")
                .help("see whether PostgreSQL reads it; if so, look yourself what it locks and loses, and accept it with a reason");
            if error.is_limit {
                // PostgreSQL has no such limit, so it runs what is hidden behind this one.
                diagnostic.severity = Severity::Error;
            }
        }
        StatementKind::Psql(command) if RUNS_SQL.contains(&command.as_str()) => {
            out.report(
                ctx.statement.span,
                format!("what `{command}` runs is not checked: it is a command of psql"),
            )
            .label("not read")
            .help("write the statements into the migration itself");
        }
        _ => {}
    }
}

/// Commands of psql by which other SQL runs, or runs elsewhere.
/// <https://www.postgresql.org/docs/current/app-psql.html#APP-PSQL-META-COMMANDS>
const RUNS_SQL: &[&str] =
    &["\\i", "\\ir", "\\include", "\\include_relative", "\\gexec", "\\c", "\\connect"];
