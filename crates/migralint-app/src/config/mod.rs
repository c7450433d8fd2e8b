//! The configuration: `migralint.toml`, or the key `migralint` of `package.json`.

mod document;
mod json;
mod resolve;
#[cfg(feature = "schema")]
mod schema;
mod statistics;

use migralint::history::layout::RollbackPattern;
use migralint::postgres::PostgresVersion;
use migralint::rule_info::RuleInfo;
use migralint::rules::{find, infos};
use migralint::settings::Settings;
use migralint::source::{SourceFile, Span, decode};

use crate::args::FailOn;
use crate::baseline::{self, Place};
use crate::path::{above, join};
use crate::pattern::PathPattern;
use crate::repository_bounds::Bounds;
use crate::suggest::did_you_mean;
use crate::{Failure, Host};
use document::Document;
use resolve::resolve;
#[cfg(feature = "schema")]
pub use schema::schema;
pub(crate) use statistics::QUERY;

/// The name of the configuration.
pub(crate) const FILE: &str = "migralint.toml";
/// The file that may hold it under the key `migralint`.
const PACKAGE: &str = "package.json";

/// The configuration, resolved: paths are relative to the working directory.
#[derive(Debug, Default)]
pub(crate) struct Config {
    /// Its file, where there is one.
    pub path: Option<String>,
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
    /// Where ways back lie.
    pub rollbacks: Vec<RollbackPattern>,
    /// Where the baseline is, or would be written.
    pub baseline: Place,
    /// The file itself and, by their place among the waivers, where the days of those stand that have ended.
    pub ended: Option<(SourceFile, Vec<(usize, Span)>)>,
}

/// Reads the configuration: the file that was named, or the first one from `start` upwards to the root of the
/// repository.
pub(crate) fn read(
    host: &dyn Host,
    named: Option<&str>,
    start: &str,
    bounds: &Bounds,
) -> Result<Config, Failure> {
    if let Some(path) = named {
        return read_file(host, path, true, bounds)?
            .ok_or_else(|| Failure(format!("{path}: has no key `migralint`")));
    }
    let folders = upwards(host, start);
    for folder in &folders {
        for name in [FILE, PACKAGE] {
            let path = join(folder, name);
            if host.metadata(&path).is_ok()
                && let Some(config) = read_found(host, &path, bounds)?
            {
                return Ok(config);
            }
        }
    }
    let mut baselines = folders.iter().map(|folder| join(folder, baseline::FILE));
    let path = baselines.find(|path| host.metadata(path).is_ok());
    let path = path.unwrap_or_else(|| baseline::FILE.to_owned());
    Ok(Config { baseline: Place { path, is_named: false }, ..Config::default() })
}

/// A folder and those above it, up to the root of the repository.
fn upwards(host: &dyn Host, start: &str) -> Vec<String> {
    let mut folders = vec![start.to_owned()];
    while let Some(last) = folders.last()
        && host.metadata(&join(last, ".git")).is_err()
        && let Some(next) = above(last, &host.working_directory())
    {
        folders.push(next);
    }
    folders
}

/// Reads a file that was found by searching.
fn read_found(host: &dyn Host, path: &str, bounds: &Bounds) -> Result<Option<Config>, Failure> {
    bounds.allows(host, path).map_err(|reason| Failure(format!("{path}: {reason}")))?;
    read_file(host, path, false, bounds)
}

