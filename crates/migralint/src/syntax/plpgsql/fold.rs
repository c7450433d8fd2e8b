//! Expressions of PL/pgSQL that come to the same text whenever they run. What is only known then stands in
//! that text as a name in `‹›`, so that `format('%s_%s', 'task', day)` comes to `task_‹day›`.

use std::collections::BTreeMap;

use sqlparser::ast::{
    BinaryOperator, DataType, Expr, FunctionArg, FunctionArgExpr, FunctionArguments,
    Value as Literal,
};
use sqlparser::parser::Parser;

use super::super::cursor::Cursor;
use super::super::depth::is_too_deep;
use super::super::lower::fold as ident;
use super::super::tokenize::DIALECT;
use crate::name::{UNKNOWN, literal, quote};

/// What a variable holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// A text or number, perhaps with unknown parts.
    Text(String),
    /// An array of texts or numbers.
    List(Vec<String>),
}

/// Variables and what they hold. Names are folded.
pub(super) type Variables = BTreeMap<String, Value>;

const OPEN: char = UNKNOWN[0];
const CLOSE: char = UNKNOWN[1];
/// The longest text that is made, in bytes.
const MAX_CHARS: usize = 20_000;

/// What `cursor` holds, read as an expression.
pub(super) fn fold(cursor: Cursor<'_>, variables: &Variables) -> Option<Value> {
    if is_too_deep(cursor.rest()) {
        return None;
    }
    let mut parser = Parser::new(&DIALECT).with_tokens_with_locations(cursor.rest().to_vec());
    let tree = parser.parse_expr().ok()?;
    parser.expect_token(&sqlparser::tokenizer::Token::EOF).ok()?;
    if let Some(items) = list(&tree, variables) {
        return Some(Value::List(items));
    }
    Some(Value::Text(text(&tree, variables)))
}

/// An unknown that is told from others by what it is made of.
pub(super) fn unknown(label: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    let label: String = label.chars().map(plain).collect();
    let words = label.split('_').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_");
    let short: String = words.chars().take(20).collect();
    format!("{OPEN}{short}{CLOSE}")
}

/// Whether nothing of a text is known.
pub(super) fn is_unknown(text: &str) -> bool {
    text.starts_with(OPEN) && text.find(CLOSE).is_some_and(|at| at + CLOSE.len_utf8() == text.len())
}

/// Whether an unknown stands by itself, so that not even the beginning of a name is known, or that it may be more than a
/// name. In a string it does no harm.
pub(super) fn has_loose_unknown(sql: &str) -> bool {
    let in_word = |c: char| c.is_alphanumeric() || c == '_';
    let (mut in_string, mut alone, mut last) = (false, false, ' ');
    for c in sql.chars() {
        if c == '\'' {
            in_string = !in_string;
        }
        if last == CLOSE && alone && !in_word(c) {
            return true;
        }
        if c == OPEN {
            alone = !in_string && !in_word(last);
        }
        last = c;
    }
    last == CLOSE && alone
}

fn list(tree: &Expr, variables: &Variables) -> Option<Vec<String>> {
    match tree {
        Expr::Array(array) => Some(array.elem.iter().map(|item| text(item, variables)).collect()),
        Expr::Cast { expr, .. } | Expr::Nested(expr) => list(expr, variables),
        Expr::Identifier(name) => match variables.get(&ident(name))? {
            Value::List(items) => Some(items.clone()),
            Value::Text(_) => None,
        },
        _ => None,
    }
}

fn text(tree: &Expr, variables: &Variables) -> String {
    known(tree, variables)
        .filter(|text| text.len() <= MAX_CHARS)
        .unwrap_or_else(|| unknown(&tree.to_string()))
}

fn known(tree: &Expr, variables: &Variables) -> Option<String> {
    let text = |tree| text(tree, variables);
    Some(match tree {
        Expr::Nested(inner) => text(inner),
        Expr::Value(value) => match &value.value {
            Literal::Number(number, _) => number.clone(),
            string => string.clone().into_string()?,
        },
        Expr::Identifier(name) => match variables.get(&ident(name))? {
            Value::Text(text) => text.clone(),
            Value::List(_) => return None,
        },
        Expr::Cast { expr, data_type, .. } => {
            Some(text(expr)).filter(|value| is_unknown(value) || keeps(data_type))?
        }
        Expr::BinaryOp { left, op: BinaryOperator::StringConcat, right } => {
            text(left) + &text(right)
        }
        Expr::BinaryOp { left, op, right } => {
            let (left, right) = (text(left), text(right));
            match (left.parse::<i64>(), right.parse::<i64>()) {
                (Ok(left), Ok(right)) => calculate(left, op, right)?.to_string(),
                _ => unknown(&format!("{left} {right}")),
            }
        }
        Expr::Function(function) => {
            let name = function.name.0.last()?.as_ident()?.value.to_lowercase();
            let FunctionArguments::List(list) = &function.args else { return None };
            let arguments = list.args.iter().map(|argument| match argument {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(tree)) => Some(text(tree)),
                _ => None,
            });
            call(&name, &arguments.collect::<Option<Vec<_>>>()?)?
        }
        _ => return None,
    })
}

