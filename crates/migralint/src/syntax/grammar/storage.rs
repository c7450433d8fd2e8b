//! Storage parameters, as in `WITH (fillfactor = 70)`.

use sqlparser::tokenizer::Token;

use super::super::cursor::Cursor;
use super::super::tokens::Read;

/// The names of the parameters in brackets, with their prefix.
pub(super) fn parameters(cursor: &mut Cursor<'_>) -> Read<Vec<String>> {
    let parts = cursor.parens()?.commas();
    parts
        .into_iter()
        .map(|mut part| {
            let mut name = part.ident()?.name;
            while part.eat_token(&Token::Period) {
                name = format!("{name}.{}", part.ident()?.name);
            }
            Ok(name)
        })
        .collect()
}
