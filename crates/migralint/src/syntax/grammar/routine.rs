//! Functions, procedures, triggers, and `DO`.

use sqlparser::tokenizer::Token;

use super::super::cursor::Cursor;
use super::super::lower::expression;
use super::super::plpgsql;
use super::super::statement::{
    CreateFunction, CreateTrigger, Do, Statement, StatementKind, TypeName, Volatility,
};
use super::super::tokens::Read;
use super::super::type_name::type_name;
use crate::source::Span;

/// `CREATE [OR REPLACE] FUNCTION` and `PROCEDURE`, from the name on.
pub(super) fn create_function(
    cursor: &mut Cursor<'_>,
    or_replace: bool,
    procedure: bool,
) -> Read<StatementKind> {
    let definition = cursor.rest_text();
    let name = cursor.name()?;
    let inside = cursor.parens()?;
    let mut function = CreateFunction {
        name,
        or_replace,
        procedure,
        arguments: arguments(inside)?,
        arguments_text: inside.rest_text(),
        returns: String::new(),
        language: "sql".to_owned(),
        volatility: Volatility::Volatile,
        security_definer: false,
        sets_search_path: false,
        body: None,
        statements: Vec::new(),
        dynamic: Vec::new(),
        definition,
    };
    if cursor.eat("returns") {
        let start = cursor.here();
        if cursor.eat("table") {
            cursor.parens()?;
        } else {
            type_name(cursor)?;
        }
        cursor.text(cursor.span_from(start)).clone_into(&mut function.returns);
    }
    while !cursor.is_done() {
        option(cursor, &mut function)?;
    }
    if let Some(body) = function.body {
        let source = cursor.source();
        match function.language.as_str() {
            "plpgsql" => {
                let code = plpgsql::statements(source, body);
                (function.statements, function.dynamic) = (code.statements, code.dynamic);
            }
            "sql" => {
                let inside = source.inside();
                function.statements = inside.map_or_else(Vec::new, |inside| {
                    super::super::read_all(inside, &[body]).statements
                });
            }
            _ => {}
        }
    }
    Ok(StatementKind::CreateFunction(Box::new(function)))
}

/// The types of the input arguments: `OUT` and the columns of `TABLE` are left out.
fn arguments(inside: Cursor<'_>) -> Read<Vec<TypeName>> {
    let mut types = Vec::new();
    for mut argument in inside.commas() {
        let mode = argument.eat_any(&["in out", "inout", "in", "out", "variadic"]);
        let mut ahead = argument;
        // A name stands before the type when a type can still be read behind it.
        let named = ahead.ident().is_ok()
            && !ahead.is_done()
            && !ahead.at("default")
            && !matches!(
                ahead.peek(),
                Some(Token::Eq | Token::Period | Token::LParen | Token::LBracket)
            )
            && !argument.at("double precision")
            && !argument.at_any(&["character", "timestamp", "time", "interval", "bit", "national"]);
        if named {
            argument = ahead;
            if argument.eat_any(&["in out", "inout", "in", "out"]) == Some("out") {
                continue;
            }
        }
        if mode != Some("out") {
            types.push(type_name(&mut argument)?);
        }
    }
    Ok(types)
}

fn option(cursor: &mut Cursor<'_>, function: &mut CreateFunction) -> Read<()> {
    if cursor.eat("language") {
        function.language = match cursor.string() {
            Ok(language) => language.to_lowercase(),
            Err(_) => cursor.ident()?.name,
        };
    } else if let Some(volatility) = volatility(cursor) {
        function.volatility = volatility;
    } else if cursor.eat("external security definer") || cursor.eat("security definer") {
        function.security_definer = true;
    } else if cursor.eat("set") {
        function.sets_search_path |= cursor.at("search_path");
        let name = cursor.here();
        cursor.until(|at| at.here() != name && at.at_any(OPTIONS));
    } else if cursor.eat("as") {
        function.body = Some(body(cursor)?);
        if cursor.eat_token(&Token::Comma) {
            cursor.string()?;
        }
    } else if cursor.eat("begin atomic") {
        let start = cursor.here();
        let inside = cursor.until(|at| at.at("end") && at.rest().len() == 1);
        function.body = Some(start.to(inside.span()));
        cursor.expect("end")?;
    } else if cursor.eat("return") {
        cursor.until(|_| false);
    } else if cursor.eat("cost")
        || cursor.eat("rows")
        || cursor.eat("support")
        || cursor.eat("parallel")
    {
        cursor.eat_token(&Token::Minus);
        cursor.skip();
    } else if cursor.eat("transform") {
        cursor.until(|at| at.at_any(OPTIONS));
        while cursor.eat_token(&Token::Comma) {
            cursor.until(|at| at.at_any(OPTIONS));
        }
    } else if cursor.eat("with") {
        cursor.parens()?;
    } else if cursor
        .eat_any(&[
            "called on null input",
            "returns null on null input",
            "strict",
            "window",
            "not leakproof",
            "leakproof",
            "external security invoker",
            "security invoker",
        ])
        .is_none()
    {
        return Err(cursor.expected("an option of the function"));
    }
    Ok(())
}

