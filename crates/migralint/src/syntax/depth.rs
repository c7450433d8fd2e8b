//! How deep sqlparser's tree of some tokens will be. Its own limit counts what stands in brackets, but operators of one
//! level nest too, `1 + 1 + 1` as `(1 + 1) + 1`, and walking or dropping a tree takes stack for every level.

use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Token, TokenWithSpan};

/// How many levels of brackets or operators are read. WebAssembly has the smallest stack: a megabyte.
pub(super) const MAX_DEPTH: usize = 500;

/// The first bracket that stands in too many others.
pub(super) fn nested_too_deep(tokens: &[TokenWithSpan]) -> Option<usize> {
    let mut depth: usize = 0;
    tokens.iter().position(|token| {
        match token.token {
            Token::LParen | Token::LBracket | Token::LBrace => depth += 1,
            Token::RParen | Token::RBracket | Token::RBrace => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > MAX_DEPTH
    })
}

/// Whether the tree of these tokens would be too deep to walk.
pub(super) fn is_too_deep(tokens: &[TokenWithSpan]) -> bool {
    let mut outer: Vec<Level> = Vec::new();
    let mut level = Level::default();
    for TokenWithSpan { token, .. } in tokens {
        match token {
            Token::LParen | Token::LBracket | Token::LBrace => {
                // A subscript, and the brackets of an array's type, nest what stands before them.
                level.operators += usize::from(*token == Token::LBracket);
                outer.push(std::mem::take(&mut level));
            }
            Token::RParen | Token::RBracket | Token::RBrace => {
                let inside = level.deepest();
                level = outer.pop().unwrap_or_default();
                level.inside = level.inside.max(inside);
            }
            Token::Comma => level = Level { before: level.deepest(), ..Level::default() },
            Token::SemiColon => {
                outer.clear();
                level = Level::default();
            }
            token => level.operators += usize::from(is_operator(token)),
        }
        if level.deepest() > MAX_DEPTH {
            return true;
        }
    }
    // What is never closed is as deep as what is.
    let inside = outer
        .iter()
        .rev()
        .fold(level.deepest(), |inside, level| level.deepest().max(level.operators + inside));
    inside > MAX_DEPTH
}

/// What stands between two brackets.
#[derive(Default)]
struct Level {
    /// The operators since the last comma.
    operators: usize,
    /// The deepest of what stands in brackets since then.
    inside: usize,
    /// The deepest of what stands before the comma.
    before: usize,
}

impl Level {
    fn deepest(&self) -> usize {
        self.before.max(self.operators + self.inside)
    }
}

/// Whether a word nests what stands before it.
fn nests(word: Keyword) -> bool {
    matches!(
        word,
        Keyword::AND
            | Keyword::AT
            | Keyword::BETWEEN
            | Keyword::COLLATE
            | Keyword::EXCEPT
            | Keyword::ILIKE
            | Keyword::IN
            | Keyword::INTERSECT
            | Keyword::IS
            | Keyword::LIKE
            | Keyword::NOTNULL
            | Keyword::OR
            | Keyword::OVERLAPS
            | Keyword::SIMILAR
            | Keyword::UNION
            | Keyword::XOR
    )
}

fn is_operator(token: &Token) -> bool {
    match token {
        Token::Word(word) => nests(word.keyword),
        Token::EOF
        | Token::Whitespace(_)
        | Token::Number(..)
        | Token::Char(_)
        | Token::Period
        | Token::Placeholder(_)
        | Token::SingleQuotedString(_)
        | Token::DoubleQuotedString(_)
        | Token::DollarQuotedString(_)
        | Token::EscapedStringLiteral(_)
        | Token::UnicodeStringLiteral(_)
        | Token::NationalStringLiteral(_)
        | Token::HexStringLiteral(_) => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tokenize::DIALECT;
    use super::*;
    use sqlparser::tokenizer::Tokenizer;

    fn check(sql: &str, too_deep: bool) {
        let tokens = Tokenizer::new(&DIALECT, sql).tokenize_with_location().unwrap();
        assert_eq!(is_too_deep(&tokens), too_deep, "{}", &sql[..sql.len().min(80)]);
    }

    #[test]
    fn operators_nest() {
        for operator in ["+", "||", "::int ::", " AND ", " COLLATE ", " UNION SELECT ", "->>"] {
            check(
                &format!("SELECT 1{}", format!("{operator}1").repeat(MAX_DEPTH)),
                operator.contains("::int"),
            );
            check(&format!("SELECT 1{}", format!("{operator}1").repeat(MAX_DEPTH + 1)), true);
        }
    }

    #[test]
    fn brackets_add_up() {
        let half = " + 1".repeat(MAX_DEPTH / 2);
        check(&format!("SELECT (1{half}){half}"), false);
        check(&format!("SELECT (1{half}){half} + 1"), true);
        check(&format!("SELECT 1{half} + (1{half})"), true);
        check(&format!("SELECT 1{half} + (1{half}"), true);
    }

    #[test]
    fn what_stands_side_by_side_does_not() {
        let most = " + 1".repeat(MAX_DEPTH);
        check(&format!("SELECT 1{most}, 1{most}, (1{most}, 1{most})"), false);
        check(&format!("SELECT 1{most}; SELECT 1{most}"), false);
        check(
            &format!("INSERT INTO a VALUES {}(1)", "(-1, a.b, 'x'), ".repeat(10 * MAX_DEPTH)),
            false,
        );
        check(&format!("SELECT {}1", "f(a.b, 'c', 1), ".repeat(10 * MAX_DEPTH)), false);
    }

    #[test]
    fn odd_brackets_are_no_trouble() {
        check(&")".repeat(10 * MAX_DEPTH), false);
        check(&"(".repeat(10 * MAX_DEPTH), false);
    }
}
