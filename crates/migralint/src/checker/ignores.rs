//! Ignore comments: what they suppress, and the rules that check them.

use std::collections::BTreeMap;

use super::run_enabled;
use crate::context::{IgnoreContext, IgnoredRule, NamedRule};
use crate::diagnostic::Diagnostic;
use crate::rule::Check;
use crate::rules;
use crate::settings::Levels;
use crate::source::FileId;
use crate::spelling;
use crate::suppression::comment::{self, Ignore};

/// Marks what the ignore comments of a file suppress, and runs the rules that check those comments.
pub(super) fn apply(
    file: FileId,
    ignores: &[Ignore],
    levels: &Levels,
    found: &mut Vec<Diagnostic>,
) {
    let used = comment::apply(file, ignores, found);
    let mut meant = Meant::new();
    for (ignore, used) in ignores.iter().zip(&used) {
        check(ignore, used, file, levels, &mut meant, found);
    }
}

/// The rules that are perhaps meant by names that are none's.
type Meant = BTreeMap<String, Option<&'static str>>;

/// Runs the rules on a comment that suppressed diagnostics of the rules `used`, which are sorted.
fn check(
    ignore: &Ignore,
    used: &[&str],
    file: FileId,
    levels: &Levels,
    meant: &mut Meant,
    found: &mut Vec<Diagnostic>,
) {
    let named = ignore.rules.iter().map(|(name, span)| {
        let rule = match rules::find(name) {
            None => {
                let find = || spelling::nearest(name, rules::infos().map(|rule| rule.id));
                NamedRule::Unknown { nearest: *meant.entry(name.clone()).or_insert_with(find) }
            }
            Some(rule) if levels.severity(rule).is_none() => NamedRule::Disabled,
            Some(rule) if used.binary_search(&rule.id).is_ok() => NamedRule::Used,
            Some(_) => NamedRule::Unused,
        };
        IgnoredRule { name, span: *span, rule }
    });
    let context = IgnoreContext { ignore, rules: named.collect(), is_used: !used.is_empty() };
    run_enabled(levels, file, found, |check, out| {
        if let Check::Ignore(check) = check {
            check(&context, out);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::apply;
    use crate::diagnostic::Diagnostics;
    use crate::rule_info::Severity;
    use crate::rules;
    use crate::settings::{Level, Levels, Settings};
    use crate::source::{SourceFile, Sources, Span};
    use crate::suppression::comment::{Ignore, ignores};
    use crate::syntax;

    fn find(text: &str) -> Vec<Ignore> {
        let parsed = syntax::parse(text, &[Span::new(0, text.len())]);
        let statements: Vec<Span> =
            parsed.statements.iter().map(|statement| statement.span).collect();
        ignores(&SourceFile::new("a.sql", text), &parsed.comments, &statements)
    }

    /// What is accepted and what is reported, when `unused-ignore` reports at each `!`.
    fn check(text: &str, settings: &Settings, expected: &[(&str, &str)]) {
        let rule = rules::find("unused-ignore").unwrap();
        let file = Sources::default().add(SourceFile::new("a.sql", text));
        let mut diagnostics = Vec::new();
        for (at, _) in text.match_indices('!') {
            let mut sink = Diagnostics::new(rule, Severity::Error, file, &mut diagnostics);
            sink.report(Span::new(at, at + 1), "danger");
        }
        apply(file, &find(text), &settings.levels_for(""), &mut diagnostics);
        let shown = diagnostics.iter().map(|diagnostic| {
            let reason =
                diagnostic.suppression.as_ref().map(|one| one.reason.as_deref().unwrap_or("-"));
            (reason.unwrap_or("not accepted"), diagnostic.message.as_str())
        });
        assert_eq!(shown.collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn accepts_what_it_names() {
        let settings = Settings::default();
        check(
            "-- migralint-ignore unused-ignore: old\n!;\n!;",
            &settings,
            &[("old", "danger"), ("not accepted", "danger")],
        );
        check("!; !;\n-- migralint-ignore-file", &settings, &[("-", "danger"), ("-", "danger")]);
        check(
            "-- migralint-ignore unknown-rule-in-ignore\n!;",
            &settings,
            &[
                ("not accepted", "danger"),
                ("not accepted", "`unknown-rule-in-ignore` reports nothing here"),
            ],
        );
    }

    #[test]
    fn reports_what_accepts_nothing() {
        let settings = Settings::default();
        check(
            "-- migralint-ignore\nx;",
            &settings,
            &[("not accepted", "this ignore accepts nothing")],
        );
        let unknown = [("not accepted", "there is no rule `unused-ignor`, so nothing is accepted")];
        check("-- migralint-ignore unused-ignor\nx;", &settings, &unknown);
    }

    #[test]
    fn says_what_was_meant() {
        let help = |comment: &str| {
            let file = Sources::default().add(SourceFile::new("a.sql", comment));
            let mut diagnostics = Vec::new();
            apply(file, &find(comment), &Levels::default(), &mut diagnostics);
            diagnostics[0].help.clone().unwrap()
        };
        assert_eq!(help("-- migralint-ignore unused-ignor"), "write `unused-ignore`");
        assert_eq!(
            help("-- migralint-ignore it is old"),
            "write commas between rules, and a colon before the reason"
        );
        assert_eq!(help("-- migralint-ignore zzz"), "name a rule that `migralint rules` lists");
    }

    #[test]
    fn leaves_rules_alone_that_are_off() {
        let mut settings = Settings::default();
        settings.levels.insert("unknown-rule-in-ignore", Level::Off);
        check("-- migralint-ignore unknown-rule-in-ignore\nx;", &settings, &[]);
        check("-- migralint-ignore nonsense\nx;", &settings, &[]);
    }
}
