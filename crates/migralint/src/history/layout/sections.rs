//! Parts of a file that marker lines divide, such as `-- +goose Up`.

use crate::source::Span;

/// The parts of `text`, each from the end of its marker line up to the next one. What stands before the
/// first marker is in none.
pub(super) fn sections<M>(text: &str, marker: impl Fn(&str) -> Option<M>) -> Vec<(M, Span)> {
    let mut found: Vec<(M, Span)> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        if let Some(kind) = marker(line.trim()) {
            if let Some((_, open)) = found.last_mut() {
                open.end = start;
            }
            found.push((kind, Span::new(end, text.len())));
        }
        start = end;
    }
    found
}

/// A way through a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// What the migration does.
    Up,
    /// What undoes it.
    Down,
}

/// The spans of one way, in order.
pub(super) fn spans(sections: &[(Way, Span)], way: Way) -> Vec<Span> {
    sections.iter().filter(|(kind, _)| *kind == way).map(|(_, span)| *span).collect()
}

/// The words of a comment line that begins with `--`, lower case; `None` for another line.
pub(super) fn comment_words(line: &str) -> Option<Vec<String>> {
    let words = line.trim().strip_prefix("--")?.split_whitespace();
    Some(words.map(str::to_ascii_lowercase).collect())
}

/// Whether the words of a comment line begin with these.
pub(super) fn comment_says(line: &str, expected: &[&str]) -> bool {
    comment_words(line).is_some_and(|words| {
        words.len() >= expected.len()
            && words.iter().zip(expected).all(|(word, other)| word == other)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_begin_after_their_marker() {
        let text = "-- before\n-- up\r\nA;\r\n-- down\r\nB;";
        let way = |line: &str| match line {
            "-- up" => Some(Way::Up),
            "-- down" => Some(Way::Down),
            _ => None,
        };
        let found = sections(text, way);
        let texts: Vec<_> =
            found.iter().map(|(way, span)| (*way, &text[span.start..span.end])).collect();
        assert_eq!(texts, [(Way::Up, "A;\r\n"), (Way::Down, "B;")]);
        assert_eq!(sections("A;", way), []);
    }
}
