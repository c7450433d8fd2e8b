//! Comments that accept diagnostics: `-- migralint-ignore rule, rule: reason` for a statement or a line of one,
//! `-- migralint-ignore-file rule: reason` for the file. Without rules they accept all.

use crate::diagnostic::{Diagnostic, SuppressedBy, Suppression};
use crate::source::{FileId, SourceFile, Span};

/// A comment that accepts diagnostics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignore {
    /// The comment.
    pub span: Span,
    /// The rules and where they are named; empty for all.
    pub rules: Vec<(String, Span)>,
    /// The reason that it gives.
    pub reason: Option<String>,
    /// What it is about.
    pub target: Target,
}

/// What an [`Ignore`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// All of the file.
    File,
    /// Diagnostics that begin in this place.
    Within(Span),
    /// Nothing: no statement follows.
    Nothing,
}

/// The ignores among the comments of a file. `comments` and `statements` are in order; a statement's span begins at
/// its first token and leaves the semicolon out.
pub fn ignores(file: &SourceFile, comments: &[Span], statements: &[Span]) -> Vec<Ignore> {
    let mut walk = Walk::new(file, comments, statements);
    let one = |comment: &Span| {
        let directive = parse(file, *comment)?;
        let target = if directive.file { Target::File } else { walk.target(*comment) };
        Some(Ignore { span: *comment, rules: directive.rules, reason: directive.reason, target })
    };
    comments.iter().filter_map(one).collect()
}

struct Directive {
    file: bool,
    rules: Vec<(String, Span)>,
    reason: Option<String>,
}

impl Directive {
    /// One that is none, so that nothing is accepted.
    fn unknown(start: usize, text: &str) -> Self {
        let rules = vec![(text.to_owned(), Span::new(start, start + text.len()))];
        Self { file: false, rules, reason: None }
    }
}

fn parse(file: &SourceFile, comment: Span) -> Option<Directive> {
    let text = file.slice(comment);
    let inner = match text.strip_prefix("/*") {
        Some(block) => block.strip_suffix("*/").unwrap_or(block),
        None => text.strip_prefix("--")?,
    };
    let inner = inner.trim_start();
    let word = inner.split(|c: char| c == ':' || c.is_whitespace()).next().unwrap_or_default();
    let rest = &inner[word.len()..];
    let of_file = match word {
        "migralint-ignore" => false,
        "migralint-ignore-file" => true,
        _ => {
            return misspelt(inner, word).map(|length| {
                Directive::unknown(comment.start + offset_in(text, inner), &inner[..length])
            });
        }
    };
    let (names, reason) =
        rest.split_once(':').map_or((rest, ""), |(names, reason)| (names, reason));
    let names_start = comment.start + offset_in(text, names);
    let mut at = 0;
    let mut rules = Vec::new();
    for name in names.split(',') {
        let start = names_start + at + (name.len() - name.trim_start().len());
        at += name.len() + 1;
        let name = name.trim();
        if !name.is_empty() {
            rules.push((name.to_owned(), Span::new(start, start + name.len())));
        }
    }
    let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(Directive { file: of_file, rules, reason: (!reason.is_empty()).then_some(reason) })
}

/// How much of a comment was meant to accept something, and does not: `migralint-disable`, `migralint: ignore`.
fn misspelt(comment: &str, word: &str) -> Option<usize> {
    let lower = word.to_ascii_lowercase();
    let behind = lower.strip_prefix("migralint")?;
    if behind.starts_with('-') {
        return Some(word.len());
    }
    let rest = comment[word.len()..].trim_start_matches([':', ' ']);
    let verb = rest.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    let is_meant =
        matches!(verb.to_ascii_lowercase().as_str(), "ignore" | "disable" | "allow" | "skip");
    (behind.is_empty() && is_meant).then(|| offset_in(comment, verb) + verb.len())
}

/// Where `part`, a slice of `text`, begins in it.
fn offset_in(text: &str, part: &str) -> usize {
    part.as_ptr().addr() - text.as_ptr().addr()
}

/// A walk over the comments of a file in order. Each place is searched once, however many comments there are.
struct Walk<'a> {
    text: &'a str,
    comments: &'a [Span],
    statements: &'a [Span],
    /// Where the line of the last comment begins, and up to where line breaks were searched.
    line_start: usize,
    searched: usize,
    code: Found,
    line_end: Found,
}

