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
    let mut line = Line::default();
    let one = |comment: &Span| {
        let directive = parse(file, *comment)?;
        let target = if directive.file {
            Target::File
        } else {
            line = line.of(file, *comment, comments);
            target(file, *comment, line, comments, statements)
        };
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

/// The line that a comment begins on.
#[derive(Clone, Copy, Default)]
struct Line {
    /// Its number, from 1; 0 for none.
    number: usize,
    start: usize,
    /// Its first byte that is neither white space nor in a comment, or that of a line below.
    code: usize,
}

impl Line {
    /// The line of this comment, which may be the line of the one before.
    fn of(self, file: &SourceFile, comment: Span, comments: &[Span]) -> Self {
        let number = file.line_of(comment.start);
        if number == self.number {
            return self;
        }
        let start = file.line_span(number).map_or(0, |line| line.start);
        Self { number, start, code: skip_comments(file, start, comments) }
    }
}

fn target(
    file: &SourceFile,
    comment: Span,
    line: Line,
    comments: &[Span],
    statements: &[Span],
) -> Target {
    let text = file.text();
    let end_of_line = |from: usize| text[from..].find('\n').map_or(text.len(), |at| from + at);
    // Statements are in order and apart: this one is the first that ends behind the start of the comment.
    let place = statements.partition_point(|statement| statement.end <= comment.start);
    let is_inside = statements.get(place).is_some_and(|statement| statement.contains(comment));
    if line.code < comment.start && !is_blank(file, line.code, comment.start) {
        // Behind code: that line of its statement, or all of the statement that ends on it.
        let last = place.checked_sub(1).map(|last| statements[last]).filter(|_| !is_inside);
        let whole = last.filter(|statement| statement.end >= line.start);
        let start = whole.map_or(line.start, |statement| statement.start.min(line.start));
        let end = if is_inside {
            end_of_line(comment.end).min(statements[place].end)
        } else {
            comment.start
        };
        return Target::Within(Span::new(start, end));
    }
    if is_inside {
        // Alone on a line inside a statement: the next line of code.
        let start = skip_comments(file, comment.end, comments);
        return Target::Within(Span::new(start, end_of_line(start)));
    }
    statements.get(place).map_or(Target::Nothing, |statement| Target::Within(*statement))
}

/// The first byte at or after `offset` that is neither white space nor in a comment.
fn skip_comments(file: &SourceFile, mut offset: usize, comments: &[Span]) -> usize {
    loop {
        let rest = file.slice(Span::new(offset, file.text().len()));
        offset += rest.len() - rest.trim_start().len();
        let next = comments.partition_point(|comment| comment.end <= offset);
        match comments.get(next).filter(|comment| comment.start <= offset) {
            Some(comment) => offset = comment.end,
            None => return offset,
        }
    }
}

fn is_blank(file: &SourceFile, start: usize, end: usize) -> bool {
    file.slice(Span::new(start, end)).trim().is_empty()
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
