//! Markdown as GitHub reads it: the summary of a job, or a comment on a pull request.

mod escape;

use std::fmt::Write as _;

use super::format::Format;
use super::repository::Repository;
use super::{safe, text};
use crate::diagnostic::Diagnostic;
use crate::effects::Effects;
use crate::history::Migration;
use crate::outcome::{Outcome, StatementOutcome};
use crate::source::{FileId, Sources};
use escape::{code, fenced, plain, prose};

/// The most that a report takes, in bytes. GitHub takes 1 MiB as the summary of a step, and other steps of the job
/// may say something too.
const MAX_LENGTH: usize = 512 * 1024;

/// The most rows of a table, so that of a long one there is room for a part.
const MAX_ROWS: usize = 100;

/// Markdown.
pub static FORMAT: Format = Format {
    name: "markdown",
    summary: "Markdown, for a job summary or a comment",
    names_files: true,
    has_job_summary: false,
    check: |outcome, context, out| check(outcome, &context.repository, out),
    effects: Some(|outcome, context, out| effects(outcome, &context.repository, out)),
};

/// Appends what is dangerous, and what the new migrations lock.
fn check(outcome: &Outcome<'_>, repository: &Repository, out: &mut String) {
    let report = Report { sources: outcome.sources, repository };
    let mut sections = vec![report.head(outcome)];
    for history in &outcome.histories {
        for (file, diagnostics) in text::by_file(history, false) {
            let parts = diagnostics.chunks(MAX_ROWS);
            sections.extend(parts.map(|part| report.diagnostics(file, part)));
        }
    }
    let locks = report.statements(outcome, |migration, statement| {
        migration.is_new() && does_something(&statement.effects)
    });
    if !locks.is_empty() {
        sections.push("### What the new migrations do\n\n".to_owned());
        sections.extend(locks);
    }
    push(sections, out);
}

/// Appends what every statement does.
fn effects(outcome: &Outcome<'_>, repository: &Repository, out: &mut String) {
    let report = Report { sources: outcome.sources, repository };
    push(report.statements(outcome, |_, _| true), out);
}

/// Whether others notice it.
fn does_something(effects: &Effects) -> bool {
    !effects.locks.is_empty() || !text::facts_of(effects).is_empty()
}

/// Appends the sections that there is room for.
fn push(sections: Vec<String>, out: &mut String) {
    let mut room = MAX_LENGTH;
    let mut left_out = 0;
    for section in sections {
        if section.len() <= room && left_out == 0 {
            room -= section.len();
            out.push_str(&safe::without_commands(&section));
        } else {
            left_out += 1;
        }
    }
    if left_out > 0 {
        let _ = writeln!(
            out,
            "{} left out: there is no room for more here.",
            text::count(left_out, "section")
        );
    }
}

struct Report<'a> {
    sources: &'a Sources,
    repository: &'a Repository,
}

