//! Orders of names: by number, by version, and as people read them.

use std::cmp::Ordering;

use crate::history::migration::Migration;

/// The order of two runs of digits by their value, however long they are.
pub(super) fn number(a: &str, b: &str) -> Ordering {
    let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

/// The order in which people read names: runs of digits by value, the rest by character.
pub(super) fn natural(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    loop {
        let (digits_left, digits_right) = (leading_digits(left), leading_digits(right));
        let order = if digits_left.is_empty() || digits_right.is_empty() {
            match (left.chars().next(), right.chars().next()) {
                (Some(l), Some(r)) => {
                    (left, right) = (&left[l.len_utf8()..], &right[r.len_utf8()..]);
                    l.cmp(&r)
                }
                (l, r) => return l.cmp(&r).then_with(|| a.cmp(b)),
            }
        } else {
            (left, right) = (&left[digits_left.len()..], &right[digits_right.len()..]);
            number(digits_left, digits_right)
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// The order of versions such as `1.10` or `2_3`: part by part, a missing part is 0.
pub(super) fn version(a: &str, b: &str) -> Ordering {
    let parts = |text| str::split(text, ['.', '_']);
    let (mut left, mut right) = (parts(a), parts(b));
    loop {
        match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (l, r) => match number(l.unwrap_or("0"), r.unwrap_or("0")) {
                Ordering::Equal => {}
                order => return order,
            },
        }
    }
}

/// Puts migrations into the order of the numbers that their ids begin with.
pub(super) fn by_number(migrations: &mut [Migration]) {
    migrations.sort_by(|a, b| number(leading_digits(&a.id), leading_digits(&b.id)));
}

/// The digits that a name begins with.
pub(super) fn leading_digits(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    &text[..end]
}

/// `<number><separator><title>` as number and title.
pub(super) fn numbered<'a>(name: &'a str, separator: &str) -> Option<(&'a str, &'a str)> {
    let digits = leading_digits(name);
    let title = name[digits.len()..].strip_prefix(separator)?;
    (!digits.is_empty()).then_some((digits, title))
}

/// The part of an id that describes the migration: what follows its number or date.
pub(super) fn description(id: &str) -> &str {
    if let Some((version, title)) = id.split_once('_')
        && version.starts_with(|c: char| c.is_ascii_digit())
        && version.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '.' | 'T'))
    {
        return title.trim_start_matches('_');
    }
    let digits = leading_digits(id);
    if digits.is_empty() { id } else { id[digits.len()..].trim_start_matches(['-', '_', '.', ' ']) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_ordered_by_value() {
        for (low, high) in [
            ("2_b.sql", "10_a.sql"),
            ("a2", "a10"),
            ("a", "b"),
            ("a", "a1"),
            ("01_a", "1_b"),
            (
                "99999999999999999999999999999999999999999",
                "100000000000000000000000000000000000000000",
            ),
            ("é", "ü"),
        ] {
            assert_eq!(natural(low, high), Ordering::Less, "{low} {high}");
            assert_eq!(natural(high, low), Ordering::Greater, "{high} {low}");
        }
        assert_eq!(version("1.2", "1.10"), Ordering::Less);
        assert_eq!(version("1", "1_0"), Ordering::Equal);
    }

    #[test]
    fn descriptions_leave_the_number_out() {
        for (id, expected) in [
            ("20240101120000_add_users", "add_users"),
            ("2019-08-01-120000_create_posts", "create_posts"),
            ("0001-add-users", "add-users"),
            ("1_2fa_support", "2fa_support"),
            ("0042", ""),
            ("add_users", "add_users"),
        ] {
            assert_eq!(description(id), expected, "{id}");
        }
    }
}
