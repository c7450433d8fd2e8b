//! Statements that cannot run in a transaction, as tools that look for them see them: each by a list of its own.

/// Of each statement, whether it is one of those that `is_outside` knows by its words: upper case, without
/// brackets and `--` comments.
pub(super) fn statements(
    text: &str,
    is_outside: impl Fn(&[&str]) -> bool,
) -> impl Iterator<Item = bool> {
    text.split(';').filter_map(move |statement| {
        let lines = statement.lines().map(|line| line.split("--").next().unwrap_or_default());
        let words: Vec<_> = lines
            .flat_map(|line| line.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')')))
            .filter(|word| !word.is_empty())
            .map(str::to_ascii_uppercase)
            .collect();
        let words: Vec<_> = words.iter().map(String::as_str).collect();
        (!words.is_empty()).then(|| is_outside(&words))
    })
}

/// Whether the words are those of an index that is built or dropped `CONCURRENTLY`.
pub(super) fn is_concurrent_index(words: &[&str]) -> bool {
    matches!(
        words,
        ["CREATE", "UNIQUE", "INDEX", "CONCURRENTLY", ..]
            | ["CREATE" | "DROP", "INDEX", "CONCURRENTLY", ..]
    )
}
