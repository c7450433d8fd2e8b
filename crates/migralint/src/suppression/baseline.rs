//! The baseline: diagnostics that were there when migralint came, and are accepted until their statements change.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, SuppressedBy, Suppression};
use crate::history::History;
use crate::outcome::Outcome;
use crate::source::{FileId, SourceFile, Span};

/// What a baseline accepts: how many diagnostics of a rule on a statement of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline(pub BTreeMap<Entry, usize>);

/// What diagnostics of a baseline have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The file, as reports show it.
    pub path: String,
    /// The rule.
    pub rule: String,
    /// The fingerprint of the statement.
    pub statement: u64,
}

impl Baseline {
    /// The entries that would suppress every diagnostic in the SQL files of an outcome. Diagnostics in the configuration
    /// file are left out: they are no debt of a migration.
    pub fn of(outcome: &Outcome<'_>) -> Self {
        let histories = outcome.histories.iter().map(|one| one.history);
        let files: BTreeSet<FileId> = histories.flat_map(History::files).collect();
        Self::count(outcome, |diagnostic| {
            diagnostic.suppression.is_none() && files.contains(&diagnostic.file)
        })
    }

    /// Entries of files that were judged which accept less than they say.
    pub fn stale(&self, outcome: &Outcome<'_>) -> Vec<Entry> {
        let by_us = |diagnostic: &Diagnostic| matches!(&diagnostic.suppression, Some(by) if by.by == SuppressedBy::Baseline);
        let used = Self::count(outcome, by_us);
        let judged: BTreeSet<&str> = outcome
            .histories
            .iter()
            .flat_map(|one| &one.history.migrations)
            .filter(|migration| migration.is_new())
            .map(|migration| outcome.sources.get(migration.file).path())
            .collect();
        let is_stale = |(entry, count): &(&Entry, &usize)| {
            used.0.get(entry) < Some(count) && judged.contains(entry.path.as_str())
        };
        self.0.iter().filter(is_stale).map(|(entry, _)| entry.clone()).collect()
    }

    fn count(outcome: &Outcome<'_>, counts: impl Fn(&Diagnostic) -> bool) -> Self {
        let mut entries = BTreeMap::new();
        let all = outcome.histories.iter().flat_map(|history| &history.diagnostics);
        for diagnostic in all.filter(|diagnostic| counts(diagnostic)) {
            let path = outcome.sources.get(diagnostic.file).path();
            *entries.entry(Entry::of(path, diagnostic)).or_default() += 1;
        }
        Self(entries)
    }

    /// Marks what is accepted in one file, and takes it off.
    pub(crate) fn accept(&mut self, path: &str, diagnostics: &mut [Diagnostic]) {
        if self.0.is_empty() {
            return;
        }
        for diagnostic in diagnostics.iter_mut().filter(|one| one.suppression.is_none()) {
            let Some(left) = self.0.get_mut(&Entry::of(path, diagnostic)) else { continue };
            if let Some(fewer) = left.checked_sub(1) {
                *left = fewer;
                diagnostic.suppression =
                    Some(Suppression { by: SuppressedBy::Baseline, reason: None });
            }
        }
    }
}

impl Entry {
    fn of(path: &str, diagnostic: &Diagnostic) -> Self {
        Self {
            path: path.to_owned(),
            rule: diagnostic.rule.id.to_owned(),
            statement: diagnostic.fingerprint,
        }
    }
}

/// Gives each diagnostic the fingerprint of the statement that it begins in; outside of statements, of its own text.
pub(crate) fn fingerprint(
    file: &SourceFile,
    statements: &[Span],
    comments: &[Span],
    diagnostics: &mut [Diagnostic],
) {
    let mut last = None;
    for diagnostic in diagnostics {
        let start = diagnostic.span.start;
        let place = statements.partition_point(|statement| statement.end <= start);
        let within = statements.get(place).filter(|statement| statement.start <= start);
        let span = within.copied().unwrap_or(diagnostic.span);
        // Many may be about one long statement.
        let known = last.filter(|(known, _)| *known == span).map(|(_, hash)| hash);
        diagnostic.fingerprint = known.unwrap_or_else(|| hash(words(file, span, comments)));
        last = Some((span, diagnostic.fingerprint));
    }
}

/// The text at a place without its comments, cut at white space.
fn words<'a>(file: &'a SourceFile, span: Span, comments: &[Span]) -> impl Iterator<Item = &'a str> {
    let mut parts = Vec::new();
    let mut at = span.start;
    let first = comments.partition_point(|comment| comment.start <= span.start);
    for comment in comments[first..].iter().take_while(|comment| comment.end <= span.end) {
        parts.push(Span::new(at, comment.start));
        at = comment.end;
    }
    parts.push(Span::new(at, span.end));
    parts.into_iter().flat_map(|part| file.slice(part).split_whitespace())
}

/// FNV-1a of words with a space between them: the same on every machine and in every version.
/// <http://www.isthe.com/chongo/tech/comp/fnv/>
fn hash<'a>(words: impl Iterator<Item = &'a str>) -> u64 {
    let bytes = words.flat_map(|word| word.bytes().chain([b' ']));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::rule_info::Severity;
    use crate::rules;
    use crate::source::Sources;
    use crate::syntax;

    /// The fingerprints of diagnostics at each statement.
    fn fingerprints(text: &str) -> Vec<u64> {
        let file = SourceFile::new("a.sql", text);
        let parsed = syntax::parse(text, &[Span::new(0, text.len())]);
        let spans: Vec<_> = parsed.statements.iter().map(|statement| statement.span).collect();
        let mut found = diagnostics(&spans);
        fingerprint(&file, &spans, &parsed.comments, &mut found);
        found.iter().map(|diagnostic| diagnostic.fingerprint).collect()
    }

    fn diagnostics(spans: &[Span]) -> Vec<Diagnostic> {
        let mut sources = Sources::default();
        let file = sources.add(SourceFile::new("a.sql", ""));
        let rule = rules::find("unused-ignore").unwrap();
        let mut found = Vec::new();
        let mut sink = Diagnostics::new(rule, Severity::Error, file, &mut found);
        for span in spans {
            sink.report(Span::new(span.end - 1, span.end), "m");
        }
        found
    }

    #[test]
    fn moving_and_commenting_changes_nothing() {
        let plain = fingerprints("SELECT 1;\nDROP TABLE a, b;");
        let moved = fingerprints("-- new\nSELECT 1;\n\n\nDROP  TABLE /* why */ a,\r\n  b;");
        assert_eq!(plain, moved);
        assert_ne!(plain[0], plain[1]);
        assert_ne!(plain[1..], fingerprints("DROP TABLE a, c;"));
        assert_eq!(hash(["a"].into_iter()), 0x089c_0207_b545_2844, "it never changes");
    }

    #[test]
    fn no_more_is_accepted_than_was_there() {
        let mut found = diagnostics(&[Span::new(0, 4); 3]);
        let entry = Entry::of("a.sql", &found[0]);
        let mut baseline = Baseline(BTreeMap::from([(entry, 2)]));
        baseline.accept("b.sql", &mut found);
        assert!(found.iter().all(|one| one.suppression.is_none()));
        baseline.accept("a.sql", &mut found);
        let accepted: Vec<_> = found.iter().map(|one| one.suppression.is_some()).collect();
        assert_eq!(accepted, [true, true, false]);
    }
}