/// Whether a cast to the type keeps a text as it is written.
fn keeps(data_type: &DataType) -> bool {
    let name = data_type.to_string().to_lowercase();
    ["text", "varchar", "character varying", "name", "int", "bigint", "regclass"]
        .iter()
        .any(|kept| name.starts_with(kept))
}

fn calculate(left: i64, op: &BinaryOperator, right: i64) -> Option<i64> {
    match op {
        BinaryOperator::Plus => left.checked_add(right),
        BinaryOperator::Minus => left.checked_sub(right),
        BinaryOperator::Multiply => left.checked_mul(right),
        _ => None,
    }
}

fn call(name: &str, arguments: &[String]) -> Option<String> {
    let first = arguments.first()?;
    Some(match name {
        "format" => format(first, &arguments[1..])?,
        "concat" => arguments.concat(),
        "lower" => first.to_lowercase(),
        "quote_ident" => quote(first),
        "quote_literal" => literal(first),
        _ => unknown(arguments.iter().find(|argument| argument.contains(OPEN))?),
    })
}

/// What PostgreSQL's `format` makes of `%I`, `%L`, `%s`, `%%` and `%2$s`.
fn format(template: &str, arguments: &[String]) -> Option<String> {
    let mut made = String::with_capacity(template.len());
    let mut next = 0;
    let mut rest = template;
    while let Some(at) = rest.find('%') {
        made.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            next = rest[..digits].parse::<usize>().ok()?.checked_sub(1)?;
            rest = rest[digits..].strip_prefix('$')?;
        }
        let kind = rest.chars().next()?;
        rest = &rest[kind.len_utf8()..];
        if kind == '%' {
            made.push('%');
            continue;
        }
        let argument = arguments.get(next)?;
        next += 1;
        match kind {
            's' => made.push_str(argument),
            'I' => made.push_str(&quote(argument)),
            'L' => made.push_str(&literal(argument)),
            _ => return None,
        }
        (made.len() <= MAX_CHARS).then_some(())?;
    }
    made.push_str(rest);
    Some(made)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;
    use crate::syntax::split::{Piece, PieceKind};
    use crate::syntax::tokens::{Lexed, Source};

    fn folded(sql: &str) -> Option<Value> {
        let piece =
            Piece { span: Span::new(0, sql.len()), kind: PieceKind::Sql, placeholders: Vec::new() };
        let lexed = Lexed::new(Source::new(sql), &piece).unwrap();
        let variables = Variables::from([
            ("t".to_owned(), Value::Text("Task".to_owned())),
            ("n".to_owned(), Value::Text("3".to_owned())),
            ("day".to_owned(), Value::Text(unknown("now()::date"))),
            ("all".to_owned(), Value::List(vec!["a".to_owned(), "b".to_owned()])),
        ]);
        fold(lexed.cursor(), &variables)
    }

    #[test]
    fn expressions_come_to_texts() {
        for (sql, expected) in [
            ("'a' || t || n", Some("aTask3")),
            ("format('%s_%s', T, n - 1)", Some("Task_2")),
            ("format('%I, %L, %%, %2$s', t, 'it''s')", Some("\"Task\", 'it''s', %, it's")),
            ("lower(format('%s_%s', t, day))", Some("task_‹now_date›")),
            ("to_char(day + INTERVAL '1 day', 'YYYY')", Some("‹now_date_interval_1›")),
            ("to_char(day, 'YYYY')", Some("‹now_date›")),
            ("'2024-1-1'::date", Some("‹2024_1_1_date›")),
            ("quote_ident(t::text)", Some("\"Task\"")),
            ("format('%s')", Some("‹format_s›")),
            ("format('%5s', t)", Some("‹format_5s_t›")),
            ("other || 'x'", Some("‹other›x")),
            ("NULL", Some("‹null›")),
            ("1 +", None),
        ] {
            assert_eq!(folded(sql), expected.map(|text| Value::Text(text.to_owned())), "{sql}");
        }
        let list = Value::List(vec!["x".to_owned(), "Task".to_owned()]);
        assert_eq!(folded("ARRAY['x', t]::text[]"), Some(list));
    }

    #[test]
    fn an_unknown_by_itself_is_loose() {
        for (sql, loose) in [
            ("DROP TABLE ‹t›", true),
            ("DROP TABLE ‹t› CASCADE", true),
            ("DROP TABLE task_‹t›", false),
            ("DROP TABLE \"‹t›\"", true),
            ("DROP TABLE \"Task‹t›\"", false),
            ("SELECT 'a ‹t› b'", false),
            ("ALTER TABLE t ADD a ‹t›, DROP b", true),
        ] {
            assert_eq!(has_loose_unknown(sql), loose, "{sql}");
        }
    }
}
