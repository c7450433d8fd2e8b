//! Whether sqlparser reads a whole file, as tools that are built on it ask before they split one.

use sqlparser::parser::Parser;
use sqlparser::tokenizer::Tokenizer;

use super::depth::is_too_deep;
use super::tokenize::DIALECT;

/// Whether sqlparser reads every statement of `text`. Prisma Migrate from 7.4 splits the files where it does
/// and sends the others in one batch.
pub fn sqlparser_reads(text: &str) -> bool {
    // As the tool has it, with what it takes wrong.
    let tokenized = Tokenizer::new(&DIALECT, text).tokenize_with_location();
    let Ok(tokens) = tokenized else { return false };
    // No tree is that deep which a tool could walk.
    !is_too_deep(&tokens)
        && Parser::new(&DIALECT).with_tokens_with_locations(tokens).parse_statements().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_statement_unread_is_all_unread() {
        assert!(sqlparser_reads("ALTER TABLE a ADD COLUMN b int; CREATE INDEX i ON a (b);"));
        assert!(!sqlparser_reads("ALTER TABLE a ADD COLUMN b int; DROP INDEX CONCURRENTLY i;"));
        assert!(!sqlparser_reads("SELECT @-- a comment of many words\n 1"));
    }
}
