//! Statements and their places: quotes, dollar quotes, nested comments, bodies in `BEGIN ATOMIC`, data after
//! `COPY … FROM STDIN`, psql commands, and template markers. Knows no grammar beyond that, and never fails.
//!
//! Borders are those of PostgreSQL's scanner, for which a carriage return ends a line too; psql reads its own commands
//! and `COPY` data in lines that end with a line feed.
//! <https://github.com/postgres/postgres/blob/master/src/backend/parser/scan.l>,
//! <https://github.com/postgres/postgres/blob/master/src/fe_utils/psqlscan.l>

mod psql;

use crate::source::Span;

/// A file taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Split {
    /// Statements and psql commands in order. They do not overlap.
    pub(crate) pieces: Vec<Piece>,
    /// Every comment in order.
    pub(crate) comments: Vec<Span>,
    /// What follows the last piece that is kept, from its first word to the end.
    pub(crate) rest: Option<Span>,
}

/// How many statements of a text are kept. A dump has one for each row.
pub(crate) const MAX_PIECES: usize = 1_500_000;

/// A statement or psql command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// From its first token to its last, without the semicolon.
    pub(crate) span: Span,
    /// What it is.
    pub(crate) kind: PieceKind,
    /// Template markers in it, such as `{{ schema }}` and `${schema}`, quotes left out.
    pub(crate) placeholders: Vec<Span>,
}

impl Piece {
    /// A part of it, with the template markers that stand there.
    pub(crate) fn part(&self, span: Span) -> Self {
        let inside = self.placeholders.iter().filter(|marker| span.contains(**marker));
        Self { span, kind: self.kind, placeholders: inside.copied().collect() }
    }
}

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PieceKind {
    /// A statement.
    Sql,
    /// A psql command such as `\connect`.
    Psql,
    /// A statement in which something is opened and never closed: what.
    Unterminated(&'static str),
    /// A statement that begins on the line of a `COPY` and goes on behind its data.
    Interrupted,
}

/// Takes the part of `text` that `section` names apart.
pub(crate) fn split(text: &str, section: Span) -> Split {
    let end = section.end.min(text.len());
    let mut splitter = Splitter {
        bytes: &text.as_bytes()[..end],
        at: section.start.min(end),
        split: Split::default(),
        unclosed: [0; 3],
        has_data_end: true,
        data: None,
    };
    while splitter.piece() {
        if splitter.split.pieces.len() > MAX_PIECES {
            let first = splitter.split.pieces.pop().map_or(end, |piece| piece.span.start);
            splitter.split.rest = Some(Span::new(first, end));
            break;
        }
    }
    splitter.split
}

struct Splitter<'a> {
    bytes: &'a [u8],
    at: usize,
    split: Split,
    /// For each of [`TEMPLATES`], up to where it is known not to be closed, so that no line is searched twice.
    unclosed: [usize; 3],
    /// Whether data of `COPY` may still end.
    has_data_end: bool,
    /// Data of `COPY` that begins on a later line.
    data: Option<Span>,
}

/// How template markers end.
const TEMPLATES: [&[u8]; 3] = [b"}}", b"%}", b"}"];

/// What is known about the statement being read.
#[derive(Default)]
struct Open {
    start: Option<usize>,
    end: usize,
    words: usize,
    creates: bool,
    routine: bool,
    rule: bool,
    copy: bool,
    from_stdin: bool,
    last_from: bool,
    last_begin: bool,
    /// Whether a key word that follows is a name: behind `.` and `AS`.
    before_name: bool,
    brackets: usize,
    atomic: usize,
    placeholders: Vec<Span>,
    unterminated: Option<&'static str>,
    interrupted: bool,
}

