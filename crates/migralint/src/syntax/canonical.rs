//! One spelling for what can be written in many: definitions as PostgreSQL would compare them.

use sqlparser::tokenizer::{Token, TokenizerError};

use super::grouping::grouped;
use super::tokenize::tokenize;
use super::tokens::{Places, fold};
use crate::name::{literal, quote};
use crate::source::Span;

/// A definition in one spelling: key words in lower case, names quoted only where they must be, one space between
/// tokens, comments left out, PostgreSQL's own names for types, no cast behind a string, no brackets around it all,
/// no schema `public`.
pub fn canonical(text: &str) -> String {
    let Ok(tokens) = tokens(text) else {
        return text.split_whitespace().collect::<Vec<_>>().join(" ");
    };
    let mut words: Vec<String> = tokens
        .iter()
        .filter(|token| !matches!(token, Token::Whitespace(_) | Token::SemiColon))
        .map(spell)
        .collect();
    drop_public(&mut words);
    replace_phrases(&mut words);
    cast_elements(&mut words);
    drop_literal_casts(&mut words);
    while words.first().is_some_and(|word| word == "(")
        && closing(&words, 0) == Some(words.len() - 1)
    {
        words.pop();
        words.remove(0);
    }
    words.join(" ")
}

/// The tokens of a text without their places.
fn tokens(text: &str) -> Result<Vec<Token>, TokenizerError> {
    Ok(tokenize(text)?.into_iter().map(|spanned| spanned.token).collect())
}

/// Whether two definitions are the same, or would be if PostgreSQL wrote its implied casts into one of them.
pub fn same(one: &str, other: &str) -> bool {
    let (one, other) = (canonical(one), canonical(other));
    let is_bare = |text: &str| !text.contains("::");
    if one == other {
        return true;
    }
    let (one_without, other_without) = (without_casts(&one), without_casts(&other));
    (is_bare(&one) || is_bare(&other))
        && (one_without == other_without
            || grouped(&one_without) == grouped(&other_without)
            || is_flat(&one)
                && is_flat(&other)
                && without_brackets(&one_without) == without_brackets(&other_without))
}

/// Whether brackets between its conditions change nothing: comparisons that one of `AND` and `OR` joins.
fn is_flat(text: &str) -> bool {
    let has = |wanted: &[&str]| text.split(' ').any(|word| wanted.contains(&word));
    let is_mixed = has(&["and"]) && has(&["or"]);
    !is_mixed && !has(&["+", "-", "*", "/", "%", "||", "not", "case"])
}

fn without_brackets(text: &str) -> String {
    text.split(' ').filter(|word| !matches!(*word, "(" | ")")).collect::<Vec<_>>().join(" ")
}

/// A canonical text without casts, and without brackets around single words that are no call.
fn without_casts(text: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut words = text.split(' ').peekable();
    while let Some(word) = words.next() {
        if word != "::" {
            kept.push(word);
            let at = kept.len();
            let is_single = at >= 3 && word == ")" && kept[at - 3] == "(";
            let is_call = at >= 4 && is_callable(kept[at - 4]);
            if is_single && !is_call {
                kept.remove(at - 3);
                kept.pop();
            }
            continue;
        }
        words.next();
        while words.next_if_eq(&".").is_some() {
            words.next();
        }
        while words.next_if_eq(&"[").is_some() {
            words.next_if_eq(&"]");
        }
    }
    let mut kept: Vec<String> = kept.into_iter().map(ToOwned::to_owned).collect();
    let is_double = |words: &[String], at: usize| {
        words[at] == "("
            && words.get(at + 1).is_some_and(|word| word == "(")
            && closing(words, at).is_some_and(|end| closing(words, at + 1) == end.checked_sub(1))
    };
    while let Some(at) = (0..kept.len()).find(|at| is_double(&kept, *at)) {
        if let Some(end) = closing(&kept, at) {
            kept.remove(end);
        }
        kept.remove(at);
    }
    kept.join(" ")
}

/// `text` with every identifier `from` in it replaced by `to`.
pub fn rename(text: &str, from: &str, to: &str) -> String {
    edit(text, |tokens, at| {
        let is_meant = matches!(&tokens[at], Token::Word(word) if fold(word) == from);
        let is_call = matches!(tokens[at + 1..].iter().find(|t| !is_space(t)), Some(Token::LParen));
        (is_meant && !is_call).then(|| quote(to))
    })
}

