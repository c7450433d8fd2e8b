//! Views, sequences, policies and rules.

use sqlparser::tokenizer::Token;

use super::super::cursor::Cursor;
use super::super::lower::{expression, query};
use super::super::statement::{
    AlterSequence, CreateRule, CreateSequence, CreateView, Policy, RefreshView, StatementKind,
};
use super::super::tokens::Read;
use super::super::type_name::type_name;
use super::storage::parameters;
use super::table::{Persistence, with_data};
use crate::name::Name;

/// What stands between `CREATE` and `VIEW`.
#[derive(Clone, Copy)]
pub(super) struct ViewKind {
    pub(super) or_replace: bool,
    pub(super) materialized: bool,
    pub(super) temporary: bool,
}

/// `CREATE … VIEW`, from behind the word.
pub(super) fn create_view(cursor: &mut Cursor<'_>, kind: ViewKind) -> Read<StatementKind> {
    let if_not_exists = cursor.eat("if not exists");
    let definition = cursor.rest_text();
    let name = cursor.name()?;
    let mut columns = Vec::new();
    loop {
        if cursor.peek() == Some(&Token::LParen) {
            columns = cursor.idents_in_parens()?.into_iter().map(|column| column.name).collect();
        } else if cursor.eat("with") {
            parameters(cursor)?;
        } else if cursor.eat("using") || cursor.eat("tablespace") {
            cursor.ident()?;
        } else {
            break;
        }
    }
    cursor.expect("as")?;
    let (mut body, no_data) = with_data(cursor);
    let body = body.until(|at| {
        ["with check option", "with local check option", "with cascaded check option"]
            .iter()
            .any(|end| at.at(end))
    });
    if body.is_done() {
        return Err(cursor.expected("a query"));
    }
    let mut body = body;
    // Commas stand outside brackets in a query; `until` went past them.
    let query = query(body.until(|_| false));
    Ok(StatementKind::CreateView(Box::new(CreateView {
        name,
        materialized: kind.materialized,
        or_replace: kind.or_replace,
        if_not_exists,
        temporary: kind.temporary,
        columns,
        query,
        no_data,
        definition,
    })))
}

/// `REFRESH MATERIALIZED VIEW`, from behind the words.
pub(super) fn refresh(cursor: &mut Cursor<'_>) -> Read<StatementKind> {
    let concurrently = cursor.eat("concurrently");
    let name = cursor.name()?;
    let (_, no_data) = with_data(cursor);
    cursor.expect_done()?;
    Ok(StatementKind::RefreshView(RefreshView { name, concurrently, no_data }))
}

/// `CREATE SEQUENCE`, from behind the word.
pub(super) fn create_sequence(
    cursor: &mut Cursor<'_>,
    persistence: Persistence,
) -> Read<StatementKind> {
    let Persistence { temporary, unlogged, .. } = persistence;
    let if_not_exists = cursor.eat("if not exists");
    let name = cursor.name()?;
    let options = cursor.rest_text();
    let (data_type, owned_by) = sequence_options(cursor)?;
    Ok(StatementKind::CreateSequence(Box::new(CreateSequence {
        name,
        if_not_exists,
        temporary,
        unlogged,
        data_type,
        owned_by: owned_by.flatten(),
        options,
    })))
}

/// `ALTER SEQUENCE` with sequence options, from behind the word.
pub(super) fn alter_sequence(cursor: &mut Cursor<'_>) -> Read<StatementKind> {
    let if_exists = cursor.eat("if exists");
    let name = cursor.name()?;
    let options = cursor.rest_text();
    let (data_type, owned_by) = sequence_options(cursor)?;
    Ok(StatementKind::AlterSequence(Box::new(AlterSequence {
        name,
        if_exists,
        owned_by,
        data_type,
        options,
    })))
}

type Owner = Option<Option<(Name, String)>>;

fn sequence_options(
    cursor: &mut Cursor<'_>,
) -> Read<(Option<super::super::statement::TypeName>, Owner)> {
    let (mut data_type, mut owned_by) = (None, None);
    while !cursor.is_done() {
        if cursor.eat("as") {
            data_type = Some(type_name(cursor)?);
        } else if cursor.eat("owned by none") {
            owned_by = Some(None);
        } else if cursor.eat("owned by") {
            // One name alone is accepted by the grammar and refused later.
            let mut ahead = *cursor;
            match column_of(&mut ahead) {
                Ok(owner) => owned_by = Some(Some(owner)),
                Err(_) => ahead.skip(),
            }
            *cursor = ahead;
        } else {
            cursor.skip();
        }
    }
    Ok((data_type, owned_by))
}

/// `table.column` or `schema.table.column`.
pub(super) fn column_of(cursor: &mut Cursor<'_>) -> Read<(Name, String)> {
    let start = cursor.here();
    let mut parts = vec![cursor.ident()?];
    while cursor.eat_token(&Token::Period) {
        parts.push(cursor.ident()?);
    }
    let span = cursor.span_from(start);
    match (parts.pop(), parts.pop(), parts.pop()) {
        (Some(column), Some(table), schema) => {
            let schema = schema.map(|schema| schema.name);
            Ok((Name { schema, name: table.name, span }, column.name))
        }
        _ => Err(cursor.expected("`table.column`")),
    }
}

/// `CREATE POLICY` and `ALTER POLICY`, from the name on.
pub(super) fn policy(cursor: &mut Cursor<'_>, create: bool) -> Read<StatementKind> {
    let name = cursor.ident()?;
    cursor.expect("on")?;
    let table = cursor.name()?;
    let definition = cursor.rest_text();
    let mut policy = Policy {
        name,
        table,
        create,
        rename_to: None,
        definition,
        tables: Vec::new(),
        columns: Vec::new(),
    };
    if cursor.eat("rename to") {
        policy.rename_to = Some(cursor.ident()?);
        return Ok(StatementKind::Policy(Box::new(policy)));
    }
    while !cursor.is_done() {
        if cursor.eat("using") || cursor.eat("with check") {
            let read = expression(cursor.parens()?).into_facts();
            policy.tables.extend(read.tables);
            policy.columns.extend(read.columns);
        } else {
            cursor.skip();
        }
    }
    Ok(StatementKind::Policy(Box::new(policy)))
}

/// `CREATE [OR REPLACE] RULE`, from the name on.
pub(super) fn create_rule(cursor: &mut Cursor<'_>, or_replace: bool) -> Read<StatementKind> {
    let definition = cursor.rest_text();
    let name = cursor.ident()?;
    cursor.expect("as on")?;
    cursor.skip();
    cursor.expect("to")?;
    let table = cursor.name()?;
    cursor.until(|at| at.at("do"));
    let mut actions = Vec::new();
    if cursor.eat("do") {
        cursor.eat_any(&["also", "instead"]);
        let inside = if cursor.peek() == Some(&Token::LParen) { cursor.parens()? } else { *cursor };
        if !inside.at("nothing") {
            actions = super::super::read_all(inside.source(), &[inside.span()]).statements;
        }
        cursor.until(|_| false);
    }
    Ok(StatementKind::CreateRule(Box::new(CreateRule {
        name,
        table,
        or_replace,
        actions,
        definition,
    })))
}
