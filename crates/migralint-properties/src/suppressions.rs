//! What is accepted is still found, and nothing else is changed by it.

use migralint::diagnostic::Diagnostic;
use migralint::glob;
use migralint::outcome::Outcome;
use migralint::rule_info::Severity;
use migralint::rules::{find, infos};
use migralint::settings::{Level, Override, Waiver};
use migralint::suppression::baseline::Baseline;

use crate::example::Example;

/// Rules that speak of what is accepted.
const ABOUT: &[&str] = &["unused-ignore", "unknown-rule-in-ignore", "ended-waiver"];

/// Lines `-- waive: PATH RULE...` and `-- override: PATH RULE LEVEL` are entries of the configuration; comments of ours
/// are what they are.
pub fn suppressions(text: &str) {
    let Some(mut example) = Example::read(text) else { return };
    let plain = found(&example.check());
    for line in text.lines() {
        if let Some(words) = line.strip_prefix("-- waive:") {
            let mut words = words.split_whitespace();
            let path = words.next().unwrap_or_default().to_owned();
            let rules = words.map(str::to_owned).collect();
            globs_end(&path);
            example.settings.waivers.push(Waiver { path, rules, ..Waiver::default() });
        }
    }
    let outcome = example.check();
    assert_eq!(found(&outcome), plain, "a waiver changes what is found");
    let baseline = Baseline::of(&outcome);
    let again =
        migralint::check(&example.sources, &example.histories, &example.settings, &baseline);
    assert_eq!(found(&again), plain, "a baseline changes what is found");
    assert_eq!(again.diagnostics().map(shown).collect::<Vec<_>>(), [""; 0], "a baseline is whole");
    assert_eq!(baseline.stale(&again), [], "a baseline is stale at once");
    comments_only_accept(text, &plain);
    overrides(text, &mut example);
}

/// Without the comments the same is found.
fn comments_only_accept(text: &str, plain: &[String]) {
    if text.contains("migralint-ignore") {
        let other = |text: &str| text.replace("migralint-ignore", "migralint-ignorf");
        let Some(example) = Example::read(&other(text)) else { return };
        // Messages may hold words of the file.
        let plain: Vec<String> = plain.iter().map(|one| other(one)).collect();
        assert_eq!(found(&example.check()), plain, "a comment changes what is found");
    }
}

/// A rule that is turned off for a file is silent there, and nowhere else.
fn overrides(text: &str, example: &mut Example) {
    for line in text.lines() {
        let words = line.strip_prefix("-- override:").unwrap_or_default();
        let mut words = words.split_whitespace();
        let (Some(path), Some(rule)) = (words.next(), words.next().and_then(find)) else {
            continue;
        };
        let level = match words.next() {
            Some("note") => Level::At(Severity::Note),
            _ => Level::Off,
        };
        let levels = [(rule.id, level)].into();
        example.settings.overrides.push(Override { path: path.to_owned(), levels });
    }
    let outcome = example.check();
    for diagnostic in outcome.histories.iter().flat_map(|history| &history.diagnostics) {
        let path = outcome.sources.get(diagnostic.file).path();
        // A rule that speaks of a way back is turned off where the migration is.
        if !path.ends_with(".down.sql") && path.starts_with("migrations/") {
            let severity = example.settings.levels_for(path).severity(diagnostic.rule);
            assert!(severity.is_some(), "{} is off for {path}", diagnostic.rule.id);
        }
    }
}

fn globs_end(path: &str) {
    assert!(glob::matches("**", path));
    assert_eq!(glob::matches(path, path), glob::matches(path, path));
    for rule in infos() {
        glob::matches(path, rule.id);
    }
}

fn found(outcome: &Outcome<'_>) -> Vec<String> {
    let all = outcome.histories.iter().flat_map(|history| &history.diagnostics);
    all.filter(|one| !ABOUT.contains(&one.rule.id)).map(shown).collect()
}

fn shown(diagnostic: &Diagnostic) -> String {
    let Diagnostic { file, span, rule, message, .. } = diagnostic;
    format!("{file:?} {span:?} {}: {message}", rule.id)
}
