//! What psql reads by itself: its commands, and the data of `COPY`.

use super::{Piece, PieceKind, Splitter, is_space};
use crate::source::Span;

impl Splitter<'_> {
    /// A command of psql. It ends with its line, before a backslash that begins the next command, or behind `\\\\`.
    /// <https://github.com/postgres/postgres/blob/master/src/bin/psql/psqlscanslash.l>
    pub(super) fn psql_command(&mut self) {
        let start = self.at;
        let rest = &self.bytes[start..];
        let line = &rest[..rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len())];
        let name = line[1..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let takes_line = WHOLE_LINE.contains(&&line[1..=name]) || line[1..].starts_with(b"!");
        let end = if takes_line { line.len() } else { end_of_arguments(line) };
        let blank = line[..end].iter().rev().take_while(|byte| is_space(**byte)).count();
        let span = Span::new(start, start + end - blank);
        self.split.pieces.push(Piece { span, kind: PieceKind::Psql, placeholders: Vec::new() });
        let is_separated = line[end..].starts_with(b"\\\\");
        self.at = start + end + if is_separated { 2 } else { 0 };
    }

    /// Finds the lines of data behind the line of `COPY … FROM STDIN;`, up to `\.` on a line of its own.
    pub(super) fn copy_data(&mut self) {
        if !self.has_data_end {
            return;
        }
        let line_end = |at: usize| {
            let rest = &self.bytes[at..];
            rest.iter().position(|byte| *byte == b'\n').map(|length| at + length + 1)
        };
        // A second `COPY` on the line has its data behind those of the first.
        let first = self.data.map_or_else(|| line_end(self.at), |data| Some(data.start));
        let mut next = self.data.map_or(first, |data| Some(data.end));
        while let Some(at) = next {
            next = line_end(at);
            let end = next.unwrap_or(self.bytes.len());
            if matches!(&self.bytes[at..end], b"\\." | b"\\.\r" | b"\\.\n" | b"\\.\r\n") {
                self.data = first.map(|first| Span::new(first, end));
                return;
            }
        }
        self.has_data_end = false;
    }
}

/// Commands of psql that take the rest of their line as it is.
const WHOLE_LINE: [&[u8]; 7] = [b"copy", b"ef", b"ev", b"h", b"help", b"sf", b"sv"];

/// How long a command of psql is on its line: up to a backslash that is not quoted.
fn end_of_arguments(line: &[u8]) -> usize {
    let mut quote = None;
    let mut at = 1;
    while let Some(byte) = line.get(at) {
        match (quote, byte) {
            (Some(b'\''), b'\\') => at += 1,
            (None, b'\\') if at > 1 => return at,
            (None, b'\'' | b'"' | b'`') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            _ => {}
        }
        at += 1;
    }
    line.len()
}
