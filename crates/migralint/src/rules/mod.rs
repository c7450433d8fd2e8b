//! All rules, in the order of their ids.

use crate::rule::Rule;

pub(crate) mod unknown_rule_in_ignore;
pub(crate) mod unused_ignore;

/// All rules, in the order of their ids.
pub static RULES: &[&Rule] = &[&unknown_rule_in_ignore::RULE, &unused_ignore::RULE];

/// The rule of this id.
pub fn find(id: &str) -> Option<&'static Rule> {
    let at = RULES.binary_search_by(|rule| rule.id.cmp(id)).ok()?;
    Some(RULES[at])
}
