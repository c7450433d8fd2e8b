//! Everything but tables.

use super::{check, replay};
use crate::name::QualifiedName;
use crate::syntax::statement::TypeName;

#[test]
fn enums() {
    check(
        "CREATE TYPE mood AS ENUM ('sad', 'ok');
         ALTER TYPE mood ADD VALUE 'great'; ALTER TYPE mood ADD VALUE 'bad' BEFORE 'ok';
         ALTER TYPE mood ADD VALUE 'good' AFTER 'ok'; ALTER TYPE mood ADD VALUE IF NOT EXISTS 'ok';
         ALTER TYPE mood RENAME VALUE 'sad' TO 'awful'",
        "type mood enum (awful, bad, ok, good, great)",
    );
}

#[test]
fn an_enum_is_replaced_as_prisma_does() {
    check(
        r#"CREATE TYPE "Role" AS ENUM ('A', 'B'); CREATE TYPE "Other" AS ENUM ('X');
         CREATE TABLE t (r "Role" NOT NULL, others "Other"[]);
-- migration
         CREATE TYPE "Role_new" AS ENUM ('A');
         ALTER TABLE t ALTER COLUMN r TYPE "Role_new" USING (r::text::"Role_new");
         ALTER TYPE "Role" RENAME TO "Role_old";
         ALTER TYPE "Role_new" RENAME TO "Role";
         DROP TYPE "Role_old";
         ALTER TYPE "Other" RENAME TO "Another""#,
        r#"table t (r public.Role not null, others public.Another[])
         type "Another" enum (X)
         type "Role" enum (A)"#,
    );
}

#[test]
fn a_type_is_followed_and_takes_along_its_columns() {
    let made = "CREATE TYPE mood AS ENUM ('sad'); CREATE DOMAIN good AS mood; CREATE TYPE pair AS (m mood, n int);
        CREATE TABLE t (a mood, b mood[], c int); CREATE INDEX i ON t (a);
        CREATE FUNCTION f(mood) RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE SCHEMA app;";
    check(
        &format!("{made} ALTER TYPE mood SET SCHEMA app"),
        "schema app
         table t (a app.mood, b app.mood[], c int4)
         index i (a)
         type good domain over app.mood
         type app.mood enum (sad)
         type pair composite (m app.mood, n int4)
         function f(app.mood) Volatile
         function f(int4) Volatile",
    );
    check(
        &format!("{made} DROP TYPE mood CASCADE"),
        "schema app
         table t (c int4)
         type pair composite (m public.mood, n int4)
         function f(int4) Volatile",
    );
}

#[test]
fn domains() {
    check(
        "CREATE DOMAIN d AS text CHECK (VALUE <> '') CHECK (VALUE <> 'x') NOT NULL;
         ALTER DOMAIN d ADD CONSTRAINT long CHECK (length(VALUE) > 3) NOT VALID;
         ALTER DOMAIN d ADD CONSTRAINT short CHECK (length(VALUE) < 9) NOT VALID;
         ALTER DOMAIN d VALIDATE CONSTRAINT short; ALTER DOMAIN d RENAME CONSTRAINT short TO brief;
         ALTER DOMAIN d DROP CONSTRAINT d_check1; ALTER DOMAIN d DROP NOT NULL;
         CREATE TABLE t (a d);
         ALTER DOMAIN d RENAME TO e",
        "table t (a public.e)
         type e domain over text check d_check check long not valid check brief",
    );
}

#[test]
fn sequences() {
    check(
        "CREATE TABLE t (a int, b int);
         CREATE SEQUENCE s OWNED BY t.a; CREATE SEQUENCE u; CREATE SEQUENCE free;
         ALTER SEQUENCE u OWNED BY t.b; ALTER SEQUENCE s OWNED BY NONE;
         ALTER TABLE t DROP COLUMN b",
        "table t (a int4)
         sequence free
         sequence s",
    );
    check("CREATE TABLE t (a serial); DROP SEQUENCE t_a_seq CASCADE", "table t (a int4 not null)");
    check(
        "CREATE TABLE t (a serial); ALTER SEQUENCE t_a_seq RENAME TO s",
        "table t (a int4 not null default nextval('s'::regclass))
         sequence s of t.a",
    );
}

#[test]
fn views() {
    check(
        "CREATE TABLE t (a int, b int);
         CREATE VIEW v AS SELECT a FROM t; CREATE OR REPLACE VIEW v AS SELECT a, b FROM t;
         CREATE MATERIALIZED VIEW m AS SELECT a FROM v WITH NO DATA; CREATE UNIQUE INDEX i ON m (a);
         CREATE MATERIALIZED VIEW n AS SELECT a FROM t WITH NO DATA; REFRESH MATERIALIZED VIEW n",
        "table t (a int4, b int4)
         materialized view m reads v not populated
         unique index i (a)
         materialized view n reads t
         view v reads t",
    );
    check(
        "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT a FROM v;
         ALTER VIEW v RENAME TO x; ALTER TABLE t RENAME TO tt",
        "table tt (a int4)
         view w reads x
         view x reads tt",
    );
    check(
        "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT a FROM v;
         DROP VIEW v CASCADE",
        "table t (a int4)",
    );
}

