//! A change of a text, shown line by line.

use std::fmt::Write as _;

/// How many lines that stay are shown around those that change.
const CONTEXT: usize = 3;

/// The lines from the first that differs to the last, with a few around them: `+` new, `-` gone.
pub(super) fn of(before: &str, after: &str) -> String {
    let (before, after): (Vec<&str>, Vec<&str>) =
        (before.lines().collect(), after.lines().collect());
    let same = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
    let (old, new) = (&before[same..], &after[same..]);
    let same_end = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();

    let mut text = String::new();
    let mut show = |mark: char, lines: &[&str]| {
        for line in lines {
            let _ = writeln!(text, "{}", format!("  {mark} {line}").trim_end());
        }
    };
    show(' ', &before[same.saturating_sub(CONTEXT)..same]);
    show('-', &old[..old.len() - same_end]);
    show('+', &new[..new.len() - same_end]);
    let rest = &old[old.len() - same_end..];
    show(' ', &rest[..rest.len().min(CONTEXT)]);
    text
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn only_what_changes_is_shown() {
        assert_eq!(of("", "a\n\nb\n"), "  + a\n  +\n  + b\n");
        let before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        let after = before.replace('5', "five");
        assert_eq!(
            of(before, &after),
            "    2\n    3\n    4\n  - 5\n  + five\n    6\n    7\n    8\n"
        );
        assert_eq!(of("a\na\n", "a\na\na\n"), "    a\n    a\n  + a\n");
        assert_eq!(of("a", "a"), "    a\n");
    }
}
