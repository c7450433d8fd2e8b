use insta::assert_snapshot;
use serde_json::Value;

use super::*;
use crate::outcome::Unread;
use crate::reporters::fixture::{Fixture, INDEX, usual};
use crate::rules::{self, infos};
use crate::settings::Waiver;

fn log_of(outcome: &Outcome<'_>, repository: &Repository, accepted: Accepted) -> Value {
    let mut out = String::new();
    check(outcome, repository, accepted, &mut out);
    assert_eq!(out.lines().count(), 1, "one line");
    serde_json::from_str(&out).unwrap()
}

fn log(outcome: &Outcome<'_>) -> Value {
    log_of(outcome, &Repository::default(), Accepted::Suppressed)
}

#[test]
fn a_log() {
    let mut log = log(&usual().outcome());
    let run = &log["runs"][0];
    let rules = &run["tool"]["driver"]["rules"];
    for result in run["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    let ids = rules.as_array().unwrap().iter().map(|rule| rule["id"].as_str().unwrap());
    let ids: Vec<_> = ids.collect();
    for rule in infos() {
        assert!(ids.contains(&rule.id), "{} is not listed", rule.id);
    }
    let index = ids.iter().position(|id| *id == INDEX.id).unwrap();
    log["runs"][0]["tool"]["driver"]["rules"] = vec![rules[index].clone()].into();
    assert_snapshot!(serde_json::to_string_pretty(&log).unwrap());
}

#[test]
fn a_log_of_nothing_has_results() {
    let log = log(&Fixture::new(&[]).outcome());
    assert_eq!(log["runs"][0]["results"], Value::Array(Vec::new()));
    assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], true);
}

#[test]
fn accepted_diagnostics_can_be_left_out() {
    let log = log_of(&usual().outcome(), &Repository::default(), Accepted::LeftOut);
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 3);
    assert!(results.iter().all(|result| result.get("suppressions").is_none()));
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
fn what_was_not_read_is_a_notification() {
    let mut fixture = Fixture::new(&[("a.sql", "SELEC 1;")]);
    let place = fixture.find(0, "SELEC");
    let rule = rules::find("unreadable-statement").unwrap();
    fixture.report(rule, Severity::Warning, place, "it cannot be read");
    let mut outcome = fixture.outcome();
    outcome.unread =
        vec![Unread { path: "../b.sql".to_owned(), reason: "does not exist".to_owned() }];
    outcome.unused_waivers = vec![Waiver { path: "c".to_owned(), ..Waiver::default() }];
    let repository = Repository { folder: "apps/web".to_owned(), files: None };
    let log = log_of(&outcome, &repository, Accepted::Suppressed);
    assert_eq!(log["runs"][0]["automationDetails"]["id"], "migralint/apps/web/");
    assert_snapshot!(serde_json::to_string_pretty(&log["runs"][0]["invocations"]).unwrap());
}

#[test]
fn a_message_links_to_what_is_related_and_to_nothing_else() {
    let mut fixture = Fixture::new(&[("a.sql", "DROP TABLE x")]);
    let (file, span) = fixture.find(0, "DROP");
    fixture.report(&INDEX, Severity::Error, (file, span), "[x](https://a)").related(
        file,
        span,
        "the [y](https://b)",
    );
    let log = log(&fixture.outcome());
    assert_eq!(
        log["runs"][0]["results"][0]["message"]["text"],
        "[x] (https://a).\n\nsee [the \\[y\\] (https://b)](1)"
    );
}

#[test]
fn of_too_many_results_the_gravest_stay() {
    let mut fixture = Fixture::new(&[("a.sql", "DROP TABLE x")]);
    let place = fixture.find(0, "DROP");
    for _ in 0..MAX_RESULTS {
        fixture.report(&INDEX, Severity::Note, place, "no");
    }
    fixture.report(&INDEX, Severity::Error, place, "no");
    let log = log(&fixture.outcome());
    let run = &log["runs"][0];
    assert_eq!(run["results"].as_array().unwrap().len(), MAX_RESULTS);
    assert_eq!(run["results"][0]["level"], "error");
    let said = &run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
    assert_eq!(said, "1 more results are left out, the least grave ones");
}
