//! Conditions without the brackets that they do not need: as `NOT`, `AND` and `OR` group by themselves.
//! <https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-PRECEDENCE>

/// A canonical text with every condition in it grouped in one way.
pub(super) fn grouped(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    Condition::of(&words).text()
}

/// A condition; brackets around it and around parts that the same word joins are gone.
enum Condition<'a> {
    Any(Vec<Self>),
    All(Vec<Self>),
    /// Behind so many `NOT`.
    Not(usize, Box<Self>),
    Words(&'a [&'a str]),
}

impl<'a> Condition<'a> {
    fn of(words: &'a [&'a str]) -> Self {
        if let ["(", inner @ .., ")"] = words
            && end(words, 0) == words.len() - 1
        {
            return Self::of(inner);
        }
        let parts = parts(words);
        let Some((word, _)) = parts.first() else {
            let nots = words.iter().take_while(|word| **word == "not").count();
            return match nots {
                0 => Self::Words(words),
                _ => Self::Not(nots, Box::new(Self::of(&words[nots..]))),
            };
        };
        let is_any = *word == "or";
        let mut joined = Vec::new();
        for (_, part) in parts {
            match Self::of(part) {
                Self::Any(inner) if is_any => joined.extend(inner),
                Self::All(inner) if !is_any => joined.extend(inner),
                other => joined.push(other),
            }
        }
        if is_any { Self::Any(joined) } else { Self::All(joined) }
    }

    fn text(&self) -> String {
        let join = |parts: &[Self], word: &str| {
            let parts: Vec<String> = parts.iter().map(Self::text).collect();
            format!("( {} )", parts.join(word))
        };
        match self {
            Self::Any(parts) => join(parts, " or "),
            Self::All(parts) => join(parts, " and "),
            Self::Not(nots, part) => "not ".repeat(*nots) + &part.text(),
            Self::Words(words) => {
                let mut text = Vec::new();
                let mut at = 0;
                while let Some(word) = words.get(at) {
                    text.push((*word).to_owned());
                    let end = end(words, at);
                    if *word == "(" && end > at + 1 {
                        text.push(Self::of(&words[at + 1..end]).text());
                        at = end;
                    } else {
                        at += 1;
                    }
                }
                text.join(" ")
            }
        }
    }
}

/// The parts that `OR` joins, else those that `AND` joins, each with that word; none where neither does.
fn parts<'a>(words: &'a [&'a str]) -> Vec<(&'static str, &'a [&'a str])> {
    for joins in ["or", "and"] {
        let mut parts = Vec::new();
        let (mut start, mut at, mut cases, mut betweens) = (0, 0, 0, 0);
        while let Some(word) = words.get(at) {
            match *word {
                "(" => at = end(words, at),
                "case" => cases += 1,
                "end" if cases > 0 => cases -= 1,
                "between" => betweens += 1,
                "and" if betweens > 0 => betweens -= 1,
                word if word == joins && cases == 0 => {
                    parts.push((joins, &words[start..at]));
                    start = at + 1;
                }
                _ => {}
            }
            at += 1;
        }
        if !parts.is_empty() {
            parts.push((joins, &words[start..]));
            return parts;
        }
    }
    Vec::new()
}

/// Where the bracket at `at` is closed; `at` itself where none stands there or it is never closed.
fn end(words: &[&str], at: usize) -> usize {
    let mut depth = 0;
    for (offset, word) in words[at..].iter().enumerate() {
        match *word {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        if depth <= 0 {
            return at + offset;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::super::canonical::canonical;
    use super::grouped;

    fn same(one: &str, other: &str) -> bool {
        grouped(&canonical(one)) == grouped(&canonical(other))
    }

    #[test]
    fn brackets_that_change_nothing_do_not_count() {
        for (one, other) in [
            ("a = 1 OR a = 2 AND b", "(a = 1) OR ((a = 2) AND b)"),
            ("a AND (b IS NOT NULL AND c)", "((a) AND (b IS NOT NULL) AND (c))"),
            ("NOT a = 1 AND b", "((NOT (a = 1)) AND b)"),
            ("a BETWEEN 1 AND 2 OR b", "((a BETWEEN 1 AND 2) OR b)"),
            ("CASE WHEN a AND b THEN c END OR d", "((CASE WHEN a AND b THEN c END) OR d)"),
            ("CHECK (a AND (b))", "CHECK ((a AND b))"),
            ("lower((a)) = 'x' OR b", "(lower(a) = 'x') OR b"),
        ] {
            assert!(same(one, other), "{one} / {other}");
        }
    }

    #[test]
    fn brackets_that_change_the_meaning_count() {
        for (one, other) in [
            ("(a OR b) AND c", "a OR b AND c"),
            ("NOT (a AND b)", "NOT a AND b"),
            ("(a + b) * c > 1 AND d", "a + b * c > 1 AND d"),
            ("a AND b", "a OR b"),
            ("a", "NOT a"),
        ] {
            assert!(!same(one, other), "{one} / {other}");
        }
        for text in ["", "(", ")", "( or", "and", "not", "case and ( between"] {
            let _ = grouped(text);
        }
    }
}