/// Reads one file; `None` for a `package.json` that is not about us. Only a `package.json` that was named must
/// be right in everything else.
fn read_file(
    host: &dyn Host,
    path: &str,
    is_named: bool,
    bounds: &Bounds,
) -> Result<Option<Config>, Failure> {
    let fail = |reason: String| Failure(format!("{path}: {reason}"));
    let bytes = host.read_file(path).map_err(fail)?;
    let text = decode(bytes).map_err(|error| fail(error.to_string()))?;
    let toml = if is_json(path) {
        match json::package(&text) {
            Ok(toml) => toml,
            Err(_) if !is_named && !text.contains("\"migralint\"") => None,
            Err(error) => {
                let message = error.to_string();
                let message = message.split(" at line ").next().unwrap_or_default();
                let place = match error.line() {
                    0 => path.to_owned(),
                    line => format!("{path}:{line}:{}", error.column()),
                };
                return Err(Failure(format!("{place}: {message}")));
            }
        }
    } else {
        Some(text.clone())
    };
    let Some(toml) = toml else { return Ok(None) };
    let document = toml::from_str::<Document>(&toml).map_err(|error| {
        let span = error.span().unwrap_or_default();
        let at = if is_json(path) { json::find(&text, &toml[span]) } else { Some(span.start) };
        let place = at.map_or(path.to_owned(), |at| {
            let position = SourceFile::new(path, text.as_str()).position(at);
            format!("{path}:{}:{}", position.line, position.column)
        });
        Failure(format!("{place}: {}", explain(error.message())))
    })?;
    let config = resolve(host, path, &text, document, bounds)?;
    Ok(Some(Config { path: Some(path.to_owned()), ..config }))
}

fn is_json(path: &str) -> bool {
    path.rsplit('.').next() == Some("json")
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
    if message.starts_with("unknown variant")
        && let Some(value) = quoted.next()
    {
        let near = did_you_mean(value, quoted);
        if !near.is_empty() {
            return format!("`{value}` is unknown{near}");
        }
    }
    // serde's names of types are Rust's.
    let words = [
        ("invalid type: ", ""),
        ("invalid value: ", ""),
        (", expected a sequence", " stands where a list is expected"),
        (", expected a string", " stands where a text is expected"),
        (", expected a boolean", " stands where true or false is expected"),
        (", expected u8", " stands where a whole number is expected"),
        (", expected usize", " stands where a whole number is expected"),
        ("string \"", "the text \""),
        ("sequence", "a list"),
        ("map ", "a table "),
        ("integer `", "the number `"),
        ("floating point `", "the number `"),
    ];
    let message = message.replace('\n', " ");
    words
        .iter()
        .fold(message, |message, (theirs, ours)| message.replacen(theirs, ours, 1))
        .trim()
        .to_owned()
}

