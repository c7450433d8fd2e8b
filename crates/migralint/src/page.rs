//! A rule's page: its sections, and its examples as histories that run.
//!
//! A page is Markdown: the title is the rule's id and its first paragraph the summary. A block ` ```sql bad ` must
//! raise the rule, ` ```sql good ` must raise nothing, ` ```text output ` is the report on the block before it.

use std::fmt::Write as _;

use crate::history::profile::{RunnerProfile, TransactionMode};
use crate::history::{Change, History, Migration, Role, Rollback};
use crate::reporters::text;
use crate::rule::{Category, Rule, Status};
use crate::rules::RULES;
use crate::settings::{Level, PostgresVersion, Settings};
use crate::source::{SourceFile, Sources, Span};

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

impl<'a> Block<'a> {
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

    /// The value of a `key=value` after the fence.
    fn option(&self, key: &str) -> Option<&'a str> {
        self.options().find(|(name, _)| *name == key).map(|(_, value)| value)
    }

    fn options(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.info.split_whitespace().skip(2).map(|word| word.split_once('=').unwrap_or((word, "")))
    }

    /// The settings that it runs with: the default ones, at the PostgreSQL of `postgres=`.
    ///
    /// # Errors
    /// What is wrong with the words after the fence.
    pub fn settings(&self) -> Result<Settings, String> {
        let mut settings = Settings::default();
        if let Some((key, _)) =
            self.options().find(|(key, _)| !["postgres", "transaction"].contains(key))
        {
            return Err(format!("the fence at line {} has an unknown option `{key}`", self.line));
        }
        if let Some(version) = self.option("postgres") {
            settings.postgres =
                version.parse().ok().and_then(PostgresVersion::new).ok_or_else(|| {
                    format!(
                        "the fence at line {} names an unknown PostgreSQL `{version}`",
                        self.line
                    )
                })?;
        }
        Ok(settings)
    }

    /// Its migrations as a history. `-- migration: name` begins one (`-- migration: name new` one that is judged too),
    /// `-- rollback:` the way back of the one above; all but the last have run already.
    ///
    /// # Errors
    /// What is wrong with the words after the fence.
    pub fn history(&self, sources: &mut Sources) -> Result<History, String> {
        let mode = match self.option("transaction").unwrap_or("file") {
            "run" => TransactionMode::Run,
            "file" => TransactionMode::File,
            "batch" => TransactionMode::Batch,
            "statement" => TransactionMode::Statement,
            other => {
                return Err(format!(
                    "the fence at line {} has an unknown transaction `{other}`",
                    self.line
                ));
            }
        };
        let parts = parts(self.text);
        let last = parts.len().saturating_sub(1);
        let migrations = parts.into_iter().enumerate().map(|(at, part)| {
            let file = |name: &str, text: &str| SourceFile::new(format!("migrations/{name}"), text);
            let up = sources.add(file(&format!("{}.sql", part.id), part.up));
            let rollback = part.down.map(|down| Rollback {
                file: sources.add(file(&format!("{}.down.sql", part.id), down)),
                down: vec![Span::new(0, down.len())],
            });
            Migration {
                id: part.id.to_owned(),
                name: part
                    .id
                    .trim_start_matches(|c: char| c.is_ascii_digit() || c == '_')
                    .to_owned(),
                file: up,
                up: vec![Span::new(0, part.up.len())],
                role: if at == last || part.is_new { Role::New } else { Role::Baseline },
                transaction: mode,
                rollback,
                rollback_place: Some(format!("migrations/{}.down.sql", part.id)),
                documented: false,
                change: Change::None,
            }
        });
        let migrations = migrations.collect();
        Ok(History {
            root: "migrations".to_owned(),
            profile: profile(mode),
            migrations,
            has_gaps: false,
        })
    }
}

/// What running an example gave.
#[derive(Debug)]
pub struct Run {
    /// The rules that spoke, in the order of the report.
    pub rules: Vec<&'static str>,
    /// The report as text, without colour, [`WIDTH`] columns wide.
    pub report: String,
}

/// The width of the reports on pages, in columns.
pub const WIDTH: usize = 100;

/// Runs an example: what is reported on its history by all rules that run by default and by `rule` itself.
///
/// # Errors
/// What is wrong with the words after the fence.
pub fn run(block: &Block<'_>, rule: &'static Rule) -> Result<Run, String> {
    let mut settings = block.settings()?;
    settings.levels.insert(rule.id, Level::At(rule.severity));
    let mut sources = Sources::default();
    let histories = [block.history(&mut sources)?];
    let outcome = crate::check(&sources, &histories, &settings);
    let rules = outcome.diagnostics().map(|diagnostic| diagnostic.rule.id).collect();
    let mut report = String::new();
    text::check(&outcome, text::Style::plain(WIDTH), &mut report);
    Ok(Run { rules, report })
}

