//! One line a finding, as compilers write it: `file:line:column: severity rule: message`. Columns count characters from 1.

use std::fmt::Write as _;

use super::format::Format;
use super::safe;
use crate::outcome::Outcome;

/// One line a finding, for editors and `grep`.
pub static FORMAT: Format = Format {
    name: "concise",
    summary: "One line a finding: `file:line:column: severity rule: message`",
    names_files: false,
    has_job_summary: false,
    check: |outcome, _, out| check(outcome, out),
    effects: None,
};

fn check(outcome: &Outcome<'_>, out: &mut String) {
    let mut lines = String::new();
    for unread in &outcome.unread {
        let (path, reason) = (safe::line(&unread.path), safe::line(&unread.reason));
        let _ = writeln!(lines, "{path}:1:1: error unread-file: {reason}");
    }
    for one in &outcome.relaxations {
        let (path, what) = (safe::line(&one.path), safe::line(&one.what.to_string()));
        let _ = writeln!(lines, "{path}:{}:1: warning turned-off: {what}", one.line);
    }
    for diagnostic in outcome.diagnostics() {
        let file = outcome.sources.get(diagnostic.file);
        let at = file.position(diagnostic.span.start);
        let (path, severity) = (safe::line(file.path()), diagnostic.severity.as_str());
        let (rule, message) = (diagnostic.rule.id, safe::line(&diagnostic.message));
        let _ = writeln!(lines, "{path}:{}:{}: {severity} {rule}: {message}", at.line, at.column);
    }
    out.push_str(&safe::without_commands(&lines));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::reporters::fixture::usual;

    #[test]
    fn a_line_a_finding() {
        let mut out = String::new();
        check(&usual().outcome(), &mut out);
        assert_snapshot!(out);
    }
}
