//! Two histories that share a beginning, and what is said to differ.

use super::compare;
use crate::catalog::Catalog;
use crate::source::{SourceFile, Sources};
use crate::syntax;

fn apply(catalog: &mut Catalog, index: usize, sql: &str) {
    let source = SourceFile::new(format!("{index}.sql"), sql);
    let statements = syntax::parse(sql, &[source.whole()]).statements;
    let file = Sources::default().add(source);
    catalog.begin_migration(index);
    for statement in &statements {
        catalog.apply(statement, file);
    }
}

/// What differs after `up` and `down` from before them.
#[track_caller]
fn check(before: &str, up: &str, down: &str, expected: &[&str]) {
    let mut wanted = Catalog::new();
    apply(&mut wanted, 0, before);
    let mut found = wanted.clone();
    apply(&mut found, 1, up);
    apply(&mut found, 2, down);
    let words: Vec<String> = compare(&wanted, &found).into_iter().map(|one| one.words()).collect();
    assert_eq!(words, expected, "{up} / {down}");
}

const USERS: &str =
    "CREATE TABLE users (id bigint PRIMARY KEY, name varchar(20) NOT NULL DEFAULT 'x', age int);
CREATE INDEX users_age ON users (age) WHERE age > 3;
CREATE TYPE mood AS ENUM ('a', 'b');
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;
CREATE VIEW v AS SELECT id FROM users;
CREATE TRIGGER t BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION g();
ALTER TABLE users ADD CONSTRAINT old CHECK (age > 0);";

#[test]
fn what_comes_back_is_no_difference_however_it_is_written() {
    for (up, down) in [
        (
            "ALTER TABLE users ALTER name DROP DEFAULT",
            "ALTER TABLE users ALTER name SET DEFAULT 'x'::text",
        ),
        (
            "ALTER TABLE users ALTER name TYPE text",
            "ALTER TABLE users ALTER \"name\" TYPE character varying(20)",
        ),
        (
            "DROP INDEX users_age",
            "create index \"users_age\" on public.users using btree (\"age\" asc) where (age>3)",
        ),
        (
            "ALTER TABLE users DROP CONSTRAINT old",
            "ALTER TABLE users ADD CONSTRAINT old CHECK ((AGE > 0))",
        ),
        (
            "DROP FUNCTION f(int)",
            "CREATE FUNCTION f(a integer) RETURNS integer AS $x$ SELECT 1 $x$ LANGUAGE sql",
        ),
        (
            "DROP TRIGGER t ON users",
            "CREATE TRIGGER t BEFORE UPDATE ON users FOR EACH ROW EXECUTE PROCEDURE g()",
        ),
        (
            "ALTER TABLE users DROP age",
            "ALTER TABLE users ADD age integer; CREATE INDEX users_age ON users (age) WHERE age > 3; ALTER TABLE users ADD CONSTRAINT old CHECK (age > 0)",
        ),
        ("ALTER TABLE users RENAME age TO years", "ALTER TABLE users RENAME years TO age"),
        ("ALTER TABLE users RENAME TO people", "ALTER TABLE people RENAME TO users"),
    ] {
        check(USERS, up, down, &[]);
    }
}

#[test]
fn what_differs_is_named() {
    for (up, down, expected) in [
        (
            "ALTER TABLE users DROP name",
            "ALTER TABLE users ADD name text",
            &[
                "the column \"name\" of \"users\" comes back as text, and was varchar(20)",
                "the column \"name\" of \"users\" comes back without NOT NULL",
                "the column \"name\" of \"users\" comes back without DEFAULT 'x'",
            ] as &[&str],
        ),
        (
            "ALTER TABLE users ADD more text",
            "",
            &["the column \"more\" of \"users\" stays, and was not there before"],
        ),
        (
            "ALTER TABLE users DROP CONSTRAINT old",
            "ALTER TABLE users ADD CONSTRAINT new CHECK (age > 0)",
            &["the constraint \"old\" of \"users\" comes back under the name \"new\""],
        ),
        (
            "ALTER TABLE users DROP CONSTRAINT old",
            "ALTER TABLE users ADD CONSTRAINT old CHECK (age > 0) NOT VALID",
            &["the constraint \"old\" of \"users\" comes back NOT VALID"],
        ),
        (
            "DROP INDEX users_age",
            "CREATE INDEX users_age ON users (age)",
            &["the index \"users_age\" comes back as (age), and was (age) WHERE age > 3"],
        ),
        (
            "ALTER TYPE mood ADD VALUE 'c'",
            "SELECT 1",
            &["the type \"mood\" keeps 'c', not there before"],
        ),
        (
            "CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql AS $$ SELECT 2 $$",
            "",
            &["the function \"f\" comes back with another definition"],
        ),
        ("DROP VIEW v", "", &["the view \"v\" does not come back"]),
        ("CREATE TABLE more (id int)", "", &["the table \"more\" stays, and was not there before"]),
        (
            "ALTER TABLE users ENABLE ROW LEVEL SECURITY",
            "",
            &["the table \"users\" comes back with ROW LEVEL SECURITY"],
        ),
    ] {
        check(USERS, up, down, expected);
    }
}

