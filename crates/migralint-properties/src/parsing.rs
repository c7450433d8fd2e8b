//! What is read has places in the text, and does not depend on what stands around it.

use std::fmt::Debug;

use migralint::source::Span;
use migralint::syntax::statement::{Statement, StatementKind};
use migralint::syntax::{command, parse, same, sqlparser_reads};

/// Every place in every statement is one, and a statement alone says the same.
pub fn parsing(text: &str) {
    let all = Span::new(0, text.len());
    let parsed = parse(text, &[all]);
    for statement in &parsed.statements {
        for place in places(statement) {
            assert!(text.get(place.start..place.end).is_some(), "{place:?} of {statement:?}");
        }
        if let StatementKind::Unreadable(error) = &statement.kind {
            let is_inside = statement.span.contains(error.span);
            assert!(is_inside && error.span.start < statement.span.end, "{error:?} lies outside");
        }
        let shown = command(text, statement);
        assert!(!shown.contains(['\n', '\r']), "{shown:?} is one line");
        let alone = &text[statement.span.start..statement.span.end];
        // What is alone on its line may be one of a template.
        let is_template = alone.starts_with("{{") || alone.starts_with("{%");
        if !is_template && !matches!(statement.kind, StatementKind::Psql(_)) {
            let again = parse(alone, &[Span::new(0, alone.len())]).statements;
            let meanings: Vec<String> = again.iter().map(without_places).collect();
            assert_eq!(meanings, [without_places(statement)], "{alone:?} alone");
        }
        assert!(same(alone, alone), "{alone:?} is not the same as itself");
    }
    sqlparser_reads(text);
}

/// Every [`Span`] in a value, found in what `{:?}` shows of it, so that none is forgotten.
pub(crate) fn places(value: &impl Debug) -> Vec<Span> {
    let shown = format!("{value:?}");
    let number = |text: &str| -> Option<usize> {
        let end = text.find(|c: char| !c.is_ascii_digit())?;
        text[..end].parse().ok()
    };
    let read = |part: &str| {
        let (_, end) = part.split_once(", end: ")?;
        Some(Span::new(number(part)?, number(end)?))
    };
    shown.split(MARK).skip(1).filter_map(read).collect()
}

/// How `{:?}` begins to show a [`Span`].
const MARK: &str = "Span { start: ";

fn without_places(statement: &Statement) -> String {
    let shown = format!("{statement:?}");
    let mut parts = shown.split(MARK);
    let first = parts.next().unwrap_or_default().to_owned();
    first
        + &parts.map(|part| part.split_once('}').map_or(part, |(_, rest)| rest)).collect::<String>()
}
