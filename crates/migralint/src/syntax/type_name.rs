//! Data types, with PostgreSQL's own names for them.

use sqlparser::tokenizer::Token;

use super::cursor::Cursor;
use super::statement::TypeName;
use super::tokens::Read;

/// The names that SQL has for PostgreSQL's types (`SystemTypeName` in `gram.y`).
const ALIASES: &[(&str, &str)] = &[
    ("bigint", "int8"),
    ("bigserial", "serial8"),
    ("boolean", "bool"),
    ("char", "bpchar"),
    ("character", "bpchar"),
    ("dec", "numeric"),
    ("decimal", "numeric"),
    ("int", "int4"),
    ("integer", "int4"),
    ("nchar", "bpchar"),
    ("real", "float4"),
    ("serial", "serial4"),
    ("smallint", "int2"),
    ("smallserial", "serial2"),
];

/// A data type.
pub(super) fn type_name(cursor: &mut Cursor<'_>) -> Read<TypeName> {
    let start = cursor.here();
    cursor.eat("setof");
    let (schema, name, mut modifiers) = base(cursor)?;
    if modifiers.is_empty() && cursor.peek() == Some(&Token::LParen) {
        modifiers = modifier_list(cursor)?;
    }
    let name = zoned(cursor, name);
    let dimensions = dimensions(cursor);
    let span = cursor.span_from(start);
    let text = cursor.text(span).to_owned();
    Ok(TypeName { schema, name, modifiers, dimensions, text, span })
}

type Base = (Option<String>, String, Vec<String>);

fn base(cursor: &mut Cursor<'_>) -> Read<Base> {
    let builtin = |name: &str| Ok((Some("pg_catalog".to_owned()), name.to_owned(), Vec::new()));
    if cursor.eat("double precision") {
        return builtin("float8");
    }
    if cursor
        .eat_any(&[
            "national character varying",
            "national char varying",
            "character varying",
            "char varying",
            "nchar varying",
        ])
        .is_some()
    {
        return builtin("varchar");
    }
    if cursor.eat_any(&["national character", "national char"]).is_some() {
        return builtin("bpchar");
    }
    if cursor.eat("bit varying") {
        return builtin("varbit");
    }
    if cursor.at("interval") && !matches!(cursor.peek_ahead(1), Some(Token::Period)) {
        cursor.skip();
        let mut fields = Vec::new();
        while let Some(field) =
            cursor.eat_any(&["year", "month", "day", "hour", "minute", "second", "to"])
        {
            fields.push(field.to_owned());
        }
        if !fields.is_empty() && cursor.peek() == Some(&Token::LParen) {
            fields.extend(modifier_list(cursor)?);
        }
        return Ok((Some("pg_catalog".to_owned()), "interval".to_owned(), fields));
    }
    if cursor.at("float") && cursor.peek_ahead(1) == Some(&Token::LParen) {
        cursor.skip();
        let digits = modifier_list(cursor)?;
        let single = digits[0].parse::<u32>().is_ok_and(|digits| digits < 25);
        return builtin(if single { "float4" } else { "float8" });
    }
    let quoted = matches!(cursor.peek(), Some(Token::Word(word)) if word.quote_style.is_some());
    let name = cursor.name()?;
    if cursor.eat_token(&Token::Mod) {
        cursor.expect("type")?;
        return Ok((name.schema, format!("{}%type", name.name), Vec::new()));
    }
    if quoted || name.schema.is_some() {
        return Ok((name.schema, name.name, Vec::new()));
    }
    let alias = ALIASES.iter().find(|(sql, _)| *sql == name.name);
    let builtin = if name.name == "float" { "float8" } else { alias.map_or(&*name.name, |a| a.1) };
    let modifiers = match builtin {
        // `char` alone has one character; `bpchar` alone has no limit.
        "bpchar" if name.name != "bpchar" && cursor.peek() != Some(&Token::LParen) => {
            vec!["1".to_owned()]
        }
        _ => Vec::new(),
    };
    let schema = (builtin != name.name).then(|| "pg_catalog".to_owned());
    Ok((schema, builtin.to_owned(), modifiers))
}

fn modifier_list(cursor: &mut Cursor<'_>) -> Read<Vec<String>> {
    let inside = cursor.parens()?;
    let parts = inside.commas();
    if parts.is_empty() {
        return Err(inside.expected("a modifier of the type"));
    }
    Ok(parts.iter().map(Cursor::rest_text).collect())
}

/// `time` and `timestamp` take their zone behind the modifier.
fn zoned(cursor: &mut Cursor<'_>, name: String) -> String {
    if !matches!(name.as_str(), "time" | "timestamp") {
        return name;
    }
    if cursor.eat("with time zone") {
        return format!("{name}tz");
    }
    cursor.eat("without time zone");
    name
}

fn dimensions(cursor: &mut Cursor<'_>) -> usize {
    if cursor.at("array") {
        cursor.skip();
        if cursor.peek() == Some(&Token::LBracket) {
            brackets(cursor);
        }
        return 1;
    }
    let mut dimensions = 0;
    while cursor.peek() == Some(&Token::LBracket) {
        brackets(cursor);
        dimensions += 1;
    }
    dimensions
}

fn brackets(cursor: &mut Cursor<'_>) {
    cursor.skip();
    if matches!(cursor.peek(), Some(Token::Number(..))) {
        cursor.skip();
    }
    cursor.eat_token(&Token::RBracket);
}
