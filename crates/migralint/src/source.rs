//! Source files, places in them, and how bytes become text. Reads nothing by itself.

use std::fmt;

/// A handle of a [`SourceFile`] in [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A place in one file: byte offsets, the end is one past the last byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` up to, not including, `end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// Whether `other` lies inside.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the span covers no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// A position as people count: both from 1, the column in characters. Lines end with a line feed, as git, GitHub, and
/// GitLab count them: a carriage return alone ends a comment of SQL, but no line of a diff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// One file as text.
#[derive(Clone, Debug)]
pub struct SourceFile {
    path: String,
    text: String,
    has_mark: bool,
    line_starts: Vec<usize>,
    /// What lies before every [`BLOCK`]-th byte, so that a column in a very long line is no long count. Empty where
    /// every character is one byte.
    blocks: Vec<Length>,
}

/// How many bytes lie between two counts of [`SourceFile`].
const BLOCK: usize = 1024;

/// The length of a text in what columns are counted in.
#[derive(Clone, Copy, Debug, Default)]
struct Length {
    chars: usize,
    utf16: usize,
}

impl Length {
    fn and(self, c: char) -> Self {
        Self { chars: self.chars + 1, utf16: self.utf16 + c.len_utf16() }
    }
}

/// Why bytes are not text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// A NUL byte: the file is binary.
    Binary,
    /// Not UTF-8 at this byte offset.
    NotUtf8(usize),
    /// A pointer that Git LFS left in place of the file.
    /// <https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md>
    Pointer,
    /// UTF-16 with an odd length or an unpaired surrogate.
    NotUtf16,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Binary => f.write_str("is not text: it holds a NUL byte"),
            Self::NotUtf8(offset) => {
                write!(f, "is not UTF-8 at byte {offset}; save it as UTF-8")
            }
            Self::Pointer => f.write_str(
                "is a pointer of Git LFS; fetch the file with `git lfs pull`, or `lfs: true` of actions/checkout",
            ),
            Self::NotUtf16 => f.write_str("begins as UTF-16 but does not decode; save it as UTF-8"),
        }
    }
}

impl std::error::Error for DecodeError {}

/// The byte order mark in UTF-8.
const MARK: [u8; 3] = [0xEF, 0xBB, 0xBF];

/// Text of a file: UTF-8, or UTF-16 with a byte order mark. The mark itself is left out.
///
/// # Errors
/// [`DecodeError`] when the bytes are no text.
pub fn decode(bytes: Vec<u8>) -> Result<String, DecodeError> {
    match bytes.as_slice() {
        [0xEF, 0xBB, 0xBF, rest @ ..] => decode(rest.to_vec()),
        [0xFF, 0xFE, rest @ ..] => decode_utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => decode_utf16(rest, u16::from_be_bytes),
        _ if bytes.starts_with(LFS) => Err(DecodeError::Pointer),
        _ if bytes.contains(&0) => Err(DecodeError::Binary),
        _ => String::from_utf8(bytes)
            .map_err(|error| DecodeError::NotUtf8(error.utf8_error().valid_up_to())),
    }
}

const LFS: &[u8] = b"version https://git-lfs.github.com/spec/";

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, DecodeError> {
    let (pairs, []) = bytes.as_chunks::<2>() else { return Err(DecodeError::NotUtf16) };
    let units = pairs.iter().map(|pair| unit(*pair));
    char::decode_utf16(units).collect::<Result<_, _>>().map_err(|_| DecodeError::NotUtf16)
}

