//! Every reporter on migrations that want to steer it: names, paths, comments and SQL of an attacker.

use proptest::prelude::{ProptestConfig, Strategy, any, prop, prop_oneof, proptest};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::Value;

use super::fixture::{Fixture, INDEX, table};
use super::{
    Context, FORMATS, Format, concise, github, gitlab, json, junit, markdown, rdjson, safe, sarif,
};
use crate::diagnostic::{SuppressedBy, Suppression};
use crate::effects::{Dropped, Effects, LockMode};
use crate::outcome::Outcome;
use crate::rule_info::Severity;
use crate::syntax::statement::ObjectKind;

/// One of each way to break out of a report.
const ATTACKS: &[&str] = &[
    "a\n::error::forged",
    "a\r\n::add-mask::x\r\n",
    "::stop-commands::x\n::",
    "##[error]forged",
    "##vso[task.setvariable variable=x]y",
    "%0A::error::forged%25",
    "a,line=1::b:c",
    "\u{1b}[2J\u{1b}]0;title\u{7}\u{9b}31m",
    "a\u{202e}b\u{2066}c\u{200f}d\u{feff}e",
    "a\u{2028}b\u{2029}c\u{85}d\u{0}e\u{b}f\u{c}g\u{8}",
    "a | b \\| c |\n| d",
    "`` ` ``` a ```\n```\n````",
    "~~~\n# heading\n- item\n1. item",
    "<script>alert(1)</script><img src=x onerror=y><!-- ",
    "</code></td></table><details open>&lt;&#60;&NewLine;",
    "]]></failure><!DOCTYPE a [<!ENTITY b \"c\">]>\u{fffe}\u{ffff}",
    "[a](https://evil.example) ![b](//evil.example/c.png) [c][d] <https://evil.example>",
    "https://evil.example www.evil.example a@evil.example @everyone :tada: $x$ ^[a]",
    "**bold** __bold__ *a* _b_ ~c~ ==d==",
    "\"quoted\" 'quoted' \\",
    "User\u{200b} User\u{ad} User\u{2060}",
    "\u{d7ff}\u{e000}\u{10ffff}\u{e0041}😀é",
];

/// An outcome in which all text that a migration brings is `text`.
fn outcome_of(text: &str, run: impl FnOnce(&Outcome<'_>)) {
    let source = format!("-- {text}\nDROP TABLE {text};\n");
    let mut fixture = Fixture::new(&[("old.sql", ""), (text, source.as_str())]);
    let (file, span) = fixture.find(1, &source);
    fixture
        .report(&INDEX, Severity::Error, (file, span), text)
        .label(text)
        .help(text)
        .safe(text)
        .table(&table(text))
        .related(file, span, text)
        .fix("fix", span, text);
    fixture.report(&INDEX, Severity::Note, (file, span), text).help(text);
    fixture.report(&INDEX, Severity::Error, (file, span), text).suppression =
        Some(Suppression { by: SuppressedBy::Comment, reason: Some(text.to_owned()) });
    let mut effects = Effects::default();
    effects.lock(&table(text), LockMode::AccessExclusive);
    effects.drops = vec![Dropped {
        kind: ObjectKind::Table,
        name: table(text),
        part: None,
        span,
        implied: false,
    }];
    effects.fails = Some((span, text.to_owned()));
    fixture.does(1, &source, "DROP TABLE", effects);
    run(&fixture.outcome());
}

fn written(write: impl FnOnce(&mut String)) -> String {
    let mut out = String::new();
    write(&mut out);
    let steering = out.chars().find(|c| *c != '\n' && safe::steers(*c));
    assert_eq!(steering, None, "a character that steers a terminal in {out:?}");
    out
}

/// What a format makes of an outcome.
fn checked(format: &Format, outcome: &Outcome<'_>) -> String {
    written(|out| (format.check)(outcome, &Context::plain(100), out))
}

/// As GitHub's runner reads a line: whether it is a command.
fn is_command(line: &str) -> bool {
    let new = line.trim_start().strip_prefix("::").is_some_and(|rest| rest.contains("::"));
    let old = |(at, _): (usize, &str)| {
        line[at + 1..]
            .strip_prefix('#')
            .is_some_and(|rest| rest.trim_start_matches(char::is_alphabetic).starts_with('['))
    };
    new || line.match_indices('#').any(old)
}

fn has_no_command(out: &str) {
    for line in out.split(['\n', '\r']) {
        assert!(!is_command(line), "{line:?} is a command");
    }
}

fn annotations_stay_lines(outcome: &Outcome<'_>) {
    let out = checked(&github::FORMAT, outcome);
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 3, "{out}");
    assert!(lines[0].starts_with("::error file=") && lines[1].starts_with("::notice file="));
    assert!(!is_command(lines[2]), "{out}");
    for line in &lines[..2] {
        let (properties, _) = line[2..].split_once("::").unwrap();
        let names: Vec<&str> = properties
            .split_once(' ')
            .unwrap()
            .1
            .split(',')
            .map(|one| one.split_once('=').unwrap().0)
            .collect();
        assert_eq!(names, ["file", "line", "endLine", "col", "endColumn", "title"], "{line}");
    }
}

