//! Generated rollbacks lead back by our own account, and kept ones are judged.

use super::{Passage, Style, generate, replay_each, verify};
use crate::history::layout;
use crate::history::profile::{RunnerProfile, TransactionMode};
use crate::history::splitting::Splitting;
use crate::history::{History, Migration};
use crate::postgres::PostgresVersion;
use crate::source::{SourceFile, Sources};
use crate::syntax;

const PLAIN: Style = Style { headings: false, in_transaction: true, splitting: Splitting::Whole };

fn history(texts: &[&str]) -> (Sources, History) {
    let mut sources = Sources::default();
    let migrations = texts.iter().enumerate().map(|(at, text)| {
        let source = SourceFile::new(format!("{at}.sql"), *text);
        let up = vec![source.whole()];
        Migration::new(at.to_string(), sources.add(source), up, TransactionMode::File)
    });
    let migrations = migrations.collect();
    let profile = RunnerProfile::new(TransactionMode::File, Splitting::Whole, "");
    let root = String::new();
    (
        sources,
        History {
            root,
            layout: &layout::PLAIN,
            profile,
            migrations,
            has_gaps: false,
            orphans: Vec::new(),
        },
    )
}

/// What `migration` is turned back with, without headings and notes, and what does not come back.
fn generated(before: &str, up: &str, style: Style) -> (String, Vec<String>) {
    let (sources, history) = history(&[before, up]);
    let mut found = None;
    let newest = PostgresVersion::OLDEST;
    replay_each(
        &sources,
        &history,
        newest,
        1,
        |at| at == 1,
        |at, passage, statements| {
            let migration = &history.migrations[at];
            let generated =
                generate(passage, statements, sources.get(migration.file), migration, style);
            found = Some(generated);
        },
    );
    let found = found.unwrap();
    let lines = found.sql.lines().filter(|line| !line.is_empty() && !line.starts_with("--"));
    (lines.collect::<Vec<_>>().join("\n"), found.missing)
}

#[track_caller]
fn check(before: &str, up: &str, expected: &str) {
    assert_eq!(generated(before, up, PLAIN), (expected.to_owned(), Vec::new()), "{up}");
}

const USERS: &str = "CREATE TYPE mood AS ENUM ('a', 'b');
CREATE TABLE users (id bigint PRIMARY KEY, name varchar(20) NOT NULL DEFAULT 'x', mood mood DEFAULT 'a');
CREATE TABLE posts (id serial PRIMARY KEY, author bigint NOT NULL REFERENCES users ON DELETE CASCADE);
CREATE INDEX users_name ON users (name) WHERE mood = 'a';
CREATE SEQUENCE free;
CREATE UNLOGGED SEQUENCE quick;
CREATE TABLE numbered (n int GENERATED ALWAYS AS IDENTITY (INCREMENT BY 5 START 10)) WITH (fillfactor = 70);
GRANT SELECT ON numbered TO PUBLIC;
CREATE FOREIGN TABLE away (id int) SERVER other;
CREATE VIEW names AS SELECT name FROM users;";

