//! `DROP`, `COMMENT ON`, `GRANT`, and the plain forms of `ALTER`, for any kind of object.

use sqlparser::tokenizer::Token;

use super::super::cursor::Cursor;
use super::super::statement::{
    AlterObject, Comment, Drop, Grant, ObjectKind, Publication, StatementKind, TypeName,
};
use super::super::tokens::Read;
use super::super::type_name::type_name;
use super::relation::column_of;
use super::routine::volatility;
use crate::name::Name;

/// The words for kinds of objects, longer ones first.
const KINDS: &[(&str, ObjectKind)] = &[
    ("foreign table", ObjectKind::ForeignTable),
    ("table", ObjectKind::Table),
    ("index", ObjectKind::Index),
    ("materialized view", ObjectKind::MaterializedView),
    ("view", ObjectKind::View),
    ("sequence", ObjectKind::Sequence),
    ("type", ObjectKind::Type),
    ("domain", ObjectKind::Domain),
    ("function", ObjectKind::Function),
    ("procedure", ObjectKind::Function),
    ("routine", ObjectKind::Function),
    ("aggregate", ObjectKind::Function),
    ("event trigger", ObjectKind::Other),
    ("trigger", ObjectKind::Trigger),
    ("policy", ObjectKind::Policy),
    ("rule", ObjectKind::Rule),
    ("schema", ObjectKind::Schema),
    ("extension", ObjectKind::Extension),
    ("statistics", ObjectKind::Statistics),
    ("publication", ObjectKind::Publication),
    ("database", ObjectKind::Database),
    ("tablespace", ObjectKind::Tablespace),
    ("owned by", ObjectKind::Owned),
];

/// Moves past the words for a kind of object.
pub(super) fn kind(cursor: &mut Cursor<'_>) -> Option<ObjectKind> {
    KINDS.iter().find(|(words, _)| cursor.eat(words)).map(|(_, kind)| *kind)
}

/// `DROP`, from behind the word. Kinds that touch no table become [`StatementKind::Other`].
pub(super) fn drop(cursor: &mut Cursor<'_>) -> Read<StatementKind> {
    let mut ahead = *cursor;
    let kind = match kind(&mut ahead) {
        None | Some(ObjectKind::Other) => return super::other("DROP", cursor),
        Some(kind) => kind,
    };
    *cursor = ahead;
    let concurrently = kind == ObjectKind::Index && cursor.eat("concurrently");
    let if_exists = cursor.eat("if exists");
    let mut names = Vec::new();
    let mut arguments = Vec::new();
    loop {
        names.push(cursor.name()?);
        let signature = kind == ObjectKind::Function && cursor.peek() == Some(&Token::LParen);
        arguments.push(if signature { Some(argument_types(cursor.parens()?)) } else { None });
        if !cursor.eat_token(&Token::Comma) {
            break;
        }
    }
    let hangs = matches!(kind, ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::Rule);
    let on = if hangs && cursor.eat("on") { Some(cursor.name()?) } else { None };
    let cascade = cursor.eat("cascade");
    cursor.eat("restrict");
    if kind != ObjectKind::Database {
        cursor.expect_done()?;
    }
    Ok(StatementKind::Drop(Box::new(Drop {
        kind,
        names,
        on,
        arguments,
        if_exists,
        cascade,
        concurrently,
    })))
}

/// The types in a signature; names and modes before them are left out.
fn argument_types(inside: Cursor<'_>) -> Vec<TypeName> {
    let read = |mut argument: Cursor<'_>| {
        if argument.eat_any(&["in", "out", "inout", "variadic"]) == Some("out") {
            return None;
        }
        let mut ahead = argument;
        if let Ok(found) = type_name(&mut ahead)
            && ahead.is_done()
        {
            return Some(found);
        }
        argument.skip();
        type_name(&mut argument).ok()
    };
    inside.commas().into_iter().filter_map(read).collect()
}

/// `ALTER` of an object without actions of its own: `RENAME TO`, `SET SCHEMA`, `OWNER TO` and options.
pub(super) fn alter_object(cursor: &mut Cursor<'_>, kind: ObjectKind) -> Read<StatementKind> {
    let if_exists = cursor.eat("if exists");
    let name = cursor.name()?;
    if cursor.peek() == Some(&Token::LParen) {
        cursor.parens()?;
    }
    let on = if cursor.eat("on") { Some(cursor.name()?) } else { None };
    let mut altered = AlterObject {
        kind,
        name,
        on,
        rename_to: None,
        set_schema: None,
        if_exists,
        volatility: None,
    };
    if cursor.is_done() {
        return Err(cursor.expected("an action"));
    }
    if cursor.eat("rename to") {
        altered.rename_to = Some(cursor.ident()?);
    } else if cursor.eat("set schema") {
        altered.set_schema = Some(cursor.ident()?);
    } else {
        while !cursor.is_done() {
            match volatility(cursor) {
                Some(volatility) => altered.volatility = Some(volatility),
                None => cursor.skip(),
            }
        }
    }
    Ok(StatementKind::AlterObject(Box::new(altered)))
}

