//! Changes of an example that mean nothing: what was found before them is found behind them.

use std::ops::Range;

use migralint::diagnostic::Diagnostic;
use migralint::source::{FileId, Sources, Span};
use migralint::syntax::parse;

use crate::example::{Example, WITH};

/// Text that was put into files, and where.
#[derive(Debug, Default)]
pub(crate) struct Edits(Vec<Insertion>);

#[derive(Debug)]
struct Insertion {
    path: String,
    at: usize,
    length: usize,
}

impl Edits {
    /// Where what stood at `span` stands now: what was put before or into it moves its borders.
    fn moved(&self, path: &str, span: Span) -> Span {
        let before = |holds: &dyn Fn(usize) -> bool| -> usize {
            let counted = self.0.iter().filter(|one| one.path == path && holds(one.at));
            counted.map(|one| one.length).sum()
        };
        let start = span.start + before(&|at| at <= span.start);
        let end = span.end + before(&|at| at < span.end);
        Span::new(start, end.max(start))
    }

    /// Whether these files are those with the edits, and nothing else.
    pub(crate) fn lead(&self, from: &Sources, to: &Sources) -> bool {
        let length = |sources: &Sources, path: &str| {
            sources.iter().find(|(_, file)| file.path() == path).map(|(_, file)| file.text().len())
        };
        let put = |path: &str| -> usize {
            self.0.iter().filter(|one| one.path == path).map(|one| one.length).sum()
        };
        from.iter()
            .all(|(_, file)| length(to, file.path()) == Some(file.text().len() + put(file.path())))
    }

    /// All that a diagnostic says, its places as they are behind the edits.
    pub(crate) fn shown(&self, sources: &Sources, diagnostic: &Diagnostic) -> String {
        let place = |file: FileId, span: Span| {
            let path = sources.get(file).path();
            let Range { start, end } = {
                let Span { start, end } = self.moved(path, span);
                start..end
            };
            format!("{path} {start}..{end}")
        };
        let own = |span| place(diagnostic.file, span);
        let related = diagnostic.related.iter();
        let related = related.map(|one| format!("{}: {}", place(one.file, one.span), one.message));
        let edits = diagnostic.fix.iter().flat_map(|fix| &fix.edits);
        let edits = edits.map(|edit| format!("{}: {}", own(edit.span), edit.replacement));
        format!(
            "{} {} {}: {} | {:?} {:?} {:?} {:?} | {:?} {:?} {:?} {}",
            own(diagnostic.span),
            diagnostic.rule.id,
            diagnostic.severity.as_str(),
            diagnostic.message,
            diagnostic.label,
            diagnostic.help,
            diagnostic.safe,
            diagnostic.table,
            related.collect::<Vec<_>>(),
            edits.collect::<Vec<_>>(),
            diagnostic.suppression,
            diagnostic.fingerprint,
        )
    }
}

/// The example with a comment before every statement but the first of each file; `None` where its files are not the
/// parts of its text.
pub(crate) fn with_comments(
    text: &str,
    example: &Example,
    comment: &str,
) -> Option<(String, Edits)> {
    let mut edits = Edits::default();
    let mut out = String::new();
    let mut parts = parts(text).into_iter();
    let mut files = example.sources.iter().peekable();
    for part in parts.by_ref() {
        let Some((id, file)) = files.next_if(|(_, file)| file.text() == part) else {
            // The line of a marker, or what stands before the first.
            out.push_str(part);
            continue;
        };
        let mut at = 0;
        for start in statements(example, id).into_iter().skip(1) {
            out.push_str(&part[at..start]);
            out.push_str(comment);
            edits.0.push(Insertion {
                path: file.path().to_owned(),
                at: start,
                length: comment.len(),
            });
            at = start;
        }
        out.push_str(&part[at..]);
    }
    files.peek().is_none().then_some((out, edits))
}

/// Where the statements of a file begin, in order.
fn statements(example: &Example, id: FileId) -> Vec<usize> {
    let mut sections = Vec::new();
    for migration in &example.histories[0].migrations {
        if migration.file == id {
            sections.extend(&migration.up);
        }
        if let Some(back) = migration.rollback.as_ref().filter(|back| back.file == id) {
            sections.extend(&back.down);
        }
    }
    sections.sort_unstable();
    sections.dedup();
    let parsed = parse(example.sources.get(id).text(), &sections);
    let mut starts: Vec<usize> = parsed.statements.iter().map(|one| one.span.start).collect();
    starts.sort_unstable();
    starts
}

/// The markers of a text and what stands between them.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let end = at + line.len();
        let is_marker = line.starts_with("-- migration:")
            && line[13..].split_whitespace().next().is_some()
            || line.starts_with("-- rollback:")
            || number == 0 && line.starts_with(WITH);
        if is_marker {
            if start < at || number > 1 {
                parts.push(&text[start..at]);
            }
            parts.push(line);
            start = end;
        }
        at = end;
    }
    parts.push(&text[start..]);
    parts
}

/// What an unrelated migration is called and does. It makes no table: a history that makes tables, and all that it uses,
/// is taken to make every table.
pub(crate) const UNRELATED: &str = "00000000000000_unrelated";
const UNRELATED_SQL: &str = "CREATE SCHEMA zz_unrelated;\nCREATE SEQUENCE zz_unrelated.zz_first;\n\
    CREATE TYPE zz_unrelated.zz_second AS ENUM ('zz_third');\n";

/// The example with a migration in front that has nothing to do with it.
pub(crate) fn with_unrelated(text: &str, example: &Example) -> String {
    let (with, rest) = match text.split_once('\n') {
        Some((first, rest)) if first.starts_with(WITH) => (text[..=first.len()].to_owned(), rest),
        _ => (String::new(), text),
    };
    // What is said of a history whose migrations are all new is said of it still.
    let is_new = example.histories[0].migrations.iter().all(migralint::history::Migration::is_new);
    let state = if is_new { "new" } else { "old" };
    let named = rest.strip_prefix("-- migration:").and_then(|rest| rest.lines().next());
    let has_marker = named.is_some_and(|name| !name.trim().is_empty());
    let first = if has_marker { "" } else { "-- migration: 1_example new\n" };
    format!("{with}-- migration: {UNRELATED} {state}\n{UNRELATED_SQL}{first}{rest}")
}
