//! Every report is what its format says that it is.

use std::sync::OnceLock;

use jsonschema::Validator;
use migralint::outcome::{Outcome, Unread};
use migralint::reporters::repository::Repository;
use migralint::reporters::sarif::Accepted;
use migralint::reporters::text::{Detail, Style};
use migralint::reporters::{
    Context, FORMATS, Format, concise, github, gitlab, json, junit, rdjson, safe, sarif, text,
};
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
    let even = outcome.diagnostics().count().is_multiple_of(2);
    let accepted = if even { Accepted::Suppressed } else { Accepted::LeftOut };
    let context = Context { repository, accepted, ..Context::plain(100) };
    every_format(&outcome, &context);
    machines(&outcome, &context);
    annotations(&outcome, &context);
    people(&outcome, &context);
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

fn every_format(outcome: &Outcome<'_>, context: &Context) {
    for format in FORMATS {
        // Annotations are commands.
        if **format != github::FORMAT {
            checked(format, outcome, context);
        }
        if let Some(effects) = format.effects {
            written(&|out| effects(outcome, context, out));
        }
    }
}

fn checked(format: &Format, outcome: &Outcome<'_>, context: &Context) -> String {
    written(&|out| (format.check)(outcome, context, out))
}

fn machines(outcome: &Outcome<'_>, context: &Context) {
    let read = |out: String| -> Value {
        assert_eq!(out.lines().count(), 1, "JSON is one line");
        serde_json::from_str(&out).expect("JSON parses")
    };
    let count = outcome.diagnostics().count();
    let check = read(checked(&json::FORMAT, outcome, context));
    assert_eq!(check["version"], 1);
    assert_eq!(check["diagnostics"].as_array().map(Vec::len), Some(count));
    let effects = json::FORMAT.effects.expect("JSON tells effects");
    assert!(read(written(&|out| effects(outcome, context, out)))["statements"].is_array());
    let report = read(checked(&rdjson::FORMAT, outcome, context));
    assert!(report["diagnostics"].as_array().is_some_and(|all| all.len() >= count));
    let lines = checked(&concise::FORMAT, outcome, context);
    assert!(lines.lines().count() >= count, "a line a finding");
    let entries = read(checked(&gitlab::FORMAT, outcome, context));
    assert!(entries.as_array().is_some_and(|entries| entries.len() >= count));
    sarif_is_valid(read(checked(&sarif::FORMAT, outcome, context)));
    let xml = checked(&junit::FORMAT, outcome, context);
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

fn annotations(outcome: &Outcome<'_>, context: &Context) {
    let mut out = String::new();
    (github::FORMAT.check)(outcome, context, &mut out);
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

fn people(outcome: &Outcome<'_>, context: &Context) {
    let with = |style| Context { style, ..context.clone() };
    for unicode in [false, true] {
        for (width, detail) in [(40, Detail::Verbose), (100, Detail::Normal), (7, Detail::Quiet)] {
            let style = Style { color: false, unicode, width, detail };
            checked(&text::FORMAT, outcome, &with(style));
            if let Some(effects) = text::FORMAT.effects {
                written(&|out| effects(outcome, &with(style), out));
            }
        }
    }
    let style = Style { color: true, ..Style::plain(100) };
    let mut out = String::new();
    (text::FORMAT.check)(outcome, &with(style), &mut out);
    for part in out.split("\u{1b}[").skip(1) {
        let attribute = part.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
        assert!(attribute.starts_with('m'), "an escape that is no colour before {part:?}");
    }
}
