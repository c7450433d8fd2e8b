use super::*;
use crate::rule::{Rule, Severity};
use crate::settings::Settings;
use crate::source::Sources;
use crate::syntax;

fn find(text: &str) -> Vec<Ignore> {
    let parsed = syntax::parse(text, &[Span::new(0, text.len())]);
    let statements: Vec<Span> = parsed.statements.iter().map(|statement| statement.span).collect();
    ignores(&SourceFile::new("a.sql", text), &parsed.comments, &statements)
}

/// The parts of the text that the ignores are about.
fn targets(text: &str, expected: &[&str]) {
    let targets = find(text).into_iter().map(|ignore| match ignore.target {
        Target::File => "the file",
        Target::Within(span) => &text[span.start..span.end],
        Target::Nothing => "nothing",
    });
    assert_eq!(targets.collect::<Vec<_>>(), expected, "{text}");
}

#[test]
fn before_a_statement() {
    targets("-- migralint-ignore\nDROP a;\nDROP b;", &["DROP a"]);
    targets("-- migralint-ignore x: y\r\n\r\n-- DropTable\r\nDROP a;", &["DROP a"]);
    targets("DROP a;\n/* migralint-ignore x */ DROP b;", &["DROP b"]);
    targets("DROP a; /* migralint-ignore x */\nDROP b;", &["DROP a; "]);
    targets("DROP a;\n-- migralint-ignore\n", &["nothing"]);
    targets("-- migralint-ignore x\n-- migralint-ignore y\nDROP a", &["DROP a", "DROP a"]);
}

#[test]
fn behind_a_statement() {
    targets("DROP a; -- migralint-ignore\nDROP b;", &["DROP a; "]);
    targets("ALTER a\n  ADD b; -- migralint-ignore", &["ALTER a\n  ADD b; "]);
    targets("DROP a; -- é\n-- migralint-ignore\nDROP b;", &["DROP b"]);
    targets("DROP a; /* é */ -- migralint-ignore\nDROP b;", &["DROP a; /* é */ "]);
}

#[test]
fn inside_a_statement() {
    targets("ALTER a\n  ADD b, -- migralint-ignore\n  ADD c;", &["  ADD b, -- migralint-ignore"]);
    targets("ALTER a\n  -- migralint-ignore\n  -- why\n  ADD b,\n  ADD c;", &["ADD b,"]);
}

#[test]
fn between_the_words_of_a_line() {
    targets(
        "ALTER a\n  ADD /* migralint-ignore */ b,\n  ADD c;",
        &["  ADD /* migralint-ignore */ b,"],
    );
    targets(
        "ALTER a /* migralint-ignore */ ADD b; DROP c;",
        &["ALTER a /* migralint-ignore */ ADD b"],
    );
}

#[test]
fn in_the_body_of_a_block() {
    targets("DO $$ BEGIN\n  -- migralint-ignore\n  DROP TABLE a;\nEND $$;", &["DROP TABLE a;"]);
    targets(
        "DO $$ BEGIN\n  DROP TABLE a; -- migralint-ignore\nEND $$;",
        &["  DROP TABLE a; -- migralint-ignore"],
    );
}

#[test]
fn what_is_no_ignore_is_told() {
    for (comment, name) in [
        ("-- migralint-disable x", "migralint-disable"),
        ("-- migralint-ignore-next-line x", "migralint-ignore-next-line"),
        ("/* MIGRALINT-IGNORE: x */", "MIGRALINT-IGNORE"),
        ("-- migralint: ignore x", "migralint: ignore"),
        ("-- migralint ignore x", "migralint ignore"),
    ] {
        let ignores = find(&format!("{comment}\nDROP a;"));
        let [ignore] = &ignores[..] else { panic!("{comment}: {ignores:?}") };
        assert_eq!(ignore.rules[0].0, name, "{comment}");
    }
    for comment in [
        "-- migralint knows that",
        "-- migralint: see the docs",
        "-- squawk-ignore x",
        "-- migralints",
    ] {
        assert_eq!(find(comment), [], "{comment}");
    }
}

#[test]
fn of_the_file() {
    targets("DROP a;\n-- migralint-ignore-file x: y", &["the file"]);
}

#[test]
fn rules_and_reasons() {
    fn check(comment: &str, rules: &[&str], reason: Option<&str>) {
        let ignores = find(comment);
        let [ignore] = &ignores[..] else { panic!("{comment}: {ignores:?}") };
        let named: Vec<&str> = ignore.rules.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!((named.as_slice(), ignore.reason.as_deref()), (rules, reason), "{comment}");
        for (name, span) in &ignore.rules {
            assert_eq!(&comment[span.start..span.end], name);
        }
    }
    check("-- migralint-ignore", &[], None);
    check("--migralint-ignore:why: because", &[], Some("why: because"));
    check("-- migralint-ignore é , b,c: why", &["é", "b", "c"], Some("why"));
    check("/*\n  migralint-ignore a,\n  b: two\n  lines\n*/", &["a", "b"], Some("two lines"));
    check("-- migralint-ignore-file a:", &["a"], None);
    check("-- migralint-ignore because it is old", &["because it is old"], None);
}

#[test]
fn other_comments_are_no_ignores() {
    for text in ["-- see migralint-ignore", "-- x", "--", "/**/", "/*"] {
        let spans = [Span::new(0, text.len())];
        assert_eq!(ignores(&SourceFile::new("a.sql", text), &spans, &[]), [], "{text}");
    }
}

/// What is accepted and what is reported, when `unused-ignore` reports at each `!`.
fn check(text: &str, settings: &Settings, expected: &[(&str, &str)]) {
    let rule: &'static Rule = &unused_ignore::RULE;
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
    check("-- migralint-ignore\nx;", &settings, &[("not accepted", "this ignore accepts nothing")]);
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
    settings.levels.insert("unknown-rule-in-ignore", crate::settings::Level::Off);
    check("-- migralint-ignore unknown-rule-in-ignore\nx;", &settings, &[]);
    check("-- migralint-ignore nonsense\nx;", &settings, &[]);
}