impl Report<'_> {
    fn head(&self, outcome: &Outcome<'_>) -> String {
        let mut head = format!("## migralint: {}\n\n", text::summary(outcome));
        for unread in &outcome.unread {
            let path = code(&self.repository.path(&unread.path));
            let _ = writeln!(head, "- not read: {path}: {}", plain(&unread.reason));
        }
        for one in &outcome.relaxations {
            let place = code(&format!("{}:{}", self.repository.path(&one.path), one.line));
            let _ = writeln!(head, "- **{}** ({place})", plain(&one.what.to_string()));
        }
        for history in &outcome.histories {
            let assumed = plain(&history.history.profile.summary);
            let _ = match history.history.root.as_str() {
                "" => writeln!(head, "- {assumed}"),
                root => writeln!(head, "- {}: {assumed}", code(&self.repository.path(root))),
            };
        }
        head.push('\n');
        head
    }

    /// The diagnostics of a file: a table, and below it the safe ways.
    fn diagnostics(&self, file: FileId, diagnostics: &[&Diagnostic]) -> String {
        let path = self.sources.get(file).path();
        let mut section = format!("### {}\n\n", code(&self.repository.path(path)));
        section.push_str("| line | | rule | what happens | what to do |\n|---:|---|---|---|---|\n");
        for diagnostic in diagnostics {
            let _ = writeln!(
                section,
                "| {} | {} | [{}]({}) | {} | {} |",
                self.line(diagnostic),
                diagnostic.severity.as_str(),
                plain(diagnostic.rule.id),
                diagnostic.rule.url(),
                plain(&diagnostic.message),
                diagnostic.help.as_deref().map(prose).unwrap_or_default(),
            );
        }
        section.push('\n');
        for diagnostic in diagnostics {
            if let Some(sql) = &diagnostic.safe {
                let (line, rule) = (self.line(diagnostic), diagnostic.rule.id);
                let sql = fenced("sql", sql);
                let _ = write!(section, "The safe way for line {line} ({rule}):\n\n{sql}\n");
            }
        }
        section
    }

    /// The line of a diagnostic, as a link where the host is known.
    fn line(&self, diagnostic: &Diagnostic) -> String {
        let file = self.sources.get(diagnostic.file);
        let line = file.line_of(diagnostic.span.start);
        match self.repository.line_url(file.path(), line) {
            Some(url) => format!("[{line}]({url})"),
            None => line.to_string(),
        }
    }

    /// The tables of what the statements do that are asked for, one for each migration.
    fn statements(
        &self,
        outcome: &Outcome<'_>,
        wanted: fn(&Migration, &StatementOutcome) -> bool,
    ) -> Vec<String> {
        let mut sections = Vec::new();
        let mut legend = Some(text::LEGEND);
        for history in &outcome.histories {
            for statements in history.statements.chunk_by(|a, b| a.migration == b.migration) {
                let at = statements[0].migration;
                let Some(migration) = history.history.migrations.get(at) else { continue };
                let wanted: Vec<_> =
                    statements.iter().filter(|statement| wanted(migration, statement)).collect();
                if !wanted.is_empty() {
                    sections.push(self.migration(migration, &wanted, &mut legend));
                }
            }
        }
        sections
    }

    /// The table and the time line of one migration. The legend stands at the first time line.
    fn migration(
        &self,
        migration: &Migration,
        statements: &[&StatementOutcome],
        legend: &mut Option<&str>,
    ) -> String {
        let role = if migration.is_new() { "" } else { " (replayed)" };
        let path = code(&self.repository.path(self.sources.get(migration.file).path()));
        let mut section = format!(
            "{path}{role}\n\n| {} | and |\n|---:|---|---|---|---|---|\n",
            text::HEAD.join(" | ")
        );
        for statement in statements {
            let facts: Vec<String> =
                text::facts(self.sources, statement).iter().map(|fact| plain(fact)).collect();
            let mut facts = facts.join("<br>");
            for [line, command, lock, on, blocks] in text::rows(self.sources, statement) {
                let on = if on.is_empty() { on } else { code(&on) };
                let _ = writeln!(
                    section,
                    "| {line} | {} | {lock} | {on} | {blocks} | {} |",
                    plain(&command),
                    std::mem::take(&mut facts),
                );
            }
        }
        section.push('\n');
        let timeline = text::timeline(self.sources, statements);
        if !timeline.is_empty() {
            let legend = legend.take().map(|legend| format!(" ({legend})")).unwrap_or_default();
            let _ = write!(section, "Held until the transaction ends{legend}:\n\n");
            section.push_str(&fenced("text", &timeline.join("\n")));
            section.push('\n');
        }
        section
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::reporters::fixture::{Fixture, INDEX, usual};
    use crate::rule_info::Severity;

    #[test]
    fn a_summary() {
        let mut out = String::new();
        let files = Some("https://github.com/o/r/blob/1".to_owned());
        let repository = Repository { folder: "apps/web".to_owned(), files };
        check(&usual().outcome(), &repository, &mut out);
        assert_snapshot!(out);
    }

    #[test]
    fn effects_of_all_migrations() {
        let mut out = String::new();
        effects(&usual().outcome(), &Repository::default(), &mut out);
        assert_snapshot!(out);
    }

    #[test]
    fn of_a_long_table_there_is_room_for_a_part() {
        let mut fixture = Fixture::new(&[("a.sql", "DROP TABLE a;")]);
        let place = fixture.find(0, "DROP");
        for _ in 0..3 * MAX_ROWS {
            fixture.report(&INDEX, Severity::Error, place, &"x".repeat(2_000));
        }
        let mut out = String::new();
        check(&fixture.outcome(), &Repository::default(), &mut out);
        assert_eq!(out.matches("### <code>a.sql</code>").count(), 2);
        assert!(out.ends_with("1 section left out: there is no room for more here.\n"));
    }

    #[test]
    fn a_report_has_an_end() {
        let mut fixture = Fixture::new(&[("a.sql", "DROP TABLE a;"), ("b.sql", "DROP TABLE b;")]);
        for file in [0, 1] {
            let place = fixture.find(file, "DROP");
            let sql = "x".repeat(MAX_LENGTH / 2);
            fixture.report(&INDEX, Severity::Error, place, "no").safe(sql);
        }
        let mut out = String::new();
        check(&fixture.outcome(), &Repository::default(), &mut out);
        assert!(out.len() < MAX_LENGTH + 100, "{}", out.len());
        assert!(out.contains("<code>a.sql</code>") && !out.contains("<code>b.sql</code>"));
        assert!(out.ends_with("1 section left out: there is no room for more here.\n"));
    }
}
