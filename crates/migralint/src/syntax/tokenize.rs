//! sqlparser's tokenizer, with comments where PostgreSQL has them.

use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::tokenizer::{TokenWithSpan, Tokenizer, TokenizerError};

use super::split::split;
use crate::source::Span;

/// The dialect of every token and every tree.
pub(super) static DIALECT: PostgreSqlDialect = PostgreSqlDialect {};

/// The tokens of a text, white space and comments among them.
///
/// # Errors
/// Where it is no sequence of tokens.
pub(super) fn tokenize(text: &str) -> Result<Vec<TokenWithSpan>, TokenizerError> {
    /// Bytes of SQL for a token; some have more.
    const BYTES: usize = 5;
    const MAX_RESERVED: usize = 4096;
    let mut tokens = Vec::with_capacity((text.len() / BYTES).min(MAX_RESERVED));
    let blanked = blank_comments(text);
    let text = blanked.as_deref().unwrap_or(text);
    Tokenizer::new(&DIALECT, text).tokenize_with_location_into_buf(&mut tokens)?;
    Ok(tokens)
}

/// The text with spaces for its comments where one stands directly behind an operator, as in `@--`: sqlparser takes
/// its start for a part of the operator, and the rest for code.
fn blank_comments(text: &str) -> Option<String> {
    let touches = |window: &[u8]| {
        b"+-*/<>=~!@#%^&|`?".contains(&window[0]) && matches!(&window[1..], b"--" | b"/*")
    };
    if !text.as_bytes().windows(3).any(touches) {
        return None;
    }
    let mut blanked = String::with_capacity(text.len());
    let mut end = 0;
    for comment in split(text, Span::new(0, text.len())).comments {
        blanked.push_str(&text[end..comment.start]);
        // As many characters and lines as before keep every later place where it was.
        let blank = |c: char| if matches!(c, '\n' | '\r') { c } else { ' ' };
        blanked.extend(text[comment.start..comment.end].chars().map(blank));
        end = comment.end;
    }
    blanked.push_str(&text[end..]);
    Some(blanked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlparser::tokenizer::Token;

    #[test]
    fn a_comment_behind_an_operator_is_no_code() {
        for text in
            ["a = @-- b\n c", "a = @/* é\r\n b */ c", "a <=-- b\r~/* /* b */ */ c", "a = ---b\nc"]
        {
            let tokens = tokenize(text).unwrap();
            let words: Vec<_> = tokens
                .iter()
                .filter(|spanned| matches!(spanned.token, Token::Word(_)))
                .map(|spanned| spanned.token.to_string())
                .collect();
            assert_eq!(words, ["a", "c"], "{text:?}");
        }
    }
}
