//! Constraints of tables and columns.

use sqlparser::tokenizer::Token;

use super::super::cursor::Cursor;
use super::super::lower::expression;
use super::super::statement::{Constraint, ConstraintKind, ForeignKey};
use super::super::tokens::Read;
use crate::name::Ident;
use crate::source::Span;

/// The key words with which a table constraint begins.
const STARTS: &[&str] = &["constraint", "check", "unique", "exclude", "not"];

/// Whether a table constraint begins here, and not a column.
pub(super) fn starts_constraint(cursor: &Cursor<'_>) -> bool {
    cursor.at_any(STARTS) || cursor.at("primary key") || cursor.at("foreign key")
}

/// A table constraint with its name and attributes.
pub(super) fn table_constraint(cursor: &mut Cursor<'_>) -> Read<Constraint> {
    let start = cursor.here();
    let name = if cursor.eat("constraint") { Some(cursor.ident()?) } else { None };
    let body = cursor.here();
    let from = *cursor;
    let kind = if cursor.eat("primary key") {
        key(cursor, true)?
    } else if cursor.eat("unique") {
        key(cursor, false)?
    } else if cursor.eat("check") {
        ConstraintKind::Check(Box::new(expression(cursor.parens()?)))
    } else if cursor.eat("foreign key") {
        let columns = columns(cursor)?;
        references(cursor, columns)?
    } else if cursor.eat("exclude") {
        exclude(cursor)?
    } else {
        cursor.expect("not null")?;
        ConstraintKind::NotNull { column: cursor.ident()? }
    };
    let mut constraint = bare(name, kind, start);
    while attribute(cursor, &mut constraint)? {}
    constraint.text = cursor.text(cursor.span_from(body)).to_owned();
    constraint.options = options(from, cursor.span_from(body).end, &constraint.kind, false)?;
    constraint.span = cursor.span_from(start);
    Ok(constraint)
}

/// A constraint of a column after its name was read; `None` when none begins here.
pub(super) fn column_constraint(
    cursor: &mut Cursor<'_>,
    name: Option<Ident>,
    column: &Ident,
) -> Read<Option<Constraint>> {
    let start = cursor.here();
    let from = *cursor;
    let columns = || vec![column.name.clone()];
    let kind = if cursor.eat("primary key") {
        index_parameters(cursor)?;
        ConstraintKind::PrimaryKey { columns: columns() }
    } else if cursor.eat("unique") {
        nulls_distinct(cursor);
        index_parameters(cursor)?;
        ConstraintKind::Unique { columns: columns() }
    } else if cursor.eat("check") {
        ConstraintKind::Check(Box::new(expression(cursor.parens()?)))
    } else if cursor.at("references") {
        references(cursor, columns())?
    } else {
        return Ok(None);
    };
    let whole = name.as_ref().map_or(start, |name| name.span);
    let mut constraint = bare(name, kind, whole);
    while attribute(cursor, &mut constraint)? {}
    constraint.text = cursor.text(cursor.span_from(start)).to_owned();
    constraint.options = options(from, cursor.span_from(start).end, &constraint.kind, true)?;
    constraint.span = cursor.span_from(constraint.span);
    Ok(Some(constraint))
}

/// What is written from behind the columns, or the check, up to `end`; `from` stands at its first word.
fn options(from: Cursor<'_>, end: usize, kind: &ConstraintKind, of_column: bool) -> Read<String> {
    let mut at = from;
    let open = |at: &mut Cursor<'_>| {
        while !at.is_done() && at.peek() != Some(&Token::LParen) {
            at.skip();
        }
        at.parens().map(|_| ())
    };
    match kind {
        ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. } if of_column => {
            let _ = at.eat("primary key") || at.eat("unique");
            nulls_distinct(&mut at);
        }
        ConstraintKind::ForeignKey(_) => {
            while !at.is_done() && !at.eat("references") {
                at.skip();
            }
            at.name()?;
            if at.peek() == Some(&Token::LParen) {
                at.parens()?;
            }
        }
        ConstraintKind::PrimaryKey { .. }
        | ConstraintKind::Unique { .. }
        | ConstraintKind::Check(_) => open(&mut at)?,
        ConstraintKind::Exclude { .. }
        | ConstraintKind::UsingIndex { .. }
        | ConstraintKind::NotNull { .. } => return Ok(String::new()),
    }
    let start = at.here().start;
    Ok(if start < end { at.text(Span::new(start, end)).to_owned() } else { String::new() })
}