/// The words with which an option of a function begins.
const OPTIONS: &[&str] = &[
    "language",
    "immutable",
    "stable",
    "volatile",
    "external",
    "security",
    "set",
    "as",
    "begin",
    "return",
    "cost",
    "rows",
    "support",
    "parallel",
    "called",
    "returns",
    "strict",
    "window",
    "not",
    "leakproof",
];

/// `IMMUTABLE`, `STABLE` or `VOLATILE`, if it is next.
pub(super) fn volatility(cursor: &mut Cursor<'_>) -> Option<Volatility> {
    Some(match cursor.eat_any(&["immutable", "stable", "volatile"])? {
        "immutable" => Volatility::Immutable,
        "stable" => Volatility::Stable,
        _ => Volatility::Volatile,
    })
}

/// The place of a body inside its quotes.
pub(in super::super) fn body(cursor: &mut Cursor<'_>) -> Read<Span> {
    let span = cursor.here();
    cursor.string()?;
    let text = cursor.text(span);
    let opening = match text.as_bytes() {
        [b'$', rest @ ..] => rest.iter().position(|byte| *byte == b'$').map_or(1, |at| at + 2),
        [b'e' | b'E', ..] => 2,
        _ => 1,
    };
    let closing = if text.starts_with('$') { opening } else { 1 };
    Ok(Span::new(span.start + opening, (span.end - closing).max(span.start + opening)))
}

/// `DO`, from behind the word: the statement and the static statements in it.
pub(super) fn do_block(cursor: &mut Cursor<'_>) -> Read<(StatementKind, Vec<Statement>)> {
    let mut language = "plpgsql".to_owned();
    let mut block = None;
    while !cursor.is_done() {
        if cursor.eat("language") {
            language = match cursor.string() {
                Ok(language) => language.to_lowercase(),
                Err(_) => cursor.ident()?.name,
            };
        } else {
            block = Some(body(cursor)?);
        }
    }
    let Some(block) = block else { return Err(cursor.expected("a block of code")) };
    if language != "plpgsql" {
        let kind = StatementKind::Do(Do { language, body: Some(block), dynamic: vec![block] });
        return Ok((kind, Vec::new()));
    }
    let code = plpgsql::statements(cursor.source(), block);
    Ok((
        StatementKind::Do(Do { language, body: Some(block), dynamic: code.dynamic }),
        code.statements,
    ))
}

/// `CREATE [OR REPLACE] [CONSTRAINT] TRIGGER`, from the name on.
pub(super) fn create_trigger(cursor: &mut Cursor<'_>, or_replace: bool) -> Read<StatementKind> {
    let definition = cursor.rest_text();
    let name = cursor.ident()?;
    let mut columns = Vec::new();
    cursor.until(|at| at.at_any(&["on", "of"]));
    while cursor.eat("of") {
        columns.push(cursor.ident()?.name);
        while cursor.eat_token(&Token::Comma) {
            columns.push(cursor.ident()?.name);
        }
        cursor.until(|at| at.at_any(&["on", "of"]));
    }
    cursor.expect("on")?;
    let table = cursor.name()?;
    let from = if cursor.eat("from") { Some(cursor.name()?) } else { None };
    let mut each_row = false;
    while !cursor.is_done() && !cursor.at("execute") {
        if cursor.eat("row") {
            each_row = true;
        } else if cursor.eat("when") {
            columns.extend(expression(cursor.parens()?).into_facts().columns);
        } else {
            cursor.skip();
        }
    }
    cursor.expect("execute")?;
    if cursor.eat_any(&["function", "procedure"]).is_none() {
        return Err(cursor.expected("FUNCTION"));
    }
    let function = Some(cursor.name()?);
    cursor.parens()?;
    cursor.expect_done()?;
    Ok(StatementKind::CreateTrigger(Box::new(CreateTrigger {
        name,
        table,
        or_replace,
        from,
        each_row,
        columns,
        function,
        definition,
    })))
}