fn json_means_the_same(outcome: &Outcome<'_>, text: &str) {
    let read = |out: String| -> Value {
        has_no_command(&out);
        assert_eq!(out.lines().count(), 1);
        serde_json::from_str(&out).unwrap()
    };
    let check = read(checked(&json::FORMAT, outcome));
    assert_eq!(check["diagnostics"][0]["message"], text);
    assert_eq!(check["diagnostics"][0]["file"], text);
    let entries = read(checked(&gitlab::FORMAT, outcome));
    assert_eq!(entries[0]["description"], safe::line(text));
    let log = read(checked(&sarif::FORMAT, outcome));
    let result = &log["runs"][0]["results"][0];
    assert_eq!(result["relatedLocations"][0]["id"], 1);
    let message = result["message"]["text"].as_str().unwrap();
    assert!(!message.chars().any(|c| c != '\n' && safe::steers(c)), "{message:?}");
    assert_eq!(message.matches("](").count(), 1, "the only link is ours: {message}");
    let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str();
    assert!(uri.unwrap().bytes().all(|byte| byte.is_ascii_graphic()), "{uri:?}");
    let report = read(checked(&rdjson::FORMAT, outcome));
    assert_eq!(report["diagnostics"][0]["message"], safe::line(text));
    assert_eq!(report["diagnostics"][0]["location"]["path"], text);
}

fn xml_is_well_formed(outcome: &Outcome<'_>) {
    let out = checked(&junit::FORMAT, outcome);
    let document = roxmltree::Document::parse(&out).unwrap_or_else(|why| panic!("{why}\n{out}"));
    let names: Vec<&str> = document
        .descendants()
        .filter(roxmltree::Node::is_element)
        .map(|node| node.tag_name().name())
        .collect();
    let expected = [
        "testsuites",
        "testsuite",
        "testcase",
        "failure",
        "testcase",
        "system-out",
        "testcase",
        "skipped",
    ];
    assert_eq!(names, expected, "{out}");
}

/// What a reader of Markdown sees: the words of every row, and whatever is neither text nor ours.
fn rows_stay_rows(outcome: &Outcome<'_>, text: &str) {
    let out = checked(&markdown::FORMAT, outcome);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH;
    let (mut rows, mut cell) = (Vec::<Vec<String>>::new(), None::<String>);
    for event in Parser::new_ext(&out, options) {
        match event {
            Event::Start(Tag::TableRow) => rows.push(Vec::new()),
            Event::Start(Tag::TableCell) => cell = Some(String::new()),
            Event::End(TagEnd::TableCell) => {
                if let (Some(row), Some(cell)) = (rows.last_mut(), cell.take()) {
                    row.push(cell);
                }
            }
            Event::Text(words) => {
                if let Some(cell) = &mut cell {
                    cell.push_str(&words);
                }
            }
            Event::InlineHtml(tag) => {
                assert!(["<code>", "</code>", "<br>"].contains(&&*tag), "{tag} in {out}");
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                assert!(dest_url.starts_with("https://github.com/migralint/"), "{dest_url}");
            }
            Event::Start(
                Tag::Paragraph
                | Tag::Heading { .. }
                | Tag::CodeBlock(_)
                | Tag::Table(_)
                | Tag::TableHead
                | Tag::List(None)
                | Tag::Item,
            )
            | Event::End(_)
            | Event::SoftBreak => {}
            other => panic!("{other:?} in {out}"),
        }
    }
    assert_eq!(rows.len(), 3, "two diagnostics and one lock in {out}");
    assert_eq!(rows[0][3], safe::line(text).trim(), "{out}");
}

fn lines_stay_lines(outcome: &Outcome<'_>) {
    let out = checked(&concise::FORMAT, outcome);
    assert_eq!(out.lines().count(), 2, "{out}");
}

/// In no format does anything steer a terminal, nor is a line a command but in the one that is made of commands.
fn nothing_steers(outcome: &Outcome<'_>) {
    for format in FORMATS {
        for width in [40, 100] {
            let context = Context::plain(width);
            let out = written(|out| (format.check)(outcome, &context, out));
            if **format != github::FORMAT {
                has_no_command(&out);
            }
            if let Some(effects) = format.effects {
                has_no_command(&written(|out| effects(outcome, &context, out)));
            }
        }
    }
}

fn check(text: &str) {
    outcome_of(text, |outcome| {
        annotations_stay_lines(outcome);
        json_means_the_same(outcome, text);
        xml_is_well_formed(outcome);
        rows_stay_rows(outcome, text);
        lines_stay_lines(outcome);
        nothing_steers(outcome);
    });
}

#[test]
fn attacks_fail() {
    for attack in ATTACKS {
        check(attack);
        check(&format!("x {attack} y"));
        check(&attack.repeat(7));
    }
}

fn hostile_text() -> impl Strategy<Value = String> {
    let mark = prop::sample::select(&[
        "\n", "\r", "::", ":", "#", "[", "]", "(", ")", "|", "\\", "`", "*", "_", "~", "<", ">",
        "&", "\"", "'", "-", "!", "%", ",", "=", " ", "\t", "\u{1b}", "\u{202e}", "www.",
        "https://", "error", "a", "1. ", "$", "@", "{", "}", "/",
    ]);
    let part = prop_oneof![
        6 => mark.prop_map(str::to_owned),
        2 => any::<char>().prop_map(String::from),
        1 => prop::sample::select(ATTACKS).prop_map(str::to_owned),
    ];
    prop::collection::vec(part, 1..24).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(50))]

    #[test]
    fn no_text_breaks_out(text in hostile_text()) {
        check(&text);
    }
}