/// A constraint before its attributes are read.
fn bare(name: Option<Ident>, kind: ConstraintKind, span: Span) -> Constraint {
    Constraint {
        name,
        kind,
        not_valid: false,
        not_enforced: false,
        no_inherit: false,
        deferrable: false,
        deferred: false,
        text: String::new(),
        options: String::new(),
        span,
    }
}

/// `DEFERRABLE`, `NOT VALID` and the like; false when none follows.
fn attribute(cursor: &mut Cursor<'_>, constraint: &mut Constraint) -> Read<bool> {
    if cursor.eat("not deferrable") || cursor.eat("initially immediate") || cursor.eat("enforced") {
    } else if cursor.eat("deferrable") {
        constraint.deferrable = true;
    } else if cursor.eat("initially deferred") {
        constraint.deferrable = true;
        constraint.deferred = true;
    } else if cursor.eat("not valid") {
        constraint.not_valid = true;
    } else if cursor.eat("not enforced") {
        constraint.not_enforced = true;
    } else if cursor.eat("no inherit") {
        constraint.no_inherit = true;
    } else if cursor.at("initially") {
        return Err(cursor.expected("INITIALLY DEFERRED or INITIALLY IMMEDIATE"));
    } else {
        return Ok(false);
    }
    Ok(true)
}

fn key(cursor: &mut Cursor<'_>, primary: bool) -> Read<ConstraintKind> {
    if cursor.eat("using index") {
        // Followed by a bracket or nothing it would be a tablespace.
        return Ok(ConstraintKind::UsingIndex { index: cursor.ident()?, primary });
    }
    nulls_distinct(cursor);
    let columns = columns(cursor)?;
    index_parameters(cursor)?;
    Ok(if primary {
        ConstraintKind::PrimaryKey { columns }
    } else {
        ConstraintKind::Unique { columns }
    })
}

/// The first word of every part in brackets: columns, with `WITHOUT OVERLAPS` or `PERIOD` around them.
fn columns(cursor: &mut Cursor<'_>) -> Read<Vec<String>> {
    let parts = cursor.parens()?.commas();
    parts
        .into_iter()
        .map(|mut part| {
            if part.at("period") && part.rest().len() > 1 {
                part.skip();
            }
            let column = part.ident()?.name;
            part.eat("without overlaps");
            part.expect_done()?;
            Ok(column)
        })
        .collect()
}

fn nulls_distinct(cursor: &mut Cursor<'_>) {
    let _ = cursor.eat("nulls not distinct") || cursor.eat("nulls distinct");
}

/// `INCLUDE (…)`, `WITH (…)`, `USING INDEX TABLESPACE …`.
fn index_parameters(cursor: &mut Cursor<'_>) -> Read<()> {
    if cursor.eat("include") {
        cursor.parens()?;
    }
    if cursor.eat("with") {
        cursor.parens()?;
    }
    if cursor.eat("using index tablespace") {
        cursor.ident()?;
    }
    Ok(())
}

fn references(cursor: &mut Cursor<'_>, own: Vec<String>) -> Read<ConstraintKind> {
    cursor.expect("references")?;
    let table = cursor.name()?;
    let referenced =
        if cursor.peek() == Some(&Token::LParen) { columns(cursor)? } else { Vec::new() };
    loop {
        if cursor.eat("match") {
            cursor.skip();
        } else if cursor.eat("on delete") || cursor.eat("on update") {
            let actions = ["no action", "restrict", "cascade", "set null", "set default"];
            if cursor.eat_any(&actions).is_none() {
                return Err(cursor.expected("what to do with referring rows"));
            }
            if cursor.peek() == Some(&Token::LParen) {
                cursor.parens()?;
            }
        } else {
            break;
        }
    }
    Ok(ConstraintKind::ForeignKey(ForeignKey { columns: own, table, referenced }))
}

fn exclude(cursor: &mut Cursor<'_>) -> Read<ConstraintKind> {
    if cursor.eat("using") {
        cursor.ident()?;
    }
    let elements = cursor.parens()?.commas();
    let columns = elements.into_iter().filter_map(|mut part| part.ident().ok()).map(|i| i.name);
    let columns = columns.collect();
    index_parameters(cursor)?;
    if cursor.eat("where") {
        cursor.parens()?;
    }
    Ok(ConstraintKind::Exclude { columns })
}
