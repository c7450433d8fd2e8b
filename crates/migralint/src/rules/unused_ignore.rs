//! See `rules/unused-ignore.md`. Reported by `suppression`.

use crate::rule::{Category, Check, Rule, Severity, Status, page};

pub(crate) static RULE: Rule = Rule {
    id: "unused-ignore",
    page: page!("unused-ignore"),
    category: Category::Convention,
    severity: Severity::Warning,
    status: Status::Default,
    check: Check::Engine,
};
