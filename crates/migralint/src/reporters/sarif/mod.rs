//! SARIF 2.1.0, for GitHub code scanning and other readers.
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

mod place;
mod result;
mod rule;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde_sarif::sarif::{
    ArtifactLocation, Invocation, Location, Message, Notification, PhysicalLocation, Region,
    ReportingDescriptorReference, Run, RunAutomationDetails, SCHEMA_URL, Sarif, Tool,
    ToolComponent,
};

pub use super::format::Accepted;
use super::format::Format;
use super::repository::Repository;
use super::safe;
use crate::diagnostic::Diagnostic;
use crate::outcome::Outcome;
use crate::rule_info::{Category, Severity};
use place::Places;

/// How many results GitHub takes in a run; with more it refuses the file.
/// <https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>
const MAX_RESULTS: usize = 25_000;

/// SARIF, for code scanning.
pub static FORMAT: Format = Format {
    name: "sarif",
    summary: "SARIF 2.1.0, for code scanning",
    names_files: true,
    has_job_summary: false,
    check: |outcome, context, out| check(outcome, &context.repository, context.accepted, out),
    effects: None,
};

/// Appends what is dangerous as a SARIF log.
fn check(outcome: &Outcome<'_>, repository: &Repository, accepted: Accepted, out: &mut String) {
    let rules = rule::Index::new(outcome);
    let mut places = Places::new(outcome.sources, repository);
    let (diagnostics, left_out) = results_of(outcome, accepted);
    let results: Vec<_> =
        diagnostics.iter().map(|one| result::new(&mut places, &rules, one)).collect();
    let driver = ToolComponent::builder()
        .name("migralint")
        .version(env!("CARGO_PKG_VERSION"))
        .semantic_version(env!("CARGO_PKG_VERSION"))
        .information_uri(env!("CARGO_PKG_REPOSITORY"))
        .rules(rules.descriptors())
        .build();
    let run = Run::builder()
        .tool(Tool::builder().driver(driver).build())
        .automation_details(RunAutomationDetails::builder().id(category(repository)).build())
        .invocations(vec![invocation(outcome, &mut places, &rules, left_out)])
        .original_uri_base_ids(root())
        .column_kind("utf16CodeUnits")
        .results(results)
        .build();
    let log = Sarif::builder().schema(SCHEMA_URL).version("2.1.0").runs(vec![run]).build();
    safe::json(&log, out);
}

/// The diagnostics that are results, and how many are left out: of too many, the gravest stay.
fn results_of<'a>(outcome: &'a Outcome<'_>, accepted: Accepted) -> (Vec<&'a Diagnostic>, usize) {
    let all = outcome.histories.iter().flat_map(|history| &history.diagnostics);
    let mut wanted: Vec<_> =
        all.filter(|one| accepted == Accepted::Suppressed || one.suppression.is_none()).collect();
    let left_out = wanted.len().saturating_sub(MAX_RESULTS);
    if left_out > 0 {
        wanted.sort_by_key(|one| Reverse(one.severity));
        wanted.truncate(MAX_RESULTS);
    }
    (wanted, left_out)
}

/// The category under which a host keeps the run apart from others: each working directory has its own.
fn category(repository: &Repository) -> String {
    match repository.folder.trim_matches('/') {
        "" => "migralint/".to_owned(),
        folder => format!("migralint/{folder}/"),
    }
}

/// What relative addresses begin at.
const ROOT: &str = "%SRCROOT%";

fn root() -> BTreeMap<String, ArtifactLocation> {
    let words = Message::builder().text("The root of the repository.").build();
    BTreeMap::from([(ROOT.to_owned(), ArtifactLocation::builder().description(words).build())])
}

/// How the run went: what could not be read, and what of the configuration accepts nothing.
fn invocation(
    outcome: &Outcome<'_>,
    places: &mut Places<'_>,
    rules: &rule::Index,
    left_out: usize,
) -> Invocation {
    let unread = outcome.unread.iter().map(|unread| {
        let file = PhysicalLocation::builder().artifact_location(places.artifact(&unread.path));
        let location = Location::builder().physical_location(file.build()).build();
        let mut notification = notification(Severity::Error, &unread.to_string());
        notification.locations = Some(vec![location]);
        notification
    });
    let mut execution: Vec<Notification> = unread.collect();
    let unchecked = outcome.diagnostics().filter(|one| one.rule.category == Category::Unchecked);
    for diagnostic in unchecked {
        let mut notification = notification(diagnostic.severity, &diagnostic.message);
        notification.locations = Some(vec![places.location(diagnostic.file, diagnostic.span)]);
        let rule = ReportingDescriptorReference::builder().id(diagnostic.rule.id);
        notification.associated_rule =
            rules.at(diagnostic.rule).map(|index| rule.index(index).build());
        execution.push(notification);
    }
    if left_out > 0 {
        let words = format!("{left_out} more results are left out, the least grave ones");
        execution.push(notification(Severity::Warning, &words));
    }
    let relaxed = outcome.relaxations.iter().map(|one| {
        let region = Region::builder().start_line(i64::try_from(one.line).unwrap_or(i64::MAX));
        let file = PhysicalLocation::builder()
            .artifact_location(places.artifact(&one.path))
            .region(region.build());
        let location = Location::builder().physical_location(file.build()).build();
        let mut notification = notification(Severity::Warning, &one.what.to_string());
        notification.locations = Some(vec![location]);
        notification
    });
    let unused = outcome.unused_waivers.iter().map(|waiver| {
        let words = format!("the waiver for {} accepts nothing; remove it", waiver.path);
        notification(Severity::Note, &words)
    });
    let configuration = relaxed.chain(unused);
    Invocation::builder()
        .execution_successful(outcome.unread.is_empty())
        .tool_configuration_notifications(configuration.collect::<Vec<_>>())
        .tool_execution_notifications(execution)
        .build()
}

fn notification(severity: Severity, words: &str) -> Notification {
    let message = Message::builder().text(result::plain(words)).build();
    Notification::builder().level(severity.as_str()).message(message).build()
}

#[cfg(test)]
mod tests;
