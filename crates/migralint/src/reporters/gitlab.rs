//! GitLab's code quality report.
//! <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>

use std::collections::BTreeMap;

use serde::Serialize;

use super::fingerprint::{fnv, line_fingerprints};
use super::format::Format;
use super::place::tight;
use super::repository::Repository;
use super::safe;
use crate::outcome::Outcome;
use crate::rule_info::Severity;
use crate::source::FileId;

/// GitLab's code quality report.
pub static FORMAT: Format = Format {
    name: "gitlab",
    summary: "GitLab's code quality report",
    names_files: true,
    has_job_summary: false,
    check: |outcome, context, out| check(outcome, &context.repository, out),
    effects: None,
};

/// Appends what is dangerous as one line of JSON.
fn check(outcome: &Outcome<'_>, repository: &Repository, out: &mut String) {
    let mut lines: BTreeMap<FileId, Vec<String>> = BTreeMap::new();
    let mut seen: BTreeMap<u64, usize> = BTreeMap::new();
    let mut fingerprint = |rule: &str, path: &str, line: &str| {
        let count = seen.entry(fnv(&[rule, path, line])).or_default();
        *count += 1;
        format!("{:016x}", fnv(&[rule, path, line, &count.to_string()]))
    };
    let mut entries = Vec::new();
    for unread in &outcome.unread {
        let path = repository.path(&unread.path);
        entries.push(Entry {
            description: safe::line(&unread.to_string()),
            check_name: UNREAD,
            fingerprint: fingerprint(UNREAD, &path, ""),
            severity: "blocker",
            location: Location { path, lines: Lines { begin: 1, end: 1 } },
        });
    }
    for one in &outcome.relaxations {
        let path = repository.path(&one.path);
        let description = safe::line(&one.what.to_string());
        entries.push(Entry {
            fingerprint: fingerprint(RELAXED, &path, &description),
            description,
            check_name: RELAXED,
            severity: "info",
            location: Location { path, lines: Lines { begin: one.line, end: one.line } },
        });
    }
    for diagnostic in outcome.diagnostics() {
        let file = outcome.sources.get(diagnostic.file);
        let path = repository.path(file.path());
        let span = tight(file, diagnostic.span);
        let (begin, end) = (file.line_of(span.start), file.line_of(span.end));
        let lines = lines.entry(diagnostic.file).or_insert_with(|| line_fingerprints(file));
        let line = lines.get(begin - 1).map_or("", String::as_str);
        entries.push(Entry {
            description: safe::line(&diagnostic.message),
            check_name: diagnostic.rule.id,
            fingerprint: fingerprint(diagnostic.rule.id, &path, line),
            severity: match diagnostic.severity {
                Severity::Error => "critical",
                Severity::Warning => "major",
                Severity::Note => "info",
            },
            location: Location { path, lines: Lines { begin, end } },
        });
    }
    safe::json(&entries, out);
}

/// The name of what is no rule: a file could not be read.
const UNREAD: &str = "unread-file";

/// The name of what is no rule: the change itself turns something off.
const RELAXED: &str = "turned-off";

#[derive(Serialize)]
struct Entry {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use insta::assert_snapshot;
    use serde_json::Value;

    use super::*;
    use crate::reporters::fixture::{Fixture, INDEX, usual};

    fn entries(outcome: &Outcome<'_>) -> Vec<Value> {
        let mut out = String::new();
        check(outcome, &Repository::default(), &mut out);
        serde_json::from_str(&out).unwrap()
    }

    #[test]
    fn a_report() {
        let entries = entries(&usual().outcome());
        assert_snapshot!(serde_json::to_string_pretty(&entries).unwrap());
    }

    #[test]
    fn fingerprints_are_unique_and_survive_lines_above() {
        let fingerprints = |text: &str| -> Vec<Value> {
            let mut fixture = Fixture::new(&[("a.sql", text)]);
            let place = fixture.find(0, "DROP");
            for _ in 0..3 {
                fixture.report(&INDEX, Severity::Error, place, "no");
            }
            let of = |entry: Value| entry["fingerprint"].clone();
            entries(&fixture.outcome()).into_iter().map(of).collect()
        };
        let before = fingerprints("DROP TABLE a;");
        assert_eq!(before, fingerprints("-- a comment\n\nDROP TABLE a;"));
        assert_ne!(before, fingerprints("DROP TABLE b;"));
        let unique: BTreeSet<_> = before.iter().map(Value::to_string).collect();
        assert_eq!(unique.len(), 3);
    }
}
