//! Which expressions give a new value for every row.

use crate::catalog::Catalog;
use crate::name::{Name, QualifiedName};
use crate::syntax::statement::{Expression, Shape, Volatility};

/// Functions of which no overload is volatile in any supported version, from `pg_proc.provolatile`: a line about that,
/// then the names, sorted.
static NONVOLATILE: &str = include_str!("postgres/nonvolatile_functions.txt");

/// What looks like a call and is none of `pg_proc` (`func_expr_common_subexpr` in `gram.y`), sorted. And `timezone`: one
/// overload, of `time with time zone`, is volatile in 14 alone.
const FORMS: &[&str] = &[
    "cast",
    "coalesce",
    "current_catalog",
    "current_date",
    "current_role",
    "current_time",
    "current_timestamp",
    "greatest",
    "grouping",
    "json_array",
    "json_exists",
    "json_query",
    "json_scalar",
    "json_serialize",
    "json_value",
    "least",
    "localtime",
    "localtimestamp",
    "nullif",
    "row",
    "timezone",
    "trim",
    "user",
    "xmlconcat",
    "xmlelement",
    "xmlforest",
    "xmlparse",
    "xmlroot",
    "xmlserialize",
];

/// Whether PostgreSQL must compute the expression for every row (`contain_volatile_functions`). A function
/// that neither PostgreSQL nor the history defines is taken to be volatile.
pub(super) fn is_volatile(expression: &Expression, catalog: &Catalog) -> bool {
    match expression.shape {
        Shape::Null | Shape::Constant | Shape::Column(_) => false,
        Shape::NextValue(_) => true,
        Shape::CastColumn(..)
        | Shape::CastColumnVia(..)
        | Shape::AtTimeZone(..)
        | Shape::Other
        | Shape::Opaque => expression.calls.iter().any(|call| is_volatile_call(call, catalog)),
    }
}

/// A volatile function that the expression calls.
pub fn volatile_call<'a>(expression: &'a Expression, catalog: &Catalog) -> Option<&'a Name> {
    expression.calls.iter().find(|call| is_volatile_call(call, catalog))
}

fn is_volatile_call(call: &Name, catalog: &Catalog) -> bool {
    let overloads = catalog.function(&catalog.resolve_function(call));
    if !overloads.is_empty() {
        return overloads.iter().any(|function| function.volatility == Volatility::Volatile);
    }
    let system = call.schema.as_deref().is_none_or(|schema| schema == "pg_catalog");
    !(system && is_nonvolatile(&call.name) || is_type(call, catalog))
}

/// A type's name may be used like a function.
fn is_type(call: &Name, catalog: &Catalog) -> bool {
    let name: QualifiedName = catalog.resolve_type(call);
    catalog.types.contains_key(&name)
}

fn is_nonvolatile(name: &str) -> bool {
    if FORMS.binary_search(&name).is_ok() {
        return true;
    }
    // The list is sorted; searched by bytes it needs no table in memory.
    let (mut low, mut high) = (0, NONVOLATILE.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        let start = NONVOLATILE[..middle].rfind('\n').map_or(0, |at| at + 1);
        let line = NONVOLATILE[start..].split('\n').next().unwrap_or_default();
        match line.cmp(name) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => low = start + line.len() + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_searched() {
        assert!(NONVOLATILE.lines().is_sorted());
        assert!(NONVOLATILE.lines().all(is_nonvolatile));
        assert!(FORMS.is_sorted() && FORMS.iter().all(|form| is_nonvolatile(form)));
        for name in ["random", "gen_random_uuid", "clock_timestamp", "nextval", "", "zzz", "a"] {
            assert!(!is_nonvolatile(name), "{name}");
        }
    }
}
