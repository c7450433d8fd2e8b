//! Tables made, named and dropped.

use super::{check, replay};
use crate::name::QualifiedName;

#[test]
fn a_table_with_all_kinds_of_columns() {
    check(
        r#"CREATE TABLE "User" (
            id serial PRIMARY KEY,
            n bigint GENERATED ALWAYS AS IDENTITY,
            email varchar(255) NOT NULL UNIQUE,
            state text DEFAULT 'new',
            nothing text DEFAULT NULL,
            tags text[],
            up int REFERENCES "User" ON DELETE CASCADE,
            twice int GENERATED ALWAYS AS (up * 2) STORED,
            CHECK (up > 0)
        )"#,
        r#"
        table "User" (id int4 not null default nextval('"User_id_seq"'::regclass), n int8 not null identity Always, email varchar(255) not null, state text filled default 'new', nothing text default NULL, tags text[], up int4, twice int4 generated up * 2)
        User_up_check check (up > 0)
        User_pkey primary key (id)
        User_email_key unique (email)
        User_up_fkey foreign key (up) to "User"()
        unique index "User_email_key" (email)
        unique index "User_pkey" (id)
        sequence "User_id_seq" of "User".id
        sequence "User_n_seq" of "User".n
        "#,
    );
}

#[test]
fn names_are_folded_and_looked_up_in_the_search_path() {
    check(
        "CREATE SCHEMA app; CREATE SCHEMA other;
         SET search_path TO app, public;
         CREATE TABLE T (a int);
         BEGIN;
         SET LOCAL search_path = other;
         CREATE TABLE t (b int);
         COMMIT;
         ALTER TABLE t ADD COLUMN c int;
         RESET search_path;
         CREATE TABLE t (d int);
-- migration
         ALTER TABLE t ADD COLUMN e int",
        "schema app
         schema other
         table app.t (a int4, c int4)
         table other.t (b int4)
         table t (d int4, e int4)",
    );
}

#[test]
fn a_temporary_table_hides_another_until_the_migration_ends() {
    check(
        "CREATE TABLE t (a int); CREATE TEMP TABLE t (b int); ALTER TABLE t ADD COLUMN c int;
-- migration
         ALTER TABLE t ADD COLUMN d int",
        "table t (a int4, d int4)",
    );
}

#[test]
fn if_not_exists_does_nothing_to_what_exists() {
    check(
        "CREATE TABLE t (a int); CREATE TABLE IF NOT EXISTS t (b int);
         ALTER TABLE t ADD COLUMN IF NOT EXISTS a text;
         CREATE INDEX i ON t (a); CREATE UNIQUE INDEX IF NOT EXISTS i ON t (a);
         CREATE SEQUENCE s; CREATE SEQUENCE IF NOT EXISTS s OWNED BY t.a",
        "table t (a int4)
         index i (a)
         sequence s",
    );
}

#[test]
fn what_is_said_of_a_table_that_stood_is_remembered() {
    check(
        "ALTER TABLE app.t ADD COLUMN a int NOT NULL, ALTER COLUMN b SET NOT NULL;
         ALTER TABLE app.t ADD CONSTRAINT positive CHECK (a > 0) NOT VALID;
         CREATE INDEX i ON app.t (b)",
        "table app.t (a int4 not null, b ? not null, …) stood
         positive check (a > 0) not valid
         index app.i (b)",
    );
}

#[test]
fn who_made_what() {
    let catalog = replay(
        "CREATE TABLE old (a int); CREATE TYPE mood AS ENUM ('sad');
-- migration
         CREATE TABLE new (a int); ALTER TABLE old RENAME TO renamed; ALTER TABLE old2 ADD COLUMN a int;
         DROP TABLE IF EXISTS lost",
    );
    let standing = |name: &str| catalog.exists(&QualifiedName::new("public", name));
    assert!(standing("renamed") && standing("old2") && standing("mood") && standing("unknown"));
    assert!(!standing("new"));
    let gone = |name: &str| catalog.is_dropped(&QualifiedName::new("public", name));
    assert!(gone("old") && gone("lost"));
    assert!(!gone("renamed") && !gone("unknown"));
}

#[test]
fn like_copies_what_it_is_asked_to() {
    let source = "CREATE TABLE a (id int PRIMARY KEY DEFAULT 7, n int NOT NULL DEFAULT 1 CHECK (n > 0), u text UNIQUE);
        CREATE INDEX a_lower ON a (lower(u));";
    check(
        &format!("{source} CREATE TABLE b (LIKE a); DROP TABLE a"),
        "table b (id int4 not null, n int4 not null, u text)",
    );
    check(
        &format!("{source} CREATE TABLE b (LIKE a INCLUDING ALL, more int); DROP TABLE a"),
        "table b (id int4 not null default 7, n int4 not null default 1, u text, more int4)
         a_n_check check (n > 0)
         b_pkey primary key (id)
         b_u_key unique (u)
         index b_lower_idx (())
         unique index b_pkey (id)
         unique index b_u_key (u)",
    );
    check("CREATE TABLE b (LIKE unknown)", "table b (…)");
}

