//! Data statements: `INSERT`, `UPDATE`, `DELETE`, `MERGE`, `COPY`, queries.

use sqlparser::tokenizer::Token;

use super::super::lower::{expression, query};
use super::super::statement::{
    CreateTableAs, Delete, Expression, Insert, Merge, Query, StatementKind, Update,
};
use super::super::tokens::{Cursor, Read};
use crate::name::Name;

/// A data statement, with or without `WITH` before it.
pub(super) fn data(cursor: &mut Cursor<'_>) -> Read<StatementKind> {
    let whole = *cursor;
    if cursor.eat("with") {
        cursor.eat("recursive");
        cursor.until(|at| {
            at.at_any(&["select", "insert", "update", "delete", "merge", "values", "table"])
        });
    }
    if cursor.eat("insert") {
        return insert(cursor, whole);
    }
    if cursor.eat("update") {
        return update(cursor, whole);
    }
    if cursor.eat("delete") {
        return delete(cursor, whole);
    }
    if cursor.eat("merge") {
        cursor.expect("into")?;
        cursor.eat("only");
        let table = cursor.name()?;
        return Ok(StatementKind::Merge(Merge { table, query: query(whole) }));
    }
    select(cursor, whole)
}

fn select(cursor: &mut Cursor<'_>, whole: Cursor<'_>) -> Read<StatementKind> {
    let mut ahead = *cursor;
    ahead.until(|at| at.at_any(&["into", "from"]));
    cursor.until(|_| false);
    if ahead.eat("into") {
        let temporary = ahead.eat("temporary") || ahead.eat("temp");
        ahead.eat("unlogged");
        ahead.eat("table");
        let name = ahead.name()?;
        let mut query = query(whole);
        query.writes.clear();
        return Ok(StatementKind::CreateTableAs(CreateTableAs {
            name,
            if_not_exists: false,
            temporary,
            query,
            no_data: false,
        }));
    }
    Ok(StatementKind::Query(query(whole)))
}

fn insert(cursor: &mut Cursor<'_>, whole: Cursor<'_>) -> Read<StatementKind> {
    cursor.expect("into")?;
    let table = cursor.name()?;
    if cursor.eat("as") {
        cursor.ident()?;
    }
    let mut columns = Vec::new();
    if cursor.peek() == Some(&Token::LParen) {
        let mut ahead = *cursor;
        // Otherwise a query in brackets.
        if let Ok(named) = ahead.parens().map(Cursor::commas) {
            let names = named.into_iter().map(|mut column| column.ident());
            if let Ok(names) = names.collect::<Read<Vec<_>>>()
                && !cursor.at_ahead(1, "select")
            {
                columns = names.into_iter().map(|column| column.name).collect();
                *cursor = ahead;
            }
        }
    }
    let _ = cursor.eat("overriding system value") || cursor.eat("overriding user value");
    let values = cursor.at("values") || cursor.at("default values");
    cursor.until(|_| false);
    Ok(StatementKind::Insert(Insert { table, columns, values, query: query(whole) }))
}

fn update(cursor: &mut Cursor<'_>, whole: Cursor<'_>) -> Read<StatementKind> {
    cursor.eat("only");
    let table = cursor.name()?;
    cursor.until(|at| at.at("set"));
    cursor.expect("set")?;
    let mut assignments = Vec::new();
    loop {
        let ends = |at: &Cursor<'_>| {
            at.peek() == Some(&Token::Comma) || at.at_any(&["from", "where", "returning"])
        };
        assignment(cursor.until(ends), &mut assignments)?;
        if !cursor.eat_token(&Token::Comma) {
            break;
        }
    }
    let condition = condition(cursor);
    Ok(StatementKind::Update(Update {
        query: besides(&table, whole),
        table,
        assignments,
        condition,
    }))
}

fn assignment(mut part: Cursor<'_>, all: &mut Vec<(String, Expression)>) -> Read<()> {
    if part.peek() == Some(&Token::LParen) {
        let columns = part.idents_in_parens()?;
        part.expect_token(&Token::Eq)?;
        let value = expression(part);
        all.extend(columns.into_iter().map(|column| (column.name, value.clone())));
        return Ok(());
    }
    let column = part.name()?.name;
    part.until(|at| at.peek() == Some(&Token::Eq));
    part.expect_token(&Token::Eq)?;
    all.push((column, expression(part)));
    Ok(())
}

fn delete(cursor: &mut Cursor<'_>, whole: Cursor<'_>) -> Read<StatementKind> {
    cursor.expect("from")?;
    cursor.eat("only");
    let table = cursor.name()?;
    let condition = condition(cursor);
    Ok(StatementKind::Delete(Delete { query: besides(&table, whole), table, condition }))
}

/// What a statement reads besides the rows that it changes.
fn besides(table: &Name, whole: Cursor<'_>) -> Query {
    let mut query = query(whole);
    query.tables.retain(|read| read.span != table.span);
    query
}

/// What `WHERE` demands; moves to the end.
fn condition(cursor: &mut Cursor<'_>) -> Option<Expression> {
    cursor.until(|at| at.at("where"));
    let found = cursor.eat("where");
    let demanded = cursor.until(|at| at.at("returning"));
    cursor.until(|_| false);
    found.then(|| expression(demanded))
}

/// `COPY`, from behind the word.
pub(super) fn copy(cursor: &mut Cursor<'_>) -> Read<StatementKind> {
    if !cursor.at_ahead(1, "from") && !cursor.at_ahead(1, "to") {
        cursor.eat("binary");
    }
    let table = if cursor.peek() == Some(&Token::LParen) {
        cursor.parens()?;
        None
    } else {
        Some(cursor.name()?)
    };
    if cursor.peek() == Some(&Token::LParen) {
        cursor.parens()?;
    }
    match cursor.eat_any(&["from", "to"]) {
        Some(direction) => Ok(StatementKind::Copy { table, from: direction == "from" }),
        None => Err(cursor.expected("FROM or TO")),
    }
}
