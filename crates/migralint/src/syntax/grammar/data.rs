//! Data statements: `INSERT`, `UPDATE`, `DELETE`, `MERGE`, `COPY`, queries.

use sqlparser::tokenizer::Token;

use super::super::cursor::Cursor;
use super::super::lower::{expression, query};
use super::super::statement::{
    CreateTableAs, Delete, Expression, Insert, Merge, Query, StatementKind, Update,
};
use super::super::tokens::Read;
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
        let query = besides(&table, whole);
        return Ok(StatementKind::Merge(Box::new(Merge { table, query })));
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
        return Ok(StatementKind::CreateTableAs(Box::new(CreateTableAs {
            name,
            if_not_exists: false,
            temporary,
            query,
            no_data: false,
        })));
    }
    Ok(StatementKind::Query(Box::new(query(whole))))
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
    let query = if is_literal_rows(*cursor) { Query::default() } else { besides(&table, whole) };
    cursor.until(|_| false);
    Ok(StatementKind::Insert(Box::new(Insert { table, columns: columns.into(), values, query })))
}

/// Whether rows are written out as literals alone, as dumps do it: nothing in them reads or calls anything.
fn is_literal_rows(mut cursor: Cursor<'_>) -> bool {
    if !cursor.eat("values") {
        return false;
    }
    let mut depth = 0_usize;
    while let Some(token) = cursor.peek() {
        match token {
            Token::LParen => depth += 1,
            Token::RParen => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return false,
            },
            Token::Comma
            | Token::Minus
            | Token::Number(..)
            | Token::SingleQuotedString(_)
            | Token::EscapedStringLiteral(_) => {}
            Token::Word(_) if depth == 1 && cursor.at_any(&["null", "true", "false"]) => {}
            _ => return false,
        }
        cursor.skip();
    }
    depth == 0
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
    Ok(StatementKind::Update(Box::new(Update {
        query: besides(&table, whole),
        table,
        assignments,
        condition,
    })))
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
    Ok(StatementKind::Delete(Box::new(Delete { query: besides(&table, whole), table, condition })))
}

/// What a statement reads and writes besides its own table.
fn besides(table: &Name, whole: Cursor<'_>) -> Query {
    let mut query = query(whole);
    query.tables.retain(|read| read.span != table.span);
    query.writes.retain(|write| write.table.span != table.span);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;
    use crate::syntax::split::split;
    use crate::syntax::tokens::{Lexed, Source};

    /// What is said of rows of literals without looking at them is what the parser says.
    #[test]
    fn rows_of_literals_read_nothing() {
        for (text, is_literal) in [
            ("INSERT INTO t VALUES (1, 'a', NULL, -2.5), (true, E'\\n', false, 2)", true),
            ("INSERT INTO s.t (a, b) VALUES (1, 'x')", true),
            ("INSERT INTO t VALUES (f(1))", false),
            ("INSERT INTO t VALUES (1) RETURNING a", false),
            ("INSERT INTO t VALUES ((SELECT 1))", false),
            ("INSERT INTO t VALUES ('a'::regclass)", false),
            ("INSERT INTO t SELECT 1", false),
        ] {
            let pieces = split(text, Span::new(0, text.len())).pieces;
            let lexed = Lexed::new(Source::new(text), &pieces[0]).unwrap();
            let mut rows = lexed.cursor();
            rows.until(|at| at.at_any(&["values", "select"]));
            assert_eq!(is_literal_rows(rows), is_literal, "{text}");
            if let (true, Ok(StatementKind::Insert(insert))) =
                (is_literal, data(&mut lexed.cursor()))
            {
                let parsed = query(lexed.cursor());
                assert_eq!(
                    parsed.writes.len(),
                    1,
                    "the table itself, which the statement names too"
                );
                let parsed = Query { writes: Vec::new(), ..parsed };
                assert_eq!(format!("{:?}", insert.query), format!("{parsed:?}"), "{text}");
            }
        }
    }
}
