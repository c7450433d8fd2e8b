//! Paths with `*` within a part and `**` across parts.

/// Whether a pattern names a path, or a folder that holds it. Both have `/` between their parts.
pub fn matches(pattern: &str, path: &str) -> bool {
    let pattern = pattern.strip_prefix("./").unwrap_or(pattern).trim_end_matches('/');
    let path = path.strip_prefix("./").unwrap_or(path);
    let pattern: Vec<&str> = pattern.split('/').collect();
    let path: Vec<&str> = path.split('/').collect();
    matches_parts(&pattern, &path)
}

fn matches_parts(pattern: &[&str], path: &[&str]) -> bool {
    matches_sequence(
        pattern,
        path,
        |part| *part == "**",
        |part, name| matches_part(part, name),
        true,
    )
}

fn matches_part(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), name.chars().collect());
    matches_sequence(&pattern, &name, |c| *c == '*', |a, b| a == b, false)
}

/// Whether items match a pattern in which a wildcard stands for any number of items. After a mismatch only the
/// last wildcard needs to take more, so time is bounded by the product of both lengths.
/// With `prefix` the pattern may end before the items do.
fn matches_sequence<P, T>(
    pattern: &[P],
    items: &[T],
    is_wildcard: impl Fn(&P) -> bool,
    same: impl Fn(&P, &T) -> bool,
    prefix: bool,
) -> bool {
    let (mut at, mut item) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while item < items.len() {
        if at == pattern.len() && prefix {
            return true;
        }
        if at < pattern.len() && is_wildcard(&pattern[at]) {
            retry = Some((at, item));
            at += 1;
        } else if at < pattern.len() && same(&pattern[at], &items[item]) {
            at += 1;
            item += 1;
        } else if let Some((wildcard, taken)) = retry {
            retry = Some((wildcard, taken + 1));
            (at, item) = (wildcard + 1, taken + 1);
        } else {
            return false;
        }
    }
    pattern[at..].iter().all(is_wildcard)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns() {
        let check = |pattern, path, expected| {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        };
        check("a/b.sql", "a/b.sql", true);
        check("./a/b.sql", "a/b.sql", true);
        check("a/*.sql", "a/b.sql", true);
        check("a/*.sql", "a/b/c.sql", false);
        check("*.sql", "a/b.sql", false);
        check("**/*.sql", "a/b.sql", true);
        check("**/*.sql", "b.sql", true);
        check("a/**", "a/b/c.sql", true);
        check("a/**/c.sql", "a/c.sql", true);
        check("a/**/c.sql", "a/x/y/c.sql", true);
        check("a/**/c.sql", "b/x/c.sql", false);
        check("**/x/**/c.sql", "x/x/b/c.sql", true);
        check("prisma/2023*", "prisma/20230101_a/migration.sql", true);
        check("prisma/2023*/", "prisma/20230101_a/migration.sql", true);
        check("pris", "prisma/a.sql", false);
        check("a*b*c", "aXbXbXc", true);
        check("a*b*c", "aXbXbX", false);
        check("ü*", "über", true);
        check("", "a", false);
    }

    #[test]
    fn many_wildcards_take_no_time() {
        let (pattern, path) = ("*a".repeat(200), "a".repeat(5_000));
        assert!(!matches(&format!("{pattern}b"), &path));
        assert!(!matches(
            &format!("{}b", "**/a/".repeat(200)),
            &format!("{}c", "a/".repeat(2_000))
        ));
    }
}
