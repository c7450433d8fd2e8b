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

/// Pairs of types of which a value of the first is one of the second, byte for byte (`pg_cast.castmethod` is `b`), and
/// whether the default operator class of both is the same, so that an index on the column stays.
const BINARY_COERCIBLE: &str = include_str!("postgres/binary_coercible_casts.txt");

/// The same for the extension citext (`citext--1.4.sql`): it brings an operator class of its own.
const OF_CITEXT: &[(&str, &str)] = &[
    ("bpchar", "citext"),
    ("citext", "text"),
    ("citext", "varchar"),
    ("text", "citext"),
    ("varchar", "citext"),
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
        Some(Shape::CastColumnVia(_, types)) => {
            let (first, second) = &**types;
            let last = step(second, to, catalog);
            step(from, first, catalog).max(step(first, second, catalog)).max(last)
        }
        _ => Conversion::Rewrite,
    }
}

fn step(from: &TypeName, to: &TypeName, catalog: &Catalog) -> Conversion {
    /// Domains on domains. A history that cannot run may hold one on itself.
    const MAX_DEPTH: u8 = 32;
    step_through(from, to, catalog, MAX_DEPTH)
}

fn step_through(from: &TypeName, to: &TypeName, catalog: &Catalog, left: u8) -> Conversion {
    let Some(left) = left.checked_sub(1) else { return Conversion::Rewrite };
    if let Some((_, domain)) = catalog.domain_of(to)
        && to.dimensions == 0
    {
        let same = catalog.is_same_type(from, to);
        return match is_constrained(domain) {
            _ if same => Conversion::Nothing,
            true => Conversion::Rewrite,
            false => step_through(from, &domain.base, catalog, left),
        };
    }
    if let Some((_, domain)) = catalog.domain_of(from)
        && from.dimensions == 0
    {
        // The modifiers of a domain's base type are not seen through it, so any coercion of the length stays.
        let base = TypeName { modifiers: Vec::new(), ..domain.base.clone() };
        return step_through(&base, to, catalog, left);
    }
    if from.dimensions.min(1) != to.dimensions.min(1) {
        return Conversion::Rewrite;
    }
    if catalog.is_same_type(from, to) {
        let stays = if to.dimensions > 0 {
            // The elements of an array are coerced one by one.
            to.modifiers.is_empty() || from.modifiers == to.modifiers
        } else {
            modifiers_widen(from, to)
        };
        return if stays { Conversion::Nothing } else { Conversion::Rewrite };
    }
    let pair = (from.name.as_str(), to.name.as_str());
    if matches!(pair, ("timestamp", "timestamptz") | ("timestamptz", "timestamp")) && catalog.in_utc
    {
        // In UTC both are the same number (`TimestampTimestampTzRequiresRewrite`); the index orders them alike,
        // by another operator class.
        return if modifiers_widen(from, to) { Conversion::Indexes } else { Conversion::Rewrite };
    }
    if from.dimensions > 0 || !modifiers_widen(from, to) {
        return Conversion::Rewrite;
    }
    if OF_CITEXT.contains(&pair) {
        return Conversion::Indexes;
    }
    cast(pair.0, pair.1)
}

/// What a cast between two of PostgreSQL's own types asks.
fn cast(from: &str, to: &str) -> Conversion {
    let order = BINARY_COERCIBLE.lines().find_map(|line| {
        let mut words = line.split(' ');
        (words.next() == Some(from) && words.next() == Some(to)).then(|| words.next()).flatten()
    });
    match order {
        None => Conversion::Rewrite,
        Some("ordered") => Conversion::Nothing,
        Some(_) => Conversion::Indexes,
    }
}

/// Whether a domain refuses values.
pub(super) fn is_constrained(domain: &Domain) -> bool {
    domain.not_null || !domain.checks.is_empty()
}

/// Whether every value that fits the old modifiers fits the new ones as it is: the planner then drops the
/// length coercion (`varchar_support`, `numeric_support`, `varbit_support`, `TemporalSimplify`).
fn modifiers_widen(from: &TypeName, to: &TypeName) -> bool {
    if from.name == "interval" && to.name == "interval" {
        return interval_widens(&from.modifiers, &to.modifiers);
    }
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
        "time" | "timetz" | "timestamp" | "timestamptz" => {
            new[0] >= 6 || old.first().is_some_and(|old| *old <= new[0])
        }
        _ => false,
    }
}

/// `interval_support`: fields above the smallest one are never cut off.
fn interval_widens(old: &[String], new: &[String]) -> bool {
    /// The fields of an interval, smallest first.
    const FIELDS: [&str; 6] = ["second", "minute", "hour", "day", "month", "year"];
    const DIGITS: u32 = 6;
    let smallest = |of: &[String]| {
        let mut named = of.iter().filter_map(|word| FIELDS.iter().position(|field| field == word));
        named.next_back().unwrap_or(0)
    };
    let digits = |of: &[String]| {
        of.last()
            .and_then(|last| last.trim().parse().ok())
            .map_or(DIGITS, |last: u32| last.min(DIGITS))
    };
    smallest(new) <= smallest(old) && (smallest(old) > 0 || digits(new) >= digits(old))
}
