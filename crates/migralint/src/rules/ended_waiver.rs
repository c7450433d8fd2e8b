//! See `rules/ended-waiver.md`. Reported by `suppression`.

use crate::rule::{Category, Check, Rule, Severity, Status, page};

pub(crate) static RULE: Rule = Rule {
    id: "ended-waiver",
    page: page!("ended-waiver"),
    category: Category::Convention,
    severity: Severity::Warning,
    status: Status::Default,
    check: Check::Engine,
};
