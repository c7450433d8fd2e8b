//! `migralint rules`: all rules, by category.

use std::fmt::Write as _;

use migralint::rule::{Category, Rule, Status};
use migralint::rules::RULES;

use crate::CLEAN;
use crate::host::{Host, Stream};

pub(super) fn run(host: &mut dyn Host) -> u8 {
    host.print(Stream::Stdout, &list(RULES));
    CLEAN
}

fn list(rules: &[&Rule]) -> String {
    let width = rules.iter().map(|rule| rule.id.len()).max().unwrap_or_default();
    let mut text = String::new();
    for category in Category::ALL {
        let own: Vec<_> = rules.iter().filter(|rule| rule.category == category).collect();
        if own.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        let _ = writeln!(text, "{}", category.as_str());
        for rule in own {
            let level = match rule.status {
                Status::Default | Status::StillToRun => rule.severity.as_str(),
                Status::OptIn => "off",
            };
            let summary = rule.summary().replace('\n', " ");
            let _ = writeln!(text, "  {:width$}  {level:7}  {summary}", rule.id);
        }
    }
    text
}
