//! The lines of source that a diagnostic shows: few, cut to the width, and safe to print.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::reporters::safe;
use crate::source::{Position, SourceFile, Span};

/// How many lines of a span are shown.
const MAX_LINES: usize = 3;
/// The widest line that is shown, whatever the terminal can hold.
const MAX_COLUMNS: usize = 200;
/// Columns of a tab stop.
const TAB: usize = 4;

/// Some lines of a file around a span.
#[derive(Debug)]
pub(super) struct Excerpt {
    path: String,
    start: Position,
    first_line: usize,
    text: String,
    /// The part of the excerpt that is marked.
    pub(super) mark: Span,
}

impl Excerpt {
    /// The first lines of `span`, and the line before it where the span begins in the middle of a statement.
    pub(super) fn new(file: &SourceFile, span: Span, columns: usize, ellipsis: &str) -> Self {
        let end = span.start + file.slice(span).trim_end().len();
        let start = file.position(span.start);
        let previous = file.line(start.line - 1).unwrap_or_default();
        let in_statement = ends_in_statement(previous);

        let mut excerpt = Self {
            path: safe::line(file.path()),
            start,
            first_line: start.line - usize::from(in_statement),
            text: String::new(),
            mark: Span::default(),
        };
        let mut shown = 0;
        let most = MAX_LINES + usize::from(in_statement);
        for line in (excerpt.first_line..).map_while(|line| file.line_span(line)).take(most) {
            if shown > 0 {
                excerpt.text.push('\n');
            }
            let mark = Span::new(span.start.max(line.start), end.max(line.start));
            let mark = Span::new(mark.start - line.start, mark.end - line.start);
            let content = file.slice(line).trim_end_matches(['\n', '\r']);
            let offset = excerpt.text.len();
            let mark =
                push_window(&mut excerpt.text, content, mark, columns.min(MAX_COLUMNS), ellipsis);
            if (line.start..=line.start + content.len()).contains(&span.start) {
                excerpt.mark.start = offset + mark.start;
            }
            excerpt.mark.end = offset + mark.end;
            shown = line.end;
            if shown >= end {
                break;
            }
        }
        if shown < end {
            excerpt.text.push_str(ellipsis);
        }
        excerpt.mark.start = excerpt.mark.start.min(excerpt.mark.end);
        excerpt
    }

    /// The column at which the label hangs, from 0.
    pub(super) fn middle(&self) -> usize {
        let before = self.text.get(..self.mark.start).unwrap_or_default();
        let marked = self.text.get(self.mark.start..self.mark.end).unwrap_or_default();
        if marked.contains('\n') {
            return 0;
        }
        let line = before.rsplit('\n').next().unwrap_or_default();
        line.chars().count() + marked.chars().count() / 2
    }
}

impl SourceCode for Excerpt {
    /// All of it, whatever is asked for. Without context lines it is the place for the heading that is asked for.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        _lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (line, column) = match lines_before {
            0 => (self.start.line - 1, self.start.column - 1),
            _ => (self.first_line - 1, 0),
        };
        if span.offset() + span.len() > self.text.len() {
            return Err(MietteError::OutOfBounds);
        }
        Ok(Box::new(MietteSpanContents::new_named(
            self.path.clone(),
            self.text.as_bytes(),
            (0, self.text.len()).into(),
            line,
            column,
            self.text.lines().count(),
        )))
    }
}

/// Whether what follows this line belongs to the same statement, as far as a look can tell.
fn ends_in_statement(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with("--") && !line.ends_with([';', '/', '\\'])
}

/// Appends a line, safe and cut to the columns around its mark; gives the place of the mark in what it appended.
fn push_window(out: &mut String, line: &str, mark: Span, columns: usize, ellipsis: &str) -> Span {
    let near = neighbourhood(line, mark, columns);
    let cells = cells(line, near);
    let (start, end) = (
        cells.partition_point(|cell| cell.byte < mark.start),
        cells.partition_point(|cell| cell.byte < mark.end),
    );
    let is_all = near.len() == line.len();
    let fits = is_all && cells.iter().map(|cell| cell.columns).sum::<usize>() <= columns;
    let begins = near.start == 0 && (fits || end <= columns);
    let first = if begins { 0 } else { start.saturating_sub(columns / 4) };
    let mut width = 0;
    let visible = cells[first..].iter().take_while(|cell| {
        width += cell.columns;
        width <= columns
    });
    let last = first + visible.count();

    let bytes =
        |from: usize, to: usize| cells[from..to].iter().map(|cell| cell.text.len()).sum::<usize>();
    let before = if near.start > 0 || first > 0 { ellipsis } else { "" };
    out.push_str(before);
    out.extend(cells[first..last].iter().map(|cell| cell.text.as_str()));
    if near.end < line.len() || last < cells.len() {
        out.push_str(ellipsis);
    }
    let place = |cell: usize| before.len() + bytes(first, cell.clamp(first, last));
    Span::new(place(start), place(end))
}