#[test]
fn inverses() {
    for (up, down) in [
        ("ALTER TABLE users ADD note text", "ALTER TABLE users DROP COLUMN note;"),
        ("CREATE TABLE more (id int REFERENCES users)", "DROP TABLE more;"),
        ("CREATE FOREIGN TABLE far (id int) SERVER other", "DROP FOREIGN TABLE far;"),
        ("CREATE EXTENSION citext", "DROP EXTENSION citext;"),
        ("ALTER SEQUENCE free SET UNLOGGED", "ALTER SEQUENCE free SET LOGGED;"),
        ("DROP SEQUENCE quick", "CREATE UNLOGGED SEQUENCE quick;"),
        (
            "ALTER SEQUENCE free INCREMENT BY 7 NO CYCLE MAXVALUE 9",
            "ALTER SEQUENCE free INCREMENT BY 1 NO MAXVALUE;",
        ),
        ("ALTER SEQUENCE free OWNED BY users.id", "ALTER SEQUENCE free OWNED BY NONE;"),
        (
            "ALTER TABLE numbered ALTER n DROP IDENTITY",
            "ALTER TABLE numbered ALTER COLUMN n ADD GENERATED ALWAYS AS IDENTITY (INCREMENT BY 5 START 10);",
        ),
        ("CREATE PUBLICATION p FOR TABLE users", "DROP PUBLICATION p;"),
        ("CREATE SCHEMA s CREATE TABLE t (id int)", "DROP TABLE s.t;\nDROP SCHEMA s;"),
        (
            "ALTER TABLE users ALTER name TYPE text, ALTER name DROP NOT NULL, ALTER name DROP DEFAULT",
            "DROP VIEW names;
ALTER TABLE users ALTER COLUMN name TYPE varchar(20) USING (name::varchar(20));
ALTER TABLE users ALTER COLUMN name SET DEFAULT 'x';
ALTER TABLE users ALTER COLUMN name SET NOT NULL;
CREATE VIEW names AS SELECT name FROM users;",
        ),
        (
            "DROP TABLE posts",
            "CREATE TABLE posts (
    id SERIAL,
    author bigint NOT NULL,
    CONSTRAINT posts_pkey PRIMARY KEY (id)
);
ALTER TABLE posts ADD CONSTRAINT posts_author_fkey FOREIGN KEY (author) REFERENCES users ON DELETE CASCADE;",
        ),
        (
            "ALTER TABLE posts DROP author",
            "ALTER TABLE posts ADD COLUMN author bigint;
ALTER TABLE posts ALTER COLUMN author SET NOT NULL;
ALTER TABLE posts ADD CONSTRAINT posts_author_fkey FOREIGN KEY (author) REFERENCES users ON DELETE CASCADE;",
        ),
        (
            "ALTER TYPE mood ADD VALUE 'c'",
            "DROP INDEX users_name;
CREATE TYPE mood_new AS ENUM ('a', 'b');
ALTER TABLE users ALTER COLUMN mood DROP DEFAULT;
ALTER TABLE users ALTER COLUMN mood TYPE mood_new USING (mood::text::mood_new);
ALTER TABLE users ALTER COLUMN mood SET DEFAULT 'a';
ALTER TYPE mood RENAME TO mood_old;
ALTER TYPE mood_new RENAME TO mood;
DROP TYPE mood_old;
CREATE INDEX users_name ON users (name) WHERE mood = 'a';",
        ),
        (
            "ALTER TABLE users RENAME TO people; ALTER TABLE people RENAME name TO title",
            "ALTER TABLE people RENAME COLUMN title TO name;
ALTER TABLE people RENAME TO users;",
        ),
        ("ALTER INDEX users_name RENAME TO other", "ALTER INDEX other RENAME TO users_name;"),
        (
            "DROP INDEX users_name",
            "CREATE INDEX users_name ON users (name) WHERE mood = 'a';",
        ),
        (
            "CREATE OR REPLACE VIEW names AS SELECT name, id FROM users",
            "DROP VIEW names;
CREATE VIEW names AS SELECT name FROM users;",
        ),
        (
            "ALTER TABLE posts ALTER author TYPE text, DROP CONSTRAINT posts_author_fkey;
ALTER TABLE users ALTER id TYPE text;
ALTER TABLE posts ADD CONSTRAINT posts_author_fkey FOREIGN KEY (author) REFERENCES users ON DELETE CASCADE",
            "ALTER TABLE posts DROP CONSTRAINT posts_author_fkey;
ALTER TABLE posts ALTER COLUMN author TYPE bigint USING (author::text::bigint);
ALTER TABLE users ALTER COLUMN id TYPE bigint USING (id::text::bigint);
ALTER TABLE posts ADD CONSTRAINT posts_author_fkey FOREIGN KEY (author) REFERENCES users ON DELETE CASCADE;",
        ),
        (
            "ALTER TYPE mood RENAME VALUE 'a' TO 'A'",
            "ALTER TYPE mood RENAME VALUE 'A' TO 'a';",
        ),
        (
            "ALTER TABLE users SET (fillfactor = 70); CREATE STATISTICS s ON id, name FROM users",
            "DROP STATISTICS s;\nALTER TABLE users RESET (fillfactor);",
        ),
        ("ALTER TABLE users ENABLE ROW LEVEL SECURITY", "ALTER TABLE users DISABLE ROW LEVEL SECURITY;"),
        ("UPDATE users SET name = 'y'", ""),
    ] {
        check(USERS, up, down);
    }
}

#[test]
fn names_stand_in_quotes_for_prisma() {
    let style = Style { headings: true, ..PLAIN };
    let (sql, missing) = generated(USERS, "ALTER TABLE users ADD note text", style);
    assert_eq!((sql.as_str(), missing.len()), ("ALTER TABLE \"users\" DROP COLUMN \"note\";", 0));
}

#[test]
fn what_cannot_be_inverted_is_said() {
    for up in [
        "DO $$ BEGIN EXECUTE format('DROP TABLE %I', 'x'); END $$",
        "GRANT SELECT ON users TO PUBLIC",
        "NONSENSE",
        "CLUSTER users USING users_pkey",
        "COMMENT ON TYPE mood IS 'x'",
        "ALTER TABLE numbered SET (fillfactor = 80)",
        "DROP AGGREGATE total(int)",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; DROP FUNCTION g() CASCADE",
        "INSERT INTO posts (author) SELECT id FROM users; ALTER TABLE posts DROP author",
    ] {
        let (_, missing) = generated(USERS, up, PLAIN);
        assert_eq!(missing.len(), 1, "{up}: {missing:?}");
    }
}

