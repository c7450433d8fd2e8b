//! What there is to choose from, in the shapes of the library.

use migralint::history::layout::LAYOUTS;
use migralint::rule_info::Enabled;
use migralint::rules::infos;
use serde::Serialize;

#[derive(Serialize)]
struct Rule {
    id: &'static str,
    category: &'static str,
    severity: &'static str,
    /// Whether it runs unless it is turned off.
    default: bool,
    summary: &'static str,
    url: String,
}

pub(crate) fn rules() -> String {
    let rules = infos().map(|rule| Rule {
        id: rule.id,
        category: rule.category.as_str(),
        severity: rule.severity.as_str(),
        default: rule.enabled != Enabled::OnRequest,
        summary: rule.summary(),
        url: rule.url(),
    });
    json(&rules.collect::<Vec<_>>())
}

pub(crate) fn layouts() -> String {
    json(&LAYOUTS.iter().map(|layout| layout.name).collect::<Vec<_>>())
}

/// These shapes hold only text and truth values, which JSON always has words for.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_and_layout_is_listed() {
        let rules: Vec<serde_json::Value> = serde_json::from_str(&rules()).unwrap();
        assert_eq!(rules.len(), infos().count());
        assert!(rules.iter().all(|rule| rule["summary"].as_str().unwrap().ends_with('.')));
        let layouts: Vec<String> = serde_json::from_str(&layouts()).unwrap();
        assert!(layouts.contains(&"prisma".to_owned()));
    }
}
