//! Examples: a block of SQL as the migrations of a tool, and what is reported on it.

use std::collections::{BTreeMap, BTreeSet};

use super::Block;
use crate::history::layout::{self, Layout, Options, PLAIN, Tree};
use crate::history::profile::{RunnerProfile, TransactionMode};
use crate::history::splitting::Splitting;
use crate::history::{Change, History, Migration, Role, Rollback, RollbackPlace};
use crate::postgres::PostgresVersion;
use crate::reporters::{Context, text};
use crate::rule_info::RuleInfo;
use crate::settings::{Level, Settings, Waiver};
use crate::source::{FileId, SourceFile, Sources, Span};
use crate::suppression::baseline::Baseline;

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
pub fn run(block: &Block<'_>, rule: &'static RuleInfo) -> Result<Run, String> {
    let mut settings = block.settings()?;
    settings.levels.insert(rule.id, Level::At(rule.severity));
    let mut sources = Sources::default();
    let histories = [block.history(&mut sources)?];
    settings.waivers.extend(block.ended_waiver(&mut sources));
    let outcome = crate::check(&sources, &histories, &settings, &Baseline::default());
    let rules = outcome.diagnostics().map(|diagnostic| diagnostic.rule.id).collect();
    let mut report = String::new();
    (text::FORMAT.check)(&outcome, &Context::plain(WIDTH), &mut report);
    Ok(Run { rules, report })
}

impl Block<'_> {
    /// The settings that it runs with: the default ones, at the PostgreSQL of `postgres=`.
    ///
    /// # Errors
    /// What is wrong with the words after the fence.
    pub fn settings(&self) -> Result<Settings, String> {
        let mut settings = Settings::default();
        let known = ["ended-waiver", "layout", "postgres", "transaction"];
        if let Some((key, _)) = self.options().find(|(key, _)| !known.contains(key)) {
            return Err(self.unknown("option", key));
        }
        if let Some(version) = self.option("postgres") {
            let major = version.parse().ok().and_then(PostgresVersion::new);
            settings.postgres = major.ok_or_else(|| self.unknown("PostgreSQL", version))?;
        }
        Ok(settings)
    }

    /// Its migrations as a history. `-- migration: name` begins one, `-- rollback:` the way back of the one above
    /// (`-- rollback: name` that of another).
    /// All but the last have run already, unless a word after the name says `new`, `old`, `edited` (it has run and was
    /// changed since), `out-of-order` (it is new but sorts before one that has run) or `merged` (it has run, and was merged
    /// after the branch of the new ones began). `layout=prisma@6` reads
    /// them as that tool does, `transaction=` says what shares a transaction (`file` unless told).
    ///
    /// # Errors
    /// What is wrong with the words after the fence.
    pub fn history(&self, sources: &mut Sources) -> Result<History, String> {
        let parts = parts(self.text);
        let Some(layout) = self.option("layout") else {
            return Ok(plain(&parts, self.transaction()?, sources));
        };
        let (name, version) =
            layout.split_once('@').map_or((layout, None), |(name, version)| (name, Some(version)));
        let found = layout::by_name(name).ok_or_else(|| self.unknown("layout", name))?;
        read(found, version, &parts, sources).ok_or_else(|| {
            format!("the layout `{name}` does not read the example at line {}", self.line)
        })
    }

    /// The configuration of `ended-waiver=rule`: a waiver for that rule whose day has passed.
    fn ended_waiver(&self, sources: &mut Sources) -> Option<Waiver> {
        const DAY: &str = "2026-05-31";
        let rule = self.option("ended-waiver")?;
        let text = format!(
            "[[waivers]]\npath = \"migrations/2*\"\nrules = [\"{rule}\"]\nreason = \"to be mended in May\"\n\
             owner = \"data team\"\nuntil = \"{DAY}\"\n"
        );
        let start = text.find(DAY)?;
        let file = sources.add(SourceFile::new("migralint.toml", text));
        Some(Waiver {
            path: "migrations/2*".to_owned(),
            rules: vec![rule.to_owned()],
            owner: Some("data team".to_owned()),
            until: Some(DAY.to_owned()),
            ended: true,
            place: Some((file, Span::new(start, start + DAY.len()))),
            ..Waiver::default()
        })
    }

    fn transaction(&self) -> Result<TransactionMode, String> {
        match self.option("transaction").unwrap_or("file") {
            "run" => Ok(TransactionMode::Run),
            "file" => Ok(TransactionMode::File),
            "batch" => Ok(TransactionMode::Batch),
            "statement" => Ok(TransactionMode::Statement),
            other => Err(self.unknown("transaction", other)),
        }
    }

    /// The value of a `key=value` after the fence.
    fn option(&self, key: &str) -> Option<&str> {
        self.options().find(|(name, _)| *name == key).map(|(_, value)| value)
    }

    fn options(&self) -> impl Iterator<Item = (&str, &str)> {
        self.info.split_whitespace().skip(2).map(|word| word.split_once('=').unwrap_or((word, "")))
    }

    fn unknown(&self, what: &str, word: &str) -> String {
        format!("the fence at line {} has an unknown {what} `{word}`", self.line)
    }
}

