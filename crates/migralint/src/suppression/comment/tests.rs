use super::*;
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
