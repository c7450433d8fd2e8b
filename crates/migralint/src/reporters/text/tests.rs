use super::*;
use crate::reporters::fixture::{COLUMN, Fixture, INDEX, usual};
use crate::reporters::safe;
use crate::settings::Waiver;
use insta::assert_snapshot;

fn text(outcome: &Outcome<'_>, style: Style) -> String {
    let mut out = String::new();
    check(outcome, style, &mut out);
    out
}

#[test]
fn plain() {
    let out = text(&usual().outcome(), Style::plain(100));
    assert!(out.contains("migration.sql:2:1"), "the place can be clicked");
    assert!(out.is_ascii() || out.replace(['ß', 'ö', 'ü'], "").is_ascii(), "drawn with ASCII");
    assert_snapshot!(out);
}

#[test]
fn unicode_and_colour() {
    let style = Style { color: true, unicode: true, ..Style::plain(100) };
    let out = text(&usual().outcome(), style);
    assert!(out.contains("\u{1b}[31m"), "errors are red");
    assert!(out.contains("╭─"), "boxes are drawn");
    assert_snapshot!(out.replace('\u{1b}', "ESC"));
}

#[test]
fn quiet_is_a_line_a_diagnostic() {
    let style = Style { detail: Detail::Quiet, ..Style::plain(100) };
    let expected = [
        "prisma/migrations/2_ort/migration.sql:2:1: error[create-index-blocks-writes]: \
            building index \"Straße_ort_idx\" blocks every write to \"Straße\"",
        "prisma/migrations/2_ort/migration.sql:5:20: warning[drop-column]: \
            dropping column \"größe\" of \"User\" loses its data",
        "prisma/migrations/3_rest/migration.sql:1:1: note[drop-column]: this cannot be undone",
    ];
    assert_eq!(text(&usual().outcome(), style).lines().collect::<Vec<_>>(), expected);
    assert_eq!(text(&Fixture::new(&[("a.sql", "")]).outcome(), style), "");
}

#[test]
fn verbose_shows_what_was_accepted() {
    let style = Style { detail: Detail::Verbose, ..Style::plain(100) };
    let out = text(&usual().outcome(), style);
    assert!(out.contains("accepted by a comment: it is empty"), "{out}");
    assert!(out.contains("page: https://"), "{out}");
}

#[test]
fn summaries() {
    fn check(fixture: &Fixture, expected: &str) {
        assert_eq!(summary(&fixture.outcome()), expected);
    }
    check(
        &usual(),
        "1 error, 1 warning, 1 note in 2 of 2 new migrations, 1 replayed before, 1 accepted",
    );
    check(&Fixture::new(&[("a.sql", "")]), "nothing found in 1 migration");
    check(&Fixture::new(&[]), "no new migrations");
    check(
        &Fixture::new(&[("a.sql", ""), ("b.sql", "")]),
        "nothing found in 1 new migration, 1 replayed before",
    );
    let mut edited = Fixture::new(&[("a.sql", ""), ("b.sql", ""), ("c.sql", "")]);
    edited.edit(1);
    check(&edited, "nothing found in 2 new or edited migrations, 1 replayed before");
}

#[test]
fn the_same_advice_is_told_once_a_migration() {
    let mut fixture = Fixture::new(&[("a.sql", "DROP TABLE a; DROP TABLE b;")]);
    for needle in ["DROP TABLE a", "DROP TABLE b"] {
        let place = fixture.find(0, needle);
        fixture.report(&COLUMN, Severity::Warning, place, "lost").help("keep it");
    }
    let out = text(&fixture.outcome(), Style::plain(80));
    assert_eq!((out.matches("warning[").count(), out.matches("keep it").count()), (2, 1), "{out}");
}

#[test]
fn unused_waivers_are_named() {
    let fixture = usual();
    let mut outcome = fixture.outcome();
    let waiver = |rules: &[&str]| Waiver {
        path: "old/**".to_owned(),
        rules: rules.iter().map(|rule| (*rule).to_owned()).collect(),
        reason: None,
        ..Waiver::default()
    };
    outcome.unused_waivers = vec![waiver(&["a", "b"]), waiver(&[])];
    let out = text(&outcome, Style::plain(80));
    assert!(out.contains("the waiver of a, b for old/** accepts nothing; remove it\n"), "{out}");
    assert!(
        out.contains("the waiver of any rule for old/** accepts nothing; remove it\n"),
        "{out}"
    );
}

#[test]
fn a_huge_line_does_not_flood() {
    let long = "x".repeat(50_000);
    let sql = format!("SELECT '{long}'; DROP TABLE\ta; SELECT '{long}';");
    let mut fixture = Fixture::new(&[("a.sql", &sql)]);
    for needle in ["DROP TABLE\ta", &sql] {
        let place = fixture.find(0, needle);
        fixture.report(&INDEX, Severity::Error, place, "no").label("a label that says something");
    }
    for width in [0, 1, 40, 100, 9_999] {
        let out = text(&fixture.outcome(), Style::plain(width));
        let widest = out.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= 250.min(width.max(60) + 20), "{width}: {widest}\n{out}");
        assert!(out.lines().count() < 25, "{out}");
    }
}

#[test]
fn nothing_from_a_migration_steers_the_terminal() {
    let evil = "x\u{1b}[2J\r\u{9b}31m\u{202e}\u{7}";
    let sql = format!("DROP TABLE \"{evil}\";\n");
    let mut fixture = Fixture::new(&[(&format!("{evil}.sql"), &sql)]);
    let place = fixture.find(0, sql.trim_end());
    for severity in [Severity::Error, Severity::Note] {
        fixture
            .report(&INDEX, severity, place, evil)
            .label(evil)
            .help(evil)
            .safe(evil)
            .related(place.0, place.1, evil);
    }
    fixture.does(0, sql.trim_end(), evil, crate::effects::Effects::default());
    for detail in [Detail::Quiet, Detail::Normal, Detail::Verbose] {
        let style = Style { unicode: true, detail, ..Style::plain(60) };
        let mut out = text(&fixture.outcome(), style);
        effects(&fixture.outcome(), style, &mut out);
        assert!(!out.chars().any(|c| c != '\n' && safe::steers(c)), "{out:?}");
    }
}

#[test]
fn effects_table() {
    let mut out = String::new();
    effects(&usual().outcome(), Style::plain(100), &mut out);
    assert!(out.contains("ACCESS EXCLUSIVE  public.User"), "{out}");
    assert_snapshot!(out);
}
