//! Annotations beside the lines of a pull request: GitHub's workflow commands.
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>

use std::fmt::Write as _;

use super::format::Format;
use super::place::tight;
use super::repository::Repository;
use super::{safe, text};
use crate::diagnostic::Diagnostic;
use crate::outcome::Outcome;
use crate::rule_info::Severity;
use crate::source::Sources;

/// How many annotations of a level GitHub shows of a step.
const MAX_ANNOTATIONS: usize = 10;

/// GitHub's annotations.
pub static FORMAT: Format = Format {
    name: "github",
    summary: "Annotations and the job summary of a GitHub workflow, where it is the default",
    names_files: true,
    has_job_summary: true,
    check: |outcome, context, out| check(outcome, &context.repository, out),
    effects: None,
};

/// Appends an annotation a line: errors first, at most ten of a level, and how many more there are.
fn check(outcome: &Outcome<'_>, repository: &Repository, out: &mut String) {
    let unread = outcome.unread.iter().map(|unread| {
        let path = repository.path(&unread.path);
        command("error", &[("file", path), ("title", "not read".to_owned())], &unread.to_string())
    });
    let relaxed = outcome.relaxations.iter().map(|one| {
        let (path, line) = (repository.path(&one.path), one.line.to_string());
        let properties = [("file", path), ("line", line), ("title", "turned off".to_owned())];
        command("warning", &properties, &one.what.to_string())
    });
    let mut left_out = Vec::new();
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        let own = outcome.diagnostics().filter(|diagnostic| diagnostic.severity == severity);
        let own = own.map(|diagnostic| annotation(outcome.sources, repository, diagnostic));
        let mut lines: Vec<String> = if severity == Severity::Error {
            unread.clone().chain(own).collect()
        } else if severity == Severity::Warning {
            relaxed.clone().chain(own).collect()
        } else {
            own.collect()
        };
        if lines.len() > MAX_ANNOTATIONS {
            left_out.push(text::count(lines.len() - MAX_ANNOTATIONS, severity.as_str()));
            lines.truncate(MAX_ANNOTATIONS);
        }
        out.extend(lines);
    }
    if !left_out.is_empty() {
        let left_out = left_out.join(", ");
        let _ =
            writeln!(out, "and {left_out} more: GitHub shows ten of a level, the job summary more");
    }
    let _ = writeln!(out, "{}", text::summary(outcome));
}

fn annotation(sources: &Sources, repository: &Repository, diagnostic: &Diagnostic) -> String {
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let file = sources.get(diagnostic.file);
    let span = tight(file, diagnostic.span);
    let (start, end) = (file.position(span.start), file.position(span.end));
    let mut message = diagnostic.message.clone();
    for more in [&diagnostic.help, &diagnostic.safe].into_iter().flatten() {
        let _ = write!(message, "\n\n{more}");
    }
    let properties = [
        ("file", repository.path(file.path())),
        ("line", start.line.to_string()),
        ("endLine", end.line.to_string()),
        ("col", start.column.to_string()),
        ("endColumn", end.column.to_string()),
        ("title", diagnostic.rule.id.to_owned()),
    ];
    command(level, &properties, &message)
}

/// A command, which is one line whatever the message says.
fn command(name: &str, properties: &[(&str, String)], message: &str) -> String {
    let property = |(key, value): &(&str, String)| {
        let value = escape(&safe::line(value)).replace(':', "%3A").replace(',', "%2C");
        format!("{key}={value}")
    };
    let properties: Vec<String> = properties.iter().map(property).collect();
    format!("::{name} {}::{}\n", properties.join(","), escape(&safe::block(message)))
}

fn escape(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::outcome::Unread;
    use crate::reporters::fixture::{COLUMN, Fixture, INDEX, usual};

    fn annotations(outcome: &Outcome<'_>) -> String {
        let mut out = String::new();
        check(outcome, &Repository::default(), &mut out);
        out
    }

    #[test]
    fn errors_come_first() {
        assert_snapshot!(annotations(&usual().outcome()));
    }

    #[test]
    fn paths_begin_at_the_root_of_the_repository() {
        let fixture = usual();
        let mut outcome = fixture.outcome();
        outcome.unread =
            vec![Unread { path: "../a.sql".to_owned(), reason: "does not exist".to_owned() }];
        let repository = Repository { folder: "apps/web".to_owned(), files: None };
        let mut out = String::new();
        check(&outcome, &repository, &mut out);
        assert!(out.starts_with("::error file=apps/a.sql,title=not read::"), "{out}");
        assert!(out.contains("file=apps/web/prisma/migrations/2_ort/migration.sql,"), "{out}");
    }

    #[test]
    fn ten_of_a_level_are_shown() {
        let mut fixture = Fixture::new(&[("a.sql", "DROP TABLE a;")]);
        let place = fixture.find(0, "DROP");
        for severity in [Severity::Warning, Severity::Note, Severity::Error] {
            let number = if severity == Severity::Note { 10 } else { 12 };
            for at in 0..number {
                let rule = if at % 2 == 0 { &INDEX } else { &COLUMN };
                fixture.report(rule, severity, place, "no");
            }
        }
        let out = annotations(&fixture.outcome());
        let starts = |with: &str| out.lines().filter(|line| line.starts_with(with)).count();
        assert_eq!([starts("::error "), starts("::warning "), starts("::notice ")], [10, 10, 10]);
        assert!(out.contains("\nand 2 errors, 2 warnings more: "), "{out}");
    }

    #[test]
    fn nothing_to_annotate_is_said() {
        assert_eq!(
            annotations(&Fixture::new(&[("a.sql", "")]).outcome()),
            "nothing found in 1 migration\n"
        );
    }
}
