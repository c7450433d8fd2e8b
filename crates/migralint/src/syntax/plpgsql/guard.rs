//! Conditions of PL/pgSQL that ask PostgreSQL's catalogs whether an object stands.

use std::collections::BTreeMap;

use sqlparser::tokenizer::Token;

use super::super::cursor::Cursor;
use super::super::split::{Piece, PieceKind};
use super::super::statement::{CatalogLookup, Guard};
use super::super::tokens::{Lexed, Source, is_word};
use crate::name::{Name, truncate};
use crate::source::Span;

/// What a condition asks, all of which must hold; `None` when part of it is no such question.
pub(super) fn guards(condition: Cursor<'_>) -> Option<Vec<Guard>> {
    let mut rest = condition;
    let mut found = Vec::new();
    loop {
        let term = rest.until(|at| at.at_any(&["and", "or"]));
        found.push(guard(term)?);
        if rest.is_done() {
            return Some(found);
        }
        if !rest.eat("and") {
            return None;
        }
    }
}

fn guard(mut term: Cursor<'_>) -> Option<Guard> {
    let span = term.here();
    let mut stands = true;
    loop {
        if term.eat("not") {
            stands = !stands;
        } else if term.peek() == Some(&Token::LParen) {
            let inside = term.parens().ok()?;
            term.is_done().then_some(())?;
            term = inside;
        } else if term.eat("select") {
        } else {
            break;
        }
    }
    let (object, vague) = if term.eat("exists") {
        let inside = term.parens().ok()?;
        parse_lookup(inside)?
    } else {
        term.eat("pg_catalog");
        term.eat_token(&Token::Period);
        term.eat("to_regclass").then_some(())?;
        let name = literal(term.parens().ok()?)?;
        term.expect("is").ok()?;
        stands ^= !term.eat("not");
        term.expect("null").ok()?;
        (CatalogLookup::Relation(relation(&name)?), false)
    };
    term.is_done().then_some(Guard { span, object, vague, stands })
}

/// What `SELECT … FROM catalog WHERE …` looks for, and whether it asks for more than that.
fn parse_lookup(mut query: Cursor<'_>) -> Option<(CatalogLookup, bool)> {
    query.expect("select").ok()?;
    query.until(|at| at.at("from"));
    query.expect("from").ok()?;
    let from = query.name().ok()?;
    let schema = from.schema.as_deref().unwrap_or("pg_catalog");
    let own = if schema == "pg_catalog" {
        from.name.starts_with("pg_")
    } else {
        schema == "information_schema"
    };
    own.then_some(())?;
    let joined = query.until(|at| at.at("where"));
    let mut vague = joined.rest().len() > 2;
    query.expect("where").ok()?;
    let mut asked = BTreeMap::new();
    while !query.is_done() {
        let term = query.until(|at| at.at_any(&["and", "or", "limit"]));
        if query.at("or") {
            return None;
        }
        match equality(term) {
            Some((column, text)) => {
                asked.insert(column, text);
            }
            None => vague = true,
        }
        if query.eat("limit") {
            break;
        }
        query.skip();
    }
    let mut take = |columns: &[&str]| columns.iter().find_map(|column| asked.remove(*column));
    let schema = take(&["table_schema", "constraint_schema", "schemaname", "nspname"]);
    let relation_in = |name: String| Name {
        schema: schema.clone(),
        name: truncate(&name).to_owned(),
        span: Span::default(),
    };
    let by_class = |take: &mut dyn FnMut(&[&str]) -> Option<String>, class: &str| {
        take(&[class]).and_then(|name| relation(&name))
    };
    let object = match from.name.as_str() {
        "columns" | "pg_attribute" => {
            let column = take(&["column_name", "attname"])?;
            let table = take(&["table_name", "relname"]).map(relation_in);
            CatalogLookup::Column(table.or_else(|| by_class(&mut take, "attrelid"))?, column)
        }
        "table_constraints"
        | "key_column_usage"
        | "constraint_column_usage"
        | "referential_constraints"
        | "check_constraints"
        | "pg_constraint" => {
            let name = take(&["constraint_name", "conname"])?;
            let table = take(&["table_name", "relname"]).map(relation_in);
            // That view names the other table of a foreign key.
            let table = table.filter(|_| from.name != "constraint_column_usage");
            let table = table.or_else(|| by_class(&mut take, "conrelid"));
            CatalogLookup::Constraint(table, truncate(&name).to_owned())
        }
        "tables" | "views" | "pg_tables" | "pg_views" | "pg_matviews" | "pg_class" => {
            let columns = ["table_name", "tablename", "viewname", "matviewname", "relname"];
            CatalogLookup::Relation(relation_in(take(&columns)?))
        }
        "pg_indexes" => CatalogLookup::Relation(relation_in(take(&["indexname"])?)),
        "sequences" => CatalogLookup::Relation(relation_in(take(&["sequence_name"])?)),
        "pg_sequences" => CatalogLookup::Relation(relation_in(take(&["sequencename"])?)),
        "pg_type" => CatalogLookup::Type(relation_in(take(&["typname"])?)),
        "pg_enum" => {
            let label = take(&["enumlabel"])?;
            let name = take(&["typname"]).map(relation_in);
            CatalogLookup::EnumValue(name.or_else(|| by_class(&mut take, "enumtypid"))?, label)
        }
        _ => return None,
    };
    // `tablename` beside `indexname` and the like are asked too, but follow from the name.
    let follows = ["tablename", "table_name", "relname", "relkind", "contype", "constraint_type"];
    vague |= asked.keys().any(|column| !follows.contains(&column.as_str()));
    Some((object, vague))
}

/// `[alias.]column = 'text'`.
fn equality(mut term: Cursor<'_>) -> Option<(String, String)> {
    let name = term.name().ok()?;
    term.eat_token(&Token::Eq).then_some(())?;
    Some((name.name, literal(term)?))
}

/// A string by itself, perhaps with a cast.
fn literal(mut cursor: Cursor<'_>) -> Option<String> {
    let text = cursor.string().ok()?;
    let cast = cursor.rest().iter().all(|token| {
        matches!(token.token, Token::DoubleColon | Token::Word(_) | Token::Period)
            && !is_word(&token.token, "or")
    });
    cast.then_some(text)
}

/// The name in a text that is cast to `regclass` or `regtype`.
fn relation(text: &str) -> Option<Name> {
    let span = Span::new(0, text.len());
    let piece = Piece { span, kind: PieceKind::Sql, placeholders: Vec::new() };
    let lexed = Lexed::new(Source::new(text), &piece).ok()?;
    let mut cursor = lexed.cursor();
    let name = cursor.name().ok()?;
    cursor.is_done().then_some(Name { span: Span::default(), ..name })
}
