//! What the tokens of a query say by themselves: where sqlparser's tree says less, or there is none.

use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::super::cursor::Cursor;
use super::super::tokens::is_word;
use super::Facts;
use crate::name::Name;
use crate::syntax::statement::{RowChange, Write};

impl Facts<'_> {
    /// `TABLE t`, of which sqlparser keeps neither the place nor the quotes.
    pub(super) fn table_commands(&mut self) {
        let mut cursor = self.cursor;
        let mut is_name = false;
        while let Some(token) = cursor.peek() {
            cursor.skip();
            if is_word(token, "table") && !is_name {
                cursor.eat("only");
                if let Ok(name) = cursor.name() {
                    self.query.columns.push("*".to_owned());
                    self.query.stars.push(name.clone());
                    self.query.tables.push(name);
                }
            }
            is_name = *token == Token::Period || is_word(token, "as") || is_word(token, "into");
        }
    }

    /// What can be told from the tokens of text that sqlparser does not read.
    pub(super) fn scan(&mut self) {
        let mut cursor = self.cursor;
        while let Some(token) = cursor.peek() {
            if cursor.eat_any(ROW_LOCKS).is_some() {
                cursor.eat("of");
                continue;
            }
            let change = match token {
                _ if is_word(token, "into") => Some(RowChange::Insert),
                _ if is_word(token, "update") => Some(RowChange::Update),
                _ if is_word(token, "delete") && cursor.at_ahead(1, "from") => {
                    cursor.skip();
                    Some(RowChange::Delete)
                }
                _ => None,
            };
            let reads = ["from", "join", "using"].iter().any(|word| is_word(token, word));
            let calls = matches!(token, Token::Word(word) if word.quote_style.is_some()
                || !NOT_CALLS.contains(&word.value.to_lowercase().as_str()));
            cursor.skip();
            if change.is_some() || reads {
                cursor.eat("only");
                let mut ahead = cursor;
                let Ok(name) = ahead.name() else { continue };
                if ahead.peek() != Some(&Token::LParen) || change.is_some() {
                    if let Some(change) = change {
                        self.query.writes.push(Write { table: name, change });
                    } else {
                        self.shown.push((name.name.clone(), name.clone()));
                        self.query.tables.push(name);
                    }
                    cursor = ahead;
                }
            } else if let Token::Word(word) = token {
                let name = if word.quote_style.is_some() {
                    word.value.clone()
                } else {
                    word.value.to_lowercase()
                };
                if calls && is_with(cursor) {
                    self.with.push(name);
                } else if cursor.peek() == Some(&Token::LParen) && calls {
                    self.query.calls.push(Name { schema: None, name, span: cursor.here() });
                } else if calls {
                    self.query.columns.push(name);
                }
            }
        }
    }
}

/// Whether a query of `WITH` follows its name.
fn is_with(mut cursor: Cursor<'_>) -> bool {
    let is_as = cursor.eat("as");
    let _ = cursor.eat("materialized") || cursor.eat("not materialized");
    is_as && cursor.peek() == Some(&Token::LParen)
}

/// What locks the rows that a query reads; sqlparser knows two of them, and one name behind `OF`.
const ROW_LOCKS: &[&str] = &["for update", "for no key update", "for share", "for key share"];

/// The tokens without the clauses that lock rows, and what each of those names behind `OF`.
pub(super) fn row_locks(mut cursor: Cursor<'_>) -> (Vec<TokenWithSpan>, Vec<Vec<Name>>) {
    let (mut tokens, mut clauses) = (Vec::new(), Vec::new());
    loop {
        let before = cursor.until(|at| ROW_LOCKS.iter().any(|words| at.at(words)));
        tokens.extend_from_slice(before.rest());
        if cursor.eat_any(ROW_LOCKS).is_none() {
            return (tokens, clauses);
        }
        let named = if cursor.eat("of") { cursor.names() } else { Ok(Vec::new()) };
        clauses.push(named.unwrap_or_default());
        let _ = cursor.eat("nowait") || cursor.eat("skip locked");
    }
}

/// Words that a bracket may follow without a call.
const NOT_CALLS: &[&str] = &[
    "all",
    "and",
    "any",
    "array",
    "as",
    "between",
    "by",
    "case",
    "cast",
    "check",
    "distinct",
    "else",
    "end",
    "except",
    "exists",
    "filter",
    "for",
    "from",
    "group",
    "having",
    "ilike",
    "in",
    "intersect",
    "into",
    "is",
    "join",
    "lateral",
    "like",
    "limit",
    "not",
    "null",
    "on",
    "only",
    "or",
    "order",
    "over",
    "returning",
    "row",
    "select",
    "set",
    "similar",
    "some",
    "table",
    "then",
    "to",
    "true",
    "false",
    "union",
    "update",
    "using",
    "values",
    "when",
    "where",
    "with",
    "within",
];
