//! What rules find in one migration. A rule that finds something in each of a million statements does not fill the memory.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// How many findings of one rule are kept until it is known what is suppressed.
const MAX_KEPT: usize = 10_000;

/// The findings of a migration.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// Those that are kept.
    pub(crate) all: Vec<Diagnostic>,
    /// Where expanded code runs, while it does: what is found in it is reported there.
    pub(crate) place: Option<Span>,
    counts: BTreeMap<&'static str, usize>,
    /// By rule, the first that was not kept, and how many there were.
    beyond: BTreeMap<&'static str, (Diagnostic, usize)>,
}

impl Findings {
    /// Places what a rule has found, and leaves out what is beyond the limit; `from` is how many findings there were before it ran.
    pub(super) fn bound(&mut self, rule: &'static str, from: usize) {
        let new = self.all.len() - from;
        if new == 0 {
            return;
        }
        if let Some(place) = self.place {
            for diagnostic in &mut self.all[from..] {
                diagnostic.span = place;
                diagnostic.related.clear();
                diagnostic.fix = None;
            }
        }
        let count = self.counts.entry(rule).or_default();
        *count += new;
        let beyond = count.saturating_sub(MAX_KEPT).min(new);
        let mut left_out = self.all.drain(self.all.len() - beyond..);
        if let Some(first) = left_out.next() {
            self.beyond.entry(rule).or_insert((first, 0)).1 += beyond;
        }
    }

    /// What is kept, and for each rule that found more a finding that says so. No comment suppresses those: what they
    /// stand for was not compared with any.
    pub(super) fn into_parts(self) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
        let more = self.beyond.into_values().map(|(mut first, count)| {
            first.message =
                format!("{}, and {} more findings of this rule", first.message, count - 1);
            first
        });
        (self.all, more.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::rule_info::Severity;
    use crate::rules;
    use crate::source::{SourceFile, Sources, Span};

    #[test]
    fn what_is_beyond_the_limit_is_counted() {
        let file = Sources::default().add(SourceFile::new("a.sql", ""));
        let rule = rules::find("drop-table-loses-data").unwrap();
        let mut found = Findings::default();
        for round in 0..3 {
            let from = found.all.len();
            let mut sink = Diagnostics::new(rule, Severity::Note, file, &mut found.all);
            for _ in 0..4_000 {
                sink.report(Span::default(), format!("in {round}"));
            }
            found.bound(rule.id, from);
        }
        let (kept, more) = found.into_parts();
        assert_eq!((kept.len(), more.len()), (10_000, 1));
        assert_eq!(more[0].message, "in 2, and 1999 more findings of this rule");
    }
}