impl SourceFile {
    /// A file with its path as the report shows it: relative, with `/`.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let (path, text) = (path.into(), text.into());
        let newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let line_starts = std::iter::once(0).chain(newlines.map(|(at, _)| at + 1)).collect();
        let blocks = if text.is_ascii() { Vec::new() } else { blocks(&text) };
        Self { path, text, has_mark: false, line_starts, blocks }
    }

    /// A file as it is stored.
    ///
    /// # Errors
    /// [`DecodeError`] when the bytes are no text.
    pub fn read(path: impl Into<String>, bytes: Vec<u8>) -> Result<Self, DecodeError> {
        let has_mark = bytes.starts_with(&MARK);
        Ok(Self { has_mark, ..Self::new(path, decode(bytes)?) })
    }

    /// Whether the byte order mark of UTF-8 stands before the text.
    pub fn has_mark(&self) -> bool {
        self.has_mark
    }

    /// The path as the report shows it.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text at `span`; empty when the span is not of this file.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// The span of the whole file.
    pub fn whole(&self) -> Span {
        Span::new(0, self.text.len())
    }

    /// Line and column of a byte offset; an offset past the end gives the end.
    pub fn position(&self, offset: usize) -> Position {
        let (line, before) = self.place(offset);
        Position { line, column: before.chars + 1 }
    }

    /// As [`SourceFile::position`], with the column in UTF-16 code units.
    pub fn utf16_position(&self, offset: usize) -> Position {
        let (line, before) = self.place(offset);
        Position { line, column: before.utf16 + 1 }
    }

    /// The line of an offset, and the length of what lies before it in that line.
    fn place(&self, offset: usize) -> (usize, Length) {
        let line = self.line_of(offset);
        let (start, before) = (self.length(self.line_starts[line - 1]), self.length(offset));
        let length =
            Length { chars: before.chars - start.chars, utf16: before.utf16 - start.utf16 };
        (line, length)
    }

    /// The length of what lies before an offset in the file.
    fn length(&self, offset: usize) -> Length {
        let offset = floor_char_boundary(&self.text, offset);
        let Some(before) = self.blocks.get(offset / BLOCK) else {
            return Length { chars: offset, utf16: offset };
        };
        let block = floor_char_boundary(&self.text, offset / BLOCK * BLOCK);
        self.text[block..offset].chars().fold(*before, Length::and)
    }

    /// The line of a byte offset, from 1; an offset past the end gives the last one.
    pub fn line_of(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= offset.min(self.text.len()))
    }

    /// The place of a line (from 1) with its line break; `None` past the end.
    pub fn line_span(&self, line: usize) -> Option<Span> {
        let start = *self.line_starts.get(line.checked_sub(1)?)?;
        let end = self.line_starts.get(line).copied().unwrap_or(self.text.len());
        Some(Span::new(start, end))
    }

    /// The text of a line (from 1) without its line break; `None` past the end.
    pub fn line(&self, line: usize) -> Option<&str> {
        self.line_span(line).map(|span| self.slice(span).trim_end_matches(['\n', '\r']))
    }
}

fn blocks(text: &str) -> Vec<Length> {
    let ends = (0..=text.len() / BLOCK).map(|block| floor_char_boundary(text, block * BLOCK));
    let mut last = (0, Length::default());
    ends.map(|end| {
        let (at, before) = last;
        last = (end, text[at..end].chars().fold(before, Length::and));
        last.1
    })
    .collect()
}

/// The last border of a character that is not behind `offset`.
fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    (0..=offset).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

/// All files of a run. A [`FileId`] stays valid as long as they do.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Takes a file in.
    pub fn add(&mut self, file: SourceFile) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(file);
        id
    }

    /// Gives every file another path.
    pub fn rename(&mut self, new: impl Fn(&str) -> String) {
        self.files.iter_mut().for_each(|file| file.path = new(&file.path));
    }

    /// The file of a handle that [`Sources::add`] of this very set gave.
    pub fn get(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// Every file with its handle, in the order of [`Sources::add`].
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        (0..).map(FileId).zip(&self.files)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_from_one() {
        let file = SourceFile::new("a.sql", "é x\r\nb");
        assert_eq!(file.position(3), Position { line: 1, column: 3 });
        assert_eq!(file.position(6), Position { line: 2, column: 1 });
        assert_eq!(file.position(99), Position { line: 2, column: 2 });
        assert_eq!(file.line(1), Some("é x"));
        assert_eq!(file.line(3), None);
    }

    #[test]
    fn positions_in_long_lines_count_characters_too() {
        let text = format!("{}\n{}x", "é".repeat(700), "a😀".repeat(5000));
        let file = SourceFile::new("a.sql", text.as_str());
        for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
            let line = text[..at].rsplit('\n').next().unwrap();
            let (chars, utf16) = (line.chars().count() + 1, line.encode_utf16().count() + 1);
            assert_eq!(file.position(at).column, chars, "{at}");
            assert_eq!(file.utf16_position(at).column, utf16, "{at}");
        }
        assert_eq!(file.position(1), file.position(0), "inside of a character");
        assert_eq!(file.line_span(2), Some(Span::new(1401, text.len())));
    }

    #[test]
    fn bytes_become_text_or_say_why_not() {
        let pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n";
        assert_eq!(decode(pointer.to_vec()), Err(DecodeError::Pointer));
        assert_eq!(decode(b"\xEF\xBB\xBFok".to_vec()).unwrap(), "ok");
        assert_eq!(decode(b"\xFF\xFEo\0k\0".to_vec()).unwrap(), "ok");
        assert_eq!(decode(b"\xFE\xFF\0o\0k".to_vec()).unwrap(), "ok");
        assert_eq!(decode(b"\xFF\xFEo".to_vec()), Err(DecodeError::NotUtf16));
        assert_eq!(decode(b"a\0b".to_vec()), Err(DecodeError::Binary));
        assert_eq!(decode(b"ab\xFF".to_vec()), Err(DecodeError::NotUtf8(2)));
    }
}