/// A history of no tool: files of SQL in one folder.
fn plain(parts: &[Part<'_>], mode: TransactionMode, sources: &mut Sources) -> History {
    let migrations = parts.iter().map(|part| {
        let (up, down) = PLAIN.naming.default_paths(part.id);
        let file = sources.add(SourceFile::new(up, part.up));
        let rollback = part.down.map(|text| Rollback {
            file: sources.add(SourceFile::new(down.clone(), text)),
            down: vec![Span::new(0, text.len())],
        });
        let up = vec![Span::new(0, part.up.len())];
        Migration {
            name: part.id.trim_start_matches(|c: char| c.is_ascii_digit() || c == '_').to_owned(),
            role: part.role,
            rollback,
            rollback_place: Some(RollbackPlace::File(down)),
            change: part.change,
            ..Migration::new(part.id.to_owned(), file, up, mode)
        }
    });
    let migrations = migrations.collect();
    History {
        root: "migrations".to_owned(),
        layout: &PLAIN,
        profile: profile(mode),
        migrations,
        has_gaps: false,
        orphans: Vec::new(),
    }
}

/// The history that a layout reads from the files of the parts; `None` when it does not find each of them.
fn read(
    layout: &'static Layout,
    version: Option<&str>,
    parts: &[Part<'_>],
    sources: &mut Sources,
) -> Option<History> {
    let mut states: BTreeMap<FileId, (Role, Change)> = BTreeMap::new();
    for part in parts {
        let (up, down) = layout.naming.default_paths(part.id);
        let down = part.down_id.map_or(down, |id| layout.naming.default_paths(id).1);
        states.insert(sources.add(SourceFile::new(up, part.up)), (part.role, part.change));
        if let Some(text) = part.down {
            sources.add(SourceFile::new(down, text));
        }
    }
    let tree = Tree {
        sources,
        configs: &BTreeMap::new(),
        others: &BTreeSet::new(),
        folders: &[String::new()],
        files: &BTreeSet::new(),
    };
    let options = Options { layout: Some(layout), prisma_version: version, ..Options::default() };
    let histories = layout::find(&tree, &options).histories;
    let is_ours =
        |history: &History| history.migrations.iter().all(|one| states.contains_key(&one.file));
    let mut history = histories.into_iter().find(is_ours)?;
    for migration in &mut history.migrations {
        (migration.role, migration.change) = states[&migration.file];
    }
    (history.migrations.len() == parts.len()).then_some(history)
}

/// One migration of a block.
struct Part<'a> {
    id: &'a str,
    role: Role,
    change: Change,
    up: &'a str,
    down: Option<&'a str>,
    /// The name of the way back, where it is not the migration's own.
    down_id: Option<&'a str>,
}

/// A line that begins a part of a block.
enum Marker<'a> {
    Migration { id: &'a str, state: Option<(Role, Change)> },
    Rollback(Option<&'a str>),
}

fn marker(line: &str) -> Option<Marker<'_>> {
    if let Some(id) = line.strip_prefix("-- rollback:") {
        return Some(Marker::Rollback(id.split_whitespace().next()));
    }
    let mut words = line.strip_prefix("-- migration:")?.split_whitespace();
    let id = words.next()?;
    let state = match words.next() {
        Some("new") => Some((Role::New, Change::None)),
        Some("old") => Some((Role::Baseline, Change::None)),
        Some("edited") => Some((Role::Baseline, Change::Edited)),
        Some("out-of-order") => Some((Role::New, Change::OutOfOrder)),
        Some("merged") => Some((Role::Baseline, Change::Merged)),
        _ => None,
    };
    Some(Marker::Migration { id, state })
}

/// The migrations of a block; without a marker all of it is one.
fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts: Vec<Part<'_>> = Vec::new();
    let mut at = 0;
    let mut is_told = false;
    for line in text.split_inclusive('\n') {
        at += line.len();
        let rest = &text[at..];
        match (marker(line), parts.last_mut()) {
            (Some(Marker::Migration { id, state }), _) => {
                is_told = state.is_some();
                let (role, change) = state.unwrap_or((Role::Baseline, Change::None));
                parts.push(Part {
                    id,
                    role,
                    change,
                    up: until_marker(rest),
                    down: None,
                    down_id: None,
                });
            }
            (Some(Marker::Rollback(id)), Some(part)) => {
                (part.down, part.down_id) = (Some(until_marker(rest)), id);
            }
            (Some(Marker::Rollback(down_id)), None) => {
                let up = until_marker(text);
                parts.push(Part {
                    id: DEFAULT_ID,
                    role: Role::New,
                    change: Change::None,
                    up,
                    down: Some(until_marker(rest)),
                    down_id,
                });
            }
            (None, _) => {}
        }
    }
    if parts.is_empty() {
        parts.push(Part {
            id: DEFAULT_ID,
            role: Role::New,
            change: Change::None,
            up: text,
            down: None,
            down_id: None,
        });
    }
    if let Some(last) = parts.last_mut().filter(|_| !is_told) {
        last.role = Role::New;
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
    RunnerProfile::new(mode, Splitting::Statements, what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::blocks;
    use crate::page::tests::PAGE;

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
        check("postgres=13", "the fence at line 1 has an unknown PostgreSQL `13`");
        check("transaction=all", "the fence at line 1 has an unknown transaction `all`");
        check("layout=prism", "the fence at line 1 has an unknown layout `prism`");
        check("tool=x", "the fence at line 1 has an unknown option `tool`");
    }

    #[test]
    fn a_layout_reads_the_block_as_its_tool_does() {
        let check = |layout: &str, mode: TransactionMode, path: &str, has_rollback: bool| {
            let sql = "-- migration: 20240101000000_a\nA;\nB;\n-- migration: 20240102000000_b\nC;\nD;\n-- rollback:\nE;\n";
            let page = format!("```sql bad layout={layout}\n{sql}```\n");
            let mut sources = Sources::default();
            let history = blocks(&page)[0].history(&mut sources).unwrap();
            let [first, second] = &history.migrations[..] else { panic!("{history:?}") };
            assert_eq!((first.is_new(), second.is_new()), (false, true), "{layout}");
            assert_eq!(second.transaction, mode, "{layout}");
            assert_eq!(sources.get(second.file).path(), path);
            assert_eq!(second.rollback.is_some(), has_rollback, "{layout}");
        };
        let prisma = "prisma/migrations/20240102000000_b/migration.sql";
        check("prisma@6.2.0", TransactionMode::Batch, prisma, true);
        check("prisma@6", TransactionMode::Batch, prisma, true);
        check("diesel", TransactionMode::File, "migrations/20240102000000_b/up.sql", true);
        check("golang-migrate", TransactionMode::Batch, "migrations/20240102000000_b.up.sql", true);
        check("sqlx", TransactionMode::File, "migrations/20240102000000_b.up.sql", true);
        check("supabase", TransactionMode::Batch, "supabase/migrations/20240102000000_b.sql", true);
    }

    /// What several layouts cannot read from plain blocks is an error, not an empty history.
    #[test]
    fn every_layout_reads_a_block_or_says_that_it_does_not() {
        for layout in layout::LAYOUTS {
            let page = format!(
                "```sql bad layout={}\n-- migration: 20240101000000_a\nA;\n```\n",
                layout.name
            );
            match blocks(&page)[0].history(&mut Sources::default()) {
                Ok(history) => assert_eq!(history.migrations.len(), 1, "{}", layout.name),
                Err(why) => assert!(why.contains(layout.name), "{why}"),
            }
        }
    }
}
