//! Parts of a file that marker lines divide, such as `-- +goose Up`.

use crate::source::Span;

/// What ends a line for a tool.
#[derive(Clone, Copy, Debug)]
pub(super) enum LineEnd {
    /// A line feed, as in Go and Rust. A carriage return before it belongs to it.
    LineFeed,
    /// Also a carriage return alone: Java's `BufferedReader::readLine`.
    CarriageReturn,
    /// Also the separators of Unicode: `^` in JavaScript's regular expressions.
    Separator,
}

/// The parts of `text`, each from the end of its marker line up to the next one. What is before the first marker is in
/// none. `marker` gets the line as its tool does, without the line feed. PostgreSQL ends the marker's comment at a carriage
/// return, whatever the tool takes for a line, so the part begins there.
pub(super) fn sections<M>(
    text: &str,
    line_end: LineEnd,
    marker: impl Fn(&str) -> Option<M>,
) -> Vec<(M, Span)> {
    let ends: &[char] = match line_end {
        LineEnd::LineFeed => &['\n'],
        LineEnd::CarriageReturn => &['\n', '\r'],
        LineEnd::Separator => &['\n', '\r', '\u{2028}', '\u{2029}'],
    };
    let mut found: Vec<(M, Span)> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive(ends) {
        let comment = line.split('\r').next().unwrap_or_default();
        if let Some(kind) = marker(line.trim_end_matches('\n')) {
            if let Some((_, open)) = found.last_mut() {
                open.end = start;
            }
            let is_whole = line[comment.len()..].trim_matches(['\r', '\n']).is_empty();
            let length = if is_whole { line.len() } else { comment.len() };
            found.push((kind, Span::new(start + length, text.len())));
        }
        start += line.len();
    }
    found
}

/// What a part of a file does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// What the migration does.
    Up,
    /// What undoes it.
    Down,
}

/// The spans of one direction, in order.
pub(super) fn spans(sections: &[(Direction, Span)], direction: Direction) -> Vec<Span> {
    sections.iter().filter(|(kind, _)| *kind == direction).map(|(_, span)| *span).collect()
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
        let way = |line: &str| match line.trim() {
            "-- up" => Some(Direction::Up),
            "-- down" => Some(Direction::Down),
            _ => None,
        };
        let found = sections(text, LineEnd::LineFeed, way);
        let texts: Vec<_> =
            found.iter().map(|(way, span)| (*way, &text[span.start..span.end])).collect();
        assert_eq!(texts, [(Direction::Up, "A;\r\n"), (Direction::Down, "B;")]);
        assert_eq!(sections("A;", LineEnd::LineFeed, way), []);
    }

    #[test]
    fn a_carriage_return_ends_the_comment_of_a_marker() {
        let text = "-- up\rA;\n-- x\r-- down\nB;";
        let way = |line: &str| match line.split('\r').next()? {
            "-- up" => Some(Direction::Up),
            "-- down" => Some(Direction::Down),
            _ => None,
        };
        let found = |line_end| {
            let found = sections(text, line_end, way).into_iter();
            found.map(|(way, span)| (way, &text[span.start..span.end])).collect::<Vec<_>>()
        };
        assert_eq!(found(LineEnd::LineFeed), [(Direction::Up, "\rA;\n-- x\r-- down\nB;")]);
        assert_eq!(
            found(LineEnd::CarriageReturn),
            [(Direction::Up, "A;\n-- x\r"), (Direction::Down, "B;")]
        );
    }
}
