//! Which type changes write the table anew, hold its rows against something, or rebuild indexes.
//! `ATColumnChangeRequiresRewrite` and `CheckIndexCompatible` in PostgreSQL's `tablecmds.c` and `indexcmds.c`.

use crate::catalog::{Catalog, Domain};
use crate::syntax::statement::{Expression, Shape, TypeName};

/// What a type change asks of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Conversion {
    /// The rows stay; indexes that only name the column stay too.
    Nothing,
    /// The rows stay; indexes on the column are built anew, since another operator class orders it.
    Indexes,
    /// The rows are written anew.
    Rewrite,
}

/// Pairs of types of which a value of the first is one of the second, byte for byte: `pg_cast.castmethod`
/// is `b` there. Whether an index stays depends on the operator class: [`same_operators`].
const BINARY_COERCIBLE: &[(&str, &str)] = &[
    ("bit", "varbit"),
    ("bpchar", "citext"),
    ("cidr", "inet"),
    ("citext", "text"),
    ("citext", "varchar"),
    ("int4", "oid"),
    ("int4", "regclass"),
    ("int4", "regtype"),
    ("oid", "int4"),
    ("oid", "regclass"),
    ("oid", "regtype"),
    ("regclass", "oid"),
    ("regtype", "oid"),
    ("text", "bpchar"),
    ("text", "citext"),
    ("text", "varchar"),
    ("varbit", "bit"),
    ("varchar", "bpchar"),
    ("varchar", "citext"),
    ("varchar", "text"),
    ("xml", "text"),
    ("xml", "varchar"),
];

/// What changing a column from `from` to `to` asks. Without `from` the worst is taken.
pub(super) fn conversion(
    from: Option<&TypeName>,
    to: &TypeName,
    using: Option<&Expression>,
    catalog: &Catalog,
) -> Conversion {
    let Some(from) = from else { return Conversion::Rewrite };
    match using.map(|using| &using.shape) {
        None | Some(Shape::Column(_)) => step(from, to, catalog),
        Some(Shape::CastColumn(_, first)) => {
            step(from, first, catalog).max(step(first, to, catalog))
        }
        Some(Shape::CastColumnVia(_, first, second)) => {
            let last = step(second, to, catalog);
            step(from, first, catalog).max(step(first, second, catalog)).max(last)
        }
        _ => Conversion::Rewrite,
    }
}

fn step(from: &TypeName, to: &TypeName, catalog: &Catalog) -> Conversion {
    if let Some((_, domain)) = catalog.domain_of(to)
        && to.dimensions == 0
    {
        let same = catalog.resolve_type_name(from) == catalog.resolve_type_name(to);
        return match is_constrained(domain) {
            _ if same => Conversion::Nothing,
            true => Conversion::Rewrite,
            false => step(from, &domain.base, catalog),
        };
    }
    if let Some((_, domain)) = catalog.domain_of(from)
        && from.dimensions == 0
    {
        return step(&domain.base, to, catalog);
    }
    if from.dimensions.min(1) != to.dimensions.min(1) {
        return Conversion::Rewrite;
    }
    let (old, new) = (catalog.resolve_type_name(from), catalog.resolve_type_name(to));
    if old == new {
        return if modifiers_widen(from, to) { Conversion::Nothing } else { Conversion::Rewrite };
    }
    let pair = (from.name.as_str(), to.name.as_str());
    if matches!(pair, ("timestamp", "timestamptz") | ("timestamptz", "timestamp")) && catalog.in_utc
    {
        // In UTC both are the same number (`TimestampTimestampTzRequiresRewrite`); the index orders them alike,
        // by another operator class.
        return if modifiers_widen(from, to) { Conversion::Indexes } else { Conversion::Rewrite };
    }
    if from.dimensions > 0 || !BINARY_COERCIBLE.contains(&pair) || !modifiers_widen(from, to) {
        return Conversion::Rewrite;
    }
    if same_operators(pair) { Conversion::Nothing } else { Conversion::Indexes }
}

/// Whether the default operator class of both types is the same, so that an index on the column stays.
fn same_operators(pair: (&str, &str)) -> bool {
    matches!(pair, ("text", "varchar") | ("varchar", "text") | ("cidr", "inet"))
}

/// Whether a domain refuses values.
pub(super) fn is_constrained(domain: &Domain) -> bool {
    domain.not_null || !domain.checks.is_empty()
}

/// Whether every value that fits the old modifiers fits the new ones as it is: the planner then drops the
/// length coercion (`varchar_support`, `numeric_support`, `varbit_support`, `TemporalSimplify`).
fn modifiers_widen(from: &TypeName, to: &TypeName) -> bool {
    let numbers = |of: &TypeName| -> Option<Vec<i64>> {
        of.modifiers.iter().map(|modifier| modifier.trim().parse().ok()).collect()
    };
    let (Some(old), Some(new)) = (numbers(from), numbers(to)) else {
        return from.modifiers == to.modifiers;
    };
    if new.is_empty() {
        return true;
    }
    if old == new && from.name == to.name {
        return true;
    }
    match to.name.as_str() {
        "varchar" | "varbit" if from.name == to.name => {
            old.first().is_some_and(|old| *old <= new[0])
        }
        "numeric" => {
            let scale = |digits: &[i64]| digits.get(1).copied().unwrap_or(0);
            old.first().is_some_and(|precision| *precision <= new[0]) && scale(&old) == scale(&new)
        }
        "time" | "timetz" | "timestamp" | "timestamptz" | "interval" => {
            new[0] >= 6 || old.first().is_some_and(|old| *old <= new[0])
        }
        _ => false,
    }
}
