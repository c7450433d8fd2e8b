//! The report for people, drawn by miette: grouped by migration, with the source and what to do.

mod effects;
mod excerpt;
pub(super) mod style;
mod timeline;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters, ThemeStyles,
};

pub use effects::effects;
pub(super) use effects::{HEAD, facts, facts_of, rows};
pub use style::{Detail, Style};
pub(super) use timeline::{LEGEND, timeline};

use super::format::Format;
use crate::diagnostic::{Diagnostic, SuppressedBy, Suppression};
use crate::history::{Change, Migration};
use crate::outcome::{HistoryOutcome, Outcome};
use crate::parallel;
use crate::reporters::safe;
use crate::rule_info::Severity;
use crate::source::{FileId, Sources, Span};
use excerpt::Excerpt;
pub(super) use style::count;
use style::{BOLD, CYAN, DIM, push_hanging, wrap};

/// Columns that stand before the source: line number, rule, a space.
const GUTTER: usize = 8;

/// What it takes to show a diagnostic, as bytes that are parsed meanwhile.
const WEIGHT: usize = 256;

/// The report for people.
pub static FORMAT: Format = Format {
    name: "text",
    summary: "For people",
    names_files: false,
    has_job_summary: false,
    check: |outcome, context, out| check(outcome, context.style, out),
    effects: Some(|outcome, context, out| effects::effects(outcome, context.style, out)),
};

/// Appends what is dangerous, as a report for people.
fn check(outcome: &Outcome<'_>, style: Style, out: &mut String) {
    let style = style.legible();
    let report = Report { sources: outcome.sources, style };
    let mut text = String::new();
    for history in &outcome.histories {
        let files = by_file(history, style.detail == Detail::Verbose);
        let texts = parallel::map(
            &files,
            |(_, diagnostics)| diagnostics.len() * WEIGHT,
            |(file, diagnostics)| {
                let mut text = String::new();
                report.migration(*file, diagnostics, &mut text);
                text
            },
        );
        text.extend(texts);
    }
    if style.detail != Detail::Quiet {
        report.closing(outcome, &mut text);
    }
    out.push_str(&safe::without_commands(&text));
}

/// The diagnostics of a history by file, files in the order in which they come.
pub(super) fn by_file<'a>(
    history: &'a HistoryOutcome<'_>,
    accepted: bool,
) -> Vec<(FileId, Vec<&'a Diagnostic>)> {
    let mut groups: Vec<(FileId, Vec<&Diagnostic>)> = Vec::new();
    let mut places = BTreeMap::new();
    for diagnostic in &history.diagnostics {
        if diagnostic.suppression.is_some() && !accepted {
            continue;
        }
        let place = *places.entry(diagnostic.file).or_insert_with(|| {
            groups.push((diagnostic.file, Vec::new()));
            groups.len() - 1
        });
        groups[place].1.push(diagnostic);
    }
    groups
}

struct Report<'a> {
    sources: &'a Sources,
    style: Style,
}

