//! When two definitions are the same, however they are written.

use crate::catalog::{Catalog, Constraint, Function, Index, Trigger, View};
use crate::name::QualifiedName;
use crate::syntax::statement::{ConstraintKind, Expression, TypeName};
use crate::syntax::{behind_name, canonical, same, without};

/// Whether two functions are the same: their clauses may come in any order.
pub(crate) fn same_function(old: &Function, new: &Function) -> bool {
    let clauses = |function: &Function| {
        let text = canonical(&behind_name(&function.definition));
        let (head, body) = match text.split_once("$$") {
            Some((head, rest)) => {
                let (body, tail) = rest.rsplit_once("$$").unwrap_or((rest, ""));
                (format!("{head} {tail}"), body.to_owned())
            }
            None => (text.clone(), String::new()),
        };
        let mut words: Vec<String> =
            head.split_whitespace().map(|word| word.trim_matches('\'').to_owned()).collect();
        words.retain(|word| word != "volatile");
        words.sort();
        (words, body)
    };
    old.procedure == new.procedure
        && (old.definition == new.definition || clauses(old) == clauses(new))
}

/// Whether two views are the same, as far as their text tells.
pub(crate) fn same_view(old: &View, new: &View) -> bool {
    let words = |view: &View| {
        let text = canonical(&view.definition);
        let words = text.split(' ').filter(|word| !matches!(*word, "(" | ")" | "as"));
        words.collect::<Vec<_>>().join(" ")
    };
    old.materialized == new.materialized
        && (old.definition == new.definition || words(old) == words(new))
}

/// Whether the `*` of two views stood for the same columns, as far as they are known.
pub(crate) fn same_stars(old: &View, new: &View) -> bool {
    old.stars
        .iter()
        .filter_map(|(read, columns)| Some((columns, new.stars.get(read)?)))
        .all(|(old, new)| old == new)
}

/// Whether two indexes are the same but for their names.
pub(crate) fn same_index(old: &Index, new: &Index) -> bool {
    let parts = |index: &Index| {
        let text = without(&canonical(&index.definition), &["using", "btree"]);
        let (key, condition) = text.split_once(" where ").unwrap_or((&text, ""));
        (key.to_owned(), condition.to_owned())
    };
    let same_parts = || {
        let ((old, only), (new, when)) = (parts(old), parts(new));
        same(&old, &new) && same(&only, &when)
    };
    old.unique == new.unique
        && old.table == new.table
        && old.method == new.method
        && (old.definition == new.definition || same_parts())
}

/// Whether two constraints demand the same; names and validation are left out.
pub(crate) fn same_constraint(old: &Constraint, new: &Constraint) -> bool {
    let same = match (&old.kind, &new.kind) {
        (
            ConstraintKind::PrimaryKey { columns: old },
            ConstraintKind::PrimaryKey { columns: new },
        ) => old == new,
        (ConstraintKind::Unique { columns: one }, ConstraintKind::Unique { columns: other }) => {
            one == other && nulls(old) == nulls(new)
        }
        (ConstraintKind::Check(old), ConstraintKind::Check(new)) => {
            same_expression(Some(old), Some(new))
        }
        (ConstraintKind::ForeignKey(one), ConstraintKind::ForeignKey(other)) => {
            one.columns == other.columns
                && old.references == new.references
                && (one.referenced == other.referenced
                    || one.referenced.is_empty()
                    || other.referenced.is_empty())
        }
        (ConstraintKind::Exclude { .. }, ConstraintKind::Exclude { .. }) => {
            canonical(&old.definition) == canonical(&new.definition)
        }
        (
            ConstraintKind::UsingIndex { primary: one, .. },
            ConstraintKind::UsingIndex { primary: other, .. },
        ) => one == other,
        (ConstraintKind::UsingIndex { .. }, _) | (_, ConstraintKind::UsingIndex { .. }) => true,
        _ => false,
    };
    same && (old.options == new.options || options(old) == options(new))
}

/// Whether nulls are distinct.
fn nulls(constraint: &Constraint) -> bool {
    !canonical(&constraint.definition).starts_with("unique nulls not distinct")
}

/// The words behind a constraint; the actions of a foreign key may come in either order.
fn options(constraint: &Constraint) -> Vec<String> {
    let text = canonical(&constraint.options);
    let text = without(&text, &["not", "deferrable"]);
    let mut text = without(&text, &["initially", "immediate"]);
    if text.contains("initially deferred") {
        text = without(&text, &["deferrable"]);
    }
    let mut clauses: Vec<String> = text
        .split("on ")
        .map(|clause| clause.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    clauses.retain(|clause| !clause.is_empty());
    clauses.sort();
    clauses
}

pub(super) fn shown(constraint: &Constraint) -> String {
    let text = without(&constraint.definition, &["not", "valid"]);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether two expressions are the same, as far as their text tells.
pub(crate) fn same_expression(old: Option<&Expression>, new: Option<&Expression>) -> bool {
    match (old, new) {
        (None, None) => true,
        (Some(old), Some(new)) => old.text == new.text || same(&old.text, &new.text),
        _ => false,
    }
}

/// Whether two types are the same in two catalogs.
pub(crate) fn same_type(old: &TypeName, new: &TypeName, wanted: &Catalog, found: &Catalog) -> bool {
    let modifiers =
        |of: &TypeName| of.modifiers.iter().map(|one| one.to_lowercase()).collect::<Vec<_>>();
    let name = |of: &TypeName, catalog: &Catalog| match &of.schema {
        Some(schema) if schema != "pg_catalog" => catalog.resolve_type_name(of),
        _ if catalog.type_of(of).is_some() => catalog.resolve_type_name(of),
        _ => QualifiedName::new("pg_catalog", &of.name),
    };
    name(old, wanted) == name(new, found)
        && (old.dimensions > 0) == (new.dimensions > 0)
        && modifiers(old) == modifiers(new)
}

pub(super) fn same_written_type(old: &TypeName, new: &TypeName) -> bool {
    old.name == new.name
        && old.modifiers == new.modifiers
        && (old.dimensions > 0) == (new.dimensions > 0)
}

/// Whether two triggers of one table are the same.
pub(crate) fn same_trigger(old: &Trigger, new: &Trigger) -> bool {
    let rest = |trigger: &Trigger| behind_name(&trigger.definition);
    old.definition == new.definition || same(&rest(old), &rest(new))
}
