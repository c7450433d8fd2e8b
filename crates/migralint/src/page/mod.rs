//! A rule's page: its sections, and its examples as histories that run.
//!
//! A page is Markdown: the title is the rule's id and its first paragraph the summary. A block ` ```sql bad ` must
//! raise the rule, ` ```sql good ` must raise nothing, ` ```text output ` is the report on the block before it.

mod example;

use std::fmt::Write as _;

pub use example::{Run, WIDTH, run};

use crate::rule_info::{Category, Enabled};
use crate::rules::infos;
use crate::source::Span;

/// The title: what follows `# ` on the first line.
pub fn title(page: &str) -> Option<&str> {
    page.lines().next()?.strip_prefix("# ").map(str::trim)
}

/// What stands under a heading of the second level, without the heading.
pub fn section<'a>(page: &'a str, heading: &str) -> Option<&'a str> {
    let mut parts = page.split("\n## ").skip(1);
    parts.find_map(|part| {
        let (title, body) = part.split_once('\n').unwrap_or((part, ""));
        (title.trim() == heading).then_some(body.trim())
    })
}

/// A fenced block of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block<'a> {
    /// What follows the fence, for example `sql bad postgres=18`.
    pub info: &'a str,
    /// What stands between the fences.
    pub text: &'a str,
    /// The place of `text` in the page.
    pub span: Span,
    /// The line of the opening fence, from 1.
    pub line: usize,
}

/// What a block of SQL is an example of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Example {
    /// It raises the rule.
    Bad,
    /// It raises nothing.
    Good,
}

/// The fenced blocks in order.
pub fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut open: Option<(&str, usize, usize)> = None;
    let mut at = 0;
    for (number, line) in (1..).zip(page.split_inclusive('\n')) {
        let end = at + line.len();
        match (line.trim_end().strip_prefix("```"), open) {
            (Some(info), None) => open = Some((info.trim(), end, number)),
            (Some(_), Some((info, start, line))) => {
                blocks.push(Block {
                    info,
                    text: &page[start..at],
                    span: Span::new(start, at),
                    line,
                });
                open = None;
            }
            (None, _) => {}
        }
        at = end;
    }
    blocks
}

impl Block<'_> {
    /// What it is an example of; `None` for a block that is not run.
    pub fn example(&self) -> Option<Example> {
        match self.info.split_whitespace().collect::<Vec<_>>()[..] {
            ["sql", "bad", ..] => Some(Example::Bad),
            ["sql", "good", ..] => Some(Example::Good),
            _ => None,
        }
    }

    /// Whether it is the report on the block before it.
    pub fn is_output(&self) -> bool {
        self.info == "text output"
    }
}

/// What no rule looks at, and why: the end of the index.
const NOT_CHECKED: &str = include_str!("../../rules/not-checked.md");

/// The index of the rules, `rules/README.md`.
pub fn index() -> String {
    let mut out = String::from(
        "# Rules\n\n<!-- Written by `cargo xtask bless`. -->\n\n\
        A rule's page says why, shows what is bad and what is good, and every example in it is a test.\n",
    );
    for category in Category::ALL {
        let mut rules = infos().filter(|rule| rule.category == category).peekable();
        if rules.peek().is_none() {
            continue;
        }
        let mut title = category.as_str().to_owned();
        title[..1].make_ascii_uppercase();
        let _ = write!(
            out,
            "\n## {title}\n\n| Rule | What it says | Severity | Runs |\n|---|---|---|---|\n"
        );
        for rule in rules {
            let runs = match rule.enabled {
                Enabled::ByDefault => "by default",
                Enabled::OnRequest => "when turned on",
                Enabled::PendingOnly => "before it is deployed",
            };
            let (id, summary, severity) = (rule.id, rule.summary(), rule.severity.as_str());
            let _ = writeln!(out, "| [`{id}`]({id}.md) | {summary} | {severity} | {runs} |");
        }
    }
    out.push('\n');
    out.push_str(&NOT_CHECKED.replace("\r\n", "\n"));
    out
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(super) const PAGE: &str = "# a-rule\n\nIt says so.\n\n## Why\nBecause.\n\n## Bad\n```sql bad postgres=18 transaction=run\n\
        -- migration: 1_users\nA;\n-- migration: 2_more new\nB;\n-- rollback:\nC;\n-- migration: 3_last\nD;\n```\n\
        ```text output\nreport\n```\n\n## Good\n```sql good\nE;\n-- rollback:\nF;\n```\n```sql\nfree\n```\n";

    #[test]
    fn a_page_has_a_title_and_sections() {
        assert_eq!(title(PAGE), Some("a-rule"));
        assert_eq!(section(PAGE, "Why"), Some("Because."));
        assert_eq!(section(PAGE, "Links"), None);
    }

    #[test]
    fn a_page_has_blocks() {
        let blocks = blocks(PAGE);
        let kinds: Vec<_> =
            blocks.iter().map(|block| (block.example(), block.is_output(), block.line)).collect();
        let expected = [
            (Some(Example::Bad), false, 9),
            (None, true, 19),
            (Some(Example::Good), false, 24),
            (None, false, 29),
        ];
        assert_eq!(kinds, expected);
        assert_eq!(blocks[1].text, "report\n");
        assert_eq!(&PAGE[blocks[1].span.start..blocks[1].span.end], "report\n");
    }
}
