//! Changes of a text by whole words and statements, so that much of what comes of them is still SQL.

use std::sync::OnceLock;

use crate::seeds::{self, ODD};

/// A small generator of numbers: `SplitMix64`. <https://prng.di.unimi.it/splitmix64.c>
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The same seed gives the same numbers.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `end`; 0 where there is none.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % (end.max(1) as u64)).unwrap_or_default()
    }

    fn pick<'a, T: ?Sized + AsRef<str>>(&mut self, all: &'a [&'a T]) -> &'a str {
        all.get(self.below(all.len())).map_or("", |one| one.as_ref())
    }
}

/// A text with one to four changes: a word goes, comes, is replaced or renamed; a statement goes, comes, moves.
pub fn mutate(text: &str, seed: u64) -> String {
    let mut random = Random::new(seed);
    let mut text = text.to_owned();
    for _ in 0..=random.below(4) {
        text = if random.below(3) == 0 {
            statements(&text, &mut random)
        } else {
            words(&text, &mut random)
        };
    }
    text
}

fn words(text: &str, random: &mut Random) -> String {
    let mut tokens = tokens(text);
    let at = random.below(tokens.len());
    let known = &vocabulary().words;
    let other = if random.below(2) == 0 {
        random.pick(known)
    } else {
        tokens.get(random.below(tokens.len())).copied().unwrap_or(";")
    };
    match random.below(6) {
        0 if !tokens.is_empty() => {
            let end = (at + 1 + random.below(6)).min(tokens.len());
            tokens.drain(at..end);
        }
        1 if !tokens.is_empty() => tokens[at] = other,
        2 if !tokens.is_empty() => {
            let old = tokens[at];
            tokens.iter_mut().filter(|token| **token == old).for_each(|token| *token = other);
        }
        3 if !tokens.is_empty() => {
            let with = random.below(tokens.len());
            tokens.swap(at, with);
        }
        4 if !tokens.is_empty() => {
            let end = (at + 1 + random.below(12)).min(tokens.len());
            let copy = tokens[at..end].to_vec();
            let to = random.below(tokens.len());
            tokens.splice(to..to, copy);
        }
        _ => {
            let to = at.min(tokens.len());
            tokens.splice(to..to, [" ", other, " "]);
        }
    }
    tokens.concat()
}

fn statements(text: &str, random: &mut Random) -> String {
    let mut lines: Vec<&str> = text.split_inclusive(";\n").collect();
    let at = random.below(lines.len());
    let known = &vocabulary().statements;
    match random.below(5) {
        0 if !lines.is_empty() => {
            lines.remove(at);
        }
        1 if !lines.is_empty() => {
            let with = random.below(lines.len());
            lines.swap(at, with);
        }
        2 if !lines.is_empty() => lines.insert(at, lines[random.below(lines.len())]),
        3 => lines.insert(
            at,
            random.pick(&[
                "-- migration: 5_e\n",
                "-- rollback:\n",
                "-- migration: 3_c new\n",
                "BEGIN;\n",
                "COMMIT;\n",
            ]),
        ),
        _ => lines.insert(at, random.pick(known)),
    }
    lines.concat()
}

/// Words and statements of all seeds.
struct Vocabulary {
    words: Vec<&'static str>,
    statements: Vec<&'static str>,
}

fn vocabulary() -> &'static Vocabulary {
    static SEEDS: OnceLock<Vec<String>> = OnceLock::new();
    static VOCABULARY: OnceLock<Vocabulary> = OnceLock::new();
    VOCABULARY.get_or_init(|| {
        let seeds =
            SEEDS.get_or_init(|| ["parsing", "config"].into_iter().flat_map(seeds::of).collect());
        let mut words: Vec<&str> = seeds.iter().flat_map(|seed| tokens(seed)).collect();
        words.sort_unstable();
        words.dedup();
        words.extend(ODD);
        let mut statements: Vec<&str> =
            seeds.iter().flat_map(|seed| seed.split_inclusive(";\n")).collect();
        statements.sort_unstable();
        statements.dedup();
        Vocabulary { words, statements }
    })
}

/// Words, white space and single signs.
fn tokens(text: &str) -> Vec<&str> {
    let kind = |c: char| match c {
        c if c.is_alphanumeric() || c == '_' => 1,
        c if c.is_whitespace() => 2,
        _ => 3,
    };
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut last = 0;
    for (at, c) in text.char_indices() {
        if at > start && (kind(c) != last || kind(c) == 3) {
            tokens.push(&text[start..at]);
            start = at;
        }
        last = kind(c);
    }
    if start < text.len() {
        tokens.push(&text[start..]);
    }
    tokens
}