impl Splitter<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// Reads one piece; false at the end of the text.
    fn piece(&mut self) -> bool {
        let mut open = Open::default();
        while self.at < self.bytes.len() {
            if let Some(data) = self.data.filter(|data| self.at >= data.start) {
                open.interrupted = open.start.is_some();
                self.at = self.at.max(data.end);
                self.data = None;
                continue;
            }
            let start = self.at;
            match self.peek(0) {
                byte if is_space(byte) => {
                    self.at += 1;
                    continue;
                }
                b'-' if self.peek(1) == b'-' => {
                    self.line_comment();
                    continue;
                }
                b'/' if self.peek(1) == b'*' => {
                    let is_closed = self.block_comment();
                    if !is_closed {
                        open.unterminated = Some("comment");
                    }
                    if !is_closed || self.data.is_some_and(|data| self.at > data.start) {
                        open.start.get_or_insert(start);
                        open.end = self.at;
                    }
                    continue;
                }
                b';' if (open.brackets == 0 || !open.rule) && open.atomic == 0 => {
                    self.at += 1;
                    let copies = open.copy && open.from_stdin;
                    let done = self.finish(open);
                    if copies {
                        self.copy_data();
                    }
                    if done {
                        return true;
                    }
                    open = Open::default();
                    continue;
                }
                b'\\' if self.peek(1) == b';' && open.atomic == 0 => {
                    self.at += 2;
                    if self.finish(open) {
                        return true;
                    }
                    open = Open::default();
                    continue;
                }
                b'\\' => {
                    if open.start.is_some() {
                        return self.finish(open);
                    }
                    self.psql_command();
                    return true;
                }
                b'{' if matches!(self.peek(1), b'{' | b'%') => {
                    let kind = usize::from(self.peek(1) == b'%');
                    if self.template(kind) && open.start.is_none() && self.ends_line() {
                        self.split.comments.push(Span::new(start, self.at));
                        continue;
                    }
                    open.placeholders.push(Span::new(start, self.at));
                }
                b'$' if self.peek(1) == b'{' => {
                    self.template(2);
                    open.placeholders.push(Span::new(start, self.at));
                }
                b'$' if self.dollar_tag().is_some() => {
                    if !self.dollar_quote() {
                        open.unterminated = Some("dollar-quoted string");
                    }
                }
                b'\'' => {
                    if !self.quote(b'\'', false) {
                        open.unterminated = Some("string");
                    }
                }
                b'"' => {
                    if !self.quote(b'"', false) {
                        open.unterminated = Some("quoted identifier");
                    }
                }
                byte if is_word_start(byte) => self.word(&mut open),
                byte => {
                    match byte {
                        b'(' if open.rule || open.copy || open.routine => open.brackets += 1,
                        b')' => open.brackets = open.brackets.saturating_sub(1),
                        _ => {}
                    }
                    open.before_name = byte == b'.';
                    self.at += 1;
                }
            }
            open.start.get_or_insert(start);
            open.end = self.at;
        }
        self.finish(open)
    }

    /// Keeps the statement; false when there is none, only an empty one.
    fn finish(&mut self, open: Open) -> bool {
        let Some(start) = open.start else { return false };
        let kind = match open.unterminated {
            Some(what) => PieceKind::Unterminated(what),
            None if open.interrupted => PieceKind::Interrupted,
            None => PieceKind::Sql,
        };
        let span = Span::new(start, open.end);
        self.split.pieces.push(Piece { span, kind, placeholders: open.placeholders });
        true
    }

    /// A key word, name or number; a string that follows its prefix at once (`E'…'`) is part of it.
    fn word(&mut self, open: &mut Open) {
        let start = self.at;
        while is_word_part(self.peek(0)) {
            self.at += 1;
        }
        let word = &self.bytes[start..self.at];
        let is = |key_word: &str| word.eq_ignore_ascii_case(key_word.as_bytes());
        if self.peek(0) == b'\'' && word.len() == 1 && !self.quote(b'\'', is("e")) {
            open.unterminated = Some("string");
        }
        if std::mem::replace(&mut open.before_name, is("as")) {
            open.words += 1;
            return;
        }
        open.words += 1;
        match open.words {
            1 => {
                open.creates = is("create");
                open.copy = is("copy");
            }
            2..=4 if open.creates && (is("function") || is("procedure")) => open.routine = true,
            2..=4 if open.creates && is("rule") => open.rule = true,
            _ => {}
        }
        // As psql does: what stands in brackets opens and ends no body.
        if open.routine && open.brackets == 0 {
            if open.last_begin && is("atomic") {
                open.atomic = open.atomic.max(1);
            } else if open.atomic > 0 && is("case") {
                open.atomic += 1;
            } else if open.atomic > 0 && is("end") {
                open.atomic -= 1;
            }
            open.last_begin = is("begin");
        }
        if open.copy && open.brackets == 0 {
            open.from_stdin |= open.last_from && is("stdin");
            open.last_from = is("from");
        }
    }

    fn line_comment(&mut self) {
        let start = self.at;
        while self.at < self.bytes.len() && !is_newline(self.peek(0)) {
            self.at += 1;
        }
        self.split.comments.push(Span::new(start, self.at));
    }

    /// A comment with comments in it; false when it is not closed.
    fn block_comment(&mut self) -> bool {
        let start = self.at;
        let mut depth = 0;
        while self.at < self.bytes.len() {
            match (self.peek(0), self.peek(1)) {
                (b'/', b'*') => depth += 1,
                (b'*', b'/') => depth -= 1,
                _ => {
                    self.at += 1;
                    continue;
                }
            }
            self.at += 2;
            if depth == 0 {
                break;
            }
        }
        self.split.comments.push(Span::new(start, self.at));
        depth == 0
    }

    /// A quoted string or identifier, the quote doubled inside; false when it is not closed.
    fn quote(&mut self, quote: u8, escapes: bool) -> bool {
        self.at += 1;
        while self.at < self.bytes.len() {
            let byte = self.peek(0);
            if escapes && byte == b'\\' {
                self.at = (self.at + 2).min(self.bytes.len());
            } else if byte != quote {
                self.at += 1;
            } else if self.peek(1) == quote {
                self.at += 2;
            } else {
                self.at += 1;
                match self.continuation().filter(|_| quote == b'\'') {
                    Some(next) => self.at = next,
                    None => return true,
                }
            }
        }
        false
    }

    /// Where a string that has just ended goes on: behind a quote on a later line, with nothing but white space and
    /// comments between.
    fn continuation(&self) -> Option<usize> {
        let mut at = self.at;
        let mut is_on_later_line = false;
        loop {
            match self.bytes.get(at)? {
                b'\'' => return is_on_later_line.then_some(at + 1),
                byte if is_space(*byte) => {
                    is_on_later_line |= is_newline(*byte);
                    at += 1;
                }
                b'-' if self.bytes.get(at + 1) == Some(&b'-') => {
                    at += self.bytes[at..].iter().position(|byte| is_newline(*byte))?;
                }
                _ => return None,
            }
        }
    }

    /// The length of the dollar quote's opening tag, both dollars included.
    fn dollar_tag(&self) -> Option<usize> {
        let tag = &self.bytes[self.at + 1..];
        let length = tag.iter().take_while(|byte| is_word_part(**byte) && **byte != b'$').count();
        let named = length == 0 || is_word_start(tag[0]);
        (named && tag.get(length) == Some(&b'$')).then_some(length + 2)
    }

    /// A dollar-quoted string; false when it is not closed.
    fn dollar_quote(&mut self) -> bool {
        let length = self.dollar_tag().unwrap_or(2);
        let tag = &self.bytes[self.at..self.at + length];
        self.at += length;
        self.until(tag)
    }

    /// Goes past the next `mark`; to the end of the text, and false, when there is none.
    fn until(&mut self, mark: &[u8]) -> bool {
        let found = self.bytes[self.at..].windows(mark.len()).position(|window| window == mark);
        self.at = found.map_or(self.bytes.len(), |offset| self.at + offset + mark.len());
        found.is_some()
    }

    /// `{{ … }}`, `{% … %}` or `${…}`. One that is not closed on its line, or that holds the end of a statement, is no
    /// template.
    fn template(&mut self, kind: usize) -> bool {
        let mark = TEMPLATES[kind];
        let start = self.at + 2;
        self.at = start;
        if start < self.unclosed[kind] {
            return false;
        }
        let rest = &self.bytes[start..];
        let ends = |byte: &u8| is_newline(*byte) || *byte == b';';
        let line = rest.iter().position(ends).unwrap_or(rest.len());
        let closed = rest[..line].windows(mark.len()).position(|window| window == mark);
        match closed {
            Some(offset) => self.at += offset + mark.len(),
            None => self.unclosed[kind] = start + line,
        }
        closed.is_some()
    }

    fn ends_line(&self) -> bool {
        let rest = &self.bytes[self.at..];
        rest.iter().take_while(|byte| !is_newline(**byte)).all(|byte| is_space(*byte))
    }
}

fn is_word_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

/// What ends a line for PostgreSQL's scanner.
fn is_newline(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// White space of PostgreSQL, which counts the vertical tab in.
fn is_space(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == 0x0b
}

fn is_word_part(byte: u8) -> bool {
    is_word_start(byte) || byte.is_ascii_digit() || byte == b'$'
}

#[cfg(test)]
mod tests;
