//! Liquibase formatted SQL: a migration is a changeset, under `--changeset author:id`; the rollback in its
//! `--rollback` lines is not read.

use crate::history::layout::definition::{Layout, MisplacedOptOut, Rollbacks};
use crate::history::layout::folder::{Folder, SqlFile};
use crate::history::layout::marks::most_are_marked;
use crate::history::layout::naming::{Naming, Order};
use crate::history::layout::order::description;
use crate::history::layout::sections::{LineEnd, sections};
use crate::history::migration::Migration;
use crate::history::profile::{Record, RunnerProfile, TransactionMode};
use crate::history::splitting::Splitting;
use crate::source::Span;

pub(super) static LAYOUT: Layout = Layout {
    directives: &["liquibase ", "changeset ", "rollback "],
    has_marks: is_formatted,
    record: Record::Name,
    checksums: true,
    opt_out: Some("put the statement into a changeset that says `runInTransaction:false`"),
    misplaced_opt_out: Some(MisplacedOptOut {
        is: |words| words.contains(&"runintransaction:false"),
        place: "only on the line of `--changeset`",
    }),
    rollbacks: Rollbacks::Lines("--rollback "),
    naming: Naming { order: Order::Listed, ..Naming::FILES },
    ..Layout::new(("liquibase", "Liquibase"), profile, recognizes, read)
};

// A changeset may say how it is cut, by `splitStatements` and `endDelimiter`.
fn profile(_: &Folder<'_>, _: Option<&str>) -> RunnerProfile {
    RunnerProfile::new(
        TransactionMode::File,
        Splitting::Unmodeled,
        "Liquibase runs each changeset in a transaction",
    )
}

fn recognizes(folder: &Folder<'_>) -> bool {
    most_are_marked(folder, is_formatted)
}

fn is_formatted(text: &str) -> bool {
    let first = text.split(['\n', '\r']).find(|line| !line.trim().is_empty());
    first
        .and_then(comment)
        .is_some_and(|text| text.to_ascii_lowercase().starts_with("liquibase formatted sql"))
}

fn read(folder: &Folder<'_>, _: &RunnerProfile) -> Vec<Migration> {
    folder.files().iter().filter(|file| is_formatted(file.text)).flat_map(changesets).collect()
}

fn changesets(file: &SqlFile<'_>) -> Vec<Migration> {
    let mut found = Vec::new();
    for (line, span) in sections(file.text, LineEnd::CarriageReturn, changeset) {
        let mut words = line.split_whitespace();
        let name = words.next().unwrap_or_default();
        let attributes: Vec<_> = words.map(str::to_ascii_lowercase).collect();
        let attribute = |name: &str| {
            let value =
                |word: &String| Some(word.strip_prefix(name)?.strip_prefix(':')?.to_owned());
            Some(attributes.iter().find_map(value)?.trim_matches('"').to_owned())
        };
        let is_foreign = attribute("dbms").is_some_and(|dbms| !runs_on_postgres(&dbms));
        if is_foreign || attribute("ignore").is_some_and(|value| value == "true") {
            continue;
        }
        let without = attributes.iter().any(|word| word == "runintransaction:false");
        let mode = if without { TransactionMode::Statement } else { TransactionMode::File };
        let id = name.split_once(':').map_or(name, |(_, id)| id);
        found.push(Migration {
            up: match attribute("enddelimiter") {
                Some(delimiter) => delimited(file.text, span, delimiter.trim_start_matches("\\n")),
                None => vec![span],
            },
            ..file.migration(&format!("{}::{name}", file.stem()), mode)
        });
        if let Some(last) = found.last_mut() {
            description(id).clone_into(&mut last.name);
        }
    }
    found
}

/// Whether a changeset with this list of databases runs on PostgreSQL: `DatabaseList.definitionMatches`.
fn runs_on_postgres(dbms: &str) -> bool {
    let names: Vec<_> = dbms.split(',').map(str::trim).collect();
    let has = |name| names.contains(&name);
    let is_listed = has("postgresql") || names.iter().all(|name| name.starts_with('!'));
    !has("none") && (has("all") || !has("!postgresql") && is_listed)
}

/// The parts of a changeset between the lines that are its `endDelimiter`.
fn delimited(text: &str, changeset: Span, delimiter: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let (mut start, mut at) = (changeset.start, changeset.start);
    for line in text[changeset.start..changeset.end].split_inclusive(['\n', '\r']) {
        let end = at + line.len();
        if line.trim().eq_ignore_ascii_case(delimiter) {
            found.push(Span::new(start, at));
            start = end;
        }
        at = end;
    }
    found.push(Span::new(start, changeset.end));
    found
}

/// What follows `--changeset` on its line.
fn changeset(line: &str) -> Option<String> {
    let text = comment(line)?;
    let (word, rest) = text.split_at_checked("changeset".len())?;
    (word.eq_ignore_ascii_case("changeset") && rest.starts_with(char::is_whitespace))
        .then(|| rest.trim().to_owned())
}

fn comment(line: &str) -> Option<&str> {
    Some(line.trim().strip_prefix("--")?.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::layout::testing::{TestTree, id_and_mode, up_text};

    #[test]
    fn a_changeset_is_a_migration() {
        let tree = TestTree::new().file(
            "changelog/users.sql",
            "--liquibase formatted sql\n\n--changeset ana:1_users\nA;\n--rollback B;\n\
             -- changeset bo:2 runInTransaction:false\nC;\n--changeset bo:3 dbms:mysql\nD;\n",
        );
        let found = tree.find();
        let [history] = found.histories.as_slice() else { panic!("{found:?}") };
        assert_eq!(
            id_and_mode(history),
            [
                ("users::ana:1_users", TransactionMode::File),
                ("users::bo:2", TransactionMode::Statement)
            ]
        );
        assert_eq!(history.migrations[0].name, "users");
        assert_eq!(up_text(&tree, history, 0), "A;\n--rollback B;\n");
    }

    #[test]
    fn databases_are_listed_or_left_out() {
        for (dbms, runs) in [
            ("postgresql", true),
            ("h2,postgresql", true),
            ("all", true),
            ("!mysql", true),
            ("!mysql,h2", false),
            ("!postgresql", false),
            ("oracle", false),
            ("none", false),
        ] {
            assert_eq!(runs_on_postgres(dbms), runs, "{dbms}");
        }
    }

    #[test]
    fn a_delimiter_of_its_own_parts_statements() {
        let tree = TestTree::new().file(
            "changelog/f.sql",
            "--liquibase formatted sql\n--changeset a:1 endDelimiter:\\nGO\nA\nGO\nB\ngo\n\
             --changeset a:2 ignore:true\nC;\n",
        );
        let found = tree.find();
        let [migration] = found.histories[0].migrations.as_slice() else { panic!("{found:?}") };
        let file = tree.sources.get(migration.file);
        let parts: Vec<_> = migration.up.iter().map(|part| file.slice(*part)).collect();
        assert_eq!(parts, ["A\n", "B\n", ""]);
    }
}