/// The index of the rules, `rules/README.md`.
pub fn index() -> String {
    let mut out = String::from(
        "# Rules\n\n<!-- Written by `cargo xtask bless`. -->\n\n\
        A rule's page says why, shows what is bad and what is good, and every example in it is a test.\n",
    );
    for category in Category::ALL {
        let mut rules = RULES.iter().filter(|rule| rule.category == category).peekable();
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
            let runs = match rule.status {
                Status::Default => "by default",
                Status::OptIn => "when turned on",
            };
            let (id, summary, severity) = (rule.id, rule.summary(), rule.severity.as_str());
            let _ = writeln!(out, "| [`{id}`]({id}.md) | {summary} | {severity} | {runs} |");
        }
    }
    out
}

/// One migration of a block.
struct Part<'a> {
    id: &'a str,
    is_new: bool,
    up: &'a str,
    down: Option<&'a str>,
}

/// A line that begins a part of a block.
enum Marker<'a> {
    Migration { id: &'a str, is_new: bool },
    Rollback,
}

fn marker(line: &str) -> Option<Marker<'_>> {
    if line.starts_with("-- rollback:") {
        return Some(Marker::Rollback);
    }
    let mut words = line.strip_prefix("-- migration:")?.split_whitespace();
    Some(Marker::Migration { id: words.next()?, is_new: words.next() == Some("new") })
}

/// The migrations of a block; without a marker all of it is one.
fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts: Vec<Part<'_>> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        let rest = &text[at..];
        match (marker(line), parts.last_mut()) {
            (Some(Marker::Migration { id, is_new }), _) => {
                parts.push(Part { id, is_new, up: until_marker(rest), down: None });
            }
            (Some(Marker::Rollback), Some(part)) => part.down = Some(until_marker(rest)),
            (Some(Marker::Rollback), None) => {
                let up = until_marker(text);
                parts.push(Part {
                    id: DEFAULT_ID,
                    is_new: true,
                    up,
                    down: Some(until_marker(rest)),
                });
            }
            (None, _) => {}
        }
    }
    if parts.is_empty() {
        parts.push(Part { id: DEFAULT_ID, is_new: true, up: text, down: None });
    }
    parts
}

/// The id of a migration without a marker.
const DEFAULT_ID: &str = "1_example";

/// The text up to the next marker.
fn until_marker(text: &str) -> &str {
    let lines = text.split_inclusive('\n').take_while(|line| marker(line).is_none());
    &text[..lines.map(str::len).sum()]
}

fn profile(mode: TransactionMode) -> RunnerProfile {
    let what = match mode {
        TransactionMode::Run => "all migrations share one transaction",
        TransactionMode::File => "each migration runs in one transaction",
        TransactionMode::Batch => "each migration is sent as one query",
        TransactionMode::Statement => "every statement commits by itself",
    };
    RunnerProfile {
        tool: "SQL files",
        version: None,
        default: mode,
        summary: what.to_owned(),
        opt_out: None,
        checksums: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# a-rule\n\nIt says so.\n\n## Why\nBecause.\n\n## Bad\n```sql bad postgres=18 transaction=run\n\
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

    #[test]
    fn a_block_is_a_history() {
        let mut sources = Sources::default();
        let block = &blocks(PAGE)[0];
        assert_eq!(block.settings().unwrap().postgres.major(), 18);
        let history = block.history(&mut sources).unwrap();
        assert_eq!(history.profile.default, TransactionMode::Run);
        let migrations = history.migrations.iter().map(|migration| {
            let down = migration.rollback.as_ref().map(|back| sources.get(back.file).text());
            (
                migration.id.as_str(),
                migration.name.as_str(),
                sources.get(migration.file).text(),
                migration.is_new(),
                down,
            )
        });
        let expected = [
            ("1_users", "users", "A;\n", false, None),
            ("2_more", "more", "B;\n", true, Some("C;\n")),
            ("3_last", "last", "D;\n", true, None),
        ];
        assert_eq!(migrations.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_block_without_markers_is_one_new_migration() {
        let mut sources = Sources::default();
        let history = blocks(PAGE)[2].history(&mut sources).unwrap();
        let [migration] = &history.migrations[..] else { panic!("{history:?}") };
        assert_eq!((migration.is_new(), sources.get(migration.file).text()), (true, "E;\n"));
        let back = migration.rollback.as_ref().unwrap().file;
        assert_eq!(sources.get(back).text(), "F;\n");
    }

    #[test]
    fn a_fence_says_what_is_wrong_with_it() {
        let check = |info: &str, expected: &str| {
            let page = format!("```sql bad {info}\n```\n");
            let block = &blocks(&page)[0];
            let error =
                block.settings().err().or_else(|| block.history(&mut Sources::default()).err());
            assert_eq!(error.as_deref(), Some(expected));
        };
        check("postgres=13", "the fence at line 1 names an unknown PostgreSQL `13`");
        check("transaction=all", "the fence at line 1 has an unknown transaction `all`");
        check("tool=x", "the fence at line 1 has an unknown option `tool`");
    }
}