#[test]
fn a_renamed_function_keeps_its_triggers() {
    let before = "CREATE TABLE a (id int); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
        CREATE TRIGGER t AFTER INSERT ON a FOR EACH ROW EXECUTE PROCEDURE f();
        ALTER TRIGGER t ON a RENAME TO u; ALTER FUNCTION f() RENAME TO g";
    check(
        before,
        "DROP FUNCTION g CASCADE",
        "CREATE FUNCTION g() RETURNS trigger AS $$ BEGIN END $$ LANGUAGE plpgsql;
         CREATE TRIGGER u AFTER INSERT ON a FOR EACH ROW EXECUTE PROCEDURE g()",
        &[],
    );
    check(
        before,
        "DROP FUNCTION g CASCADE",
        "",
        &["the function \"g\" does not come back", "the trigger \"u\" of \"a\" does not come back"],
    );
}

#[test]
fn a_deferral_is_the_same_however_it_is_written() {
    check(
        "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int REFERENCES a ON DELETE CASCADE);
         ALTER TABLE b ALTER CONSTRAINT b_id_fkey INITIALLY DEFERRED",
        "DROP TABLE b",
        "CREATE TABLE b (id int REFERENCES a ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED)",
        &[],
    );
}

#[test]
fn a_star_stands_for_the_columns_of_its_moment() {
    let before = "CREATE TABLE a (id int, b int, c int); CREATE TABLE d (id int, e int);
        CREATE VIEW stars AS SELECT a.*, d.e FROM a JOIN d ON d.id = a.id;
        CREATE VIEW readers AS SELECT * FROM stars";
    let again = "CREATE VIEW stars AS SELECT a.*, d.e FROM a JOIN d ON d.id = a.id;
        CREATE VIEW readers AS SELECT * FROM stars";
    let drop = "DROP VIEW readers; DROP VIEW stars;";
    let differ = |name: &str| {
        format!(
            "the view \"{name}\" comes back with other columns, or in another order: its `*` is read anew"
        )
    };
    let both = [differ("readers"), differ("stars")];
    check(
        before,
        &format!("{drop} ALTER TABLE a DROP COLUMN b"),
        &format!("ALTER TABLE a ADD COLUMN b int; {again}"),
        &[&both[0], &both[1]],
    );
    check(
        before,
        &format!("{drop} ALTER TABLE d DROP COLUMN e"),
        &format!("ALTER TABLE d ADD COLUMN e int; {again}"),
        &[],
    );
    check(
        before,
        &format!("{drop} ALTER TABLE a ADD COLUMN f int; {again}"),
        "",
        &["the column \"f\" of \"a\" stays, and was not there before", &both[0], &both[1]],
    );
    check(before, "ALTER TABLE a RENAME TO z", "ALTER TABLE z RENAME TO a", &[]);
}

#[test]
fn what_the_history_never_made_is_unknown() {
    for (up, down) in [
        ("ALTER TABLE old DROP note", "ALTER TABLE old ADD note text NOT NULL DEFAULT 'x'"),
        ("ALTER TABLE old ALTER note DROP NOT NULL", "ALTER TABLE old ALTER note SET NOT NULL"),
        ("DROP TABLE old", "CREATE TABLE old (id int)"),
        ("DROP INDEX old_i", "CREATE INDEX old_i ON old (id)"),
    ] {
        check("ALTER TABLE old ENABLE TRIGGER ALL", up, down, &[]);
    }
    check(
        "ALTER TABLE old ENABLE TRIGGER ALL",
        "ALTER TABLE old ADD note text",
        "",
        &["the column \"note\" of \"old\" stays, and was not there before"],
    );
}
