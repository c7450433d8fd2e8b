//! See `rules/set-local-without-transaction.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::source::Span;
use crate::syntax;
use crate::syntax::statement::StatementKind;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "set-local-without-transaction",
        page: page!("set-local-without-transaction"),
        category: Category::Transaction,
        severity: Severity::Warning,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    if ctx.transaction.block.is_some() {
        return;
    }
    let span = ctx.statement.span;
    let sql = ctx.scope.text(span);
    let in_block = format!("BEGIN;\n{sql};\n-- what needs it\nCOMMIT;");
    match &ctx.statement.kind {
        StatementKind::Set(set) if set.local => {
            let message = format!("SET LOCAL {} does nothing: no transaction is open", set.name);
            let report = out.report(span, message);
            report.label("PostgreSQL only warns");
            // Other settings would leak into what the session runs later.
            if !set.name.ends_with("_timeout") {
                report.help("open a transaction around it and what needs it").safe(in_block);
                return;
            }
            report.help("say SET, which holds for the session");
            if let Some(at) = sql.to_ascii_uppercase().find("LOCAL") {
                let rest = sql[at + "LOCAL".len()..].trim_start();
                let word = Span::new(span.start + at, span.end - rest.len());
                report.safe(format!("{}{rest};", &sql[..at]));
                report.fix("set it for the session", word, "");
            }
        }
        StatementKind::Lock { .. } | StatementKind::Savepoint => {
            let command = syntax::command(ctx.scope.file.text(), ctx.statement);
            out.report(span, format!("{command} fails: no transaction is open"))
                .label("it would end with this statement")
                .help("open a transaction around it and what needs it")
                .safe(in_block);
        }
        _ => {}
    }
}
