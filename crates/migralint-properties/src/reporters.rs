//! Every report is what its format says that it is.

use std::sync::OnceLock;

use jsonschema::Validator;
use migralint::outcome::{Outcome, Unread};
use migralint::reporters::repository::Repository;
use migralint::reporters::sarif::Accepted;
use migralint::reporters::text::{Detail, Style};
use migralint::reporters::{github, gitlab, json, junit, markdown, safe, sarif, text};
use serde_json::Value;

use crate::example::{Example, WITH};
use crate::schema::schema;

/// JSON parses, SARIF is valid, JUnit is XML, annotations are lines of their own, and nothing steers a terminal or
/// commands the service that runs us. In ids of migrations `\n`, `\r` and `\e` stand for what they mean.
pub fn reporters(text: &str) {
    let Some(mut example) = Example::read(text) else { return };
    example.sources.rename(unescaped);
    let mut outcome = example.check();
    // Whatever stands on its first line is a file that was not read.
    let first = text.lines().next().unwrap_or_default().trim_start_matches(WITH);
    let (path, reason) = (unescaped(first), "is a folder".to_owned());
    outcome.unread = vec![Unread { path, reason }];
    let files = Some("https://example.com/a/b/blob/main".to_owned());
    let folder = first.chars().take(9).collect();
    let known = Repository { folder, files };
    // Logs are long: a text is written with one of both.
    let repository = if text.len().is_multiple_of(2) { known } else { Repository::default() };
    machines(&outcome, &repository);
    annotations(&outcome, &repository);
    written(&|out| markdown::check(&outcome, &repository, out));
    written(&|out| markdown::effects(&outcome, &repository, out));
    people(&outcome);
}

fn unescaped(text: &str) -> String {
    text.replace("\\n", "\n").replace("\\r", "\r").replace("\\e", "\u{1b}")
}

/// What is written: nothing in it steers a terminal, and no line is a command.
fn written(write: &dyn Fn(&mut String)) -> String {
    let mut out = String::new();
    write(&mut out);
    let steering = out.chars().find(|c| *c != '\n' && safe::steers(*c));
    assert_eq!(steering, None, "a character that steers a terminal in {out:?}");
    for line in out.split('\n') {
        assert!(!is_command(line), "{line:?} is a command");
    }
    out
}

/// As GitHub's runner reads a line: whether it is a command.
fn is_command(line: &str) -> bool {
    let new = line.trim_start().strip_prefix("::").is_some_and(|rest| rest.contains("::"));
    let old = |(at, _): (usize, &str)| {
        let rest = line[at + 1..].strip_prefix('#');
        rest.is_some_and(|rest| rest.trim_start_matches(char::is_alphabetic).starts_with('['))
    };
    new || line.match_indices('#').any(old)
}

fn machines(outcome: &Outcome<'_>, repository: &Repository) {
    let read = |write: &dyn Fn(&mut String)| -> Value {
        let out = written(write);
        assert_eq!(out.lines().count(), 1, "JSON is one line");
        serde_json::from_str(&out).expect("JSON parses")
    };
    let count = outcome.diagnostics().count();
    let check = read(&|out| json::check(outcome, out));
    assert_eq!(check["version"], 1);
    assert_eq!(check["diagnostics"].as_array().map(Vec::len), Some(count));
    let effects = read(&|out| json::effects(outcome, out));
    assert!(effects["statements"].is_array());
    let entries = read(&|out| gitlab::check(outcome, repository, out));
    assert!(entries.as_array().is_some_and(|entries| entries.len() >= count));
    let accepted = if count.is_multiple_of(2) { Accepted::Suppressed } else { Accepted::LeftOut };
    sarif_is_valid(read(&|out| sarif::check(outcome, repository, accepted, out)));
    let xml = written(&|out| junit::check(outcome, out));
    roxmltree::Document::parse(&xml).unwrap_or_else(|why| panic!("{why}\n{xml}"));
}

/// The descriptions of the rules are the same in every log: they are looked at once.
fn sarif_is_valid(mut log: Value) {
    static VALIDATOR: OnceLock<Validator> = OnceLock::new();
    let validator = VALIDATOR.get_or_init(|| {
        let validator = jsonschema::validator_for(&schema()).expect("the schema is one");
        assert!(validator.is_valid(&log), "the log is valid");
        validator
    });
    log["runs"][0]["tool"]["driver"]["rules"] = Value::Array(Vec::new());
    let errors: Vec<_> = validator.iter_errors(&log).collect();
    assert!(errors.is_empty(), "{errors:?}");
}

fn annotations(outcome: &Outcome<'_>, repository: &Repository) {
    let mut out = String::new();
    github::check(outcome, repository, &mut out);
    let steering = out.chars().find(|c| *c != '\n' && safe::steers(*c));
    assert_eq!(steering, None, "a character that steers a terminal in {out:?}");
    let (commands, others): (Vec<&str>, Vec<&str>) = out.lines().partition(|line| is_command(line));
    let shown = commands.len();
    assert!(shown <= 30 && (1..=2).contains(&others.len()), "{out}");
    assert_eq!(shown.min(10), (outcome.diagnostics().count() + 1).min(shown.max(10)).min(10));
    for line in commands {
        let (level, rest) = line[2..].split_once(' ').expect("an annotation has properties");
        assert!(["error", "warning", "notice"].contains(&level), "{line}");
        let (properties, _) = rest.split_once("::").expect("an annotation has a message");
        for property in properties.split(',') {
            let (name, _) = property.split_once('=').expect("a property has a value");
            let known = ["file", "line", "endLine", "col", "endColumn", "title"];
            assert!(known.contains(&name), "{line}");
        }
    }
}

fn people(outcome: &Outcome<'_>) {
    for unicode in [false, true] {
        for (width, detail) in [(40, Detail::Verbose), (100, Detail::Normal), (7, Detail::Quiet)] {
            let style = Style { color: false, unicode, width, detail };
            written(&|out| text::check(outcome, style, out));
            written(&|out| text::effects(outcome, style, out));
        }
    }
    let style = Style { color: true, ..Style::plain(100) };
    let mut out = String::new();
    text::check(outcome, style, &mut out);
    for part in out.split("\u{1b}[").skip(1) {
        let attribute = part.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
        assert!(attribute.starts_with('m'), "an escape that is no colour before {part:?}");
    }
}
