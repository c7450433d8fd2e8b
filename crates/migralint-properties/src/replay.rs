//! What is said of a history is told by what its statements mean, and by nothing else.

use migralint::outcome::Outcome;

use crate::edits::{Edits, UNRELATED, with_comments, with_unrelated};
use crate::example::{Example, said};
use crate::parsing::places;

/// Places lie in their files; the same is said twice; comments, blank lines and an unrelated migration in front
/// change nothing of it.
pub fn replay(text: &str) {
    let Some(example) = Example::read(text) else { return };
    let outcome = example.check();
    places_are_places(&outcome);
    assert_eq!(said(&outcome), said(&example.check()), "the same history, said differently");
    for comment in ["/* a comment */ ", "\n-- a comment\n\n\t"] {
        // A line break ends what a comment of ours is about.
        if comment.contains('\n') && text.contains("migralint-ignore") {
            continue;
        }
        let Some((edited, edits)) = with_comments(text, &example, comment) else { continue };
        let Some(edited) = Example::read(&edited) else { panic!("comments make it unreadable") };
        // Of two parts that say the same, one may be no file.
        if edits.lead(&example.sources, &edited.sources) {
            assert_same(&outcome, &edits, &edited.check(), "comments between statements");
        }
    }
    let front = with_unrelated(text, &example);
    if let Some(longer) = Example::read(&front)
        && longer.histories[0].migrations.first().is_some_and(|first| first.id == UNRELATED)
        && longer.histories[0].migrations.len() == example.histories[0].migrations.len() + 1
    {
        assert_same(
            &outcome,
            &Edits::default(),
            &longer.check(),
            "an unrelated migration in front",
        );
    }
}

fn places_are_places(outcome: &Outcome<'_>) {
    let is_place = |file, span: migralint::source::Span| {
        outcome.sources.get(file).text().get(span.start..span.end).is_some()
    };
    for history in &outcome.histories {
        for diagnostic in &history.diagnostics {
            assert!(!diagnostic.message.is_empty());
            assert!(is_place(diagnostic.file, diagnostic.span), "{diagnostic:?}");
            for related in &diagnostic.related {
                assert!(is_place(related.file, related.span), "{related:?} of {diagnostic:?}");
            }
            let mut end = 0;
            for edit in diagnostic.fix.iter().flat_map(|fix| &fix.edits) {
                assert!(is_place(diagnostic.file, edit.span), "{edit:?} of {diagnostic:?}");
                assert!(edit.span.start >= end, "edits overlap in {diagnostic:?}");
                end = edit.span.end;
            }
        }
        for statement in &history.statements {
            assert!(is_place(statement.file, statement.span), "{statement:?}");
            for place in places(&statement.effects) {
                assert!(is_place(statement.file, place), "{place:?} of {statement:?}");
            }
        }
    }
}

/// The same is found in both; in the second after edits, and of other migrations too.
fn assert_same(one: &Outcome<'_>, edits: &Edits, other: &Outcome<'_>, what: &str) {
    let all = |outcome: &Outcome<'_>, edits: &Edits| -> Vec<String> {
        let found = outcome.histories.iter().flat_map(|history| &history.diagnostics);
        let ours = found.filter(|one| !outcome.sources.get(one.file).path().contains(UNRELATED));
        ours.map(|diagnostic| edits.shown(outcome.sources, diagnostic)).collect()
    };
    assert_eq!(all(one, edits), all(other, &Edits::default()), "{what}");
}
