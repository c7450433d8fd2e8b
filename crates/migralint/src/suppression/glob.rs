//! Patterns of paths: `*`, `?` and `[a-z]` within a part, `**` across parts. The same in the configuration and on the
//! command line.

/// Whether a pattern names a path, or a folder that holds it. Both have `/` between their parts.
pub fn matches(pattern: &str, path: &str) -> bool {
    Pattern::new(pattern).covers(path)
}

/// Why a text is no pattern, when it is none: it would match nothing that its author meant.
///
/// # Errors
/// What to write instead, in words.
pub fn check(text: &str) -> Result<(), &'static str> {
    let is_open = |part: &str| tokens(part).iter().any(|token| matches!(token, Token::Is('[')));
    if text.is_empty() {
        Err("it is empty")
    } else if text.contains('\\') {
        Err("write `/` between the parts of a path")
    } else if text.split('/').any(|part| part != "**" && part.contains("**")) {
        Err("`**` stands for whole parts of a path, as in `a/**/b`")
    } else if text.split('/').any(is_open) {
        Err("a `[` is not closed")
    } else if text.split_once('{').is_some_and(|(_, rest)| rest.contains(',') && rest.contains('}'))
    {
        Err("braces are not read: write a pattern for each")
    } else {
        Ok(())
    }
}

/// A pattern that matches this very text.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '*' | '?' | '[' => escaped.extend(['[', c, ']']),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A pattern, ready to be compared with many paths.
#[derive(Clone, Debug)]
pub struct Pattern(Vec<Part>);

/// A part of a path.
#[derive(Clone, Debug)]
enum Part {
    /// `**`: any number of parts.
    Parts,
    /// One part.
    Name(Vec<Token>),
}

/// What stands for characters of a name.
#[derive(Clone, Debug)]
enum Token {
    /// `*`: any number.
    Any,
    /// `?`: one.
    One,
    /// `[a-z]` or, negated, `[!a-z]`: one of these.
    Set(bool, Vec<(char, char)>),
    /// This one.
    Is(char),
}

impl Pattern {
    /// The pattern of a text; what [`check`] refuses in one stands for itself.
    pub fn new(text: &str) -> Self {
        let text = text.strip_prefix("./").unwrap_or(text).trim_end_matches('/');
        let part = |part: &str| if part == "**" { Part::Parts } else { Part::Name(tokens(part)) };
        Self(text.split('/').map(part).collect())
    }

    /// Whether it names a path, or a folder that holds it.
    pub fn covers(&self, path: &str) -> bool {
        self.compare(path, true)
    }

    /// Whether it names this very path.
    pub fn matches(&self, path: &str) -> bool {
        self.compare(path, false)
    }

    fn compare(&self, path: &str, prefix: bool) -> bool {
        let path = path.strip_prefix("./").unwrap_or(path);
        let path: Vec<&str> = path.split('/').collect();
        let is_wildcard = |part: &Part| matches!(part, Part::Parts);
        let same = |part: &Part, name: &&str| match part {
            Part::Parts => false,
            Part::Name(tokens) => matches_name(tokens, name),
        };
        matches_sequence(&self.0, &path, is_wildcard, same, prefix)
    }
}

fn tokens(part: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = part.chars();
    while let Some(c) = rest.next() {
        tokens.push(match c {
            '*' => Token::Any,
            '?' => Token::One,
            '[' => match set(rest.as_str()) {
                Some((token, behind)) => {
                    rest = behind.chars();
                    token
                }
                None => Token::Is(c),
            },
            c => Token::Is(c),
        });
    }
    tokens
}

/// A set whose opening bracket stands before `text`, and what follows it; `None` where it is not closed. A closing bracket
/// that stands first is one of its characters.
fn set(text: &str) -> Option<(Token, &str)> {
    let inner = text.strip_prefix(['!', '^']);
    let (negated, text) = (inner.is_some(), inner.unwrap_or(text));
    let first = text.chars().next()?.len_utf8();
    let end = first + text[first..].find(']')?;
    let mut ranges = Vec::new();
    let mut rest = text[..end].chars();
    while let Some(from) = rest.next() {
        let mut behind = rest.clone();
        let to = behind.next().filter(|c| *c == '-').and_then(|_| behind.next());
        if to.is_some() {
            rest = behind;
        }
        ranges.push((from, to.unwrap_or(from)));
    }
    Some((Token::Set(negated, ranges), &text[end + 1..]))
}

fn matches_name(tokens: &[Token], name: &str) -> bool {
    let name: Vec<char> = name.chars().collect();
    let same = |token: &Token, c: &char| match token {
        Token::Any => false,
        Token::One => true,
        Token::Set(negated, ranges) => {
            ranges.iter().any(|(from, to)| (from..=to).contains(&c)) != *negated
        }
        Token::Is(own) => own == c,
    };
    matches_sequence(tokens, &name, |token| matches!(token, Token::Any), same, false)
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
        check("[^a-c]x", "bx", false);
        check("[]a]x", "]x", true);
        check("[a-]x", "-x", true);
        check("a[b", "a[b", true);
        check("[!", "[!", true);
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
