//! See `rules/unknown-rule-in-ignore.md`.

use crate::context::{IgnoreContext, NamedRule};
use crate::diagnostic::Diagnostics;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "unknown-rule-in-ignore",
        page: page!("unknown-rule-in-ignore"),
        category: Category::Convention,
        severity: Severity::Warning,
        enabled: Enabled::ByDefault,
    },
    check: Check::Ignore(check),
};

fn check(ctx: &IgnoreContext<'_>, out: &mut Diagnostics<'_>) {
    for named in &ctx.rules {
        let NamedRule::Unknown { nearest } = named.rule else { continue };
        let (name, span) = (named.name, named.span);
        if name.to_ascii_lowercase().starts_with("migralint") {
            out.report(span, format!("`{name}` is no ignore, so nothing is accepted"))
                .help("write `migralint-ignore RULE: reason`");
            continue;
        }
        let help = match nearest {
            Some(meant) => format!("write `{meant}`"),
            None if name.contains(char::is_whitespace) => {
                "write commas between rules, and a colon before the reason".to_owned()
            }
            None => "name a rule that `migralint rules` lists".to_owned(),
        };
        out.report(span, format!("there is no rule `{name}`, so nothing is accepted")).help(help);
    }
}
