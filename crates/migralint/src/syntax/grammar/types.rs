//! Types, enums and domains.

use sqlparser::tokenizer::Token;

use super::super::cursor::Cursor;
use super::super::lower::expression;
use super::super::statement::{
    AlterDomain, AlterDomainAction, AlterType, AlterTypeAction, CreateDomain, CreateType,
    StatementKind, TypeDefinition,
};
use super::super::tokens::Read;
use super::super::type_name::type_name;
use super::column::{column, default};

/// `CREATE TYPE`, from the name on.
pub(super) fn create_type(cursor: &mut Cursor<'_>) -> Read<StatementKind> {
    let name = cursor.name()?;
    let definition = if cursor.eat("as enum") {
        let values = cursor.parens()?.commas();
        let values = values.into_iter().map(|mut value| value.string()).collect::<Read<_>>()?;
        TypeDefinition::Enum(values)
    } else if cursor.at("as") && cursor.peek_ahead(1) == Some(&Token::LParen) {
        cursor.skip();
        let attributes = cursor.parens()?.commas();
        let attributes =
            attributes.into_iter().map(|mut one| column(&mut one, true)).collect::<Read<_>>()?;
        TypeDefinition::Composite(attributes)
    } else {
        if !cursor.is_done() && !cursor.at("as range") && cursor.peek() != Some(&Token::LParen) {
            return Err(cursor.expected("AS ENUM, AS RANGE, AS (…) or (…)"));
        }
        cursor.until(|_| false);
        TypeDefinition::Other
    };
    cursor.expect_done()?;
    Ok(StatementKind::CreateType(Box::new(CreateType { name, definition })))
}

/// `ALTER TYPE`, from the name on.
pub(super) fn alter_type(cursor: &mut Cursor<'_>) -> Read<StatementKind> {
    let name = cursor.name()?;
    let action = if cursor.eat("add value") {
        let if_not_exists = cursor.eat("if not exists");
        let value = cursor.string()?;
        let before = if cursor.eat("before") { Some(cursor.string()?) } else { None };
        let after = if cursor.eat("after") { Some(cursor.string()?) } else { None };
        AlterTypeAction::AddValue { value, if_not_exists, before, after }
    } else if cursor.eat("rename value") {
        let from = cursor.string()?;
        cursor.expect("to")?;
        AlterTypeAction::RenameValue { from, to: cursor.string()? }
    } else if cursor.eat("rename to") {
        AlterTypeAction::RenameTo { to: cursor.ident()? }
    } else if cursor.eat("set schema") {
        AlterTypeAction::SetSchema { schema: cursor.ident()? }
    } else if cursor.eat("owner to") {
        cursor.ident()?;
        AlterTypeAction::OwnerTo
    } else if cursor.at_any(&["add", "drop", "alter", "rename"]) && cursor.at_ahead(1, "attribute")
    {
        cursor.until(|_| false);
        while cursor.eat_token(&Token::Comma) {
            cursor.until(|_| false);
        }
        AlterTypeAction::Attributes
    } else if cursor.eat("set") {
        cursor.parens()?;
        AlterTypeAction::SetOptions
    } else {
        return Err(cursor.expected("an action"));
    };
    cursor.expect_done()?;
    Ok(StatementKind::AlterType(Box::new(AlterType { name, action })))
}

/// `CREATE DOMAIN`, from the name on.
pub(super) fn create_domain(cursor: &mut Cursor<'_>) -> Read<StatementKind> {
    let name = cursor.name()?;
    cursor.eat("as");
    let mut domain = CreateDomain {
        name,
        data_type: type_name(cursor)?,
        not_null: false,
        default: None,
        checks: Vec::new(),
    };
    while !cursor.is_done() {
        if cursor.eat("collate") {
            cursor.name()?;
            continue;
        }
        if cursor.eat("default") {
            domain.default = Some(default(cursor)?);
            continue;
        }
        let name = if cursor.eat("constraint") { Some(cursor.ident()?) } else { None };
        if cursor.eat("not null") {
            domain.not_null = true;
        } else if cursor.eat("check") {
            domain.checks.push((name, expression(cursor.parens()?)));
        } else if !cursor.eat("null") && !attribute(cursor) {
            return Err(cursor.expected("a constraint of the domain"));
        }
    }
    Ok(StatementKind::CreateDomain(Box::new(domain)))
}

/// Attributes that the grammar takes and PostgreSQL refuses later, but for `ENFORCED`.
fn attribute(cursor: &mut Cursor<'_>) -> bool {
    ["not enforced", "enforced", "no inherit", "not deferrable", "deferrable"]
        .iter()
        .any(|attribute| cursor.eat(attribute))
}

/// `ALTER DOMAIN`, from the name on.
pub(super) fn alter_domain(cursor: &mut Cursor<'_>) -> Read<StatementKind> {
    let name = cursor.name()?;
    let action = if cursor.eat("add") {
        let constraint = if cursor.eat("constraint") { Some(cursor.ident()?) } else { None };
        let check = if cursor.eat("not null") {
            None
        } else {
            cursor.expect("check")?;
            Some(expression(cursor.parens()?))
        };
        let not_valid = cursor.eat("not valid");
        AlterDomainAction::AddConstraint { name: constraint, check, not_valid }
    } else if cursor.eat("drop constraint") {
        let if_exists = cursor.eat("if exists");
        let name = cursor.ident()?;
        let _ = cursor.eat("cascade") || cursor.eat("restrict");
        AlterDomainAction::DropConstraint { name, if_exists }
    } else if cursor.eat("validate constraint") {
        AlterDomainAction::ValidateConstraint { name: cursor.ident()? }
    } else if cursor.eat("rename constraint") {
        let from = cursor.ident()?;
        cursor.expect("to")?;
        AlterDomainAction::RenameConstraint { from, to: cursor.ident()? }
    } else if cursor.eat("rename to") {
        AlterDomainAction::RenameTo { to: cursor.ident()? }
    } else if cursor.eat("set not null") {
        AlterDomainAction::SetNotNull
    } else if cursor.eat("drop not null") {
        AlterDomainAction::DropNotNull
    } else if cursor.eat("set default") {
        AlterDomainAction::SetDefault(default(cursor)?)
    } else if cursor.eat("drop default") {
        AlterDomainAction::DropDefault
    } else if cursor.eat("set schema") {
        AlterDomainAction::SetSchema { schema: cursor.ident()? }
    } else if cursor.eat("owner to") {
        cursor.ident()?;
        AlterDomainAction::OwnerTo
    } else {
        return Err(cursor.expected("an action"));
    };
    cursor.expect_done()?;
    Ok(StatementKind::AlterDomain(Box::new(AlterDomain { name, action })))
}
