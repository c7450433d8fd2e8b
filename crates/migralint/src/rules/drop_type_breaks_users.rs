//! See `rules/drop-type-breaks-users.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::{ObjectKind, StatementKind};

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-type-breaks-users",
        page: page!("drop-type-breaks-users"),
        category: Category::Destructive,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let StatementKind::Drop(drop) = &ctx.statement.kind else { return };
    if !drop.cascade || ctx.scope.enum_replacement(ctx.statement).is_some() {
        return;
    }
    let is_type = |kind| matches!(kind, ObjectKind::Type | ObjectKind::Domain);
    for lost in ctx.effects.drops.iter().filter(|lost| is_type(lost.kind)) {
        if ctx.before.types.contains_key(&lost.name)
            || ctx.before.columns_of_type(&lost.name).next().is_some()
        {
            continue;
        }
        let kind = lost.kind.words();
        out.report(
            lost.span,
            format!("drops the {kind} {} with every column that is of it", lost.name.shown()),
        )
        .label("CASCADE takes columns that this history does not know")
        .help("leave CASCADE out: PostgreSQL then refuses while a column still uses it")
        .safe(format!("DROP {} {};", kind.to_uppercase(), lost.name.sql()));
        return;
    }
}
