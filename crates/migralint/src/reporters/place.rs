//! Places as hosts of code show them: beside a line of a change.

use crate::source::{SourceFile, Span};

/// The part of a span on its first line. A host shows a report only beside lines that the change touches, and a
/// range of several lines only when it touches all of them.
pub(super) fn tight(file: &SourceFile, span: Span) -> Span {
    let first = file.slice(span).split('\n').next().unwrap_or_default();
    Span::new(span.start, span.start + first.trim_end().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_ends_with_its_first_line() {
        let file = SourceFile::new("a.sql", "DROP TABLE é \r\n  CASCADE;");
        let check = |span: Span, expected| assert_eq!(file.slice(tight(&file, span)), expected);
        check(file.whole(), "DROP TABLE é");
        check(Span::new(0, 4), "DROP");
        check(Span::new(4, 4), "");
        assert_eq!(tight(&file, Span::new(900, 901)), Span::new(900, 900), "not of this file");
    }
}
