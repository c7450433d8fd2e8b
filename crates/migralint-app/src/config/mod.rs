//! The configuration: `migralint.toml`, or the key `migralint` of `package.json`.

use std::collections::BTreeMap;

use migralint::postgres::PostgresVersion;
use migralint::rule::{Rule, Severity};
use migralint::rules::RULES;
use migralint::settings::{Level, Settings, Waiver};
use migralint::source::{SourceFile, decode};
use serde::Deserialize;

use crate::args::FailOn;
use crate::path::{above, join, parent, shown};
use crate::pattern::{PathPattern, rebase};
use crate::suggest::did_you_mean;
use crate::{Failure, Host};

/// The name of the configuration.
const FILE: &str = "migralint.toml";
/// The file that may hold it under the key `migralint`.
const PACKAGE: &str = "package.json";

/// The configuration as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct Document {
    /// The oldest PostgreSQL that the migrations run on.
    postgres: Option<u8>,
    /// The migration tool.
    layout: Option<String>,
    /// The version of Prisma.
    prisma_version: Option<String>,
    /// Migrations up to and including these are not judged.
    after: OneOrMany,
    /// What makes the exit code 1.
    fail_on: Option<FailOn>,
    /// Whether every connection has a `lock_timeout`.
    lock_timeout_is_set: bool,
    /// How many tables one migration may change.
    max_tables: Option<usize>,
    /// Tables that are small.
    small_tables: Vec<String>,
    /// Levels of rules.
    rules: BTreeMap<String, RuleLevel>,
    /// Accepted diagnostics.
    waivers: Vec<WaiverEntry>,
    /// Files that are not read.
    exclude: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "expected a migration, or a list of them")]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl Default for OneOrMany {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum RuleLevel {
    Off,
    Note,
    Warning,
    Error,
}

impl From<RuleLevel> for Level {
    fn from(level: RuleLevel) -> Self {
        match level {
            RuleLevel::Off => Self::Off,
            RuleLevel::Note => Self::At(Severity::Note),
            RuleLevel::Warning => Self::At(Severity::Warning),
            RuleLevel::Error => Self::At(Severity::Error),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WaiverEntry {
    path: String,
    #[serde(default)]
    rules: Vec<String>,
    reason: Option<String>,
    /// For people only.
    #[serde(default, rename = "owner")]
    _owner: Option<String>,
    /// The last day on which it holds, as `2026-01-31`.
    until: Option<String>,
}

/// The part of `package.json` that is ours.
#[derive(Default, Deserialize)]
struct Package {
    migralint: Option<Document>,
}

/// The configuration, resolved: paths are relative to the working directory.
#[derive(Debug, Default)]
pub(crate) struct Config {
    /// What the engine is told.
    pub settings: Settings,
    /// The migration tool.
    pub layout: Option<String>,
    /// The version of Prisma.
    pub prisma_version: Option<String>,
    /// Migrations up to and including these are not judged.
    pub after: Vec<String>,
    /// What makes the exit code 1.
    pub fail_on: Option<FailOn>,
    /// Files that are not read.
    pub exclude: Vec<PathPattern>,
    /// What the user should know.
    pub notes: Vec<String>,
}

/// Reads the configuration: the file that was named, or the first one from `start` upwards to the root of the
/// repository.
pub(crate) fn read(host: &dyn Host, named: Option<&str>, start: &str) -> Result<Config, Failure> {
    if let Some(path) = named {
        return read_file(host, path, true)?
            .ok_or_else(|| Failure(format!("{path}: has no key `migralint`")));
    }
    let mut folder = Some(start.to_owned());
    while let Some(current) = folder {
        for name in [FILE, PACKAGE] {
            let path = join(&current, name);
            if host.metadata(&path).is_ok()
                && let Some(config) = read_file(host, &path, false)?
            {
                return Ok(config);
            }
        }
        if host.metadata(&join(&current, ".git")).is_ok() {
            break;
        }
        folder = above(&current, &host.working_directory());
    }
    Ok(Config::default())
}

/// Reads one file; `None` for a `package.json` that is not about us. Only a `package.json` that was named must
/// be right in everything else.
fn read_file(host: &dyn Host, path: &str, is_named: bool) -> Result<Option<Config>, Failure> {
    let fail = |reason: String| Failure(format!("{path}: {reason}"));
    let bytes = host.read_file(path).map_err(fail)?;
    let text = decode(bytes).map_err(|error| fail(error.to_string()))?;
    let document = if Some("json") == path.rsplit('.').next() {
        match serde_json::from_str::<Package>(&text) {
            Ok(package) => package.migralint,
            Err(_) if !is_named && !text.contains("\"migralint\"") => None,
            Err(error) => {
                let place = format!("{path}:{}:{}", error.line(), error.column());
                let message = error.to_string();
                let message = message.split(" at line ").next().unwrap_or_default();
                return Err(Failure(format!("{place}: {}", explain(message))));
            }
        }
    } else {
        Some(toml::from_str::<Document>(&text).map_err(|error| {
            let file = SourceFile::new(path, text.as_str());
            let position = file.position(error.span().map_or(0, |span| span.start));
            let place = format!("{path}:{}:{}", position.line, position.column);
            Failure(format!("{place}: {}", explain(error.message())))
        })?)
    };
    document.map(|document| resolve(host, path, &text, document)).transpose()
}

/// A parser's words as ours: an unknown key is answered with the nearest known one.
fn explain(message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    if message.starts_with("unknown field")
        && let Some(key) = quoted.next()
    {
        let known: Vec<&str> = quoted.collect();
        let near = did_you_mean(key, known.iter().copied());
        return if near.is_empty() {
            format!("unknown key `{key}`; known are {}", known.join(", "))
        } else {
            format!("unknown key `{key}`{near}")
        };
    }
    message.replace('\n', " ").trim().to_owned()
}

fn resolve(host: &dyn Host, path: &str, text: &str, document: Document) -> Result<Config, Failure> {
    // Keys and rules are unique enough to be found again by their text.
    let place = |word: &str| {
        let at = text.find(word).unwrap_or_default();
        let position = SourceFile::new(path, text).position(at);
        format!("{path}:{}:{}", position.line, position.column)
    };
    let located = |word: &str, reason: &str| Failure(format!("{}: {reason}", place(word)));
    let rebased = |pattern: &str| rebase(pattern, parent(path), &host.working_directory());
    let find_rule = |id: &str| rule(id).map_err(|Failure(reason)| located(id, &reason));

    let mut config = Config {
        layout: document.layout,
        prisma_version: document.prisma_version,
        after: match document.after {
            OneOrMany::One(id) => vec![id],
            OneOrMany::Many(ids) => ids,
        },
        fail_on: document.fail_on,
        ..Config::default()
    };
    if let Some(name) = &config.layout {
        layout(name).map_err(|Failure(reason)| located(name, &reason))?;
    }
    if let Some(version) = &config.prisma_version
        && !version.trim_start_matches(['^', '~', 'v']).starts_with(|c: char| c.is_ascii_digit())
    {
        return Err(located(
            version,
            &format!("`{version}` is not a version of Prisma, such as `7.3.0`"),
        ));
    }
    for pattern in &document.exclude {
        let compiled = PathPattern::new(&rebased(pattern));
        config.exclude.push(compiled.map_err(|Failure(reason)| located(pattern, &reason))?);
    }
    let settings = &mut config.settings;
    if let Some(major) = document.postgres {
        settings.postgres =
            postgres(major).map_err(|Failure(reason)| located("postgres", &reason))?;
    }
    settings.lock_timeout_is_set = document.lock_timeout_is_set;
    settings.max_tables = document.max_tables.unwrap_or(settings.max_tables);
    settings.small_tables = document.small_tables.into_iter().collect();
    for (id, level) in &document.rules {
        settings.levels.insert(find_rule(id)?.id, (*level).into());
    }
    let today = host.today();
    for waiver in document.waivers {
        for id in &waiver.rules {
            find_rule(id)?;
        }
        if let Some(until) = &waiver.until {
            if !is_day(until) {
                return Err(located(
                    until,
                    &format!("`{until}` is not a day, such as `2026-01-31`"),
                ));
            }
            if *until < today {
                config.notes.push(format!(
                    "{}: the waiver for {} ended on {until} and no longer counts",
                    place(until),
                    shown(&waiver.path)
                ));
                continue;
            }
        }
        PathPattern::new(&waiver.path).map_err(|Failure(reason)| located(&waiver.path, &reason))?;
        let path = rebased(&waiver.path);
        settings.waivers.push(Waiver { path, rules: waiver.rules, reason: waiver.reason });
    }
    Ok(config)
}

/// Whether a text is a day as ISO 8601 writes it.
fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |text: &str, digits: usize| {
        (text.len() == digits).then(|| text.parse::<u32>().ok()).flatten()
    };
    let [year, month, day] = parts.as_slice() else { return false };
    number(year, 4).is_some()
        && number(month, 2).is_some_and(|month| (1..=12).contains(&month))
        && number(day, 2).is_some_and(|day| (1..=31).contains(&day))
}

/// The rule of this id.
pub(crate) fn rule(id: &str) -> Result<&'static Rule, Failure> {
    RULES.iter().find(|rule| rule.id == id).copied().ok_or_else(|| {
        let near = did_you_mean(id, RULES.iter().map(|rule| rule.id));
        let near = if near.is_empty() { "; `migralint rules` lists all" } else { &near };
        Failure(format!("no rule is named `{id}`{near}"))
    })
}

/// The layout of this name.
pub(crate) fn layout(name: &str) -> Result<&'static migralint::history::layout::Layout, Failure> {
    use migralint::history::layout::{LAYOUTS, by_name};
    by_name(name).ok_or_else(|| {
        let names: Vec<&str> = LAYOUTS.iter().map(|layout| layout.name).collect();
        let near = did_you_mean(name, names.iter().copied());
        let near = if near.is_empty() { format!("; known are {}", names.join(", ")) } else { near };
        Failure(format!("no layout is named `{name}`{near}"))
    })
}

/// A supported version of PostgreSQL.
pub(crate) fn postgres(major: u8) -> Result<PostgresVersion, Failure> {
    PostgresVersion::new(major).ok_or_else(|| {
        let (oldest, newest) = (PostgresVersion::OLDEST.major(), PostgresVersion::NEWEST.major());
        Failure(format!("PostgreSQL {major} is not supported: {oldest} to {newest} are"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::testing::TestHost;

    fn error(text: &str) -> String {
        let host = TestHost::new().file("migralint.toml", text);
        read(&host, None, "").expect_err("a mistake").0
    }

    #[test]
    fn mistakes_are_named_and_located() {
        for (text, message) in [
            (
                "postgres = 16\npostgress = 17\n",
                "migralint.toml:2:1: unknown key `postgress`; did you mean `postgres`?",
            ),
            ("postgres = 12\n", "migralint.toml:1:1: PostgreSQL 12 is not supported: 14 to 18 are"),
            (
                "layout = 'prism'\n",
                "migralint.toml:1:11: no layout is named `prism`; did you mean `prisma`?",
            ),
            (
                "\n[[waivers]]\npth = 'a'\n",
                "migralint.toml:3:1: unknown key `pth`; did you mean `path`?",
            ),
            (
                "[[waivers]]\npath = 'a'\nuntil = '31.1.2026'\n",
                "migralint.toml:3:10: `31.1.2026` is not a day, such as `2026-01-31`",
            ),
            (
                "[rules]\nno-such-rule = 'off'\n",
                "migralint.toml:2:1: no rule is named `no-such-rule`; `migralint rules` lists all",
            ),
            (
                "exclude = ['a**']\n",
                "migralint.toml:1:13: `a**` is not a pattern: recursive wildcards must form a single path component",
            ),
        ] {
            assert_eq!(error(text), message);
        }
        assert!(error("postgres =\n").starts_with("migralint.toml:1:"));
    }

    #[test]
    fn a_package_may_hold_it() {
        let host = TestHost::new()
            .file("package.json", r#"{"name": "x", "migralint": {"postgres": 17, "after": "1_a"}}"#)
            .file("db/package.json", r#"{"name": "y"}"#);
        let config = read(&host, None, "db").unwrap();
        assert_eq!(config.settings.postgres.major(), 17);
        assert_eq!(config.after, ["1_a"]);
        let wrong = TestHost::new().file("package.json", r#"{"migralint": {"postgress": 17}}"#);
        let message = read(&wrong, None, "").expect_err("a mistake").0;
        assert!(message.contains("unknown key `postgress`; did you mean `postgres`?"), "{message}");
    }

    #[test]
    fn the_nearest_file_counts_up_to_the_root_of_the_repository() {
        let host = TestHost::new().file("migralint.toml", "max-tables = 7").file("db/.git", "");
        assert_eq!(read(&host, None, "db/migrations").unwrap().settings.max_tables, 3);
        assert_eq!(read(&host, None, "other/migrations").unwrap().settings.max_tables, 7);
    }

    #[test]
    fn a_waiver_ends_with_its_day() {
        let entry =
            |until: &str| format!("[[waivers]]\npath = 'a.sql'\nreason = 'x'\nuntil = '{until}'\n");
        for (until, waivers) in [("2026-06-15", 1), ("2026-06-14", 0)] {
            let host = TestHost::new().file("migralint.toml", entry(until));
            let config = read(&host, None, "").unwrap();
            assert_eq!((config.settings.waivers.len(), config.notes.len()), (waivers, 1 - waivers));
        }
    }
}
