//! One file does not turn a history into another tool's.

use std::collections::{BTreeMap, BTreeSet};

use migralint::history::History;
use migralint::history::layout::{Found, Interest, Options, Tree, find, interest};
use migralint::source::{SourceFile, Sources};

/// Words that tools look for.
const MARKS: &[&str] = &[
    "-- +goose Up\n",
    "-- +goose Down\n",
    "-- +migrate Up\n",
    "-- +migrate Down\n",
    "-- migrate:up\n",
    "-- migrate:down\n",
    "--liquibase formatted sql\n",
    "--changeset a:1 dbms:mysql\n",
    "---- create above / drop below ----\n",
    "-- Up Migration\n",
    "-- Down Migration\n",
    "--! Previous: -\n",
    "-- atlas:txmode none\n\n",
    "-- \r",
    "\r\n",
    "SELECT 1;\n",
    "DROP TABLE bait;\n",
    "/*",
    "*/",
    "'",
];

/// Names that tools look for.
const NAMES: &[&str] =
    &["4_x.sql", "0004_x.up.sql", "V4__x.sql", "20260104000000_x.sql", "x.sql", "4_x.down.sql"];

/// A file of marks, which the text chooses, is added to a history of three files. The three stay its migrations, and what
/// the file holds is checked or said.
pub fn layouts(text: &str) {
    let mut choices = text.bytes().map(usize::from);
    let name = NAMES[choices.next().unwrap_or_default() % NAMES.len()];
    let own = choices.next().unwrap_or_default() % 4;
    let bait: String = choices
        .map(|choice| match MARKS.get(choice % (MARKS.len() + 8)) {
            Some(mark) => (*mark).to_owned(),
            None => char::from(u8::try_from(choice % 128).unwrap_or_default()).to_string(),
        })
        .collect();
    let head =
        ["", "-- +goose Up\n", "-- migrate:up\n", "--liquibase formatted sql\n--changeset a:1\n"]
            [own];
    let mut files: Vec<(String, String)> = (1..=3)
        .map(|number| {
            let name = if own == 0 {
                format!("000{number}_a.up.sql")
            } else {
                format!("000{number}_a.sql")
            };
            (format!("db/migrations/{name}"), format!("{head}CREATE TABLE t{number} ();\n"))
        })
        .collect();
    if own == 0 {
        files.push(("db/migrations/0001_a.down.sql".to_owned(), "DROP TABLE t1;".to_owned()));
    }
    let (before, _) = read(&files);
    files.push((format!("db/migrations/{name}"), bait.clone()));
    let (after, sources) = read(&files);
    let [before] = before.histories.as_slice() else { panic!("three files are one history") };
    let root = |history: &&History| history.root == before.root;
    let Some(history) = after.histories.iter().find(root) else { panic!("{bait:?} hides all") };
    assert_eq!(history.layout, before.layout, "{bait:?}");
    for migration in &before.migrations {
        let stays = history.migrations.iter().any(|other| other.id == migration.id);
        assert!(stays, "{bait:?} hides {}", migration.id);
    }
    for migration in &history.migrations {
        let file = sources.get(migration.file);
        let is_whole =
            migration.up.iter().map(|part| part.len()).sum::<usize>() == file.text().len();
        let is_own = history.layout.reads_marks_of(file.text());
        assert!(is_whole || is_own, "{bait:?} is not checked whole");
    }
}

fn read(files: &[(String, String)]) -> (Found, Sources) {
    let mut sources = Sources::default();
    for (path, text) in files {
        assert_eq!(interest(path.rsplit('/').next().unwrap_or_default()), Some(Interest::Sql));
        sources.add(SourceFile::new(path, text.as_str()));
    }
    let found = find(
        &Tree {
            sources: &sources,
            configs: &BTreeMap::new(),
            others: &BTreeSet::new(),
            folders: &[String::new()],
            files: &BTreeSet::new(),
        },
        &Options::default(),
    );
    (found, sources)
}
