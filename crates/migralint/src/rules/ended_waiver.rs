//! See `rules/ended-waiver.md`.

use crate::diagnostic::Diagnostics;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::settings::Waiver;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "ended-waiver",
        page: page!("ended-waiver"),
        category: Category::Convention,
        severity: Severity::Warning,
        enabled: Enabled::ByDefault,
    },
    check: Check::Waiver(check),
};

fn check(waiver: &Waiver, out: &mut Diagnostics<'_>) {
    let (true, Some((_, span)), Some(until)) = (waiver.ended, waiver.place, &waiver.until) else {
        return;
    };
    let owner = waiver.owner.as_ref().map(|owner| format!("ask {owner}: ")).unwrap_or_default();
    let message =
        format!("the waiver for {} ended on {until}: what it accepted counts again", waiver.path);
    out.report(span, message).label("has passed").help(format!(
        "{owner}mend what it accepted and remove it, or decide again and give it a new day"
    ));
}
