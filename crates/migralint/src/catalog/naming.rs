//! The names that PostgreSQL chooses for constraints, indexes and sequences that were written without one.

use std::fmt::Write as _;

use super::Catalog;
use crate::name::{MAX_IDENTIFIER_BYTES, QualifiedName};
use crate::syntax::statement::{Expression, IndexKey, Shape};

impl Catalog {
    /// A name for a new relation (`ChooseRelationName` in PostgreSQL's `indexcmds.c`).
    pub(super) fn choose_relation_name(
        &self,
        table: &QualifiedName,
        addition: &str,
        label: &str,
    ) -> String {
        choose(table, addition, label, |name| self.relation(name).is_some())
    }

    /// A name for a new constraint with an index; it must be new among both.
    pub(super) fn choose_index_constraint_name(
        &self,
        table: &QualifiedName,
        addition: &str,
        label: &str,
    ) -> String {
        choose(table, addition, label, |name| {
            self.relation(name).is_some() || self.links.constraints.any(name)
        })
    }

    /// A name for a new constraint (`ChooseConstraintName` in `pg_constraint.c`): new in its schema.
    pub(super) fn choose_constraint_name(
        &self,
        table: &QualifiedName,
        addition: &str,
        label: &str,
    ) -> String {
        choose(table, addition, label, |name| self.links.constraints.any(name))
    }
}

/// `table_addition_label` with the first number at its end, from none, that is not taken.
pub(super) fn choose(
    table: &QualifiedName,
    addition: &str,
    label: &str,
    taken: impl Fn(&QualifiedName) -> bool,
) -> String {
    let mut candidate =
        QualifiedName::new(&table.schema, object_name(&table.name, addition, label));
    let mut pass = 0;
    while taken(&candidate) {
        pass += 1;
        candidate.name = object_name(&table.name, addition, &format!("{label}{pass}"));
    }
    candidate.name
}

/// `first_second_label`, cut to fit: the longer of the first two gives way (`makeObjectName`).
pub(super) fn object_name(first: &str, second: &str, label: &str) -> String {
    let separators = 1 + usize::from(!second.is_empty());
    let room = MAX_IDENTIFIER_BYTES.saturating_sub(label.len() + separators);
    let (mut first_length, mut second_length) = (first.len(), second.len());
    while first_length + second_length > room {
        if first_length > second_length {
            first_length -= 1;
        } else {
            second_length -= 1;
        }
    }
    let mut name = clip(first, first_length).to_owned();
    for part in [clip(second, second_length), label] {
        if !part.is_empty() {
            name.push('_');
            name.push_str(part);
        }
    }
    name
}

/// The names of columns as they go into a chosen name (`ChooseIndexNameAddition`).
pub(super) fn addition<S: AsRef<str>>(columns: &[S]) -> String {
    let mut joined = String::new();
    for column in columns {
        if !joined.is_empty() {
            joined.push('_');
        }
        joined.push_str(column.as_ref());
        if joined.len() > MAX_IDENTIFIER_BYTES {
            break;
        }
    }
    joined
}

/// The names of an index's own attributes (`ChooseIndexColumnNames`).
pub(super) fn attributes(keys: &[IndexKey], include: &[String]) -> Vec<String> {
    let keys = keys.iter().map(|key| match (&key.column, &key.expression) {
        (Some(column), _) => column.clone(),
        (None, Some(expression)) => expression_name(expression).unwrap_or_else(|| "expr".into()),
        (None, None) => "expr".into(),
    });
    let mut names: Vec<String> = Vec::new();
    for wanted in keys.chain(include.iter().cloned()) {
        let mut name = wanted.clone();
        let mut number = 0;
        while names.contains(&name) {
            number += 1;
            let suffix = number.to_string();
            name.clear();
            name.push_str(clip(&wanted, MAX_IDENTIFIER_BYTES - suffix.len()));
            let _ = write!(name, "{suffix}");
        }
        names.push(name);
    }
    names
}

/// The name that an expression suggests: its column, else its function, else the type it casts to
/// (`FigureIndexColname` in `parse_target.c`).
fn expression_name(expression: &Expression) -> Option<String> {
    match &expression.shape {
        Shape::Column(column) | Shape::CastColumn(column, _) | Shape::CastColumnVia(column, _) => {
            Some(column.clone())
        }
        Shape::Null
        | Shape::Constant
        | Shape::AtTimeZone(..)
        | Shape::NextValue(_)
        | Shape::Other
        | Shape::Opaque => {
            let text = without_brackets(&expression.text);
            called_function(text).or_else(|| {
                let (inner, _) = text.rsplit_once("::")?;
                let inner = called_function(without_brackets(inner));
                inner.or_else(|| match expression.casts.as_slice() {
                    [to] => Some(to.name.clone()),
                    _ => None,
                })
            })
        }
    }
}

/// The function, when the whole of `text` is one call, perhaps with a collation or operator class behind it.
fn called_function(text: &str) -> Option<String> {
    let open = text.find('(')?;
    let name = text[..open].trim_end().rsplit('.').next()?.trim();
    let plain = name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '$');
    let folded = match name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) {
        Some(quoted) => quoted.replace("\"\"", "\""),
        None if plain => name.to_ascii_lowercase(),
        None => return None,
    };
    let behind = text[open + closing_bracket(&text[open..])? + 1..].trim_start();
    let only_decorated = behind.is_empty()
        || behind.to_ascii_lowercase().starts_with("collate ")
        || behind.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.');
    (only_decorated && folded != "cast").then_some(folded)
}

fn without_brackets(text: &str) -> &str {
    let mut text = text.trim();
    for _ in 0..MAX_BRACKETS {
        if !text.starts_with('(') || closing_bracket(text) != Some(text.len() - 1) {
            break;
        }
        text = text[1..text.len() - 1].trim();
    }
    text
}

/// How many brackets around an expression are looked through: each costs a walk over the text.
const MAX_BRACKETS: usize = 50;

/// The byte offset of the bracket that closes the one at the start.
fn closing_bracket(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    for (at, character) in text.char_indices() {
        if quote.is_some() {
            if quote == Some(character) {
                quote = None;
            }
            continue;
        }
        match character {
            '\'' | '"' => quote = Some(character),
            '(' => depth += 1,
            ')' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// At most `length` bytes of `text`, on a character border.
fn clip(text: &str, length: usize) -> &str {
    let mut end = length.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