impl Report<'_> {
    fn migration(&self, file: FileId, diagnostics: &[&Diagnostic], out: &mut String) {
        if self.style.detail == Detail::Quiet {
            for diagnostic in diagnostics {
                let _ = writeln!(
                    out,
                    "{}: {}",
                    self.place(file, diagnostic.span),
                    headline(diagnostic)
                );
            }
            return;
        }
        let path = safe::line(self.sources.get(file).path());
        let counted = diagnostics.iter().filter(|diagnostic| diagnostic.suppression.is_none());
        let counts = counts(counted.map(|diagnostic| diagnostic.severity));
        let _ = writeln!(out, "{}: {counts}\n", self.style.paint(BOLD, &path));
        let mut told = BTreeSet::new();
        for diagnostic in diagnostics {
            match (&diagnostic.suppression, diagnostic.severity) {
                (Some(suppression), _) => self.accepted(diagnostic, suppression, out),
                (None, Severity::Note) => self.note(diagnostic, out),
                (None, _) => self.graphical(diagnostic, out),
            }
            self.advice(diagnostic, &mut told, out);
            out.push('\n');
        }
    }

    /// The message and the marked source.
    fn graphical(&self, diagnostic: &Diagnostic, out: &mut String) {
        let width = self.style.width;
        let columns = width.saturating_sub(GUTTER).max(20);
        let file = self.sources.get(diagnostic.file);
        let excerpt = Excerpt::new(file, diagnostic.span, columns, self.style.ellipsis());
        let room = columns.saturating_sub(excerpt.middle() + 4).max(30);
        let label = diagnostic.label.as_deref().map(|label| wrap(&safe::line(label), room, 0));
        let head = format!("{}[{}]:", diagnostic.severity.as_str(), diagnostic.rule.id);
        let message =
            wrap(&safe::line(&diagnostic.message), width.saturating_sub(6).max(20), head.len());
        let shown = Shown { severity: diagnostic.severity, message, label, excerpt };
        let handler = GraphicalReportHandler::new_themed(self.theme(&head))
            .with_wrap_lines(false)
            .without_syntax_highlighting()
            .with_width(width);
        // Writing to a string does not fail.
        let _ = handler.render_report(out, &shown);
    }

    /// miette's theme, with the severity and the rule in the place of its icons.
    fn theme(&self, head: &str) -> GraphicalTheme {
        let Style { color, unicode, .. } = self.style;
        let mut characters =
            if unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
        head.clone_into(&mut characters.error);
        head.clone_into(&mut characters.warning);
        let styles = if color { ThemeStyles::ansi() } else { ThemeStyles::none() };
        GraphicalTheme { characters, styles }
    }

    /// A note takes one line.
    fn note(&self, diagnostic: &Diagnostic, out: &mut String) {
        let line = self.sources.get(diagnostic.file).line_of(diagnostic.span.start);
        let text = format!("{} (line {line})", headline(diagnostic));
        push_hanging(out, 2, ("", "  "), &wrap(&text, self.style.width.saturating_sub(4), 0));
    }

    /// So does what was accepted.
    fn accepted(&self, diagnostic: &Diagnostic, suppression: &Suppression, out: &mut String) {
        let by = match suppression.by {
            SuppressedBy::Comment => "a comment",
            SuppressedBy::Waiver => "a waiver",
            SuppressedBy::Baseline => "the baseline",
        };
        let reason =
            suppression.reason.as_deref().map(|reason| format!(": {}", safe::line(reason)));
        let line = self.sources.get(diagnostic.file).line_of(diagnostic.span.start);
        let headline = headline(diagnostic);
        let reason = reason.unwrap_or_default();
        let text = format!("accepted by {by}{reason} ({headline}, line {line})");
        push_hanging(out, 2, ("", "  "), &wrap(&text, self.style.width.saturating_sub(4), 0));
    }

    /// What to do, the safe way and other places. The same advice is told once a migration.
    fn advice<'d>(
        &self,
        diagnostic: &'d Diagnostic,
        told: &mut BTreeSet<(&'d str, &'d str)>,
        out: &mut String,
    ) {
        if diagnostic.suppression.is_some() {
            return;
        }
        let width = self.style.width.saturating_sub(GUTTER).max(20);
        let head = |word: &str| self.style.paint(CYAN, word);
        if let Some(help) = &diagnostic.help
            && told.insert((diagnostic.rule.id, help))
        {
            let text = wrap(&safe::block(help), width, 0);
            push_hanging(out, 2, (&head("help: "), "help: "), &text);
        }
        if let Some(sql) = &diagnostic.safe {
            push_hanging(out, 2, (&head("safe: "), "safe: "), &safe::block(sql));
        }
        for related in &diagnostic.related {
            let place = self.place(related.file, related.span);
            let text = format!("{place}: {}", safe::line(&related.message));
            push_hanging(out, 2, (&head("see:  "), "see:  "), &wrap(&text, width, 0));
        }
        if self.style.detail == Detail::Verbose {
            push_hanging(out, 2, (&head("page: "), "page: "), &diagnostic.rule.url());
        }
    }

    /// What was assumed, what is not used, and the summary.
    fn closing(&self, outcome: &Outcome<'_>, out: &mut String) {
        for one in &outcome.relaxations {
            let (what, path) = (safe::line(&one.what.to_string()), safe::line(&one.path));
            let line = wrap(&format!("{what} ({path}:{})", one.line), self.style.width, 2);
            let _ = writeln!(out, "{}", self.style.paint(BOLD, &line));
        }
        for waiver in &outcome.unused_waivers {
            let path = safe::line(&waiver.path);
            let rules = if waiver.rules.is_empty() {
                "any rule".to_owned()
            } else {
                safe::line(&waiver.rules.join(", "))
            };
            let _ = writeln!(out, "the waiver of {rules} for {path} accepts nothing; remove it");
        }
        for history in &outcome.histories {
            let root = safe::line(&history.history.root);
            let assumed = safe::line(&history.history.profile.summary);
            let line = if root.is_empty() { assumed } else { format!("{root}: {assumed}") };
            let line = wrap(&line, self.style.width, 0);
            let _ = writeln!(out, "{}", self.style.paint(DIM, &line));
        }
        let _ = writeln!(out, "{}", self.style.paint(BOLD, &summary(outcome)));
    }

    fn place(&self, file: FileId, span: Span) -> String {
        let file = self.sources.get(file);
        let position = file.position(span.start);
        format!("{}:{}:{}", safe::line(file.path()), position.line, position.column)
    }
}

