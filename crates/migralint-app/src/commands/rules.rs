//! `migralint rules`: all rules, by category.

use std::fmt::Write as _;

use migralint::rule_info::{Category, Enabled};
use migralint::rules::infos;

use crate::host::{Host, Stream};
use crate::{CLEAN, Failure, print};

pub(super) fn run(host: &mut dyn Host) -> Result<u8, Failure> {
    print(host, Stream::Stdout, &list())?;
    Ok(CLEAN)
}

fn list() -> String {
    let width = infos().map(|rule| rule.id.len()).max().unwrap_or_default();
    let mut text = String::new();
    for category in Category::ALL {
        let own: Vec<_> = infos().filter(|rule| rule.category == category).collect();
        if own.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        let _ = writeln!(text, "{}", category.as_str());
        for rule in own {
            let level = match rule.enabled {
                Enabled::ByDefault | Enabled::PendingOnly => rule.severity.as_str(),
                Enabled::OnRequest => "off",
            };
            let summary = rule.summary().replace('\n', " ");
            let _ = writeln!(text, "  {:width$}  {level:7}  {summary}", rule.id);
        }
    }
    text
}
