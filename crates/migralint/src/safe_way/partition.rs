//! The bounds of a partition as a condition that a check can prove.

use std::fmt::Write as _;

use crate::catalog::Catalog;
use crate::name::QualifiedName;

/// The bounds of a range or list over one column as a condition.
pub(crate) fn within_bounds(
    catalog: &Catalog,
    parent: &QualifiedName,
    bounds: &str,
) -> Option<String> {
    let by = catalog.table(parent)?.partition_by.as_deref()?;
    condition(by, bounds)
}

/// The same for `PARTITION BY` and bounds as written.
fn condition(by: &str, bounds: &str) -> Option<String> {
    let column = by.split_once('(')?.1.trim().strip_suffix(')')?.trim();
    let is_column = column.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '"');
    let bounds = bounds.strip_prefix("FOR VALUES").filter(|_| is_column)?.trim();
    if let Some(values) = bounds.strip_prefix("IN") {
        return Some(format!("{column} IS NOT NULL AND {column} IN {}", values.trim()));
    }
    let (from, to) = bounds.strip_prefix("FROM")?.split_once(" TO ")?;
    let bound = |text: &str| {
        let value = text.trim().strip_prefix('(')?.strip_suffix(')')?.trim();
        Some(value.to_owned()).filter(|value| !["MINVALUE", "MAXVALUE"].contains(&value.as_str()))
    };
    let mut check = format!("{column} IS NOT NULL");
    for (operator, value) in [(">=", bound(from)), ("<", bound(to))] {
        if let Some(value) = value {
            let _ = write!(check, " AND {column} {operator} {value}");
        }
    }
    Some(check)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_a_condition() {
        let check = |by: &str, bounds: &str, expected: Option<&str>| {
            assert_eq!(condition(by, bounds).as_deref(), expected, "{by} {bounds}");
        };
        let day = "day IS NOT NULL AND day >= '2024-01-01' AND day < '2025-01-01'";
        check("RANGE (day)", "FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')", Some(day));
        check(
            "RANGE (day)",
            "FOR VALUES FROM (MINVALUE) TO (5)",
            Some("day IS NOT NULL AND day < 5"),
        );
        check(
            "LIST (kind)",
            "FOR VALUES IN ('a', 'b')",
            Some("kind IS NOT NULL AND kind IN ('a', 'b')"),
        );
        check("RANGE (a, b)", "FOR VALUES FROM (1, 2) TO (3, 4)", None);
        check("RANGE (lower(a))", "FOR VALUES FROM ('a') TO ('b')", None);
        check("HASH (id)", "FOR VALUES WITH (MODULUS 4, REMAINDER 0)", None);
        check("RANGE (day)", "DEFAULT", None);
    }
}
