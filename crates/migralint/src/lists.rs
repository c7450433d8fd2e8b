//! Names and parts of sentences in a row.

use std::borrow::Borrow;

use crate::name::QualifiedName;

/// Names in a row: `"a"`, `"a" and "b"`, `"a", "b" and "c"`.
pub(crate) fn list<S: AsRef<str>>(names: &[S]) -> String {
    let shown: Vec<_> = names.iter().map(|name| format!("\"{}\"", name.as_ref())).collect();
    join(&shown)
}

/// Columns in a row: `the column "a"`, `the columns "a" and "b"`.
pub(crate) fn columns<S: AsRef<str>>(names: &[S]) -> String {
    let kind = if names.len() == 1 { "column" } else { "columns" };
    format!("the {kind} {}", list(names))
}

/// Tables in a row, as messages show them.
pub(crate) fn tables<T: Borrow<QualifiedName>>(names: &[T]) -> String {
    join(&names.iter().map(|name| name.borrow().shown()).collect::<Vec<_>>())
}

/// What stands for them: `it`, `them`.
pub(crate) fn it<T>(of: &[T]) -> &'static str {
    if of.len() == 1 { "it" } else { "them" }
}

/// Parts of a sentence in a row.
pub(crate) fn join(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
