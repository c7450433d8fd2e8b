//! PostgreSQL's statements, read from sqlparser's tokens: one file a family. Expressions, queries and what
//! stands in data statements are left to sqlparser's own parser (`lower`).
//!
//! sqlparser reads whole statements too, but one clause that it lacks costs the statement, and its tree
//! does not say where an action of `ALTER TABLE` stands. Here, every clause has its place, and what is
//! missing costs no more than itself. Grammar: `src/backend/parser/gram.y` of PostgreSQL.

mod alter_table;
mod column;
mod constraint;
mod data;
mod index;
mod object;
mod relation;
mod routine;
mod session;
mod storage;
mod table;
mod types;

pub(super) use routine::body;
use sqlparser::tokenizer::Token;

use super::cursor::Cursor;
use super::statement::{CreateSchema, ObjectKind, Statement, StatementKind};
use super::tokens::{Read, cut};

/// Reads one statement; what stands inside it, in `DO` and `CREATE SCHEMA`, comes with it.
pub(super) fn statement(cursor: &mut Cursor<'_>) -> Read<(StatementKind, Vec<Statement>)> {
    if cursor.eat("do") {
        return routine::do_block(cursor);
    }
    if cursor.at("create schema") {
        return create_schema(cursor);
    }
    Ok((read(cursor)?, Vec::new()))
}

fn read(cursor: &mut Cursor<'_>) -> Read<StatementKind> {
    let start = cursor.here();
    let Some(Token::Word(word)) = cursor.peek() else {
        if cursor.peek() == Some(&Token::LParen) {
            return data::data(cursor);
        }
        return Err(cursor.expected("a statement"));
    };
    let first = word.value.to_lowercase();
    match first.as_str() {
        "with" | "select" | "values" | "table" | "insert" | "update" | "delete" | "merge" => {
            return data::data(cursor);
        }
        _ => cursor.skip(),
    }
    match first.as_str() {
        "create" => create(cursor),
        "alter" => alter(cursor),
        "drop" => object::drop(cursor),
        "truncate" => truncate(cursor),
        "explain" => explain(cursor),
        "comment" if cursor.eat("on") => object::comment(cursor),
        "grant" => object::grant(cursor, false),
        "revoke" => object::grant(cursor, true),
        "reindex" => index::reindex(cursor),
        "refresh" if cursor.eat("materialized view") => relation::refresh(cursor),
        "copy" => data::copy(cursor),
        "call" => Ok(StatementKind::Call(cursor.name()?)),
        "lock" => session::lock(cursor),
        "vacuum" => session::vacuum(cursor, false),
        "analyze" | "analyse" => session::vacuum(cursor, true),
        "cluster" => session::cluster(cursor),
        "set" => session::set(cursor),
        "reset" => session::reset(cursor),
        "begin" => Ok(StatementKind::Begin),
        "start" if cursor.eat("transaction") => Ok(StatementKind::Begin),
        "commit" | "end" => session::end(cursor, true),
        "rollback" | "abort" => session::end(cursor, false),
        "savepoint" | "release" => Ok(StatementKind::Savepoint),
        "prepare" | "execute" | "deallocate" | "declare" | "fetch" | "move" | "close"
        | "listen" | "notify" | "unlisten" | "checkpoint" | "discard" | "load" | "show"
        | "reassign" | "import" => Ok(StatementKind::Other(first.to_uppercase())),
        "security" if cursor.at("label") => Ok(StatementKind::Other("SECURITY LABEL".to_owned())),
        _ => Err(super::statement::SyntaxError {
            is_limit: false,
            message: format!("`{}` begins no statement of PostgreSQL", cut(&word.value)),
            span: start,
        }),
    }
}

