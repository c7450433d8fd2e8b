//! `CREATE TABLE` in all its forms.

use sqlparser::tokenizer::Token;

use super::super::cursor::Cursor;
use super::super::lower::query;
use super::super::statement::{
    CreateTable, CreateTableAs, Like, PartitionBy, PartitionOf, StatementKind,
};
use super::super::tokens::{Read, fold};
use super::column::column;
use super::constraint::{starts_constraint, table_constraint};
use super::storage::parameters;

/// What stands between `CREATE` and `TABLE`.
#[derive(Clone, Copy, Default)]
pub(super) struct Persistence {
    pub(super) temporary: bool,
    pub(super) unlogged: bool,
    pub(super) foreign: bool,
}

/// `CREATE … TABLE`, from the name on.
pub(super) fn create_table(
    cursor: &mut Cursor<'_>,
    persistence: Persistence,
) -> Read<StatementKind> {
    let Persistence { temporary, unlogged, foreign } = persistence;
    let if_not_exists = cursor.eat("if not exists");
    let mut table = CreateTable {
        name: cursor.name()?,
        if_not_exists,
        temporary,
        unlogged,
        foreign,
        columns: Vec::new(),
        constraints: Vec::new(),
        like: Vec::new(),
        inherits: Vec::new(),
        partition_of: None,
        partition_by: None,
        of_type: None,
        stored: false,
        parameters: Vec::new(),
    };
    if cursor.eat("partition of") {
        let parent = cursor.name()?;
        elements(cursor, &mut table, false)?;
        let start = cursor.here();
        let default = bounds(cursor)?;
        let bounds = cursor.text(cursor.span_from(start)).to_owned();
        table.partition_of = Some(PartitionOf { parent, default, bounds });
    } else if cursor.eat("of") {
        table.of_type = Some(cursor.name()?);
        elements(cursor, &mut table, false)?;
    } else if is_column_list_of_query(cursor) {
        let columns = if cursor.peek() == Some(&Token::LParen) {
            cursor.idents_in_parens()?
        } else {
            Vec::new()
        };
        table_options(cursor, &mut table)?;
        cursor.expect("as")?;
        return Ok(create_table_as(
            cursor,
            &table,
            columns.into_iter().map(|column| column.name).collect(),
        ));
    } else {
        if cursor.peek() != Some(&Token::LParen) {
            return Err(cursor.expected("`(` and the columns"));
        }
        elements(cursor, &mut table, true)?;
    }
    table_options(cursor, &mut table)?;
    cursor.expect_done()?;
    Ok(StatementKind::CreateTable(Box::new(table)))
}

/// Whether `AS query` follows, after at most a list of bare column names and options.
fn is_column_list_of_query(cursor: &Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    if ahead.peek() == Some(&Token::LParen) && ahead.idents_in_parens().is_err() {
        return false;
    }
    ahead.until(|at| at.at("as"));
    ahead.at("as")
}

fn create_table_as(
    cursor: &mut Cursor<'_>,
    table: &CreateTable,
    columns: Vec<String>,
) -> StatementKind {
    let (body, no_data) = with_data(cursor);
    let mut query = query(body);
    if !columns.is_empty() {
        query.output = columns;
    }
    StatementKind::CreateTableAs(Box::new(CreateTableAs {
        name: table.name.clone(),
        if_not_exists: table.if_not_exists,
        temporary: table.temporary,
        query,
        no_data,
    }))
}

/// The query up to `WITH [NO] DATA`, and whether it says `NO`.
pub(super) fn with_data<'a>(cursor: &mut Cursor<'a>) -> (Cursor<'a>, bool) {
    let body = cursor.until(|at| at.at("with data") || at.at("with no data"));
    let no_data = cursor.eat("with no data");
    cursor.eat("with data");
    (body, no_data)
}

/// Columns, constraints and `LIKE` in brackets; nothing when no bracket opens here.
fn elements(cursor: &mut Cursor<'_>, table: &mut CreateTable, typed: bool) -> Read<()> {
    if cursor.peek() != Some(&Token::LParen) {
        return Ok(());
    }
    for mut element in cursor.parens()?.commas() {
        if element.eat("like") {
            table.like.push(like(&mut element)?);
        } else if starts_constraint(&element) {
            table.constraints.push(table_constraint(&mut element)?);
        } else {
            table.columns.push(column(&mut element, typed)?);
        }
        element.expect_done()?;
    }
    table.columns.shrink_to_fit();
    table.constraints.shrink_to_fit();
    Ok(())
}

fn like(cursor: &mut Cursor<'_>) -> Read<Like> {
    let mut like = Like {
        table: cursor.name()?,
        defaults: false,
        constraints: false,
        indexes: false,
        identity: false,
        generated: false,
    };
    while let Some(choice) = cursor.eat_any(&["including", "excluding"]) {
        let including = choice == "including";
        let all = cursor.at("all");
        for (word, flag) in [
            ("defaults", &mut like.defaults),
            ("constraints", &mut like.constraints),
            ("indexes", &mut like.indexes),
            ("identity", &mut like.identity),
            ("generated", &mut like.generated),
        ] {
            if all || cursor.at(word) {
                *flag = including;
            }
        }
        cursor.skip();
    }
    Ok(like)
}

/// `DEFAULT` or `FOR VALUES …`; true for the default partition.
pub(super) fn bounds(cursor: &mut Cursor<'_>) -> Read<bool> {
    if cursor.eat("default") {
        return Ok(true);
    }
    cursor.expect("for values")?;
    if cursor.eat("in") || cursor.eat("with") {
        cursor.parens()?;
    } else {
        cursor.expect("from")?;
        cursor.parens()?;
        cursor.expect("to")?;
        cursor.parens()?;
    }
    Ok(false)
}

fn table_options(cursor: &mut Cursor<'_>, table: &mut CreateTable) -> Read<()> {
    loop {
        if cursor.eat("inherits") {
            let mut inside = cursor.parens()?;
            if !inside.is_done() {
                table.inherits = inside.names()?;
            }
        } else if cursor.eat("partition by") {
            table.partition_by = Some(partition_by(cursor)?);
        } else if let Some(word) = cursor.eat_any(&["using", "tablespace", "server"]) {
            table.stored |= word != "server";
            cursor.ident()?;
        } else if cursor.eat("with") {
            table.stored = true;
            table.parameters = parameters(cursor)?;
        } else if cursor.eat("options") {
            cursor.parens()?;
        } else if cursor.eat("on commit") {
            if cursor.eat_any(&["preserve rows", "delete rows", "drop"]).is_none() {
                return Err(cursor.expected("PRESERVE ROWS, DELETE ROWS or DROP"));
            }
        } else if !cursor.eat("without oids") {
            return Ok(());
        }
    }
}

fn partition_by(cursor: &mut Cursor<'_>) -> Read<PartitionBy> {
    let start = cursor.here();
    cursor.ident()?;
    let keys = cursor.parens()?.commas();
    let column = |key: Cursor<'_>| match key.rest() {
        [token, rest @ ..] if rest.first().is_none_or(|next| next.token != Token::LParen) => {
            match &token.token {
                Token::Word(word) => Some(fold(word)),
                _ => None,
            }
        }
        _ => None,
    };
    let columns = keys.into_iter().filter_map(column).collect();
    Ok(PartitionBy { text: cursor.text(cursor.span_from(start)).to_owned(), columns })
}
