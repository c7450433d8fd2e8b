//! All rules, in the order of their ids.

use crate::rule::Rule;

/// All rules, in the order of their ids.
pub static RULES: &[&Rule] = &[];
