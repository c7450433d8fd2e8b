//! See `rules/unknown-rule-in-ignore.md`. Reported by `suppression`.

use crate::rule::{Category, Check, Rule, Severity, Status, page};

pub(crate) static RULE: Rule = Rule {
    id: "unknown-rule-in-ignore",
    page: page!("unknown-rule-in-ignore"),
    category: Category::Convention,
    severity: Severity::Warning,
    status: Status::Default,
    check: Check::Engine,
};
