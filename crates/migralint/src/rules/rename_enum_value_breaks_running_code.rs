//! See `rules/rename-enum-value-breaks-running-code.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::{AlterTypeAction, StatementKind};

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "rename-enum-value-breaks-running-code",
        page: page!("rename-enum-value-breaks-running-code"),
        category: Category::Compatibility,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let StatementKind::AlterType(alter) = &ctx.statement.kind else { return };
    let AlterTypeAction::RenameValue { from, to } = &alter.action else { return };
    let name = ctx.before.resolve_type(&alter.name);
    if !ctx.before.exists(&name) {
        return;
    }
    let report = out.report(
        ctx.statement.span,
        format!(
            "renames the value '{from}' of {} to '{to}': running code that writes or compares '{from}' fails",
            name.shown()
        ),
    );
    report.label("the old value is unknown from here on");
    if let Some(models) = ctx.scope.models() {
        report.help((models.map_value)(from));
    } else {
        let value = |value: &str| value.replace('\'', "''");
        report.help("add the new value, release code that knows both, then change the rows").safe(
            format!("ALTER TYPE {} ADD VALUE '{}' AFTER '{}';", name.sql(), value(to), value(from)),
        );
    }
}
