//! Patterns of paths: `*`, `?` and `[a-z]` within a part, `**` across parts. The same in the configuration and on the
//! command line.

use glob::MatchOptions;

const OPTIONS: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

/// Whether a pattern names a path, or a folder that holds it. Both have `/` between their parts.
pub fn matches(pattern: &str, path: &str) -> bool {
    Pattern::new(pattern).covers(path)
}

/// Why a text is no pattern, when it is none: it would match nothing that its author meant.
///
/// # Errors
/// What to write instead, in words.
pub fn check(text: &str) -> Result<(), &'static str> {
    if text.is_empty() {
        Err("it is empty")
    } else if text.contains('\\') {
        Err("write `/` between the parts of a path")
    } else if text.split('/').any(|part| part != "**" && part.contains("**")) {
        Err("`**` stands for whole parts of a path, as in `a/**/b`")
    } else if text.split_once('{').is_some_and(|(_, rest)| rest.contains(',') && rest.contains('}'))
    {
        Err("braces are not read: write a pattern for each")
    } else if glob::Pattern::new(text).is_err() {
        Err("a `[` is not closed")
    } else {
        Ok(())
    }
}

/// A pattern that matches this very text.
pub fn escape(text: &str) -> String {
    glob::Pattern::escape(text)
}

/// A pattern, ready to be compared with many paths.
#[derive(Clone, Debug)]
pub struct Pattern(glob::Pattern);

impl Pattern {
    /// The pattern of a text; one that [`check`] refuses stands for itself.
    pub fn new(text: &str) -> Self {
        let text = without_dot(text).trim_end_matches('/');
        let literal = |_| glob::Pattern::new(&escape(text)).unwrap_or_default();
        Self(glob::Pattern::new(text).unwrap_or_else(literal))
    }

    /// Whether it names a path, or a folder that holds it.
    pub fn covers(&self, path: &str) -> bool {
        let path = without_dot(path);
        let mut folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        self.matches(path) || folders.any(|folder| self.matches(folder))
    }

    /// Whether it names this very path.
    pub fn matches(&self, path: &str) -> bool {
        self.0.matches_with(without_dot(path), OPTIONS)
    }
}

fn without_dot(path: &str) -> &str {
    path.strip_prefix("./").unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::{check, escape, matches};

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
        check("a/?_*.sql", "a/1_b.sql", true);
        check("a/?_*.sql", "a/12_b.sql", false);
        check("a?b", "a/b", false);
        check("2025[01][0-9]*", "20252231_a", false);
        check("2025[01][0-9]*", "20250131_a", true);
        check("[!a-c]x", "dx", true);
        check("[]a]x", "]x", true);
        check("[a-]x", "-x", true);
        check("[", "[", true);
        check("a/**", "a", false);
    }

    #[test]
    fn what_would_match_nothing_is_refused() {
        for text in ["", r"db\migrations", "a**", "a/**b", "a/[0-9", "a/{b,c}.sql"] {
            assert!(check(text).is_err(), "{text}");
        }
        for text in ["a/**/[0-9]?*.sql", "**", "{id}", "a[]]", "./a/", "apps/(main)"] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn a_text_is_its_own_pattern() {
        for text in ["a/[id]/*?.sql", "[", "]", "**/x"] {
            assert!(matches(&escape(text), text), "{text}");
        }
        assert!(!matches(&escape("[id]"), "i"));
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
