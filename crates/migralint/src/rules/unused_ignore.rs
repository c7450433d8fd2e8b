//! See `rules/unused-ignore.md`.

use crate::context::{IgnoreContext, NamedRule};
use crate::diagnostic::Diagnostics;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "unused-ignore",
        page: page!("unused-ignore"),
        category: Category::Convention,
        severity: Severity::Warning,
        enabled: Enabled::ByDefault,
    },
    check: Check::Ignore(check),
};

fn check(ctx: &IgnoreContext<'_>, out: &mut Diagnostics<'_>) {
    if ctx.rules.is_empty() && !ctx.is_used {
        out.report(ctx.ignore.span, "this ignore accepts nothing").help("remove it");
    }
    for named in &ctx.rules {
        if matches!(named.rule, NamedRule::Unused) {
            out.report(named.span, format!("`{}` reports nothing here", named.name))
                .help("remove it");
        }
    }
}