/// `text` with the first identifier behind the key word `behind` replaced by `to`.
pub fn rename_behind(text: &str, behind: &str, to: &str) -> String {
    let mut state = 0;
    edit(text, |tokens, at| {
        match &tokens[at] {
            Token::Word(word) if state == 1 => {
                state = 2;
                let qualifies = tokens.get(at + 1) == Some(&Token::Period);
                if !qualifies {
                    return Some(to.to_owned());
                }
                state = 1;
                let _ = word;
                return Some(String::new());
            }
            Token::Period if state == 1 => return Some(String::new()),
            Token::Word(word)
                if state == 0
                    && word.quote_style.is_none()
                    && word.value.eq_ignore_ascii_case(behind) =>
            {
                state = 1;
            }
            _ => {}
        }
        None
    })
}

/// `text` without every sequence of these key words.
pub fn without(text: &str, key_words: &[&str]) -> String {
    let Ok(tokens) = tokens(text) else { return text.to_owned() };
    let solid: Vec<usize> = (0..tokens.len()).filter(|at| !is_space(&tokens[*at])).collect();
    let mut gone = Vec::new();
    for start in 0..solid.len() {
        let found = key_words.iter().enumerate().all(|(offset, key_word)| {
            solid
                .get(start + offset)
                .is_some_and(|at| super::tokens::is_word(&tokens[*at], key_word))
        });
        if found {
            gone.extend(solid[start..start + key_words.len()].iter().copied());
        }
    }
    if gone.is_empty() {
        return text.to_owned();
    }
    edit(text, |_, at| gone.contains(&at).then(String::new)).trim().to_owned()
}

/// `text` with every cast of `column` to its own type `of` taken out: `date(at)` is `at` where that is a date.
pub fn without_cast(text: &str, column: &str, of: &str) -> String {
    let is = |token: Option<&Token>, name: &str| matches!(token, Some(Token::Word(word)) if fold(word) == name);
    edit(text, |tokens, at| {
        let starts = |at: usize| {
            is(tokens.get(at), of)
                && tokens.get(at + 1) == Some(&Token::LParen)
                && is(tokens.get(at + 2), column)
                && tokens.get(at + 3) == Some(&Token::RParen)
        };
        let goes = starts(at)
            || at.checked_sub(1).is_some_and(starts)
            || at.checked_sub(3).is_some_and(starts);
        goes.then(String::new)
    })
}

/// What follows the name, with or without a schema, that `text` begins with.
pub fn behind_name(text: &str) -> String {
    let mut is_done = false;
    edit(text, |tokens, at| {
        let is_part = matches!(&tokens[at], Token::Word(_) | Token::Period);
        let joins = at == 0 || tokens[at] == Token::Period || tokens[at - 1] == Token::Period;
        is_done |= !(is_part && joins);
        (!is_done).then(String::new)
    })
}

