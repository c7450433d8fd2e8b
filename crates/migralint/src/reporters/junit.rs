//! JUnit's XML, which every CI server shows as a list of tests.
//! <https://github.com/testmoapp/junitxml>

use std::fmt::Write as _;

use super::format::Format;
use super::safe;
use crate::diagnostic::Diagnostic;
use crate::outcome::Outcome;
use crate::rule_info::Severity;
use crate::source::{FileId, Sources};

/// JUnit's XML.
pub static FORMAT: Format = Format {
    name: "junit",
    summary: "JUnit's XML",
    names_files: false,
    has_job_summary: false,
    check: |outcome, _, out| check(outcome, out),
    effects: None,
};

/// Appends a suite for each file that was judged, with a test for each diagnostic. Errors and warnings are failures,
/// accepted diagnostics are skipped, a file with none is one test that passes.
fn check(outcome: &Outcome<'_>, out: &mut String) {
    let mut suites: Vec<Suite<'_>> = outcome
        .unread
        .iter()
        .map(|unread| Suite {
            path: &unread.path,
            cases: vec![Case { name: "read", line: 1, state: State::Error(&unread.reason) }],
        })
        .collect();
    for one in &outcome.relaxations {
        let state = State::Relaxed(one.what.to_string());
        suites.push(Suite {
            path: &one.path,
            cases: vec![Case { name: "turned-off", line: one.line, state }],
        });
    }
    for history in &outcome.histories {
        let judged = history.history.migrations.iter().filter(|one| one.is_new());
        let judged: Vec<FileId> = judged.map(|migration| migration.file).collect();
        let others = history.diagnostics.iter().map(|one| one.file);
        let mut files: Vec<FileId> = Vec::new();
        for file in judged.into_iter().chain(others) {
            if !files.contains(&file) {
                files.push(file);
            }
        }
        for file in files {
            let own = history.diagnostics.iter().filter(|one| one.file == file);
            let mut cases: Vec<Case<'_>> = own.map(|one| Case::new(outcome.sources, one)).collect();
            if cases.is_empty() {
                cases.push(Case { name: "migralint", line: 1, state: State::Passes });
            }
            suites.push(Suite { path: outcome.sources.get(file).path(), cases });
        }
    }
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let all = || suites.iter().flat_map(|suite| &suite.cases);
    let _ = writeln!(xml, "<testsuites name=\"migralint\"{}>", counts(all()));
    for suite in &suites {
        suite.write(&mut xml);
    }
    xml.push_str("</testsuites>\n");
    out.push_str(&safe::without_commands(&xml));
}

struct Suite<'a> {
    path: &'a str,
    cases: Vec<Case<'a>>,
}

struct Case<'a> {
    name: &'a str,
    line: usize,
    state: State<'a>,
}

enum State<'a> {
    Passes,
    Fails(&'a Diagnostic),
    Notes(&'a Diagnostic),
    Skipped(&'a Diagnostic),
    Relaxed(String),
    Error(&'a str),
}

impl<'a> Case<'a> {
    fn new(sources: &Sources, diagnostic: &'a Diagnostic) -> Self {
        let line = sources.get(diagnostic.file).line_of(diagnostic.span.start);
        let state = match (&diagnostic.suppression, diagnostic.severity) {
            (Some(_), _) => State::Skipped(diagnostic),
            (None, Severity::Note) => State::Notes(diagnostic),
            (None, Severity::Warning | Severity::Error) => State::Fails(diagnostic),
        };
        Self { name: diagnostic.rule.id, line, state }
    }
}

impl Suite<'_> {
    fn write(&self, xml: &mut String) {
        let path = attribute(self.path);
        let _ = writeln!(xml, "  <testsuite name=\"{path}\"{}>", counts(self.cases.iter()));
        for case in &self.cases {
            let (name, line) = (case.name, case.line);
            let head = format!(
                "    <testcase classname=\"{path}\" name=\"{name} (line {line})\" file=\"{path}\" line=\"{line}\""
            );
            let inside = match &case.state {
                State::Passes => {
                    let _ = writeln!(xml, "{head}/>");
                    continue;
                }
                State::Fails(one) => {
                    let (message, kind) = (attribute(&one.message), one.severity.as_str());
                    let text = text(&advice(one));
                    format!("<failure message=\"{message}\" type=\"{kind}\">{text}</failure>")
                }
                State::Notes(one) => format!("<system-out>{}</system-out>", text(&one.message)),
                State::Relaxed(what) => format!("<system-out>{}</system-out>", text(what)),
                State::Skipped(one) => {
                    let reason = one.suppression.as_ref().and_then(|one| one.reason.as_deref());
                    let reason = reason.map(|reason| format!("accepted: {reason}"));
                    let reason = reason.unwrap_or_else(|| "accepted".to_owned());
                    format!("<skipped message=\"{}\"/>", attribute(&reason))
                }
                State::Error(reason) => {
                    format!("<error message=\"{}\" type=\"error\"/>", attribute(reason))
                }
            };
            let _ = writeln!(xml, "{head}>\n      {inside}\n    </testcase>");
        }
        xml.push_str("  </testsuite>\n");
    }
}

fn counts<'a>(cases: impl Iterator<Item = &'a Case<'a>>) -> String {
    let (mut tests, mut failures, mut errors, mut skipped) = (0, 0, 0, 0);
    for case in cases {
        tests += 1;
        match case.state {
            State::Passes | State::Notes(_) | State::Relaxed(_) => {}
            State::Fails(_) => failures += 1,
            State::Error(_) => errors += 1,
            State::Skipped(_) => skipped += 1,
        }
    }
    format!(" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\"")
}

/// The message, what to do and the safe way.
fn advice(diagnostic: &Diagnostic) -> String {
    let more = [&diagnostic.help, &diagnostic.safe].into_iter().flatten().map(String::as_str);
    std::iter::once(diagnostic.message.as_str()).chain(more).collect::<Vec<_>>().join("\n\n")
}

fn attribute(value: &str) -> String {
    escape(&safe::line(value))
}

fn text(value: &str) -> String {
    escape(&safe::block(value))
}

/// Text that is no markup. Controls are gone already; XML forbids two more characters.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{FFFE}' | '\u{FFFF}' => out.extend(c.escape_unicode()),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::outcome::Unread;
    use crate::reporters::fixture::{Fixture, usual};

    #[test]
    fn a_report() {
        let fixture = usual();
        let mut outcome = fixture.outcome();
        outcome.unread =
            vec![Unread { path: "a<b>.sql".to_owned(), reason: "does not exist".to_owned() }];
        let mut out = String::new();
        check(&outcome, &mut out);
        assert_snapshot!(out);
    }

    #[test]
    fn a_file_with_nothing_passes() {
        let mut out = String::new();
        check(&Fixture::new(&[("a.sql", "SELECT 1;")]).outcome(), &mut out);
        let document = roxmltree::Document::parse(&out).unwrap();
        let suite = document.root_element().first_element_child().unwrap();
        assert_eq!((suite.attribute("name"), suite.attribute("tests")), (Some("a.sql"), Some("1")));
        assert_eq!(suite.attribute("failures"), Some("0"));
    }
}
