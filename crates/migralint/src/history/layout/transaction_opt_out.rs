//! Opt-outs of the transaction that a tool does not read, because they are in the wrong place.

use super::definition::MisplacedOptOut;
use super::sections::comment_words;
use crate::history::{Migration, Misplaced};
use crate::source::Span;

/// The opt-out in a migration that its tool did not read; `text` is the whole file.
pub(super) fn misplaced(
    migration: &Migration,
    opt_out: &MisplacedOptOut,
    text: &str,
) -> Option<Misplaced> {
    let says = |line: &str| {
        let words = comment_words(line)?;
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        (opt_out.is)(&words).then_some(())
    };
    let found = migration.up.iter().find_map(|part| {
        let mut start = part.start;
        text.get(part.start..part.end)?.split_inclusive('\n').find_map(|line| {
            let span = Span::new(start, start + line.trim_end().len());
            start += line.len();
            says(line).map(|()| span)
        })
    });
    found.map(|span| Misplaced { span, place: opt_out.place })
}

#[cfg(test)]
mod tests {
    use super::super::testing::TestTree;

    fn check(path: &str, text: &str, expected: Option<&str>) {
        let tree = TestTree::new()
            .file(path, text)
            .file("sqlx/Cargo.toml", "sqlx = \"0.8\"")
            .file("atlas/m/atlas.sum", "h1:x\n");
        let found = tree.find();
        let [history] = found.histories.as_slice() else { panic!("{found:?}") };
        let [migration] = history.migrations.as_slice() else { panic!("{history:?}") };
        let misplaced = migration.misplaced_opt_out.as_ref();
        let words = misplaced.map(|one| tree.sources.get(migration.file).slice(one.span));
        assert_eq!(words, expected, "{text}");
    }

    #[test]
    fn only_what_is_not_read_is_misplaced() {
        for (path, text, expected) in [
            ("sqlx/migrations/1_a.sql", "-- no-transaction\nA;", None),
            (
                "sqlx/migrations/1_a.sql",
                "-- an index\r\n-- no-transaction\r\nA;",
                Some("-- no-transaction"),
            ),
            ("goose/1_a.sql", "-- +goose Up\n-- no transaction\nA;", Some("-- no transaction")),
            ("goose/1_a.sql", "-- +goose Up\n-- +goose NO TRANSACTION\nA;", None),
            ("db/1_a.sql", "-- migrate:up\n-- transaction:false\nA;", Some("-- transaction:false")),
            ("db/1_a.sql", "-- migrate:up transaction:false\nA;", None),
            ("atlas/m/1_a.sql", "-- atlas:txmode none\n\nA;", None),
            ("atlas/m/1_a.sql", "-- atlas:txmode none\nA;", Some("-- atlas:txmode none")),
            ("atlas/m/1_a.sql", "A;\n-- atlas:txmode none\n\nB;", Some("-- atlas:txmode none")),
            (
                "l/a.sql",
                "--liquibase formatted sql\n--changeset a:1\n--runInTransaction:false\nA;",
                Some("--runInTransaction:false"),
            ),
        ] {
            check(path, text, expected);
        }
    }
}
