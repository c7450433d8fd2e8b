//! The rules as SARIF describes them.

use serde_sarif::sarif::{
    MultiformatMessageString, PropertyBag, ReportingConfiguration, ReportingDescriptor,
};

use crate::outcome::Outcome;
use crate::page;
use crate::rule_info::{Category, Enabled, RuleInfo, Severity};
use crate::rules::infos;

/// The longest text that GitHub takes as a description, in characters.
const MAX_DESCRIPTION: usize = 1024;

/// All rules of a run, sorted by id.
pub(super) struct Index(Vec<&'static RuleInfo>);

impl Index {
    /// The rules that there are, and those that spoke.
    pub(super) fn new(outcome: &Outcome<'_>) -> Self {
        let spoke = outcome.histories.iter().flat_map(|one| &one.diagnostics).map(|one| one.rule);
        let mut rules: Vec<_> = spoke.chain(infos()).collect();
        rules.sort_by_key(|rule| rule.id);
        rules.dedup_by_key(|rule| rule.id);
        Self(rules)
    }

    /// The place of a rule among the descriptors.
    pub(super) fn at(&self, rule: &RuleInfo) -> Option<i64> {
        let place = self.0.binary_search_by_key(&rule.id, |known| known.id);
        place.ok().and_then(|place| i64::try_from(place).ok())
    }

    /// The rules in the order of their places.
    pub(super) fn descriptors(&self) -> Vec<ReportingDescriptor> {
        self.0.iter().map(|rule| descriptor(rule)).collect()
    }
}

fn descriptor(rule: &RuleInfo) -> ReportingDescriptor {
    let why = page::section(rule.page, "Why").unwrap_or(rule.summary());
    let help = MultiformatMessageString::builder()
        .text(format!("{}\n\n{why}\n\n{}", rule.summary(), rule.url()))
        .markdown(rule.page)
        .build();
    let configuration = ReportingConfiguration::builder()
        .enabled(rule.enabled != Enabled::OnRequest)
        .level(rule.severity.as_str())
        .build();
    ReportingDescriptor::builder()
        .id(rule.id)
        .name(pascal_case(rule.id))
        .short_description(description(rule.summary()))
        .full_description(description(why))
        .help(help)
        .help_uri(rule.url())
        .default_configuration(configuration)
        .properties(properties(rule))
        .build()
}

/// Text without line breaks, cut where GitHub would refuse it.
fn description(text: &str) -> MultiformatMessageString {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    MultiformatMessageString::builder().text(cut(&text, MAX_DESCRIPTION)).build()
}

/// At most `max` characters, cut behind the last sentence that fits.
pub(super) fn cut(text: &str, max: usize) -> &str {
    let Some((end, _)) = text.char_indices().nth(max) else { return text };
    let fits = &text[..end];
    fits.rfind(". ").map_or(fits, |at| &fits[..=at])
}

fn properties(rule: &RuleInfo) -> PropertyBag {
    let precision = match rule.category {
        Category::Locking | Category::Destructive | Category::Correctness => "very-high",
        Category::Compatibility | Category::Transaction | Category::Rollback => "high",
        Category::Convention | Category::Unchecked => "medium",
    };
    let severity = match rule.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "recommendation",
    };
    let more = [("precision", precision), ("problem.severity", severity)];
    let more = more.map(|(key, value)| (key.to_owned(), value.into()));
    let tags = ["migrations", "postgresql", rule.category.as_str()];
    PropertyBag::builder()
        .tags(tags.map(str::to_owned).to_vec())
        .additional_properties(std::collections::BTreeMap::from(more))
        .build()
}

/// `drop-column` as `DropColumn`.
fn pascal_case(id: &str) -> String {
    let word = |word: &str| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_ascii_uppercase() + rest
    };
    id.split('-').map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_fit() {
        assert_eq!(cut("One. Two. Three.", 16), "One. Two. Three.");
        assert_eq!(cut("One. Two. Three.", 15), "One. Two.");
        assert_eq!(cut("ééé", 2), "éé");
        for rule in infos() {
            assert!(rule.summary().chars().count() <= MAX_DESCRIPTION, "{}", rule.id);
            assert!(pascal_case(rule.id).len() <= 255, "{}", rule.id);
        }
    }

    #[test]
    fn names() {
        assert_eq!(pascal_case("drop-column"), "DropColumn");
    }
}
