//! Statements have places of their own, and nothing is lost between them.

use migralint::source::Span;
use migralint::syntax::parse;
use migralint::syntax::statement::StatementKind;

/// Statements and comments lie in the text, in order and apart, and a statement alone is the same statement.
pub fn splitting(text: &str) {
    let parsed = parse(text, &[Span::new(0, text.len())]);
    let mut end = 0;
    for statement in &parsed.statements {
        let span = statement.span;
        assert!(span.start >= end && !span.is_empty(), "{span:?} overlaps what ends at {end}");
        end = span.end;
        let alone = text.get(span.start..span.end).expect("a statement is a part of the text");
        let is_read = !matches!(statement.kind, StatementKind::Unreadable(_));
        // White space of PostgreSQL; any other is a part of a name.
        let is_space = |c: char| c == '\u{b}' || c.is_ascii_whitespace();
        let is_tight = !alone.starts_with(is_space) && !alone.ends_with(is_space);
        assert!(!is_read || is_tight, "{alone:?} begins or ends with white space");
        // What is alone on its line may be one of a template.
        let is_template = alone.starts_with("{{") || alone.starts_with("{%");
        // What `COPY` leaves of its own line goes on behind its data.
        let is_interrupted = !is_read && alone.lines().any(|line| line == "\\.");
        if !is_template && !is_interrupted && !matches!(statement.kind, StatementKind::Psql(_)) {
            let again = parse(alone, &[Span::new(0, alone.len())]).statements;
            let spans: Vec<Span> = again.iter().map(|statement| statement.span).collect();
            assert_eq!(spans, [Span::new(0, alone.len())], "{alone:?} is one statement");
        }
    }
    end = 0;
    for comment in &parsed.comments {
        assert!(comment.start >= end, "{comment:?} overlaps what ends at {end}");
        end = comment.end;
        let comment =
            text.get(comment.start..comment.end).expect("a comment is a part of the text");
        // A line of a template that stands between statements is left out as a comment is.
        let is_one = ["--", "/*", "{{", "{%"].iter().any(|start| comment.starts_with(start));
        assert!(is_one, "{comment:?} is a comment");
    }
}
