//! How large tables are: as the configuration says, or as a statistics file has it.

use std::collections::{BTreeMap, BTreeSet};

use crate::name::QualifiedName;

/// What is known of the sizes of tables. Names are `schema.name`, or a name in any schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sizes {
    /// Tables that were declared small: work on them is quick.
    pub small: BTreeSet<String>,
    /// Tables that were declared large.
    pub large: BTreeSet<String>,
    /// Tables that were measured.
    pub measured: BTreeMap<String, Measured>,
}

/// What was measured of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    /// How many rows it has, about.
    pub rows: Option<u64>,
    /// How many bytes it takes, its indexes included.
    pub bytes: Option<u64>,
}

/// What the size of a table means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// Reading or writing all of it is quick.
    Small,
    /// Neither.
    Medium,
    /// Reading or writing all of it takes minutes.
    Large,
}

/// A measured table with at most so many rows is small, if its bytes do not say otherwise.
pub const SMALL_ROWS: u64 = 10_000;
/// A measured table with at most so many bytes is small, if its rows do not say otherwise.
pub const SMALL_BYTES: u64 = 10 * MEGABYTE;
/// A measured table with at least so many rows is large.
pub const LARGE_ROWS: u64 = 1_000_000;
/// A measured table with at least so many bytes is large.
pub const LARGE_BYTES: u64 = 1_000 * MEGABYTE;

const MEGABYTE: u64 = 1_000_000;

impl Measured {
    fn size(self) -> Option<Size> {
        if self.rows.is_none() && self.bytes.is_none() {
            return None;
        }
        let (rows, bytes) = (self.rows, self.bytes);
        Some(if rows.is_some_and(|n| n >= LARGE_ROWS) || bytes.is_some_and(|n| n >= LARGE_BYTES) {
            Size::Large
        } else if rows.is_none_or(|n| n <= SMALL_ROWS) && bytes.is_none_or(|n| n <= SMALL_BYTES) {
            Size::Small
        } else {
            Size::Medium
        })
    }

    /// `1.2 million rows, 3.4 GB`.
    fn words(self) -> String {
        let rows = self.rows.map(|rows| match rows {
            1 => "1 row".to_owned(),
            _ => format!(
                "{} rows",
                short(rows, &[(1_000_000_000, " billion"), (1_000_000, " million")])
            ),
        });
        let units =
            [(1_000_000_000_000, " TB"), (1_000_000_000, " GB"), (MEGABYTE, " MB"), (1_000, " kB")];
        let bytes = self.bytes.map(|bytes| match short(bytes, &units) {
            plain if bytes < 1_000 => format!("{plain} bytes"),
            with_unit => with_unit,
        });
        rows.into_iter().chain(bytes).collect::<Vec<_>>().join(", ")
    }
}

/// A number in the largest unit that it reaches, with one digit behind the point where that says more.
fn short(number: u64, units: &[(u64, &str)]) -> String {
    match units.iter().find(|(unit, _)| number >= *unit) {
        Some((unit, name)) => {
            let (whole, tenth) = (number / unit, number % unit * 10 / unit);
            if tenth == 0 || whole >= 100 {
                format!("{whole}{name}")
            } else {
                format!("{whole}.{tenth}{name}")
            }
        }
        None if number >= 1_000 => format!("{},{:03}", number / 1_000, number % 1_000),
        None => number.to_string(),
    }
}

impl Sizes {
    /// The size of a table; `None` when nothing is known of it. What was declared comes before what was measured.
    pub fn of(&self, table: &QualifiedName) -> Option<Size> {
        let is_in = |declared: &BTreeSet<String>| {
            !declared.is_empty()
                && (declared.contains(&table.to_string()) || declared.contains(&table.name))
        };
        if is_in(&self.small) {
            Some(Size::Small)
        } else if is_in(&self.large) {
            Some(Size::Large)
        } else {
            self.measured(table).and_then(Measured::size)
        }
    }

    /// Whether any table is known to be large.
    pub fn has_large(&self) -> bool {
        let is_large = |measured: &Measured| measured.size() == Some(Size::Large);
        !self.large.is_empty() || self.measured.values().any(is_large)
    }

    fn measured(&self, table: &QualifiedName) -> Option<Measured> {
        if self.measured.is_empty() {
            return None;
        }
        self.measured.get(&table.to_string()).or_else(|| self.measured.get(&table.name)).copied()
    }

    /// What is known of a table, in words: what was measured, otherwise what was declared.
    pub(crate) fn words(&self, table: &QualifiedName) -> Option<String> {
        let measured = self.measured(table).map(Measured::words).filter(|words| !words.is_empty());
        measured.map(|words| format!("has {words}")).or_else(|| match self.of(table)? {
            Size::Small => Some("is declared small".to_owned()),
            Size::Large => Some("is declared large".to_owned()),
            Size::Medium => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes() -> Sizes {
        let measured = |rows, bytes| Measured { rows, bytes };
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Sizes {
            small: names(&["country", "app.plan"]),
            large: names(&["event"]),
            measured: BTreeMap::from([
                ("public.User".to_owned(), measured(Some(1_250_000), Some(340_000_000))),
                ("public.country".to_owned(), measured(Some(2_000_000), None)),
                ("tag".to_owned(), measured(Some(12), Some(16_384))),
                ("wide".to_owned(), measured(Some(90), Some(4_600_000_000))),
                ("middle".to_owned(), measured(Some(40_000), Some(9_000_000))),
                ("unknown".to_owned(), measured(None, None)),
            ]),
        }
    }

    #[test]
    fn a_size_is_declared_or_measured() {
        let sizes = sizes();
        for (schema, name, size, words) in [
            ("public", "User", Some(Size::Large), Some("has 1.2 million rows, 340 MB")),
            ("other", "User", None, None),
            ("public", "country", Some(Size::Small), Some("has 2 million rows")),
            ("app", "plan", Some(Size::Small), Some("is declared small")),
            ("public", "plan", None, None),
            ("any", "event", Some(Size::Large), Some("is declared large")),
            ("any", "tag", Some(Size::Small), Some("has 12 rows, 16.3 kB")),
            ("any", "wide", Some(Size::Large), Some("has 90 rows, 4.6 GB")),
            ("any", "middle", Some(Size::Medium), Some("has 40,000 rows, 9 MB")),
            ("any", "unknown", None, None),
        ] {
            let table = QualifiedName::new(schema, name);
            assert_eq!(sizes.of(&table), size, "{table}");
            assert_eq!(sizes.words(&table).as_deref(), words, "{table}");
        }
        assert!(sizes.has_large() && !Sizes::default().has_large());
    }
}
