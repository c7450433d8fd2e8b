//! What a file holds does not exhaust the stack, however deep objects depend on one another.

use std::thread;

use migralint::history::History;
use migralint::history::layout::{Options, Tree, find};
use migralint::settings::Settings;
use migralint::source::{SourceFile, Sources};
use migralint::suppression::baseline::Baseline;
use std::collections::{BTreeMap, BTreeSet};

const LINKS: usize = 5_000;

fn histories(text: String) -> (Sources, Vec<History>) {
    let mut sources = Sources::default();
    sources.add(SourceFile::new("migrations/1_a.sql", text));
    let tree = Tree {
        sources: &sources,
        configs: &BTreeMap::new(),
        others: &BTreeSet::new(),
        folders: &[String::new()],
        files: &BTreeSet::new(),
    };
    let histories = find(&tree, &Options::default()).histories;
    (sources, histories)
}

fn chain(first: &str, link: impl Fn(usize) -> String, last: &str) -> String {
    let links: Vec<String> = (1..LINKS).map(link).collect();
    format!("{first};\n{};\n{last};\n", links.join(";\n"))
}

#[test]
fn chains_of_dependents_need_no_stack() {
    let chains = [
        chain(
            "CREATE TABLE t0 (a int)",
            |at| format!("CREATE TABLE t{at} () INHERITS (t{})", at - 1),
            "DROP TABLE t0 CASCADE",
        ),
        chain(
            "CREATE TABLE t0 (a int) PARTITION BY RANGE (a)",
            |at| {
                let of = at - 1;
                format!(
                    "CREATE TABLE t{at} PARTITION OF t{of} FOR VALUES FROM (1) TO (2) PARTITION BY RANGE (a)"
                )
            },
            "DROP TABLE t0",
        ),
        chain(
            "CREATE TABLE v0 (a int)",
            |at| format!("CREATE VIEW v{at} AS SELECT a FROM v{}", at - 1),
            "DROP TABLE v0 CASCADE",
        ),
        chain(
            "CREATE DOMAIN d0 AS int",
            |at| format!("CREATE DOMAIN d{at} AS d{}", at - 1),
            "DROP DOMAIN d0 CASCADE",
        ),
        chain(
            "CREATE TYPE y0 AS (a int)",
            |at| format!("CREATE TYPE y{at} AS (a y{})", at - 1),
            "DROP TYPE y0 CASCADE",
        ),
        chain(
            "CREATE TABLE t0 (a int PRIMARY KEY)",
            |at| format!("CREATE TABLE t{at} (a int PRIMARY KEY REFERENCES t{})", at - 1),
            "DROP TABLE t0 CASCADE",
        ),
    ];
    for text in chains {
        let check = move || {
            let (sources, histories) = histories(text);
            let outcome =
                migralint::check(&sources, &histories, &Settings::default(), &Baseline::default());
            outcome.histories[0].statements.len()
        };
        let thread = thread::Builder::new().stack_size(512 * 1024).spawn(check).unwrap();
        assert_eq!(thread.join().unwrap(), LINKS + 1);
    }
}

/// `tables can have at most 1600 columns`.
#[test]
fn a_table_has_no_more_columns_than_postgresql_allows() {
    let columns =
        |count: usize| (0..count).map(|at| format!("c{at} int")).collect::<Vec<_>>().join(", ");
    for (sql, fails) in [
        (format!("CREATE TABLE t ({});", columns(1_600)), false),
        (format!("CREATE TABLE t ({});", columns(1_601)), true),
        (format!("CREATE TABLE t ({}); ALTER TABLE t ADD COLUMN d int;", columns(1_600)), true),
    ] {
        let (sources, histories) = histories(sql);
        let outcome =
            migralint::check(&sources, &histories, &Settings::default(), &Baseline::default());
        let last = outcome.histories[0].statements.last().unwrap();
        assert_eq!(last.effects.fails.is_some(), fails);
    }
}