/// `text` as the clauses that these key words begin outside brackets; what stands before the first is left out.
pub fn clauses(text: &str, key_words: &[&'static str]) -> Vec<(&'static str, String)> {
    let (mut depth, mut starts) = (0_usize, Vec::new());
    edit(text, |tokens, at| {
        match &tokens[at] {
            Token::LParen => depth += 1,
            Token::RParen => depth = depth.saturating_sub(1),
            token if depth == 0 => {
                let key_word =
                    key_words.iter().find(|key_word| super::tokens::is_word(token, key_word));
                starts.extend(key_word.map(|key_word| (at, *key_word)));
            }
            _ => {}
        }
        None
    });
    let text_of = |from: usize, to: Option<usize>| {
        edit(text, |_, at| (at < from || to.is_some_and(|to| at >= to)).then(String::new))
    };
    let ends = starts.iter().skip(1).map(|(at, _)| Some(*at)).chain([None]);
    starts
        .iter()
        .zip(ends)
        .map(|((from, key_word), to)| (*key_word, text_of(*from, to).trim().to_owned()))
        .collect()
}

fn is_space(token: &Token) -> bool {
    matches!(token, Token::Whitespace(_))
}

/// `text` with those tokens replaced for which `replace` has something else.
fn edit(text: &str, mut replace: impl FnMut(&[Token], usize) -> Option<String>) -> String {
    let Ok(spanned) = tokenize(text) else { return text.to_owned() };
    let mut places = Places::new(text);
    let spans: Vec<Span> = spanned
        .iter()
        .map(|token| {
            let start = places.offset(token.span.start);
            Span::new(start, places.offset(token.span.end))
        })
        .collect();
    let tokens: Vec<Token> = spanned.into_iter().map(|token| token.token).collect();
    let (mut out, mut end) = (String::with_capacity(text.len()), 0);
    for (at, span) in spans.iter().enumerate() {
        if let Some(new) = replace(&tokens, at) {
            out.push_str(&text[end..span.start]);
            out.push_str(&new);
            end = span.end;
        }
    }
    out.push_str(&text[end..]);
    out
}

fn spell(token: &Token) -> String {
    match token {
        Token::Word(word) => match word.quote_style {
            Some(_) => quote(&fold(word)),
            None => word.value.to_lowercase(),
        },
        Token::SingleQuotedString(text) | Token::EscapedStringLiteral(text) => literal(text),
        Token::DollarQuotedString(text) => format!("$${}$$", text.value),
        Token::Neq => "<>".to_owned(),
        other => other.to_string(),
    }
}

fn drop_public(words: &mut Vec<String>) {
    let mut at = 0;
    while at + 2 < words.len() {
        if words[at] == "public" && words[at + 1] == "." {
            words.drain(at..at + 2);
        } else {
            at += 1;
        }
    }
}

/// Ways to write one thing, as PostgreSQL prints none of them or the last.
const PHRASES: &[(&[&str], &[&str])] = &[
    (&["character", "varying"], &["varchar"]),
    (&["double", "precision"], &["float8"]),
    (&["timestamp", "with", "time", "zone"], &["timestamptz"]),
    (&["timestamp", "without", "time", "zone"], &["timestamp"]),
    (&["float"], &["float8"]),
    (&["float4"], &["real"]),
    (&["int"], &["integer"]),
    (&["int4"], &["integer"]),
    (&["int8"], &["bigint"]),
    (&["int2"], &["smallint"]),
    (&["bool"], &["boolean"]),
    (&["decimal"], &["numeric"]),
    (&["execute", "procedure"], &["execute", "function"]),
    (&["on", "delete", "no", "action"], &[]),
    (&["on", "update", "no", "action"], &[]),
    (&["not", "deferrable"], &[]),
    (&["initially", "immediate"], &[]),
    (&["match", "simple"], &[]),
    (&["asc", "nulls", "last"], &[]),
    (&["desc", "nulls", "first"], &["desc"]),
    (&["asc"], &[]),
    (&["using", "btree"], &[]),
];

fn replace_phrases(words: &mut Vec<String>) {
    for (phrase, spelled) in PHRASES {
        let mut at = 0;
        while at + phrase.len() <= words.len() {
            if words[at..at + phrase.len()].iter().eq(phrase.iter()) {
                words.splice(at..at + phrase.len(), spelled.iter().map(|&word| word.to_owned()));
                at += spelled.len().max(1);
            } else {
                at += 1;
            }
        }
    }
}

/// `(ARRAY[x, y])::t[]` is `ARRAY[(x)::t, (y)::t]`: a cast of a written array reaches its elements (`transformTypeCast` in
/// `parse_expr.c`), so that a condition which PostgreSQL has printed is another one when it prints it again.
fn cast_elements(words: &mut Vec<String>) {
    let mut from = 0;
    while let Some(at) = (from..words.len()).find(|at| words[*at] == "array") {
        from = at + 1;
        let Some(last) = words.get(from).filter(|word| *word == "[").and(closing(words, from))
        else {
            continue;
        };
        let is_wrapped = at > 0
            && words[at - 1] == "("
            && words.get(last + 1).is_some_and(|word| word == ")")
            && !(at > 1 && is_callable(&words[at - 2]));
        let cast = last + 1 + usize::from(is_wrapped);
        if words.get(cast).is_none_or(|word| word != "::") {
            continue;
        }
        let end = end_of_cast(words, cast);
        let Some(of) = words[cast..end].strip_suffix(&["[".to_owned(), "]".to_owned()]) else {
            continue;
        };
        let mut array = words[at..=from].to_vec();
        let mut depth = 0_usize;
        for element in words[from + 1..last].split_inclusive(|word| {
            match word.as_str() {
                "(" | "[" => depth += 1,
                ")" | "]" => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0 && word == ","
        }) {
            let comma = element.last().filter(|word| *word == ",");
            let value = &element[..element.len() - comma.iter().len()];
            array.push("(".to_owned());
            array.extend_from_slice(value);
            array.push(")".to_owned());
            array.extend_from_slice(of);
            array.extend(comma.cloned());
        }
        array.push("]".to_owned());
        words.splice(at - usize::from(is_wrapped)..end, array);
    }
}

/// `'x'::text` and `('x')::text` are `'x'`.
fn drop_literal_casts(words: &mut Vec<String>) {
    let mut at = 1;
    while at < words.len() {
        if words[at] != "::" {
            at += 1;
        } else if words[at - 1].starts_with('\'') {
            let end = end_of_cast(words, at);
            words.drain(at..end);
        } else if at > 2
            && words[at - 1] == ")"
            && words[at - 2].starts_with('\'')
            && words[at - 3] == "("
            && !(at > 3 && is_callable(&words[at - 4]))
        {
            words.remove(at - 1);
            words.remove(at - 3);
            at -= 2;
        } else {
            at += 1;
        }
    }
}

/// Whether brackets behind a word may be those of a call.
fn is_callable(word: &str) -> bool {
    word.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '"')
}

/// Where the type ends that the `::` at `at` casts to.
fn end_of_cast(words: &[String], at: usize) -> usize {
    let mut end = at + 2;
    let is = |at: usize, wanted: &str| words.get(at).is_some_and(|word| word == wanted);
    while is(end, ".") {
        end += 2;
    }
    if is(end, "(") {
        end = closing(words, end).map_or(words.len(), |close| close + 1);
    }
    while is(end, "[") {
        end = closing(words, end).map_or(words.len(), |close| close + 1);
    }
    end.min(words.len())
}

/// The place of the bracket that closes the one at `open`.
fn closing(words: &[String], open: usize) -> Option<usize> {
    let opener = words[open].as_str();
    let closer = if opener == "[" { "]" } else { ")" };
    let mut depth = 0_usize;
    for (at, word) in words.iter().enumerate().skip(open) {
        if word == opener {
            depth += 1;
        } else if word == closer {
            depth = depth.checked_sub(1)?;
            if depth == 0 {
                return Some(at);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_thing_are_one() {
        for (one, other) in [
            ("'x'::text", "'x'"),
            ("'{}'::character varying[]", "'{}'"),
            ("('a'::public.\"Role\")", "'a'"),
            ("CHECK  (\"price\" > 0) -- why", "check (price > 0)"),
            ("(a != 1)", "a <> 1"),
            ("USING btree (\"a\" ASC, b DESC NULLS FIRST)", "(a, b desc)"),
            ("ON DELETE CASCADE ON UPDATE NO ACTION", "on delete cascade"),
            ("x::CHARACTER VARYING", "x::varchar"),
            (
                "a::text = ANY ((ARRAY['x'::character varying, 'y'::character varying])::text[])",
                "a::text = ANY (ARRAY[('x'::character varying)::text, ('y'::varchar)::text])",
            ),
            ("ARRAY[f(1, 2), b]::int[]", "ARRAY[(f(1, 2))::int, (b)::int]"),
        ] {
            assert_eq!(canonical(one), canonical(other));
        }
        for (one, other) in [
            ("'A'", "'a'"),
            ("\"A\"", "a"),
            ("(a) OR (b)", "a) OR (b"),
            ("now()", "current_timestamp"),
        ] {
            assert_ne!(canonical(one), canonical(other), "{one}");
        }
    }

    #[test]
    fn what_postgres_writes_into_conditions_changes_nothing() {
        for (one, other) in [
            ("(a <> (0)::double precision) OR (b > 0)", "a != 0 OR b > 0"),
            ("(a = 'x'::text)", "a = 'x'"),
        ] {
            assert!(same(one, other), "{one}");
        }
        for (one, other) in [
            ("(a > 0 OR b > 0) AND c > 0", "a > 0 OR (b > 0 AND c > 0)"),
            ("NOT (a OR b)", "(NOT a) OR b"),
            ("(a + b) * c > 0", "a + b * c > 0"),
        ] {
            assert!(!same(one, other), "{one}");
        }
    }

    #[test]
    fn identifiers_are_renamed() {
        assert_eq!(
            rename("(\"a\", lower(A), a(b), 'a', aa)", "a", "new B"),
            "(\"new B\", lower(\"new B\"), a(b), 'a', aa)"
        );
        let trigger = "t BEFORE UPDATE OF x ON public.a FOR EACH ROW EXECUTE FUNCTION a()";
        assert_eq!(
            rename_behind(trigger, "on", "\"B\""),
            "t BEFORE UPDATE OF x ON \"B\" FOR EACH ROW EXECUTE FUNCTION a()"
        );
        assert_eq!(
            without("(a) REFERENCES b ON DELETE CASCADE NOT VALID", &["not", "valid"]),
            "(a) REFERENCES b ON DELETE CASCADE"
        );
    }
}
