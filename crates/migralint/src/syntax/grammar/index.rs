//! `CREATE INDEX`, `REINDEX` and extended statistics.

use sqlparser::tokenizer::Token;

use super::super::cursor::Cursor;
use super::super::lower::expression;
use super::super::statement::{
    CreateIndex, CreateStatistics, IndexKey, ObjectKind, Reindex, StatementKind,
};
use super::super::tokens::{Read, fold};
use super::storage::parameters;
use crate::source::Span;

/// `CREATE [UNIQUE] INDEX`, from behind the word `INDEX`.
pub(super) fn create_index(
    cursor: &mut Cursor<'_>,
    unique: bool,
    index: Span,
) -> Read<StatementKind> {
    let before = Span::new(index.end, index.end);
    let keyword = if cursor.at("concurrently") { cursor.here() } else { before };
    let concurrently = cursor.eat("concurrently");
    let if_not_exists = cursor.eat("if not exists");
    let name = if cursor.at("on") { None } else { Some(cursor.ident()?) };
    cursor.expect("on")?;
    let only = cursor.eat("only");
    let table = cursor.name()?;
    let definition = cursor.rest_text();
    let method = if cursor.eat("using") { cursor.ident()?.name } else { "btree".to_owned() };
    let keys = cursor.parens()?.commas().into_iter().map(key).collect::<Read<_>>()?;
    let mut include = Vec::new();
    let mut predicate = None;
    loop {
        if cursor.eat("include") {
            let columns = cursor.parens()?.commas();
            include =
                columns.into_iter().filter_map(|mut c| c.ident().ok()).map(|c| c.name).collect();
        } else if cursor.eat("with") {
            parameters(cursor)?;
        } else if cursor.eat("tablespace") {
            cursor.ident()?;
        } else if cursor.eat("where") {
            predicate = Some(expression(cursor.until(|_| false)));
        } else if !(cursor.eat("nulls not distinct") || cursor.eat("nulls distinct")) {
            break;
        }
    }
    cursor.expect_done()?;
    Ok(StatementKind::CreateIndex(Box::new(CreateIndex {
        name,
        table,
        only,
        unique,
        concurrently,
        if_not_exists,
        method,
        keys,
        include,
        predicate,
        definition,
        keyword,
    })))
}

/// A key: a column, a call, or an expression in brackets; then collation, operator class and order.
fn key(mut cursor: Cursor<'_>) -> Read<IndexKey> {
    match (cursor.peek(), cursor.peek_ahead(1)) {
        (Some(Token::LParen), _) => {
            Ok(IndexKey { column: None, expression: Some(expression(cursor.parens()?)) })
        }
        (Some(Token::Word(word)), next) if !matches!(next, Some(Token::LParen | Token::Period)) => {
            Ok(IndexKey { column: Some(fold(word)), expression: None })
        }
        (Some(Token::Word(_)), _) => {
            let call = cursor.until(|at| at.at_any(&["collate", "asc", "desc", "nulls"]));
            Ok(IndexKey { column: None, expression: Some(expression(call)) })
        }
        _ => Err(cursor.expected("a column or an expression")),
    }
}

/// `REINDEX`, from behind the first word.
pub(super) fn reindex(cursor: &mut Cursor<'_>) -> Read<StatementKind> {
    let mut concurrently = false;
    if cursor.peek() == Some(&Token::LParen) {
        for mut option in cursor.parens()?.commas() {
            if option.eat("concurrently") {
                concurrently = !option.at_any(&["off", "false"]);
            }
        }
    }
    let kind = match cursor.eat_any(&["table", "index", "schema", "database", "system"]) {
        Some("table") => ObjectKind::Table,
        Some("index") => ObjectKind::Index,
        Some("schema") => ObjectKind::Schema,
        Some("database") => ObjectKind::Database,
        Some(_) => ObjectKind::Other,
        None => return Err(cursor.expected("TABLE, INDEX, SCHEMA, DATABASE or SYSTEM")),
    };
    concurrently |= cursor.eat("concurrently");
    let name = if cursor.is_done() { None } else { Some(cursor.name()?) };
    cursor.expect_done()?;
    Ok(StatementKind::Reindex(Reindex { kind, name, concurrently }))
}

/// `CREATE STATISTICS`, from behind the word.
pub(super) fn create_statistics(cursor: &mut Cursor<'_>) -> Read<StatementKind> {
    let if_not_exists = cursor.eat("if not exists");
    let unnamed = cursor.at("on") || cursor.peek() == Some(&Token::LParen);
    let name = if unnamed { None } else { Some(cursor.name()?) };
    if cursor.peek() == Some(&Token::LParen) {
        cursor.parens()?;
    }
    cursor.expect("on")?;
    let covered = cursor.until(|at| at.at("from"));
    let columns = covered.commas().into_iter().filter_map(|mut c| c.ident().ok());
    let columns = columns.map(|column| column.name).collect();
    cursor.expect("from")?;
    let table = cursor.name()?;
    cursor.expect_done()?;
    Ok(StatementKind::CreateStatistics(Box::new(CreateStatistics {
        name,
        if_not_exists,
        table,
        columns,
    })))
}
