//! SARIF 2.1.0, for GitHub code scanning and other readers.
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_sarif::sarif::{
    ArtifactLocation, Location, Message, MultiformatMessageString, PhysicalLocation, Region,
    ReportingConfiguration, ReportingDescriptor, Result, ResultLevel, Run, SCHEMA_URL, Sarif,
    Suppression, Tool, ToolComponent,
};

use super::safe;
use crate::diagnostic::{Diagnostic, SuppressedBy};
use crate::outcome::Outcome;
use crate::page;
use crate::rule::{Rule, Severity, Status};
use crate::source::{FileId, SourceFile, Sources, Span};

/// Appends what is dangerous as a SARIF log. Accepted diagnostics are results with a suppression.
pub fn check(outcome: &Outcome<'_>, out: &mut String) {
    let diagnostics = || outcome.histories.iter().flat_map(|history| &history.diagnostics);
    let rules: BTreeMap<&str, &Rule> =
        diagnostics().map(|diagnostic| (diagnostic.rule.id, diagnostic.rule)).collect();
    let index: BTreeMap<&str, i64> = rules.keys().copied().zip(0..).collect();
    let results = diagnostics().map(|one| result(outcome.sources, &index, one));

    let driver = ToolComponent::builder()
        .name("migralint")
        .version(env!("CARGO_PKG_VERSION"))
        .semantic_version(env!("CARGO_PKG_VERSION"))
        .information_uri(env!("CARGO_PKG_REPOSITORY"))
        .rules(rules.values().map(|rule| descriptor(rule)).collect::<Vec<_>>())
        .build();
    let run = Run::builder()
        .tool(Tool::builder().driver(driver).build())
        .column_kind("utf16CodeUnits")
        .results(results.collect::<Vec<_>>())
        .build();
    let log = Sarif::builder().schema(SCHEMA_URL).version("2.1.0").runs(vec![run]).build();
    safe::json(&log, out);
}

fn descriptor(rule: &Rule) -> ReportingDescriptor {
    let why = page::section(rule.page, "Why").unwrap_or(rule.summary());
    let help = MultiformatMessageString::builder().text(rule.page).markdown(rule.page).build();
    let configuration = ReportingConfiguration::builder()
        .enabled(rule.status != Status::OptIn)
        .level(level(rule.severity))
        .build();
    ReportingDescriptor::builder()
        .id(rule.id)
        .short_description(text(rule.summary()))
        .full_description(text(why))
        .help(help)
        .help_uri(rule.url())
        .default_configuration(configuration)
        .build()
}

fn text(text: &str) -> MultiformatMessageString {
    MultiformatMessageString::builder().text(text).build()
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn result(sources: &Sources, index: &BTreeMap<&str, i64>, diagnostic: &Diagnostic) -> Result {
    let level = match diagnostic.severity {
        Severity::Note => ResultLevel::Note,
        Severity::Warning => ResultLevel::Warning,
        Severity::Error => ResultLevel::Error,
    };
    let related = diagnostic.related.iter().zip(1..).map(|(related, id): (_, i64)| {
        Location::builder()
            .id(id)
            .message(Message::builder().text(related.message.as_str()).build())
            .physical_location(physical(sources.get(related.file), related.span))
            .build()
    });
    let mut message = diagnostic.message.clone();
    for more in [&diagnostic.help, &diagnostic.safe].into_iter().flatten() {
        let _ = write!(message, "\n\n{more}");
    }
    let mut result = Result::builder()
        .rule_id(diagnostic.rule.id)
        .rule_index(index.get(diagnostic.rule.id).copied().unwrap_or_default())
        .level(level)
        .message(Message::builder().text(message).build())
        .locations(vec![location(sources, diagnostic.file, diagnostic.span)])
        .build();
    if !diagnostic.related.is_empty() {
        result.related_locations = Some(related.collect());
    }
    result.suppressions = diagnostic.suppression.as_ref().map(|suppression| {
        let kind = match suppression.by {
            SuppressedBy::Comment => "inSource",
            SuppressedBy::Waiver | SuppressedBy::Baseline => "external",
        };
        let mut accepted = Suppression::builder().kind(kind).build();
        accepted.justification.clone_from(&suppression.reason);
        vec![accepted]
    });
    result
}

fn location(sources: &Sources, file: FileId, span: Span) -> Location {
    Location::builder().physical_location(physical(sources.get(file), span)).build()
}

fn physical(file: &SourceFile, span: Span) -> PhysicalLocation {
    let (start, end) = (utf16_position(file, span.start), utf16_position(file, span.end));
    let region = Region::builder()
        .start_line(start.0)
        .start_column(start.1)
        .end_line(end.0)
        .end_column(end.1)
        .build();
    PhysicalLocation::builder()
        .artifact_location(ArtifactLocation::builder().uri(uri(file.path())).build())
        .region(region)
        .build()
}

/// Line and column from 1, the column in UTF-16 code units.
fn utf16_position(file: &SourceFile, offset: usize) -> (i64, i64) {
    let position = file.position(offset);
    let before = file.line(position.line).unwrap_or_default().chars().take(position.column - 1);
    let column = before.map(char::len_utf16).sum::<usize>() + 1;
    (i64::try_from(position.line).unwrap_or(i64::MAX), i64::try_from(column).unwrap_or(i64::MAX))
}

/// A path as a URI reference: relative stays relative, all but unreserved characters and `/` are percent-encoded.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    if path.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::Value;

    use super::*;
    use crate::reporters::fixture::{Fixture, INDEX, usual};

    fn log(outcome: &Outcome<'_>) -> Value {
        let mut out = String::new();
        check(outcome, &mut out);
        serde_json::from_str(&out).unwrap()
    }

    #[test]
    fn a_log() {
        let log = log(&usual().outcome());
        let run = &log["runs"][0];
        for result in run["results"].as_array().unwrap() {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        }
        assert_snapshot!(serde_json::to_string_pretty(&log).unwrap());
    }

    #[test]
    fn a_log_of_nothing_has_results() {
        let log = log(&Fixture::new(&[]).outcome());
        assert_eq!(log["runs"][0]["results"], Value::Array(Vec::new()));
    }

    #[test]
    fn columns_count_utf16_units() {
        let mut fixture = Fixture::new(&[("a b/ü#.sql", "/* é😀 */ DROP TABLE x")]);
        let place = fixture.find(0, "DROP");
        fixture.report(&INDEX, Severity::Error, place, "no");
        let log = log(&fixture.outcome());
        let physical = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        assert_eq!(physical["artifactLocation"]["uri"], "a%20b/%C3%BC%23.sql");
        assert_eq!(
            (&physical["region"]["startColumn"], &physical["region"]["endColumn"]),
            (&11.into(), &15.into())
        );
    }

    #[test]
    fn uris() {
        assert_eq!(uri("/tmp/a.sql"), "file:///tmp/a.sql");
        assert_eq!(uri("../a:b.sql"), "../a%3Ab.sql");
    }
}
