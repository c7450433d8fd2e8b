//! Holds SARIF against the schema of version 2.1.0: every example of every rule's page, and a file of an attacker.

use migralint::history::History;
use migralint::outcome::Unread;
use migralint::page;
use migralint::reporters::repository::Repository;
use migralint::reporters::{Context, sarif};
use migralint::rules::infos;
use migralint::settings::{Level, Settings};
use migralint::source::Sources;
use migralint::suppression::baseline::Baseline;
use serde_json::Value;

use crate::schema::schema;

fn log(sources: &Sources, histories: &[History], settings: &Settings) -> Value {
    let mut outcome = migralint::check(sources, histories, settings, &Baseline::default());
    outcome.unread =
        vec![Unread { path: "../a b.sql".to_owned(), reason: "is a folder".to_owned() }];
    let repository = Repository { folder: "apps/web".to_owned(), files: None };
    let mut out = String::new();
    let context = Context { repository, ..Context::plain(100) };
    (sarif::FORMAT.check)(&outcome, &context, &mut out);
    serde_json::from_str(&out).unwrap()
}

#[test]
fn every_example_is_valid() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let (mut results, mut fixes, mut related) = (0, 0, 0);
    for rule in infos() {
        for block in page::blocks(rule.page).iter().filter(|block| block.example().is_some()) {
            let mut settings = block.settings().unwrap();
            settings.levels.insert(rule.id, Level::At(rule.severity));
            let mut sources = Sources::default();
            let history = block.history(&mut sources).unwrap();
            let log = log(&sources, &[history], &settings);
            let errors: Vec<_> = validator.iter_errors(&log).collect();
            assert!(errors.is_empty(), "rules/{}.md:{}: {errors:?}", rule.id, block.line);
            let found = log["runs"][0]["results"].as_array().unwrap();
            results += found.len();
            fixes += found.iter().filter(|one| one.get("fixes").is_some()).count();
            related += found.iter().filter(|one| one.get("relatedLocations").is_some()).count();
        }
    }
    assert!(results > infos().count() && fixes > 0 && related > 0, "{results} {fixes} {related}");
}

#[test]
fn the_schema_refuses_what_is_wrong() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let mut log = log(&Sources::default(), &[], &Settings::default());
    assert!(validator.is_valid(&log));
    log["runs"][0]["tool"]["driver"]["rules"][0]["defaultConfiguration"]["level"] = "fatal".into();
    assert!(!validator.is_valid(&log));
}

/// What GitHub asks of a rule beyond the schema.
#[test]
fn every_rule_is_described() {
    let log = log(&Sources::default(), &[], &Settings::default());
    for rule in log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap() {
        let id = &rule["id"];
        for key in ["shortDescription", "fullDescription"] {
            let length = rule[key]["text"].as_str().unwrap().chars().count();
            assert!((1..=1024).contains(&length), "{id}: {key} has {length} characters");
        }
        for key in ["text", "markdown"] {
            assert!(rule["help"][key].as_str().is_some_and(|text| !text.is_empty()), "{id}");
        }
        let properties = &rule["properties"];
        assert!(properties["tags"].as_array().unwrap().len() <= 10, "{id}");
        assert!(properties["precision"].is_string(), "{id}");
        assert!(properties["problem.severity"].is_string(), "{id}");
        assert!(properties.get("security-severity").is_none(), "{id}");
    }
}