/// `COMMENT ON`, from behind the words.
pub(super) fn comment(cursor: &mut Cursor<'_>) -> Read<StatementKind> {
    let (kind, name, part) = commented(cursor)?;
    cursor.until(|at| at.at("is"));
    cursor.expect("is")?;
    let text = if cursor.eat("null") { None } else { Some(cursor.string()?) };
    cursor.expect_done()?;
    Ok(StatementKind::Comment(Box::new(Comment { kind, name, part, text })))
}

fn commented(cursor: &mut Cursor<'_>) -> Read<(ObjectKind, Name, Option<String>)> {
    if cursor.eat("column") {
        let (table, column) = column_of(cursor)?;
        return Ok((ObjectKind::Column, table, Some(column)));
    }
    if cursor.eat("constraint") {
        let name = cursor.ident()?;
        cursor.expect("on")?;
        let domain = cursor.eat("domain");
        let kind = if domain { ObjectKind::Domain } else { ObjectKind::Constraint };
        return Ok((kind, cursor.name()?, Some(name.name)));
    }
    let kind = kind(cursor).unwrap_or(ObjectKind::Other);
    if matches!(kind, ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::Rule) {
        let name = cursor.ident()?;
        cursor.expect("on")?;
        return Ok((kind, cursor.name()?, Some(name.name)));
    }
    let start = cursor.here();
    let name = match cursor.name() {
        Ok(name) if kind != ObjectKind::Other => name,
        _ => Name { schema: None, name: String::new(), span: start },
    };
    Ok((kind, name, None))
}

/// `GRANT` and `REVOKE`, from behind the word.
pub(super) fn grant(cursor: &mut Cursor<'_>, revoke: bool) -> Read<StatementKind> {
    let mut grant = Grant { revoke, privileges: Vec::new(), tables: Vec::new(), public: false };
    cursor.eat("grant option for");
    loop {
        let privilege =
            cursor.until(|at| at.peek() == Some(&Token::Comma) || at.at_any(&["on", "to", "from"]));
        let words = privilege.rest_text();
        grant.privileges.push(words.split_whitespace().next().unwrap_or_default().to_uppercase());
        if !cursor.eat_token(&Token::Comma) {
            break;
        }
    }
    if cursor.eat("on") {
        let objects = !cursor.at_any(OTHER_GRANTS);
        cursor.eat("table");
        if objects {
            grant.tables = cursor.names()?;
        } else {
            while !cursor.is_done() && !cursor.at_any(&["to", "from"]) {
                cursor.skip();
            }
        }
    }
    if cursor.eat_any(&["to", "from"]).is_none() {
        return Err(cursor.expected(if revoke { "FROM" } else { "TO" }));
    }
    grant.public = cursor.commas().iter().any(|role| role.at("public"));
    cursor.until(|_| false);
    Ok(StatementKind::Grant(grant))
}

/// What privileges may be granted on besides tables.
const OTHER_GRANTS: &[&str] = &[
    "all",
    "sequence",
    "database",
    "domain",
    "foreign",
    "function",
    "language",
    "large",
    "parameter",
    "procedure",
    "routine",
    "schema",
    "tablespace",
    "type",
];

/// `CREATE PUBLICATION` and `ALTER PUBLICATION`, from the name on.
pub(super) fn publication(cursor: &mut Cursor<'_>, create: bool) -> Read<StatementKind> {
    let name = cursor.ident()?;
    let mut publication = Publication {
        name,
        create,
        tables: Vec::new(),
        all_tables: false,
        drops: false,
        sets: false,
    };
    while !cursor.is_done() {
        if cursor.eat("for all tables") {
            publication.all_tables = true;
        } else if cursor.eat("table") {
            loop {
                cursor.eat("only");
                publication.tables.push(cursor.name()?);
                cursor.until(|at| at.peek() == Some(&Token::Comma) || at.at("with"));
                if !cursor.eat_token(&Token::Comma) {
                    break;
                }
            }
        } else {
            publication.drops |= cursor.at("drop table");
            publication.sets |= cursor.at("set table");
            cursor.skip();
        }
    }
    Ok(StatementKind::Publication(publication))
}
