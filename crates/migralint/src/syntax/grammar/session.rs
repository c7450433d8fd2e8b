//! Transactions, settings, locks and maintenance.

use sqlparser::tokenizer::Token;

use super::super::cursor::Cursor;
use super::super::statement::{LockMode, Set, StatementKind};
use super::super::tokens::Read;
use crate::name::Name;

/// `SET`, from behind the word.
pub(super) fn set(cursor: &mut Cursor<'_>) -> Read<StatementKind> {
    let mut local = false;
    if !cursor.at("session characteristics") {
        local = cursor.eat("local");
        if !local {
            cursor.eat("session");
        }
    }
    for (words, name) in [("time zone", "timezone"), ("xml option", "xmloption")] {
        if cursor.eat(words) {
            let values = vec![cursor.rest_text().trim_matches('\'').to_owned()];
            return Ok(StatementKind::Set(Set { name: name.to_owned(), values, local }));
        }
    }
    if cursor.at_any(&["constraints", "transaction", "role", "session", "authorization"]) {
        let command = if cursor.at("constraints") { "SET CONSTRAINTS" } else { "SET" };
        return Ok(StatementKind::Other(command.to_owned()));
    }
    let mut name = cursor.ident()?.name;
    while cursor.eat_token(&Token::Period) {
        name = format!("{name}.{}", cursor.ident()?.name);
    }
    if !cursor.eat("to") && !cursor.eat_token(&Token::Eq) && name != "schema" && name != "names" {
        return Err(cursor.expected("TO or ="));
    }
    if name == "schema" {
        "search_path".clone_into(&mut name);
    }
    let mut values = Vec::new();
    if !cursor.eat("default") {
        for mut value in cursor.commas() {
            let minus = if value.eat_token(&Token::Minus) { "-" } else { "" };
            let text = match value.peek() {
                Some(Token::Word(_)) => value.ident()?.name,
                Some(Token::SingleQuotedString(_)) => value.string()?,
                _ => value.rest_text(),
            };
            values.push(format!("{minus}{text}"));
        }
        if values.is_empty() {
            return Err(cursor.expected("a value"));
        }
    }
    Ok(StatementKind::Set(Set { name, values, local }))
}

/// `RESET`, from behind the word.
pub(super) fn reset(cursor: &mut Cursor<'_>) -> Read<StatementKind> {
    let mut name = cursor.ident()?.name;
    while cursor.eat_token(&Token::Period) {
        name = format!("{name}.{}", cursor.ident()?.name);
    }
    Ok(StatementKind::Set(Set { name, values: Vec::new(), local: false }))
}

/// `COMMIT`, `END`, `ROLLBACK` and `ABORT`, from behind the word.
pub(super) fn end(cursor: &mut Cursor<'_>, commits: bool) -> Read<StatementKind> {
    let _ = cursor.eat("work") || cursor.eat("transaction");
    if cursor.eat("prepared") {
        return Ok(StatementKind::Other("COMMIT PREPARED".to_owned()));
    }
    if !commits && cursor.eat("to") {
        return Ok(StatementKind::Savepoint);
    }
    let chain = cursor.eat("and chain");
    cursor.eat("and no chain");
    cursor.expect_done()?;
    Ok(if commits { StatementKind::Commit { chain } } else { StatementKind::Rollback })
}

/// `LOCK`, from behind the word.
pub(super) fn lock(cursor: &mut Cursor<'_>) -> Read<StatementKind> {
    cursor.eat("table");
    let only = cursor.at("only");
    let tables = cursor.tables()?;
    let mut mode = LockMode::AccessExclusive;
    if cursor.eat("in") {
        mode = LockMode::ALL
            .into_iter()
            .find(|mode| cursor.eat(&format!("{mode} MODE")))
            .ok_or_else(|| cursor.expected("a lock mode"))?;
    }
    cursor.eat("nowait");
    cursor.expect_done()?;
    Ok(StatementKind::Lock { tables, mode, only })
}

/// `VACUUM` and `ANALYZE`, from behind the word.
pub(super) fn vacuum(cursor: &mut Cursor<'_>, analyze_only: bool) -> Read<StatementKind> {
    let mut full = false;
    if cursor.peek() == Some(&Token::LParen) {
        for mut option in cursor.parens()?.commas() {
            full |= option.eat("full") && !option.at_any(&["off", "false"]);
        }
    }
    while let Some(option) = cursor.eat_any(&["full", "freeze", "verbose", "analyze", "analyse"]) {
        full |= option == "full";
    }
    let mut tables = Vec::new();
    if !cursor.is_done() {
        tables = cursor.list(|cursor| {
            cursor.eat("only");
            let name: Name = cursor.name()?;
            if cursor.peek() == Some(&Token::LParen) {
                cursor.parens()?;
            }
            Ok(name)
        })?;
    }
    cursor.expect_done()?;
    Ok(if analyze_only {
        StatementKind::Analyze { tables }
    } else {
        StatementKind::Vacuum { tables, full }
    })
}

/// `CLUSTER`, from behind the word.
pub(super) fn cluster(cursor: &mut Cursor<'_>) -> Read<StatementKind> {
    if cursor.peek() == Some(&Token::LParen) {
        cursor.parens()?;
    }
    cursor.eat("verbose");
    if cursor.is_done() {
        return Ok(StatementKind::Cluster { table: None });
    }
    let first = cursor.name()?;
    if cursor.eat("on") {
        return Ok(StatementKind::Cluster { table: Some(cursor.name()?) });
    }
    if cursor.eat("using") {
        cursor.ident()?;
    }
    cursor.expect_done()?;
    Ok(StatementKind::Cluster { table: Some(first) })
}
