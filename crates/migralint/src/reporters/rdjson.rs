//! reviewdog's diagnostic format.
//! <https://github.com/reviewdog/reviewdog/tree/master/proto/rdf>

use serde::Serialize;

use super::format::Format;
use super::place::tight;
use super::repository::Repository;
use super::safe;
use crate::diagnostic::{Diagnostic, Edit};
use crate::outcome::Outcome;
use crate::rule_info::Severity;
use crate::source::{SourceFile, Span};

/// For reviewdog.
pub static FORMAT: Format = Format {
    name: "rdjson",
    summary: "reviewdog's diagnostic format",
    names_files: true,
    has_job_summary: false,
    check: |outcome, context, out| check(outcome, &context.repository, out),
    effects: None,
};

fn check(outcome: &Outcome<'_>, repository: &Repository, out: &mut String) {
    let unread = outcome.unread.iter().map(|unread| Finding {
        message: safe::line(&unread.reason),
        location: Location { path: repository.path(&unread.path), range: None },
        severity: "ERROR",
        code: Code { value: "unread-file", url: None },
        suggestions: Vec::new(),
    });
    let relaxed = outcome.relaxations.iter().map(|one| Finding {
        message: safe::line(&one.what.to_string()),
        location: Location {
            path: repository.path(&one.path),
            range: Some(Range { start: Position { line: one.line, column: 1 }, end: None }),
        },
        severity: "WARNING",
        code: Code { value: "turned-off", url: None },
        suggestions: Vec::new(),
    });
    let found = outcome.diagnostics().map(|diagnostic| finding(outcome, repository, diagnostic));
    let diagnostics = unread.chain(relaxed).chain(found).collect();
    let source = Source { name: "migralint", url: env!("CARGO_PKG_REPOSITORY") };
    safe::json(&Report { source, diagnostics }, out);
}

fn finding(outcome: &Outcome<'_>, repository: &Repository, diagnostic: &Diagnostic) -> Finding {
    let file = outcome.sources.get(diagnostic.file);
    let edits = diagnostic.fix.iter().flat_map(|fix| &fix.edits);
    let suggestion =
        |edit: &Edit| Suggestion { range: range(file, edit.span), text: edit.replacement.clone() };
    Finding {
        message: safe::line(&diagnostic.message),
        location: Location {
            path: repository.path(file.path()),
            range: Some(range(file, tight(file, diagnostic.span))),
        },
        severity: match diagnostic.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Note => "INFO",
        },
        code: Code { value: diagnostic.rule.id, url: Some(diagnostic.rule.url()) },
        suggestions: edits.map(suggestion).collect(),
    }
}

fn range(file: &SourceFile, span: Span) -> Range {
    Range { start: position(file, span.start), end: Some(position(file, span.end)) }
}

/// Lines from 1; columns are bytes of UTF-8, from 1.
fn position(file: &SourceFile, offset: usize) -> Position {
    let line = file.line_of(offset);
    let start = file.line_span(line).map_or(offset, |line| line.start);
    Position { line, column: offset.saturating_sub(start) + 1 }
}

#[derive(Serialize)]
struct Report {
    source: Source,
    diagnostics: Vec<Finding>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
    url: &'static str,
}

#[derive(Serialize)]
struct Finding {
    message: String,
    location: Location,
    severity: &'static str,
    code: Code,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion>,
}

#[derive(Serialize)]
struct Location {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<Position>,
}

#[derive(Serialize)]
struct Position {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Code {
    value: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
struct Suggestion {
    range: Range,
    text: String,
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::Value;

    use super::*;
    use crate::reporters::fixture::{Fixture, INDEX, usual};

    fn report(outcome: &Outcome<'_>) -> Value {
        let mut out = String::new();
        check(outcome, &Repository::default(), &mut out);
        serde_json::from_str(&out).unwrap()
    }

    #[test]
    fn a_report() {
        assert_snapshot!(serde_json::to_string_pretty(&report(&usual().outcome())).unwrap());
    }

    #[test]
    fn columns_count_bytes() {
        let mut fixture = Fixture::new(&[("a.sql", "\nSELECT 'é'; DROP TABLE a;")]);
        let (file, span) = fixture.find(0, "DROP");
        let diagnostic = fixture.report(&INDEX, Severity::Error, (file, span), "no");
        diagnostic.fix("keep it", span, "SELECT");
        let report = report(&fixture.outcome());
        let found = &report["diagnostics"][0];
        let start = &found["location"]["range"]["start"];
        assert_eq!((&start["line"], &start["column"]), (&2.into(), &14.into()));
        assert_eq!(found["suggestions"][0]["text"], "SELECT");
        assert_eq!(found["suggestions"][0]["range"], found["location"]["range"]);
    }
}
