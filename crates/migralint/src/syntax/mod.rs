//! From text to statements. The only place that knows the parser. Parsing never fails: what cannot be read
//! is a statement too, [`StatementKind::Unreadable`], and costs no more than itself.

mod canonical;
mod cursor;
mod depth;
mod grammar;
mod grouping;
mod kind;
mod lower;
mod mentions;
mod plpgsql;
mod split;
pub mod statement;
#[cfg(test)]
mod tests;
mod tokenize;
mod tokens;
mod type_name;
mod whole_file;

use crate::parallel;
use crate::source::{SourceFile, Span};
pub use canonical::{
    behind_name, canonical, clauses, rename, rename_behind, same, without, without_cast,
};
pub use mentions::{Mentions, mentions};
use split::{MAX_PIECES, Piece, PieceKind};
use statement::{Statement, StatementKind, SyntaxError};
use tokens::{Lexed, Source};
pub use whole_file::sqlparser_reads;

/// What a file, or a part of it, says.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// The statements in order.
    pub statements: Vec<Statement>,
    /// Every comment outside statements, between their tokens and in the bodies of their `DO` blocks, in order.
    pub comments: Vec<Span>,
}

/// The statements of those parts of `text`.
pub fn parse(text: &str, sections: &[Span]) -> Parsed {
    read_all(Source::new(text), sections)
}

/// Code with the values of its variables in their places: what a call of a function or a `DO` block comes to.
#[derive(Clone, Debug)]
pub struct Expanded {
    /// The code as text, a file of its own.
    pub file: SourceFile,
    /// Its statements of SQL, with places in that file.
    pub statements: Vec<Statement>,
    /// Whether it still builds SQL at run time that cannot be told.
    pub dynamic: bool,
}

impl Expanded {
    fn new(body: String) -> Self {
        let file = SourceFile::new("", body);
        let code = plpgsql::statements(Source::new(file.text()), file.whole());
        Self { statements: code.statements, dynamic: !code.dynamic.is_empty(), file }
    }
}

/// What each call of a function in a statement comes to; nothing where its body is not understood. `definition` is that of
/// the function, from its name on.
pub fn expand_calls(
    text: &str,
    statement: &Statement,
    name: &str,
    definition: &str,
) -> Vec<Expanded> {
    let piece = Piece { span: statement.span, kind: PieceKind::Sql, placeholders: Vec::new() };
    let Ok(lexed) = Lexed::new(Source::new(text), &piece) else { return Vec::new() };
    let bodies = plpgsql::called(definition, name, lexed.cursor());
    bodies.into_iter().map(Expanded::new).collect()
}

/// What a `DO` block that builds SQL at run time comes to, when more of it can be told than stands there.
pub fn expand_block(text: &str, statement: &Statement) -> Option<Expanded> {
    let StatementKind::Do(block) = &statement.kind else { return None };
    let body = block.body.filter(|_| !block.dynamic.is_empty() && block.language == "plpgsql")?;
    let expanded = Expanded::new(plpgsql::block(Source::new(text), body)?);
    Some(expanded).filter(|expanded| expanded.statements.len() > statement.inner.len())
}

fn read_all(source: Source<'_>, sections: &[Span]) -> Parsed {
    let mut parsed = Parsed::default();
    for section in sections {
        let split = split::split(source.text, *section);
        let first = parsed.statements.len();
        if section.len() < LARGE {
            parsed.statements.extend(split.pieces.iter().map(|piece| read(source, piece)));
        } else {
            let weigh = |piece: &Piece| piece.span.len();
            let read = |piece: &Piece| read(source, piece);
            parsed.statements.extend(parallel::map(&split.pieces, weigh, read));
        }
        if let Some(rest) = split.rest {
            let message = format!("more than {MAX_PIECES} statements are in one migration");
            let error = SyntaxError { message, span: rest, is_limit: true };
            parsed.statements.push(Statement::new(StatementKind::Unreadable(error), rest));
        }
        parsed.comments.extend(split.comments);
        let bodies = parsed.statements[first..].iter().filter_map(Statement::body);
        let in_bodies = bodies.flat_map(|body| split::split(source.text, body).comments);
        parsed.comments.extend(in_bodies);
    }
    parsed.comments.sort_unstable_by_key(|comment| comment.start);
    parsed
}

