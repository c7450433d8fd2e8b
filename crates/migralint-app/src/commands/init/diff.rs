//! A change of a text, shown line by line.

use std::fmt::Write as _;

/// How many lines that stay are shown around those that change.
const CONTEXT: usize = 3;

/// The lines that differ, with a few around them: `+` new, `-` gone. What lies between is left out.
pub(super) fn of(before: &str, after: &str) -> String {
    let (before, after): (Vec<&str>, Vec<&str>) =
        (before.lines().collect(), after.lines().collect());
    let lines = marked(&before, &after);
    let is_near = |at: usize| {
        let around = at.saturating_sub(CONTEXT)..lines.len().min(at + CONTEXT + 1);
        lines[around].iter().any(|(mark, _)| *mark != ' ')
    };
    let mut text = String::new();
    let mut last = None;
    for (at, (mark, line)) in lines.iter().enumerate().filter(|(at, _)| is_near(*at)) {
        if last.is_some_and(|last| last + 1 < at) {
            text += "    …\n";
        }
        last = Some(at);
        let _ = writeln!(text, "{}", format!("  {mark} {line}").trim_end());
    }
    text
}

/// Every line of both, with what becomes of it.
fn marked<'a>(before: &[&'a str], after: &[&'a str]) -> Vec<(char, &'a str)> {
    let (mut old, mut new) = (0, 0);
    let mut lines = Vec::new();
    while old < before.len() || new < after.len() {
        let (gone, come) = until_same(&before[old..], &after[new..]);
        lines.extend(before[old..old + gone].iter().map(|line| ('-', *line)));
        lines.extend(after[new..new + come].iter().map(|line| ('+', *line)));
        (old, new) = (old + gone, new + come);
        if let Some(line) = before.get(old) {
            lines.push((' ', line));
            (old, new) = (old + 1, new + 1);
        }
    }
    lines
}

/// How many lines go and how many come, as few as can be, until the next is the same.
fn until_same(before: &[&str], after: &[&str]) -> (usize, usize) {
    let is_same = |(gone, come): &(usize, usize)| match (before.get(*gone), after.get(*come)) {
        (Some(old), Some(new)) => old == new,
        (old, new) => old.is_none() && new.is_none(),
    };
    let of_length =
        |length: usize| (0..=length).map(move |gone| (gone, length - gone)).find(is_same);
    (0..).find_map(of_length).unwrap_or((before.len(), after.len()))
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
        assert_eq!(of("a", "a"), "");
        assert_eq!(of("a\nb\n", ""), "  - a\n  - b\n");
    }

    #[test]
    fn changes_that_lie_apart_are_shown_apart() {
        let before = (1..=30).map(|line| line.to_string()).collect::<Vec<_>>().join("\n");
        let after = before.replace("\n4\n", "\nfour\n").replace("\n25\n", "\n24.5\n25\n");
        assert_eq!(
            of(&before, &after),
            "    1\n    2\n    3\n  - 4\n  + four\n    5\n    6\n    7\n    …\n    22\n    23\n    24\n  + 24.5\n    \
             25\n    26\n    27\n"
        );
    }
}