/// A place that was found: the same from each place between.
#[derive(Clone, Copy, Default)]
struct Found(Option<(usize, usize)>);

impl Found {
    fn from(&mut self, at: usize, find: impl FnOnce(usize) -> usize) -> usize {
        match self.0 {
            Some((from, to)) if (from..=to).contains(&at) => to,
            _ => {
                let to = find(at);
                self.0 = Some((at, to));
                to
            }
        }
    }
}

impl<'a> Walk<'a> {
    fn new(file: &'a SourceFile, comments: &'a [Span], statements: &'a [Span]) -> Self {
        let (code, line_end) = (Found::default(), Found::default());
        let text = file.text();
        Self { text, comments, statements, line_start: 0, searched: 0, code, line_end }
    }

    /// What an ignore comment is about.
    fn target(&mut self, comment: Span) -> Target {
        let before = &self.text[self.searched..comment.start];
        if let Some(at) = before.rfind(['\n', '\r']) {
            self.line_start = self.searched + at + 1;
        }
        self.searched = comment.start;
        let statements = self.statements;
        // Statements are in order and apart: this one is the first that ends behind the start of the comment.
        let place = statements.partition_point(|statement| statement.end <= comment.start);
        let is_inside = statements.get(place).is_some_and(|statement| statement.contains(comment));
        if self.code_from(self.line_start) < comment.start {
            // Behind code: that line of its statement, or all of the statement that ends on it.
            let last = place.checked_sub(1).map(|last| statements[last]).filter(|_| !is_inside);
            let whole = last.filter(|statement| statement.end >= self.line_start);
            let start = whole.map_or(self.line_start, |one| one.start.min(self.line_start));
            let end = if is_inside {
                self.line_end(comment.end).min(statements[place].end)
            } else {
                comment.start
            };
            return Target::Within(Span::new(start, end));
        }
        if is_inside {
            // Alone on a line inside a statement: the next line of code.
            let start = self.code_from(comment.end);
            return Target::Within(Span::new(start, self.line_end(start)));
        }
        statements.get(place).map_or(Target::Nothing, |statement| Target::Within(*statement))
    }

    /// The first byte at or after `offset` that is neither white space nor in a comment.
    fn code_from(&mut self, offset: usize) -> usize {
        let (text, comments) = (self.text, self.comments);
        self.code.from(offset, |mut offset| {
            loop {
                let rest = &text[offset..];
                offset += rest.len() - rest.trim_start().len();
                let next = comments.partition_point(|comment| comment.end <= offset);
                match comments.get(next).filter(|comment| comment.start <= offset) {
                    Some(comment) => offset = comment.end,
                    None => return offset,
                }
            }
        })
    }

    fn line_end(&mut self, offset: usize) -> usize {
        let text = self.text;
        let find = |from: usize| text[from..].find(['\n', '\r']).map_or(text.len(), |at| from + at);
        self.line_end.from(offset, find)
    }
}

/// Marks the diagnostics of one file that its comments suppress. Gives, for each comment, the ids of the rules that it
/// suppressed something of, in order.
pub fn apply(
    file: FileId,
    ignores: &[Ignore],
    diagnostics: &mut [Diagnostic],
) -> Vec<Vec<&'static str>> {
    diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
    let accept = |ignore| {
        let mut used = accept(file, ignore, diagnostics);
        used.sort_unstable();
        used.dedup();
        used
    };
    ignores.iter().map(accept).collect()
}

/// Marks what an ignore accepts of diagnostics in the order of their places; gives the ids of the rules.
fn accept(file: FileId, ignore: &Ignore, diagnostics: &mut [Diagnostic]) -> Vec<&'static str> {
    let mut used = Vec::new();
    let from = |start: usize| diagnostics.partition_point(|one| one.span.start < start);
    let covered = match ignore.target {
        Target::File => 0..diagnostics.len(),
        Target::Within(place) => from(place.start)..from(place.end),
        Target::Nothing => 0..0,
    };
    for diagnostic in &mut diagnostics[covered] {
        let id = diagnostic.rule.id;
        let named = ignore.rules.is_empty() || ignore.rules.iter().any(|(name, _)| name == id);
        if diagnostic.file == file && named {
            used.push(id);
            let reason = ignore.reason.clone();
            diagnostic.suppression.get_or_insert(Suppression { by: SuppressedBy::Comment, reason });
        }
    }
    used
}

#[cfg(test)]
mod tests;