#[test]
fn tables_of_queries_and_types() {
    check(
        "CREATE TABLE a AS SELECT id, n AS m FROM t; CREATE TABLE b AS SELECT * FROM t;
         CREATE TYPE pair AS (x int, y text); CREATE TABLE c OF pair",
        "table a (id ?, m ?)
         table b (…)
         table c (x int4, y text)
         type pair composite (x int4, y text)",
    );
}

#[test]
fn a_dropped_table_takes_along_what_needs_it() {
    check(
        "CREATE TABLE t (id serial PRIMARY KEY, a int);
         CREATE INDEX i ON t (a);
         CREATE TABLE u (t_id int REFERENCES t, b int);
         CREATE VIEW v AS SELECT id FROM t; CREATE VIEW w AS SELECT id FROM v;
         CREATE STATISTICS s ON id, a FROM t;
         CREATE PUBLICATION p FOR TABLE t, u;
         DROP TABLE t CASCADE",
        "table u (t_id int4, b int4)
         publication p of u",
    );
}

#[test]
fn a_renamed_table_is_followed() {
    check(
        "CREATE TABLE t (id serial PRIMARY KEY, up int REFERENCES t);
         CREATE TABLE u (t_id int REFERENCES t (id));
         CREATE TABLE child () INHERITS (t);
         CREATE VIEW v AS SELECT id FROM t;
         CREATE STATISTICS s ON id, up FROM t;
         CREATE PUBLICATION p FOR TABLE t;
         ALTER TABLE t RENAME TO tt;
         ALTER TABLE tt RENAME COLUMN id TO key",
        "table child (key int4 not null default nextval('t_id_seq'::regclass), up int4) inherits tt
         table tt (key int4 not null default nextval('t_id_seq'::regclass), up int4)
         t_pkey primary key (key)
         t_up_fkey foreign key (up) to tt()
         unique index t_pkey (key)
         table u (t_id int4)
         u_t_id_fkey foreign key (t_id) to tt(key)
         view v reads tt
         sequence t_id_seq of tt.key
         statistics s of tt
         publication p of tt",
    );
}

#[test]
fn a_table_moves_with_its_indexes_and_sequences() {
    check(
        "CREATE SCHEMA app; CREATE TABLE t (id serial PRIMARY KEY); CREATE SEQUENCE free;
         ALTER TABLE t SET SCHEMA app",
        "schema app
         table app.t (id int4 not null default nextval('app.t_id_seq'::regclass))
         t_pkey primary key (id)
         unique index app.t_pkey (id)
         sequence free
         sequence app.t_id_seq of app.t.id",
    );
}

#[test]
fn schemas_are_renamed_and_dropped_with_all_that_is_in_them() {
    let app = "CREATE SCHEMA app; CREATE TYPE app.mood AS ENUM ('sad');
        CREATE TABLE app.t (id int PRIMARY KEY, m app.mood);
        CREATE TABLE u (t_id int REFERENCES app.t, m app.mood);
        CREATE FUNCTION app.f() RETURNS int LANGUAGE sql AS 'SELECT 1';";
    check(&format!("{app} DROP SCHEMA app CASCADE"), "table u (t_id int4)");
    check(
        &format!("{app} ALTER SCHEMA app RENAME TO core"),
        "schema core
         table core.t (id int4 not null, m core.mood)
         t_pkey primary key (id)
         unique index core.t_pkey (id)
         table u (t_id int4, m core.mood)
         u_t_id_fkey foreign key (t_id) to core.t()
         type core.mood enum (sad)
         function core.f() Volatile",
    );
}

#[test]
fn circles_that_postgresql_refuses_change_nothing() {
    check(
        "CREATE TABLE t () INHERITS (t); CREATE TABLE u (a int); CREATE INDEX u ON u (a)",
        "table u (a int4)",
    );
    check(
        "CREATE TABLE a (x int) PARTITION BY LIST (x); CREATE TABLE b (x int) PARTITION BY LIST (x);
         ALTER TABLE a ATTACH PARTITION b FOR VALUES IN (1); ALTER TABLE b ATTACH PARTITION a FOR VALUES IN (1);
         ALTER TABLE a INHERIT a; CREATE INDEX ON a (x)",
        "table a (x int4) by LIST (x)
         index a_x_idx (x)
         table b (x int4) by LIST (x) partition of a
         index b_x_idx (x) attached to a_x_idx",
    );
    check(
        "CREATE DOMAIN d AS e; CREATE DOMAIN e AS d; DROP TYPE d CASCADE;
         CREATE TABLE t (a int GENERATED ALWAYS AS (b) STORED, b int GENERATED ALWAYS AS (a) STORED, c int);
         ALTER TABLE t DROP COLUMN a CASCADE",
        "table t (c int4)",
    );
}
