//! Where a tool cuts a migration into the queries that it sends.

use crate::source::Span;

/// Where a tool cuts a migration into the queries that it sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Splitting {
    /// Nowhere: all of it is one query.
    Whole,
    /// Between statements. The tool knows quotes and dollar quotes; what it cannot read it sends whole.
    Statements,
    /// Behind every line that ends with a semicolon, whatever is open there, save between these two comments.
    LineEnds {
        /// The comment that begins a statement whose lines may end with semicolons.
        begin: &'static str,
        /// The comment that ends it.
        end: &'static str,
    },
    /// At this text, wherever it is.
    Separator(&'static str),
    /// At semicolons, by rules that differ between versions and are not modeled here.
    Unmodeled,
}

impl Splitting {
    /// Where the tool cuts these parts of a file without regard to statements, in order. A statement around one of these
    /// places reaches PostgreSQL in pieces.
    pub fn cuts(self, text: &str, parts: &[Span]) -> Vec<usize> {
        parts.iter().flat_map(|part| self.cuts_in(text, *part)).collect()
    }

    fn cuts_in(self, text: &str, part: Span) -> Vec<usize> {
        let sql = &text[part.start..part.end];
        let mut cuts = Vec::new();
        match self {
            Self::Whole | Self::Statements | Self::Unmodeled => {}
            Self::Separator(separator) => {
                cuts.extend(sql.match_indices(separator).map(|(at, _)| part.start + at));
            }
            Self::LineEnds { begin, end } => {
                let (mut at, mut is_kept_whole) = (part.start, false);
                for line in sql.split_inclusive('\n') {
                    at += line.len();
                    if is_comment(line, begin) {
                        is_kept_whole = true;
                    } else if is_comment(line, end) {
                        is_kept_whole = false;
                        cuts.push(at);
                    } else if !is_kept_whole && ends_with_semicolon(line) {
                        cuts.push(at);
                    }
                }
            }
        }
        cuts
    }

    /// Whether the tool finds no end of the last statement of a part of a file, and refuses the file.
    pub fn is_unfinished(self, cuts: &[usize], part: Span, last: Span) -> bool {
        let at = cuts.partition_point(|cut| *cut < last.end);
        matches!(self, Self::LineEnds { .. }) && cuts.get(at).is_none_or(|cut| *cut > part.end)
    }

    /// Whether the tool sends several statements of these parts of a file as one query.
    pub fn sends_one_query(self, text: &str, parts: &[Span]) -> bool {
        let queries = parts.iter().flat_map(|part| {
            let mut start = part.start;
            let ends = self.cuts_in(text, *part).into_iter().chain([part.end]);
            ends.map(move |end| &text[std::mem::replace(&mut start, end)..end])
        });
        let mut queries = queries.map(code).filter(|query| !query.is_empty());
        queries.next().is_some_and(|first| first.trim_end_matches(';').contains(';'))
            && queries.next().is_none()
    }
}

/// The first piece of a statement that reaches PostgreSQL in pieces; `None` where no cut is inside.
pub fn first_piece(cuts: &[usize], text: &str, statement: Span) -> Option<Span> {
    let at = cuts.partition_point(|cut| *cut <= statement.start);
    let cut = cuts.get(at).copied().filter(|cut| *cut < statement.end)?;
    let piece = text[statement.start..cut].trim_end();
    Some(Span::new(statement.start, statement.start + piece.len()))
}

/// What is left of a query without the lines that are comments.
fn code(query: &str) -> String {
    let is_code = |line: &&str| !line.is_empty() && !line.starts_with("--");
    query.lines().map(str::trim).filter(is_code).collect::<Vec<_>>().join("\n")
}

/// Whether a line is this comment, whatever words follow. White space before it makes it another.
fn is_comment(line: &str, comment: &str) -> bool {
    let words = |text| str::strip_prefix(text, "--").map(str::split_whitespace);
    let (Some(mut line), Some(mut comment)) = (words(line), words(comment)) else { return false };
    comment.all(|word| line.next() == Some(word))
}

/// Whether a line ends with a semicolon, a comment behind it left out.
fn ends_with_semicolon(line: &str) -> bool {
    let words = line.split_whitespace().take_while(|word| !word.starts_with("--"));
    words.last().is_some_and(|word| word.ends_with(';'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: Splitting = Splitting::LineEnds { begin: "-- +x Begin", end: "-- +x End" };

    fn pieces(splitting: Splitting, text: &str) -> Vec<&str> {
        let mut pieces = Vec::new();
        let mut start = 0;
        for end in splitting.cuts(text, &[Span::new(0, text.len())]).into_iter().chain([text.len()])
        {
            pieces.push(text[start..end].trim_end());
            start = end;
        }
        pieces.retain(|piece| !piece.is_empty());
        pieces
    }

    #[test]
    fn lines_end_queries_whatever_is_open() {
        let check = |text, expected: &[&str]| assert_eq!(pieces(LINES, text), expected, "{text}");
        check("A; B;\nC\n; -- why\nD", &["A; B;", "C\n; -- why", "D"]);
        check("F $$\nA;\n$$;\n", &["F $$\nA;", "$$;"]);
        check("F $$\r\nA;\r\n$$;\r\n", &["F $$\r\nA;", "$$;"]);
        check("-- A;\nB --;\n;\n", &["-- A;\nB --;\n;"]);
        let kept = "-- +x Begin\nF $$\nA;\n$$;\n-- +x End";
        check(kept, &[kept]);
        check(" -- +x Begin\nA;\n", &[" -- +x Begin\nA;"]);
    }

    #[test]
    fn the_last_line_ends_the_last_statement() {
        for (text, expected) in [
            ("A;\nLAST", true),
            ("A;\nLAST; /* why */\n", true),
            ("A;\nLAST;", false),
            ("A;\nLAST; -- why\n", false),
            ("A;\n-- +x Begin\nLAST\n-- +x End\n", false),
        ] {
            let (whole, start) = (Span::new(0, text.len()), text.find("LAST").unwrap());
            let cuts = LINES.cuts(text, &[whole]);
            let last = Span::new(start, start + "LAST".len());
            assert_eq!(LINES.is_unfinished(&cuts, whole, last), expected, "{text}");
        }
    }

    #[test]
    fn a_separator_cuts_wherever_it_is() {
        let splitting = Splitting::Separator("--> cut");
        assert_eq!(pieces(splitting, "F $$\n--> cut\n$$;"), ["F $$", "--> cut\n$$;"]);
    }

    #[test]
    fn one_query_holds_several_statements() {
        for (text, expected) in [
            ("A; B;\n", true),
            ("-- why\n-- +x Begin\nA;\nB;\n-- +x End\n", true),
            ("A;\nB;\n", false),
            ("-- +x Begin\nA;\nB;\n-- +x End\nC;\n", false),
            ("A\n;\n", false),
            ("", false),
        ] {
            let whole = [Span::new(0, text.len())];
            assert_eq!(LINES.sends_one_query(text, &whole), expected, "{text}");
        }
    }
}
