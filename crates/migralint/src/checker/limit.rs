//! The most findings of one rule in one file: nobody reads more, and a report has to end.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;

/// How many findings of a rule are kept in a file.
const MAX_FINDINGS: usize = 1_000;

/// Leaves out the findings of a rule in one file that are beyond the limit; the last that stays says how many. What is
/// suppressed does not count.
pub(super) fn limit(found: &mut Vec<Diagnostic>) {
    if found.len() <= MAX_FINDINGS {
        return;
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    found.retain(|one| {
        let count = counts.entry(one.rule.id).or_default();
        *count += usize::from(one.suppression.is_none());
        *count <= MAX_FINDINGS
    });
    for (id, count) in counts {
        let Some(more) = count.checked_sub(MAX_FINDINGS).filter(|more| *more > 0) else { continue };
        let counts = |one: &&mut Diagnostic| one.rule.id == id && one.suppression.is_none();
        if let Some(last) = found.iter_mut().rev().find(counts) {
            last.message =
                format!("{}, and {more} more findings of this rule in this file", last.message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Diagnostics, SuppressedBy, Suppression};
    use crate::rule_info::Severity;
    use crate::rules;
    use crate::source::{SourceFile, Sources, Span};

    #[test]
    fn the_last_that_stays_says_how_many_do_not() {
        let file = Sources::default().add(SourceFile::new("a.sql", ""));
        let mut found = Vec::new();
        for (id, count) in [("drop-table-loses-data", 1_500), ("unused-ignore", 3)] {
            let mut sink =
                Diagnostics::new(rules::find(id).unwrap(), Severity::Note, file, &mut found);
            for _ in 0..count {
                sink.report(Span::default(), "m");
            }
        }
        found[7].suppression = Some(Suppression { by: SuppressedBy::Comment, reason: None });
        limit(&mut found);
        assert_eq!(found.len(), 1_000 + 1 + 3);
        assert_eq!(found[1_000].message, "m, and 499 more findings of this rule in this file");
        assert_eq!(found[1_003].message, "m");
    }
}
