//! The tokens of one statement with their places. The tokens are sqlparser's.

use sqlparser::tokenizer::{Location, Token, TokenWithSpan, Whitespace, Word};

use super::depth::{MAX_DEPTH, nested_too_deep};
use super::split::Piece;
use super::statement::SyntaxError;
use super::tokenize::tokenize;
use crate::name::truncate;
use crate::source::Span;

/// What reading a part of a statement gives.
pub(super) type Read<T> = Result<T, SyntaxError>;

/// The text that statements are read from, and how many bodies of routines stand around it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source<'a> {
    /// The text of the whole file.
    pub(super) text: &'a str,
    depth: u8,
}

impl<'a> Source<'a> {
    /// The text of a file.
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, depth: 0 }
    }

    /// The same text, for a body inside a statement; `None` when too many stand in one another, so that no
    /// file can exhaust the stack.
    pub(super) fn inside(self) -> Option<Self> {
        const MAX_BODIES: u8 = 8;
        (self.depth < MAX_BODIES).then_some(Self { depth: self.depth + 1, ..self })
    }
}

/// One statement as tokens, white space and comments left out.
#[derive(Debug)]
pub(super) struct Lexed<'a> {
    pub(super) source: Source<'a>,
    pub(super) tokens: Vec<TokenWithSpan>,
    pub(super) spans: Vec<Span>,
}

impl<'a> Lexed<'a> {
    /// Reads the tokens of `piece`; template markers become identifiers.
    ///
    /// # Errors
    /// Where the text is no sequence of tokens.
    pub(super) fn new(source: Source<'a>, piece: &Piece) -> Read<Self> {
        let text = source.text;
        let start = piece.span.start;
        let slice = &text[start..piece.span.end];
        let filled = fill_placeholders(slice, start, &piece.placeholders);
        let sql = filled.as_deref().unwrap_or(slice);
        let mut places = Places::new(sql);
        let all = tokenize(sql).map_err(|error| {
            let at = start + places.offset(error.location);
            SyntaxError {
                message: lower_first(&error.message),
                span: Span::new(at, at),
                is_limit: false,
            }
        })?;
        let mut tokens: Vec<TokenWithSpan> = Vec::with_capacity(all.len());
        let mut spans: Vec<Span> = Vec::with_capacity(all.len());
        let mut gap = Gap::default();
        for token in all {
            if let Token::Whitespace(space) = &token.token {
                gap.add(space);
                continue;
            }
            let gap = std::mem::take(&mut gap);
            let from = places.offset(token.span.start);
            let to = places.offset(token.span.end);
            if let (Some(last), Some(span)) = (tokens.last_mut(), spans.last_mut())
                && gap.continues_string()
                && continue_string(&mut last.token, &token.token)
            {
                last.span.end = token.span.end;
                span.end = start + to;
                continue;
            }
            spans.push(Span::new(start + from, start + to));
            tokens.push(token);
        }
        if let Some(deepest) = nested_too_deep(&tokens) {
            let message = format!("brackets stand in one another more than {MAX_DEPTH} deep");
            return Err(SyntaxError { message, span: spans[deepest], is_limit: true });
        }
        Ok(Self { source, tokens, spans })
    }

    /// The place of the token that begins at `location`.
    pub(super) fn span_at(&self, location: Location) -> Span {
        let index = self.tokens.partition_point(|token| token.span.start < location);
        self.spans.get(index).copied().unwrap_or_default()
    }
}

/// What stands between two tokens.
#[derive(Clone, Copy, Default)]
struct Gap {
    new_line: bool,
    block_comment: bool,
}

impl Gap {
    fn add(&mut self, space: &Whitespace) {
        match space {
            Whitespace::Newline | Whitespace::SingleLineComment { .. } => self.new_line = true,
            Whitespace::MultiLineComment(_) => self.block_comment = true,
            Whitespace::Space | Whitespace::Tab => {}
        }
    }

    /// Whether a string behind it goes on with the one before it.
    /// <https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-STRINGS>
    fn continues_string(self) -> bool {
        self.new_line && !self.block_comment
    }
}

/// Makes one string of two; false where they are not both strings.
fn continue_string(first: &mut Token, next: &Token) -> bool {
    let (
        Token::SingleQuotedString(text)
        | Token::EscapedStringLiteral(text)
        | Token::UnicodeStringLiteral(text)
        | Token::NationalStringLiteral(text),
        Token::SingleQuotedString(next),
    ) = (first, next)
    else {
        return false;
    };
    text.push_str(next);
    true
}

/// The statement with an identifier of the same length in the place of each template marker.
fn fill_placeholders(slice: &str, start: usize, placeholders: &[Span]) -> Option<String> {
    if placeholders.is_empty() {
        return None;
    }
    let mut filled = String::with_capacity(slice.len());
    let mut end = 0;
    for placeholder in placeholders {
        let (from, to) = (placeholder.start - start, placeholder.end - start);
        filled.push_str(&slice[end..from]);
        // As many characters as before keep every later column where it was.
        filled.extend(
            slice[from..to]
                .chars()
                .map(|c| if c.is_ascii_alphanumeric() || c == '\n' { c } else { '_' }),
        );
        end = to;
    }
    filled.push_str(&slice[end..]);
    Some(filled)
}

/// Byte offsets of growing locations, found in one walk over the text.
pub(super) struct Places<'a> {
    text: &'a str,
    offset: usize,
    line: u64,
    column: u64,
}

impl<'a> Places<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, offset: 0, line: 1, column: 1 }
    }

    pub(super) fn offset(&mut self, location: Location) -> usize {
        for c in self.text[self.offset..].chars() {
            if (self.line, self.column) >= (location.line, location.column) {
                break;
            }
            self.offset += c.len_utf8();
            if c == '\n' {
                self.line += 1;
                self.column = 1;
            } else {
                self.column += 1;
            }
        }
        self.offset
    }
}

/// The beginning of a word that a message shows: a string can be as long as its file.
pub(super) fn cut(word: &str) -> String {
    const MAX_SHOWN: usize = 60;
    match word.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}...", &word[..end]),
        None => word.to_owned(),
    }
}

fn lower_first(message: &str) -> String {
    let mut chars = message.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// Whether a token is this key word, not quoted.
pub(super) fn is_word(token: &Token, key_word: &str) -> bool {
    matches!(token, Token::Word(word) if word.quote_style.is_none() && word.value.eq_ignore_ascii_case(key_word))
}

/// An identifier as PostgreSQL folds it.
pub(super) fn fold(word: &Word) -> String {
    if word.quote_style.is_some() {
        truncate(&word.value).to_owned()
    } else {
        truncate(&word.value.to_lowercase()).to_owned()
    }
}