fn read(source: Source<'_>, piece: &Piece) -> Statement {
    let (kind, inner) = match piece.kind {
        PieceKind::Psql => {
            let command = &source.text[piece.span.start..piece.span.end];
            let word = command.split_whitespace().next().unwrap_or_default();
            (StatementKind::Psql(word.to_owned()), Vec::new())
        }
        PieceKind::Unterminated(what) => {
            unreadable(format!("this {what} is never closed"), piece.span)
        }
        PieceKind::Interrupted => {
            let message = "the data of `COPY` stand inside this statement; put it on a line of its own behind them";
            unreadable(message.to_owned(), piece.span)
        }
        PieceKind::Sql if piece.span.len() > MAX_STATEMENT_BYTES => {
            (StatementKind::Unreadable(too_long(source.text, piece.span)), Vec::new())
        }
        PieceKind::Sql => Lexed::new(source, piece)
            .and_then(|lexed| grammar::statement(&mut lexed.cursor()))
            .unwrap_or_else(|mut error| {
                error.span = inside(source.text, piece.span, error.span);
                (StatementKind::Unreadable(error), Vec::new())
            }),
    };
    Statement { inner, ..Statement::new(kind, piece.span) }
}

fn unreadable(message: String, span: Span) -> (StatementKind, Vec<Statement>) {
    (StatementKind::Unreadable(SyntaxError { message, span, is_limit: false }), Vec::new())
}

/// A place in a statement: its last character for what lies behind it, so that what is said there is said of it.
fn inside(text: &str, statement: Span, place: Span) -> Span {
    if place.start < statement.end {
        return place;
    }
    let last = text[statement.start..statement.end].chars().next_back().map_or(0, char::len_utf8);
    Span::new(statement.end - last, statement.end)
}

/// From this size on, in bytes, one migration is parsed by two threads: others are parsed beside one another.
const LARGE: usize = MEBIBYTE;

/// The longest statement that is read, in bytes. Its tokens take about a hundred times as much memory.
const MAX_STATEMENT_BYTES: usize = 8 * MEBIBYTE;
const MEBIBYTE: usize = 1024 * 1024;

fn too_long(text: &str, span: Span) -> SyntaxError {
    let (size, most) = (span.len() / MEBIBYTE, MAX_STATEMENT_BYTES / MEBIBYTE);
    let message = format!("it is {size} MiB long, and at most {most} MiB of one are read");
    let line = text[span.start..span.end].lines().next().unwrap_or_default();
    SyntaxError { message, span: Span::new(span.start, span.start + line.len()), is_limit: true }
}

/// No word of a command is longer, in characters; what is no SQL can be.
const MAX_WORD_CHARS: usize = 20;

/// The command of a statement for lists, upper case: its first words, such as `ALTER TABLE`, `CREATE UNIQUE INDEX`.
pub fn command(text: &str, statement: &Statement) -> String {
    let text = text.get(statement.span.start..statement.span.end).unwrap_or_default();
    let words = text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '\\'));
    let is_idle = |word: &&str| {
        ["or", "replace", "temp", "temporary", "unlogged", "recursive"]
            .iter()
            .any(|idle| idle.eq_ignore_ascii_case(word))
    };
    let words = words.filter(|word| !word.is_empty() && !is_idle(word));
    let cut = |word: &str| word.chars().take(MAX_WORD_CHARS).collect::<String>();
    let words: Vec<_> = words.take(3).map(cut).collect();
    let goes_on = words.get(1).is_some_and(|word| {
        ["unique", "materialized", "foreign", "event", "constraint", "default"]
            .iter()
            .any(|first| first.eq_ignore_ascii_case(word))
    });
    let one = matches!(
        statement.kind,
        StatementKind::Query(_)
            | StatementKind::Explain(_)
            | StatementKind::Update(_)
            | StatementKind::Do(_)
            | StatementKind::Set(_)
            | StatementKind::Begin
            | StatementKind::Commit { .. }
            | StatementKind::Rollback
            | StatementKind::Call(_)
            | StatementKind::Unreadable(_)
            | StatementKind::Truncate(_)
    );
    let count = if one { 1 } else { 2 + usize::from(goes_on) };
    words[..words.len().min(count)].join(" ").to_uppercase()
}