/// The part of a line that can come into the window, so that a line of megabytes is not walked for each diagnostic.
fn neighbourhood(line: &str, mark: Span, columns: usize) -> Span {
    const BYTES: usize = 4; // of the longest character
    let floor = |mut at: usize| {
        while !line.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let is_near = mark.end <= BYTES * columns;
    let start =
        if is_near { 0 } else { mark.start.min(line.len()).saturating_sub(BYTES * columns) };
    let end = mark.start.saturating_add(2 * BYTES * columns).min(line.len());
    Span::new(floor(start), floor(end))
}

/// A character as it is shown.
struct Cell {
    byte: usize,
    text: String,
    columns: usize,
}

fn cells(line: &str, part: Span) -> Vec<Cell> {
    let mut column = 0;
    let cell = |(byte, c): (usize, char)| {
        let text = match c {
            '\t' => " ".repeat(TAB - column % TAB),
            _ => safe::line(c.encode_utf8(&mut [0; 4])),
        };
        let columns = text.chars().count();
        column += columns;
        Cell { byte: part.start + byte, text, columns }
    };
    line[part.start..part.end].char_indices().map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The excerpt of the first `needle` with its mark in brackets.
    fn check(text: &str, needle: &str, columns: usize, expected: &str) {
        let file = SourceFile::new("a.sql", text);
        let start = text.find(needle).unwrap();
        let excerpt = Excerpt::new(&file, Span::new(start, start + needle.len()), columns, "…");
        let mut shown = excerpt.text.clone();
        shown.insert(excerpt.mark.end, ']');
        shown.insert(excerpt.mark.start, '[');
        assert_eq!(shown, expected, "first line {}", excerpt.first_line);
    }

    #[test]
    fn shows_the_lines_of_the_span() {
        check("a;\nDROP TABLE x;\nb", "DROP TABLE x", 80, "[DROP TABLE x];");
        check("a;\r\nDROP\r\n  TABLE x;\r\nb", "DROP\r\n  TABLE x", 80, "[DROP\n  TABLE x];");
        check("é\ta\u{1b}", "a\u{1b}", 80, "é   [a\\u{1b}]");
        check("", "", 80, "[]");
        check("a;\nlast", "last", 80, "a;\n[last]".split_once('\n').unwrap().1);
    }

    #[test]
    fn shows_what_a_clause_belongs_to() {
        check(
            "ALTER TABLE x\n  ADD y int,\n  ADD z int;",
            "ADD y int",
            80,
            "ALTER TABLE x\n  [ADD y int],",
        );
        check("-- note\nDROP TABLE x;", "DROP TABLE x", 80, "[DROP TABLE x];");
        check("/* note */\nDROP TABLE x;", "DROP TABLE x", 80, "[DROP TABLE x];");
    }

    #[test]
    fn shows_three_lines_of_a_long_statement() {
        check("1\n2\n3\n4\n5;", "1\n2\n3\n4\n5", 80, "[1\n2\n3]…");
        check("1\n2\n3;", "1\n2\n3", 80, "[1\n2\n3];");
        check("a;\n1  \n\n\n", "1  \n\n\n", 80, "[1]  ");
    }

    #[test]
    fn cuts_a_long_line_around_the_mark() {
        let long = "x".repeat(25_000);
        let text = format!("{long}, here, {long}");
        check(&text, "here", 20, "…xxx, [here], xxxxxxxxx…");
        check(&text, "here", 1, "…[h]…");
        let excerpt =
            Excerpt::new(&SourceFile::new("a", text.clone()), Span::new(0, text.len()), 9999, "…");
        assert_eq!(excerpt.text.chars().count(), MAX_COLUMNS + 1);
    }

    #[test]
    fn a_span_outside_the_file_is_no_panic() {
        let excerpt = Excerpt::new(&SourceFile::new("a", "é"), Span::new(1, 90), 80, "…");
        assert!(excerpt.mark.end <= excerpt.text.len());
        Excerpt::new(&SourceFile::new("a", "é"), Span::new(70, 90), 80, "…");
    }
}