#[test]
fn which_views_read_what() {
    let catalog = replay(
        "CREATE TABLE t (a int, b int);
         CREATE VIEW va AS SELECT a FROM t; CREATE VIEW vb AS SELECT b FROM t; CREATE VIEW v AS SELECT * FROM t;
         CREATE VIEW w AS SELECT a AS x FROM va",
    );
    let names = |views: std::collections::BTreeSet<QualifiedName>| {
        views.into_iter().map(|view| view.name).collect::<Vec<_>>().join(" ")
    };
    let t = QualifiedName::new("public", "t");
    assert_eq!(names(catalog.views_reading(&t)), "v va vb w");
    assert_eq!(names(catalog.views_reading_column(&t, "a")), "v va w");
    assert_eq!(names(catalog.views_reading_column(&t, "b")), "v vb");
}

#[test]
fn functions() {
    let made = "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
        CREATE FUNCTION f(text, varchar(9)[]) RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE OR REPLACE FUNCTION f(a integer) RETURNS int LANGUAGE sql STABLE AS 'SELECT 1';";
    check(made, "function f(text, varchar(9)[]) Volatile\n function f(int4) Stable");
    check(&format!("{made} DROP FUNCTION f(int)"), "function f(text, varchar(9)[]) Volatile");
    check(
        &format!(
            "{made} DROP FUNCTION f(text, varchar[]); ALTER FUNCTION f(int) IMMUTABLE; ALTER FUNCTION f RENAME TO g"
        ),
        "function g(int4) Immutable",
    );
    check(
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
         CREATE TABLE t (a int); CREATE TRIGGER x AFTER INSERT ON t EXECUTE FUNCTION f();
         DROP FUNCTION f CASCADE",
        "table t (a int4)",
    );
}

#[test]
fn parts_of_tables() {
    check(
        "CREATE TABLE t (a int);
         CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
         CREATE TRIGGER x AFTER INSERT ON t EXECUTE FUNCTION f(); CREATE TRIGGER y AFTER UPDATE ON t EXECUTE FUNCTION f();
         CREATE TRIGGER z AFTER DELETE ON t EXECUTE FUNCTION f();
         ALTER TABLE t DISABLE TRIGGER x; ALTER TRIGGER y ON t RENAME TO yy; DROP TRIGGER z ON t;
         CREATE POLICY p ON t USING (a > 0); CREATE POLICY q ON t USING (a > 1); CREATE POLICY r ON t USING (a > 2);
         ALTER POLICY p ON t RENAME TO pp; ALTER POLICY q ON t USING (a > 3); DROP POLICY r ON t;
         CREATE RULE u AS ON DELETE TO t DO INSTEAD NOTHING; ALTER RULE u ON t RENAME TO uu",
        "table t (a int4)
         trigger x disabled
         trigger yy
         policy pp
         policy q
         rule uu
         function f() Volatile",
    );
}

#[test]
fn the_rest() {
    check(
        "CREATE TABLE t (a int, b int); CREATE TABLE u (a int);
         CREATE EXTENSION citext; CREATE EXTENSION IF NOT EXISTS citext; CREATE EXTENSION hstore; DROP EXTENSION hstore;
         CREATE STATISTICS ON a, b FROM t; CREATE STATISTICS s ON a, b FROM t; ALTER STATISTICS s RENAME TO s2;
         CREATE PUBLICATION p FOR TABLE t; ALTER PUBLICATION p ADD TABLE u; ALTER PUBLICATION p DROP TABLE t;
         CREATE PUBLICATION q FOR ALL TABLES; DROP STATISTICS t_a_b_stat",
        "table t (a int4, b int4)
         table u (a int4)
         extension citext
         statistics s2 of t
         publication p of u
         publication q of all",
    );
}

#[test]
fn columns_of_a_type() {
    let catalog = replay(
        "CREATE TYPE mood AS ENUM ('sad'); CREATE DOMAIN d AS int CHECK (VALUE > 0);
         CREATE TABLE t (a mood, b mood[], c d, d int); CREATE TABLE u (a public.mood)",
    );
    let mood = QualifiedName::new("public", "mood");
    let columns = catalog
        .columns_of_type(&mood)
        .map(|(table, column)| format!("{}.{}", table.name, column.name));
    assert_eq!(columns.collect::<Vec<_>>(), ["t.a", "t.b", "u.a"]);
    assert_eq!(catalog.enum_values(&mood), Some(["sad".to_owned()].as_slice()));
    let table = QualifiedName::new("public", "t");
    let of = |column: &str| -> TypeName {
        catalog.column(&table, column).unwrap().data_type.clone().unwrap()
    };
    assert_eq!(catalog.domain_of(&of("c")).unwrap().0.name, "d");
    assert!(catalog.domain_of(&of("d")).is_none());
}

#[test]
fn foreign_keys_to_a_table() {
    let catalog = replay(
        "CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE u (a int REFERENCES t, b int REFERENCES t);
         CREATE TABLE v (a int REFERENCES t); ALTER TABLE u DROP CONSTRAINT u_a_fkey",
    );
    let t = QualifiedName::new("public", "t");
    let keys =
        catalog.foreign_keys_to(&t).map(|(table, key)| format!("{} {}", table.name, key.name));
    assert_eq!(keys.collect::<Vec<_>>(), ["u u_b_fkey", "v v_a_fkey"]);
}