/// The rule of this id.
pub(crate) fn rule(id: &str) -> Result<&'static RuleInfo, Failure> {
    find(id).ok_or_else(|| {
        let near = did_you_mean(id, infos().map(|rule| rule.id));
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
    use migralint::settings::Level;

    use super::*;

    fn read(host: &TestHost, named: Option<&str>, start: &str) -> Result<Config, Failure> {
        super::read(host, named, start, &Bounds::new(host, &[]))
    }
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
                "[rules]\nedited-migration = { needed-by = 'any' }\n",
                "migralint.toml:2:22: `needed-by` is for `missing-rollback`, not for `edited-migration`",
            ),
            (
                "exclude = ['a**']\n",
                "migralint.toml:1:13: `a**` is not a pattern: `**` stands for whole parts of a path, as in `a/**/b`",
            ),
        ] {
            assert_eq!(error(text), message);
        }
        assert!(error("postgres =\n").starts_with("migralint.toml:1:"));
    }

    #[test]
    fn types_have_our_names() {
        for (text, message) in [
            ("postgres = '16'", "1:12: the text \"16\" stands where a whole number is expected"),
            ("postgres = 16.2", "1:12: the number `16.2` stands where a whole number is expected"),
            ("postgres = 300", "1:12: the number `300` stands where a whole number is expected"),
            ("tables = { large = 'x' }", "1:20: the text \"x\" stands where a list is expected"),
            ("[overrides]\npath = 'x'", "1:1: a table stands where a list is expected"),
            ("fail-on = 'errors'", "1:11: `errors` is unknown; did you mean `error`?"),
            (
                "[rules]\nmissing-rollback = 'warn'",
                "2:20: `warn` is unknown; did you mean `warning`?",
            ),
            (
                "[rules]\nmissing-rollback = { levl = 'off' }",
                "2:22: unknown key `levl`; did you mean `level`?",
            ),
            ("# postgres = 16\npostgres = 12", "2:1: PostgreSQL 12 is not supported: 14 to 18 are"),
        ] {
            assert_eq!(error(text), format!("migralint.toml:{message}"));
        }
        let package = "{\"devDependencies\": {\"migralint\": \"postgres\"},\n\"migralint\": {\"postgres\": 3}}";
        let host = TestHost::new().file("package.json", package);
        let message = read(&host, None, "").expect_err("a mistake").0;
        assert_eq!(message, "package.json:2:16: PostgreSQL 3 is not supported: 14 to 18 are");
    }

    #[test]
    fn one_or_a_list_is_taken() {
        let text =
            "exclude = 'old'\n[[waivers]]\npath = ['a/?_*.sql', 'b']\nrules = 'missing-rollback'\n";
        let config = read(&TestHost::new().file("db/migralint.toml", text), None, "db").unwrap();
        assert!(config.exclude[0].covers("db/old/1.sql"));
        let waivers: Vec<_> = config.settings.waivers.iter().map(|one| one.path.as_str()).collect();
        assert_eq!(waivers, ["db/a/?_*.sql", "db/b"]);
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
        let host = TestHost::new()
            .file("migralint.toml", "[rules.unrelated-changes]\nmax-tables = 7")
            .file("db/.git", "");
        assert_eq!(read(&host, None, "db/migrations").unwrap().settings.max_tables, 3);
        assert_eq!(read(&host, None, "other/migrations").unwrap().settings.max_tables, 7);
    }

    #[test]
    fn tables_have_sizes() {
        let text = "[tables]\nsmall = ['country']\nlarge = ['event']\nstatistics = 'sizes.csv'\n";
        let host = TestHost::new()
            .file("db/migralint.toml", text)
            .file("db/sizes.csv", "table,rows,bytes\npublic.User,5,10\n");
        let sizes = read(&host, None, "db").unwrap().settings.sizes;
        assert!(sizes.small.contains("country") && sizes.large.contains("event"));
        assert_eq!(sizes.measured["public.User"].rows, Some(5));
        let message = read(&host.file("db/sizes.csv", "x"), None, "db").expect_err("a mistake").0;
        assert_eq!(
            message,
            "db/sizes.csv:1: the first line must name the columns: table,rows,bytes"
        );
    }

    #[test]
    fn levels_may_hold_for_some_files_only() {
        let text =
            "[[overrides]]\npath = ['old/**', 'x.sql']\nrules = { missing-rollback = 'off' }\n";
        let host = TestHost::new().file("db/migralint.toml", text);
        let settings = read(&host, None, "db").unwrap().settings;
        let paths: Vec<_> = settings.overrides.iter().map(|one| one.path.as_str()).collect();
        assert_eq!(paths, ["db/old/**", "db/x.sql"]);
        assert_eq!(settings.overrides[1].levels["missing-rollback"], Level::Off);
    }

    #[test]
    fn the_baseline_stands_beside_the_configuration() {
        let place = |host: &TestHost, start| read(host, None, start).unwrap().baseline;
        let named = |path: &str, is_named| Place { path: path.to_owned(), is_named };
        let file = baseline::FILE;
        assert_eq!(place(&TestHost::new(), "db"), named(file, false));
        let host = TestHost::new().file("db/migralint-baseline.json", "");
        assert_eq!(place(&host, "db/migrations"), named("db/migralint-baseline.json", false));
        let host = host.file("migralint.toml", "");
        assert_eq!(place(&host, "db/migrations"), named(file, false));
        let host = host.file("migralint.toml", "baseline = 'db/old.json'");
        assert_eq!(place(&host, ""), named("db/old.json", true));
    }

    #[test]
    fn a_waiver_ends_with_its_day() {
        let entry =
            |until: &str| format!("[[waivers]]\npath = 'a.sql'\nreason = 'x'\nuntil = '{until}'\n");
        for (until, waivers) in [("2026-06-15", 1), ("2026-06-14", 0)] {
            let text = entry(until);
            let host = TestHost::new().file("migralint.toml", &text);
            let config = read(&host, None, "").unwrap();
            let live = config.settings.waivers.iter().filter(|waiver| !waiver.ended).count();
            assert_eq!(live, waivers, "{until}");
            let place = config.ended.map(|(file, ended)| file.slice(ended[0].1).to_owned());
            assert_eq!(place, (waivers == 0).then(|| format!("'{until}'")));
        }
    }
}
