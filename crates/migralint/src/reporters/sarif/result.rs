//! Diagnostics as SARIF results.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_sarif::sarif::{
    ArtifactChange, ArtifactContent, Fix, Message, Replacement, Result, ResultLevel, Suppression,
};

use super::place::Places;
use super::rule::{Index, cut};
use crate::diagnostic::{self, Diagnostic, SuppressedBy};
use crate::reporters::safe;
use crate::rule_info::Severity;

/// The longest message, in characters: a statement of a megabyte is not repeated in full.
const MAX_MESSAGE: usize = 10_000;
/// How many other places GitHub keeps of a result.
const MAX_RELATED: usize = 100;

/// A diagnostic as a result.
pub(super) fn new(places: &mut Places<'_>, rules: &Index, diagnostic: &Diagnostic) -> Result {
    let level = match diagnostic.severity {
        Severity::Note => ResultLevel::Note,
        Severity::Warning => ResultLevel::Warning,
        Severity::Error => ResultLevel::Error,
    };
    let related = &diagnostic.related[..diagnostic.related.len().min(MAX_RELATED)];
    let fingerprint = places.fingerprint(diagnostic.file, diagnostic.span);
    let mut result = Result::builder()
        .rule_id(diagnostic.rule.id)
        .level(level)
        .message(Message::builder().text(message(diagnostic, related)).build())
        .locations(vec![places.location(diagnostic.file, diagnostic.span)])
        .partial_fingerprints(BTreeMap::from([("primaryLocationLineHash".to_owned(), fingerprint)]))
        .build();
    result.rule_index = rules.at(diagnostic.rule);
    if !related.is_empty() {
        let locations = related.iter().zip(1..).map(|(related, id)| {
            let mut location = places.location(related.file, related.span);
            location.id = Some(id);
            location.message = Some(Message::builder().text(plain(&related.message)).build());
            location
        });
        result.related_locations = Some(locations.collect());
    }
    result.suppressions = diagnostic.suppression.as_ref().map(|one| vec![suppression(one)]);
    result.fixes = diagnostic.fix.as_ref().map(|one| vec![fix(places, diagnostic, one)]);
    result
}

/// What happens, what to do, the safe way, and links to the other places.
fn message(diagnostic: &Diagnostic, related: &[diagnostic::Related]) -> String {
    let mut message = sentence(&diagnostic.message);
    if let Some(help) = &diagnostic.help {
        let _ = write!(message, "\n\n{}", sentence(help));
    }
    if let Some(sql) = &diagnostic.safe {
        let _ = write!(message, "\n\n{}", plain(sql));
    }
    for (related, id) in related.iter().zip(1..) {
        let words: String = plain(&related.message).chars().flat_map(escaped).collect();
        let _ = write!(message, "\n\nsee [{words}]({id})");
    }
    message
}

/// Words with a full stop: where there is little room, readers show what stands before the first.
fn sentence(words: &str) -> String {
    let words = plain(words);
    if words.ends_with(['.', '!', '?']) { words } else { words + "." }
}

/// A character of the words of a link.
fn escaped(c: char) -> impl Iterator<Item = char> {
    matches!(c, '\\' | '[' | ']').then_some('\\').into_iter().chain([c])
}

/// Text in which nothing is a link, or changes the order of reading.
pub(super) fn plain(text: &str) -> String {
    safe::block(cut(text, MAX_MESSAGE)).replace("](", "] (")
}

fn suppression(suppression: &diagnostic::Suppression) -> Suppression {
    let kind = match suppression.by {
        SuppressedBy::Comment => "inSource",
        SuppressedBy::Waiver | SuppressedBy::Baseline => "external",
    };
    let mut accepted = Suppression::builder().kind(kind).status("accepted").build();
    accepted.justification = suppression.reason.as_deref().map(plain);
    accepted
}

fn fix(places: &mut Places<'_>, diagnostic: &Diagnostic, fix: &diagnostic::Fix) -> Fix {
    let replacements = fix.edits.iter().map(|edit| {
        Replacement::builder()
            .deleted_region(places.region(diagnostic.file, edit.span))
            .inserted_content(ArtifactContent::builder().text(edit.replacement.as_str()).build())
            .build()
    });
    let change = ArtifactChange::builder()
        .replacements(replacements.collect::<Vec<_>>())
        .artifact_location(places.artifact_of(diagnostic.file))
        .build();
    Fix::builder()
        .description(Message::builder().text(plain(&fix.message)).build())
        .artifact_changes(vec![change])
        .build()
}
