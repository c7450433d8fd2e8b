//! The names and strings that a piece of SQL mentions, wherever they stand in it.

use std::collections::BTreeSet;

use sqlparser::tokenizer::Token;

use super::split::{Piece, PieceKind};
use super::tokens::{Lexed, Source, fold};
use crate::source::Span;

/// What a piece of SQL mentions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mentions {
    /// Every word, key words included, folded as an identifier.
    pub names: BTreeSet<String>,
    /// Every string in quotes, with its place.
    pub strings: Vec<(String, Span)>,
}

/// What the SQL at `span` mentions; nothing when it is no sequence of tokens.
pub fn mentions(text: &str, span: Span) -> Mentions {
    let piece = Piece { span, kind: PieceKind::Sql, placeholders: Vec::new() };
    let mut found = Mentions::default();
    let Ok(lexed) = Lexed::new(Source::new(text), &piece) else { return found };
    let mut cursor = lexed.cursor();
    while let Some(token) = cursor.peek() {
        match token {
            Token::Word(word) => {
                found.names.insert(fold(word));
            }
            Token::SingleQuotedString(string) | Token::EscapedStringLiteral(string) => {
                found.strings.push((string.clone(), cursor.here()));
            }
            _ => {}
        }
        cursor.skip();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_and_names_are_told_apart() {
        let sql = r#"x; INSERT INTO "User" (Role) VALUES ('it''s', E'a\tb') -- 'no'"#;
        let found = mentions(sql, Span::new(3, sql.len()));
        let names = ["User", "insert", "into", "role", "values"];
        assert_eq!(found.names, names.map(str::to_owned).into());
        let strings: Vec<_> = found.strings.iter().map(|(string, _)| string.as_str()).collect();
        assert_eq!(strings, ["it's", "a\tb"]);
        let (_, place) = found.strings[0];
        assert_eq!(&sql[place.start..place.end], "'it''s'");
        assert_eq!(mentions("'", Span::new(0, 1)), Mentions::default());
    }
}