fn headline(diagnostic: &Diagnostic) -> String {
    let (severity, rule) = (diagnostic.severity.as_str(), diagnostic.rule.id);
    format!("{severity}[{rule}]: {}", safe::line(&diagnostic.message))
}

/// `2 errors, 1 warning in 3 of 8 migrations`.
pub(super) fn summary(outcome: &Outcome<'_>) -> String {
    let all = outcome.histories.iter().flat_map(|one| &one.history.migrations);
    let is_edited = |migration: &Migration| migration.change == Change::Edited;
    let (new, old): (Vec<_>, Vec<_>) =
        all.clone().partition(|migration| migration.is_new() || is_edited(migration));
    let files: BTreeSet<FileId> = outcome.diagnostics().map(|diagnostic| diagnostic.file).collect();
    let is_named = |migration: &&Migration| {
        let back = migration.rollback.as_ref().map(|rollback| rollback.file);
        files.contains(&migration.file) || back.is_some_and(|file| files.contains(&file))
    };
    let named = all.filter(is_named).count();
    let accepted = outcome.histories.iter().flat_map(|one| &one.diagnostics);
    let accepted = accepted.filter(|diagnostic| diagnostic.suppression.is_some()).count();

    let word = match (old.is_empty(), new.iter().copied().any(is_edited)) {
        (true, _) => "migration",
        (false, true) => "new or edited migration",
        (false, false) => "new migration",
    };
    let migrations = count(new.len(), word);
    let mut line = match (files.len(), new.len()) {
        (0, 0) => "no new migrations".to_owned(),
        (0, _) => format!("nothing found in {migrations}"),
        _ => counts(outcome.diagnostics().map(|diagnostic| diagnostic.severity)),
    };
    if named > 0 {
        let _ = write!(line, " in {named} of {migrations}");
    }
    if !old.is_empty() {
        let _ = write!(line, ", {} replayed before", old.len());
    }
    if accepted > 0 {
        let _ = write!(line, ", {accepted} accepted");
    }
    line
}

/// `2 errors, 1 warning`, the gravest first.
fn counts(severities: impl Iterator<Item = Severity>) -> String {
    let all: Vec<Severity> = severities.collect();
    let number = |severity| all.iter().filter(|one| **one == severity).count();
    let counts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .filter(|severity| number(*severity) > 0)
        .map(|severity| count(number(severity), severity.as_str()))
        .collect();
    let counts = counts.join(", ");
    if counts.is_empty() { "all accepted".to_owned() } else { counts }
}

/// A diagnostic as miette draws it.
#[derive(Debug)]
struct Shown {
    severity: Severity,
    message: String,
    label: Option<String>,
    excerpt: Excerpt,
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Shown {}

impl miette::Diagnostic for Shown {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let mark = self.excerpt.mark;
        Some(Box::new(std::iter::once(LabeledSpan::new(
            self.label.clone(),
            mark.start,
            mark.len(),
        ))))
    }
}

#[cfg(test)]
mod tests;