#[test]
fn what_goes_with_an_object_is_said() {
    let (_, missing) = generated(USERS, "DROP TABLE numbered", PLAIN);
    let extras = ["its privileges", "its storage parameters"];
    assert_eq!(missing, extras.map(|what| format!("\"numbered\" comes back without {what}")));
}

#[test]
fn a_foreign_table_is_not_made_as_a_plain_one() {
    let (sql, missing) = generated(USERS, "DROP FOREIGN TABLE away", PLAIN);
    assert_eq!(sql, "");
    assert_eq!(
        missing,
        [
            "the foreign table \"away\" does not come back",
            "the server and options of \"away\" are not known: write its CREATE FOREIGN TABLE by hand",
        ]
    );
}

#[track_caller]
fn judge(up: &str, down: &str) -> (Vec<String>, Vec<String>, usize) {
    let (mut sources, history) = history(&[USERS, up]);
    let back = sources.add(SourceFile::new("down.sql", down));
    let mut found = None;
    replay_each(
        &sources,
        &history,
        PostgresVersion::OLDEST,
        1,
        |at| at == 1,
        |_, passage: Passage<'_>, _| {
            let source = sources.get(back);
            let statements = syntax::parse(down, &[source.whole()]).statements;
            let verdict = verify(passage, &statements, back, down);
            let failures = verdict.failures.into_iter().map(|(_, why)| why).collect();
            let differences = verdict
                .differences
                .into_iter()
                .map(|(span, one)| format!("{}: {}", source.line_of(span.start), one.words()))
                .collect();
            found = Some((failures, differences, verdict.unknown.len()));
        },
    );
    found.unwrap()
}

#[test]
fn failures_are_seen_before_they_happen() {
    for (up, down, why) in [
        ("CREATE TABLE a (id int)", "DROP TABLE b", "the table \"b\" does not exist"),
        ("SELECT 1", "CREATE TABLE users (id int)", "\"users\" is there already"),
        (
            "SELECT 1",
            "DROP TABLE users",
            "the foreign key \"posts_author_fkey\" of \"posts\" points at \"users\"; drop that first",
        ),
        (
            "SELECT 1",
            "ALTER TABLE users DROP COLUMN nothing",
            "the column \"nothing\" of \"users\" does not exist",
        ),
        (
            "SELECT 1",
            "ALTER TABLE users ADD COLUMN name text",
            "the column \"name\" of \"users\" is there already",
        ),
        (
            "SELECT 1",
            "ALTER TABLE users DROP CONSTRAINT nothing",
            "the constraint \"nothing\" of \"users\" does not exist",
        ),
        (
            "SELECT 1",
            "DROP TYPE mood",
            "the column \"mood\" of \"users\" is of the type \"mood\"; drop or change the column first",
        ),
        (
            "SELECT 1",
            "ALTER TABLE users DROP CONSTRAINT users_pkey",
            "the foreign key \"posts_author_fkey\" of \"posts\" needs it; drop that first",
        ),
        (
            "SELECT 1",
            "DO $$ BEGIN CREATE TYPE mood AS ENUM ('a'); END $$",
            "the type \"mood\" is there already",
        ),
    ] {
        let (failures, ..) = judge(up, down);
        assert_eq!(failures.first().map(String::as_str), Some(why), "{down}");
    }
    for down in [
        "DROP TABLE IF EXISTS b",
        "DROP TABLE users CASCADE",
        "ALTER TABLE users DROP COLUMN IF EXISTS nothing",
        "ALTER TABLE users DROP CONSTRAINT users_pkey CASCADE",
    ] {
        assert!(judge("SELECT 1", down).0.is_empty(), "{down}");
    }
}

#[test]
fn code_runs_as_far_as_it_comes() {
    for down in [
        "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'mood') THEN
            CREATE TYPE mood AS ENUM ('x'); END IF; END $$",
        "DO $$ BEGIN CREATE TYPE mood AS ENUM ('x'); EXCEPTION WHEN duplicate_object THEN NULL; END $$",
        "DO $$ BEGIN EXECUTE 'ALTER TABLE users ADD note text'; EXECUTE 'ALTER TABLE users DROP note'; END $$",
    ] {
        assert_eq!(judge("SELECT 1", down), (Vec::new(), Vec::new(), 0), "{down}");
    }
}

#[test]
fn differences_stand_where_they_are_to_be_mended() {
    let up = "ALTER TABLE users ADD note text; DROP INDEX users_name";
    let (failures, differences, _) = judge(up, "SELECT 1;\nALTER TABLE users DROP note;\n");
    assert_eq!(failures, Vec::<String>::new());
    assert_eq!(differences, ["2: the index \"users_name\" on \"users\" does not come back"]);
}

#[test]
fn what_cannot_be_read_silences_the_rest() {
    let (failures, differences, unknown) = judge("DROP INDEX users_name", "NONSENSE;");
    assert_eq!((failures.len(), differences.len(), unknown), (0, 0, 1));
}
