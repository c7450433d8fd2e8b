//! Columns, as `CREATE TABLE` and `ADD COLUMN` define them.

use sqlparser::tokenizer::Token;

use super::super::cursor::Cursor;
use super::super::lower::expression;
use super::super::statement::{Column, Expression, Generated, Identity};
use super::super::tokens::Read;
use super::super::type_name::type_name;
use super::constraint::column_constraint;
use crate::name::Ident;

/// The key words that end a default: a constraint or attribute of the column begins.
const ENDS_DEFAULT: &[&str] = &[
    "constraint",
    "not",
    "null",
    "unique",
    "primary",
    "check",
    "references",
    "generated",
    "deferrable",
    "initially",
    "collate",
    "storage",
    "compression",
];

/// A column with its type and constraints. Without a type (a partition's or typed table's column) the
/// words `WITH OPTIONS` may stand there.
pub(super) fn column(cursor: &mut Cursor<'_>, typed: bool) -> Read<Column> {
    let start = cursor.here();
    let name = cursor.ident()?;
    let data_type = if typed { Some(type_name(cursor)?) } else { None };
    cursor.eat("with options");
    let mut column = Column {
        name,
        data_type,
        collation: None,
        not_null: false,
        not_null_name: None,
        default: None,
        identity: None,
        identity_options: Box::default(),
        generated: None,
        constraints: Vec::new(),
        span: start,
    };
    while !cursor.is_done() && cursor.peek() != Some(&Token::Comma) {
        part(cursor, &mut column)?;
    }
    column.constraints.shrink_to_fit();
    column.span = cursor.span_from(start);
    Ok(column)
}

fn part(cursor: &mut Cursor<'_>, column: &mut Column) -> Read<()> {
    if cursor.eat("collate") {
        column.collation = Some(Box::new(cursor.name()?));
        return Ok(());
    }
    if cursor.eat("storage") || cursor.eat("compression") {
        cursor.skip();
        return Ok(());
    }
    if cursor.eat("options") {
        cursor.parens()?;
        return Ok(());
    }
    let name = if cursor.eat("constraint") { Some(cursor.ident()?) } else { None };
    if cursor.eat("not null") {
        column.not_null = true;
        column.not_null_name = name.map(Box::new);
        let _ = cursor.eat("no inherit") || cursor.eat("not valid");
    } else if cursor.eat("null") {
    } else if cursor.eat("default") {
        column.default = Some(default(cursor)?);
    } else if cursor.eat("generated") {
        generated(cursor, column)?;
    } else {
        let of: Ident = column.name.clone();
        match column_constraint(cursor, name, &of)? {
            Some(constraint) => column.constraints.push(constraint),
            None => return Err(cursor.expected("a constraint of the column")),
        }
    }
    Ok(())
}

/// A default up to the next constraint, comma or end (`b_expr` in `gram.y`).
pub(super) fn default(cursor: &mut Cursor<'_>) -> Read<Expression> {
    let first = cursor.here();
    let inside = cursor.until(|at| {
        at.peek() == Some(&Token::Comma) || (at.here() != first && at.at_any(ENDS_DEFAULT))
    });
    if inside.is_done() {
        return Err(cursor.expected("a default"));
    }
    Ok(expression(inside))
}

fn generated(cursor: &mut Cursor<'_>, column: &mut Column) -> Read<()> {
    let identity = identity(cursor)?;
    if cursor.eat("as identity") {
        column.identity = Some(identity);
        column.not_null = true;
        column.identity_options = identity_options(cursor)?.into();
        return Ok(());
    }
    cursor.expect("as")?;
    let expression = expression(cursor.parens()?);
    let stored = cursor.eat("stored");
    if !stored {
        cursor.eat("virtual");
    }
    column.generated = Some(Generated { expression, stored });
    Ok(())
}

/// The options of the sequence in brackets behind `AS IDENTITY`.
pub(super) fn identity_options(cursor: &mut Cursor<'_>) -> Read<String> {
    let is_there = cursor.peek() == Some(&Token::LParen);
    Ok(if is_there { cursor.parens()?.rest_text() } else { String::new() })
}

/// `ALWAYS` or `BY DEFAULT`, after `GENERATED`.
pub(super) fn identity(cursor: &mut Cursor<'_>) -> Read<Identity> {
    if cursor.eat("always") {
        return Ok(Identity::Always);
    }
    cursor.expect("by default")?;
    Ok(Identity::ByDefault)
}