/// `EXPLAIN`, from behind the word: with `ANALYZE`, it is what it runs.
fn explain(cursor: &mut Cursor<'_>) -> Read<StatementKind> {
    let mut runs = false;
    let mut ahead = *cursor;
    if cursor.peek() == Some(&Token::LParen) && !ahead.parens()?.at_any(QUERY) {
        for mut option in cursor.parens()?.commas() {
            let analyze = option.eat("analyze") || option.eat("analyse");
            runs |= analyze && !option.at_any(&["off", "false", "0"]);
        }
    } else {
        runs = cursor.eat("analyze") || cursor.eat("analyse");
        cursor.eat("verbose");
    }
    let start = cursor.here();
    if cursor.at("explain") {
        return Err(cursor.expected("a statement with a plan"));
    }
    let kind = read(cursor)?;
    if runs {
        return Ok(kind);
    }
    let span = cursor.span_from(start);
    Ok(StatementKind::Explain(Box::new(Statement::new(kind, span))))
}

/// How a query begins.
const QUERY: &[&str] = &["select", "with", "values", "table"];

fn create(cursor: &mut Cursor<'_>) -> Read<StatementKind> {
    let or_replace = cursor.eat("or replace");
    let mut persistence = table::Persistence::default();
    let _ = cursor.eat("global") || cursor.eat("local");
    persistence.temporary = cursor.eat("temporary") || cursor.eat("temp");
    persistence.unlogged = cursor.eat("unlogged");
    let temporary = persistence.temporary;
    if cursor.eat("foreign table") {
        persistence.foreign = true;
        return table::create_table(cursor, persistence);
    }
    if cursor.eat("table") {
        return table::create_table(cursor, persistence);
    }
    let unique = cursor.eat("unique");
    let index = cursor.here();
    if cursor.eat("index") {
        return index::create_index(cursor, unique, index);
    }
    let materialized = cursor.eat("materialized");
    cursor.eat("recursive");
    if cursor.eat("view") {
        let kind = relation::ViewKind { or_replace, materialized, temporary };
        return relation::create_view(cursor, kind);
    }
    cursor.eat("constraint");
    if cursor.eat("sequence") {
        relation::create_sequence(cursor, persistence)
    } else if cursor.eat("type") {
        types::create_type(cursor)
    } else if cursor.eat("domain") {
        types::create_domain(cursor)
    } else if cursor.eat("function") {
        routine::create_function(cursor, or_replace, false)
    } else if cursor.eat("procedure") {
        routine::create_function(cursor, or_replace, true)
    } else if cursor.eat("trigger") {
        routine::create_trigger(cursor, or_replace)
    } else if cursor.eat("policy") {
        relation::policy(cursor, true)
    } else if cursor.eat("rule") {
        relation::create_rule(cursor, or_replace)
    } else if cursor.eat("statistics") {
        index::create_statistics(cursor)
    } else if cursor.eat("extension") {
        create_extension(cursor)
    } else if cursor.eat("publication") {
        object::publication(cursor, true)
    } else {
        other("CREATE", cursor)
    }
}

/// Kinds of objects that no table of a user depends on.
const OTHER_KINDS: &[&str] = &[
    "access method",
    "aggregate",
    "cast",
    "collation",
    "conversion",
    "database",
    "default conversion",
    "default privileges",
    "event trigger",
    "foreign data wrapper",
    "group",
    "language",
    "large object",
    "operator class",
    "operator family",
    "operator",
    "procedural language",
    "trusted language",
    "trusted procedural language",
    "role",
    "server",
    "subscription",
    "system",
    "tablespace",
    "text search",
    "transform",
    "user mapping",
    "user",
];

fn other(verb: &str, cursor: &mut Cursor<'_>) -> Read<StatementKind> {
    match cursor.eat_any(OTHER_KINDS) {
        Some(kind) => {
            cursor.until(|_| false);
            Ok(StatementKind::Other(format!("{verb} {}", kind.to_uppercase())))
        }
        None => Err(cursor.expected("a kind of object")),
    }
}

fn create_extension(cursor: &mut Cursor<'_>) -> Read<StatementKind> {
    let if_not_exists = cursor.eat("if not exists");
    let name = cursor.ident()?;
    cursor.eat("with");
    let mut schema = None;
    while !cursor.is_done() {
        if cursor.eat("schema") {
            schema = Some(cursor.ident()?.name);
        } else if cursor.eat_any(&["version", "from"]).is_some() {
            cursor.skip();
        } else {
            cursor.expect("cascade")?;
        }
    }
    Ok(StatementKind::CreateExtension { name, schema, if_not_exists })
}

fn create_schema(cursor: &mut Cursor<'_>) -> Read<(StatementKind, Vec<Statement>)> {
    cursor.expect("create schema")?;
    let if_not_exists = cursor.eat("if not exists");
    let name = if cursor.at("authorization") {
        cursor.skip();
        cursor.ident()?
    } else {
        let name = cursor.ident()?;
        if cursor.eat("authorization") {
            cursor.ident()?;
        }
        name
    };
    let mut inner = Vec::new();
    while !cursor.is_done() {
        let first = cursor.here();
        let mut element = cursor.until(|at| at.here() != first && at.at_any(&["create", "grant"]));
        // Columns in brackets are skipped by `until`, so the next key word begins the next element.
        while cursor.peek() == Some(&Token::Comma) {
            cursor.skip();
            cursor.until(|at| at.at_any(&["create", "grant"]));
        }
        let span = element.span();
        let mut kind = read(&mut element)?;
        // What names no schema is of this one (`CreateSchemaCommand` in `schemacmds.c`).
        let of = match &mut kind {
            StatementKind::CreateTable(create) => Some(&mut create.name),
            StatementKind::CreateView(create) => Some(&mut create.name),
            StatementKind::CreateSequence(create) => Some(&mut create.name),
            StatementKind::CreateIndex(create) => Some(&mut create.table),
            StatementKind::CreateTrigger(create) => Some(&mut create.table),
            _ => None,
        };
        if let Some(of) = of {
            of.schema.get_or_insert_with(|| name.name.clone());
        }
        inner.push(Statement::new(kind, span));
    }
    Ok((StatementKind::CreateSchema(CreateSchema { name, if_not_exists }), inner))
}

fn alter(cursor: &mut Cursor<'_>) -> Read<StatementKind> {
    if cursor.eat("sequence") {
        return alter_sequence(cursor);
    }
    if cursor.eat("type") {
        return types::alter_type(cursor);
    }
    if cursor.eat("domain") {
        return types::alter_domain(cursor);
    }
    if cursor.eat("policy") {
        return relation::policy(cursor, false);
    }
    if cursor.eat("publication") {
        return object::publication(cursor, false);
    }
    let mut ahead = *cursor;
    match object::kind(&mut ahead) {
        Some(
            kind @ (ObjectKind::Table
            | ObjectKind::ForeignTable
            | ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Index),
        ) => {
            *cursor = ahead;
            alter_table::alter_table(cursor, kind)
        }
        Some(ObjectKind::Other | ObjectKind::Database | ObjectKind::Tablespace) | None => {
            other("ALTER", cursor)
        }
        Some(kind) => {
            *cursor = ahead;
            object::alter_object(cursor, kind)
        }
    }
}

/// `ALTER SEQUENCE`: renames, owners and schemas are those of tables.
fn alter_sequence(cursor: &mut Cursor<'_>) -> Read<StatementKind> {
    let mut ahead = *cursor;
    ahead.eat("if exists");
    ahead.name()?;
    let shared = ["rename", "set schema", "owner to", "set logged", "set unlogged"];
    if shared.iter().any(|words| ahead.at(words)) {
        return alter_table::alter_table(cursor, ObjectKind::Sequence);
    }
    relation::alter_sequence(cursor)
}

fn truncate(cursor: &mut Cursor<'_>) -> Read<StatementKind> {
    cursor.eat("table");
    let only = cursor.at("only");
    let tables = cursor.tables()?;
    let _ = cursor.eat("restart identity") || cursor.eat("continue identity");
    let cascade = cursor.eat("cascade");
    cursor.eat("restrict");
    cursor.expect_done()?;
    Ok(StatementKind::Truncate(super::statement::Truncate { tables, only, cascade }))
}
