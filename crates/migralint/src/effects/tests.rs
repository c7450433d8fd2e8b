//! Statements on one small schema, and what they do. What stands here was seen on PostgreSQL 18.

use super::of;
use crate::catalog::Catalog;
use crate::postgres::PostgresVersion;
use crate::source::{SourceFile, Sources, Span};
use crate::syntax::parse;

const SCHEMA: &str = "
CREATE TYPE mood AS ENUM ('sad');
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE FUNCTION pure() RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION wild() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE a (id int PRIMARY KEY, t text, v varchar(20), n numeric(10,2), ts timestamp(3), j json, p positive,
    x int CHECK (x > 0), full_of text NOT NULL);
CREATE TABLE b (id int PRIMARY KEY, a_id int REFERENCES a);
CREATE INDEX a_v_idx ON a (v);
CREATE INDEX a_t_idx ON a (t) WHERE t <> '';
ALTER TABLE a ADD CONSTRAINT t_there CHECK (t IS NOT NULL);
CREATE TABLE parted (id int, at date) PARTITION BY RANGE (at);
CREATE TABLE part1 PARTITION OF parted FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE rest PARTITION OF parted DEFAULT;
CREATE VIEW seen AS SELECT t FROM a;
CREATE MATERIALIZED VIEW kept AS SELECT t FROM a;
CREATE STATISTICS stats ON id, x FROM a;
";

/// The effects of a statement in short words: locks, then `rewrite`, `scan`, `drop`, `rename`, `fails`.
fn effects(sql: &str) -> String {
    let mut sources = Sources::default();
    let schema = sources.add(SourceFile::new("1.sql", SCHEMA));
    let mut catalog = Catalog::new();
    for statement in parse(SCHEMA, &[Span::new(0, SCHEMA.len())]).statements {
        catalog.apply(&statement, schema);
    }
    catalog.begin_migration(1);
    let mut statements = parse(sql, &[Span::new(0, sql.len())]).statements;
    let last = statements.pop().expect("a statement");
    for statement in statements {
        catalog.apply(&statement, schema);
    }
    let effects = of(&last, &catalog, PostgresVersion::NEWEST);
    let mut words = Vec::new();
    for (table, mode) in &*effects.locks {
        words.push(format!("{} {mode}", table.name));
    }
    words.extend(effects.rewrites.iter().map(|work| format!("rewrite {}", work.table.name)));
    words.extend(effects.scans.iter().map(|work| format!("scan {}", work.table.name)));
    for dropped in &effects.drops {
        let part = dropped.part.as_ref().map_or(String::new(), |part| format!(".{part}"));
        words.push(format!("drop {}{part}", dropped.name.name));
    }
    for renamed in &effects.renames {
        let part = renamed.part.as_ref().map_or(String::new(), |part| format!(".{part}"));
        words.push(format!("rename {}{part}", renamed.name.name));
    }
    if effects.fails_if_rows.is_some() {
        words.push("fails on rows".to_owned());
    }
    if effects.fails.is_some() {
        words.push("fails".to_owned());
    }
    if effects.nothing_to_do {
        words.push("nothing".to_owned());
    }
    words.join(", ")
}

#[track_caller]
fn check(rows: &[(&str, &str)]) {
    for (sql, expected) in rows {
        assert_eq!(effects(sql), *expected, "{sql}");
    }
}

#[test]
fn columns_that_are_added() {
    check(&[
        ("ALTER TABLE a ADD c int", "a ACCESS EXCLUSIVE"),
        ("ALTER TABLE a ADD c int DEFAULT 1 NOT NULL", "a ACCESS EXCLUSIVE"),
        ("ALTER TABLE a ADD c timestamptz DEFAULT now()", "a ACCESS EXCLUSIVE"),
        ("ALTER TABLE a ADD c int DEFAULT pure()", "a ACCESS EXCLUSIVE"),
        ("ALTER TABLE a ADD c int DEFAULT wild()", "a ACCESS EXCLUSIVE, rewrite a"),
        ("ALTER TABLE a ADD c int DEFAULT unheard_of()", "a ACCESS EXCLUSIVE, rewrite a"),
        ("ALTER TABLE a ADD c uuid DEFAULT gen_random_uuid()", "a ACCESS EXCLUSIVE, rewrite a"),
        ("ALTER TABLE a ADD c serial", "a ACCESS EXCLUSIVE, rewrite a"),
        ("ALTER TABLE a ADD c int GENERATED ALWAYS AS IDENTITY", "a ACCESS EXCLUSIVE, rewrite a"),
        (
            "ALTER TABLE a ADD c int GENERATED ALWAYS AS (x + 1) STORED",
            "a ACCESS EXCLUSIVE, rewrite a",
        ),
        ("ALTER TABLE a ADD c int GENERATED ALWAYS AS (x + 1) VIRTUAL", "a ACCESS EXCLUSIVE"),
        ("ALTER TABLE a ADD c positive", "a ACCESS EXCLUSIVE, rewrite a"),
        ("ALTER TABLE a ADD c int NOT NULL", "a ACCESS EXCLUSIVE, scan a, fails on rows"),
        ("ALTER TABLE a ADD c int UNIQUE", "a ACCESS EXCLUSIVE, scan a"),
        ("ALTER TABLE a ADD c int CHECK (c > 0)", "a ACCESS EXCLUSIVE, scan a"),
        ("ALTER TABLE b ADD c int REFERENCES a", "a SHARE ROW EXCLUSIVE, b ACCESS EXCLUSIVE"),
        (
            "ALTER TABLE b ADD c int DEFAULT 1 REFERENCES a",
            "a SHARE ROW EXCLUSIVE, b ACCESS EXCLUSIVE, scan b",
        ),
        ("ALTER TABLE a ADD IF NOT EXISTS t text", "a ACCESS EXCLUSIVE, nothing"),
        ("DELETE FROM a; ALTER TABLE a ADD c int NOT NULL", "a ACCESS EXCLUSIVE, scan a"),
        (
            "ALTER TABLE parted ADD c serial",
            "part1 ACCESS EXCLUSIVE, parted ACCESS EXCLUSIVE, rest ACCESS EXCLUSIVE, rewrite part1, rewrite rest",
        ),
    ]);
}

#[test]
fn types_that_change() {
    check(&[
        ("ALTER TABLE a ALTER v TYPE varchar(50)", "a ACCESS EXCLUSIVE"),
        ("ALTER TABLE a ALTER v TYPE text", "a ACCESS EXCLUSIVE"),
        ("ALTER TABLE a ALTER v TYPE varchar(10)", "a ACCESS EXCLUSIVE, rewrite a"),
        ("ALTER TABLE a ALTER v TYPE text COLLATE \"C\"", "a ACCESS EXCLUSIVE, scan a"),
        // The index has a WHERE, so it is built anew, and the check is made again.
        ("ALTER TABLE a ALTER t TYPE varchar", "a ACCESS EXCLUSIVE, scan a, scan a, fails"),
        ("ALTER TABLE a ALTER n TYPE numeric(12,2)", "a ACCESS EXCLUSIVE"),
        ("ALTER TABLE a ALTER n TYPE numeric", "a ACCESS EXCLUSIVE"),
        ("ALTER TABLE a ALTER n TYPE numeric(12,3)", "a ACCESS EXCLUSIVE, rewrite a"),
        ("ALTER TABLE a ALTER ts TYPE timestamp(6)", "a ACCESS EXCLUSIVE"),
        ("ALTER TABLE a ALTER ts TYPE timestamptz", "a ACCESS EXCLUSIVE, rewrite a"),
        ("SET timezone = 'UTC'; ALTER TABLE a ALTER ts TYPE timestamptz", "a ACCESS EXCLUSIVE"),
        ("ALTER TABLE a ALTER j TYPE jsonb", "a ACCESS EXCLUSIVE, rewrite a"),
        ("ALTER TABLE a ALTER p TYPE int", "a ACCESS EXCLUSIVE"),
        ("ALTER TABLE a ALTER x TYPE positive", "a ACCESS EXCLUSIVE, rewrite a"),
        ("ALTER TABLE a ALTER t TYPE mood USING t::mood", "a ACCESS EXCLUSIVE, rewrite a, fails"),
        (
            "ALTER TABLE a ALTER id TYPE bigint",
            "a ACCESS EXCLUSIVE, b ACCESS EXCLUSIVE, rewrite a, scan b",
        ),
        (
            "ALTER TABLE b ALTER a_id TYPE bigint",
            "a ACCESS EXCLUSIVE, b ACCESS EXCLUSIVE, rewrite b, scan b",
        ),
        (
            "ALTER TABLE unheard_of ALTER c TYPE text",
            "unheard_of ACCESS EXCLUSIVE, rewrite unheard_of",
        ),
    ]);
}

#[test]
fn constraints() {
    check(&[
        ("ALTER TABLE a ALTER x SET NOT NULL", "a ACCESS EXCLUSIVE, scan a, fails on rows"),
        ("UPDATE a SET x = 1; ALTER TABLE a ALTER x SET NOT NULL", "a ACCESS EXCLUSIVE, scan a"),
        ("ALTER TABLE a ALTER t SET NOT NULL", "a ACCESS EXCLUSIVE"),
        ("ALTER TABLE a ALTER full_of SET NOT NULL", "a ACCESS EXCLUSIVE, nothing"),
        ("ALTER TABLE a ADD CHECK (x < 9)", "a ACCESS EXCLUSIVE, scan a"),
        ("ALTER TABLE a ADD CHECK (x < 9) NOT VALID", "a ACCESS EXCLUSIVE"),
        ("ALTER TABLE a ADD UNIQUE (t)", "a ACCESS EXCLUSIVE, scan a"),
        (
            "ALTER TABLE b ADD FOREIGN KEY (id) REFERENCES a",
            "a SHARE ROW EXCLUSIVE, b SHARE ROW EXCLUSIVE, scan b",
        ),
        (
            "ALTER TABLE b ADD FOREIGN KEY (id) REFERENCES a NOT VALID",
            "a SHARE ROW EXCLUSIVE, b SHARE ROW EXCLUSIVE",
        ),
        (
            "ALTER TABLE a ADD CONSTRAINT k CHECK (x < 9) NOT VALID; ALTER TABLE a VALIDATE CONSTRAINT k",
            "a SHARE UPDATE EXCLUSIVE, scan a",
        ),
        (
            "ALTER TABLE b DROP CONSTRAINT b_a_id_fkey",
            "a ACCESS EXCLUSIVE, b ACCESS EXCLUSIVE, drop b.b_a_id_fkey",
        ),
    ]);
}

#[test]
fn indexes_and_views() {
    check(&[
        ("CREATE INDEX ON a (x)", "a SHARE, scan a"),
        ("CREATE INDEX CONCURRENTLY ON a (x)", "a SHARE UPDATE EXCLUSIVE, scan a"),
        ("CREATE INDEX IF NOT EXISTS a_v_idx ON a (v)", "a SHARE, nothing"),
        ("CREATE TABLE n (c int); CREATE INDEX ON n (c)", ""),
        (
            "CREATE INDEX ON parted (id)",
            "part1 SHARE, parted SHARE, rest SHARE, scan part1, scan rest",
        ),
        (
            "CREATE INDEX CONCURRENTLY ON parted (id)",
            "part1 SHARE UPDATE EXCLUSIVE, parted SHARE UPDATE EXCLUSIVE, rest SHARE UPDATE EXCLUSIVE, scan part1, scan rest, fails",
        ),
        ("CREATE INDEX ON ONLY parted (id)", "parted SHARE"),
        ("ALTER TABLE ONLY parted ADD UNIQUE (id, at)", "parted ACCESS EXCLUSIVE"),
        ("DROP INDEX a_v_idx", "a ACCESS EXCLUSIVE, drop a_v_idx"),
        ("DROP INDEX a_pkey", "a ACCESS EXCLUSIVE, drop a_pkey, fails"),
        ("REINDEX TABLE a", "a SHARE, scan a"),
        ("REFRESH MATERIALIZED VIEW kept", "a ACCESS SHARE, kept ACCESS EXCLUSIVE, rewrite kept"),
        (
            "REFRESH MATERIALIZED VIEW CONCURRENTLY kept",
            "a ACCESS SHARE, kept EXCLUSIVE, scan kept, fails",
        ),
        (
            "CREATE OR REPLACE VIEW seen AS SELECT t, v FROM a",
            "a ACCESS SHARE, seen ACCESS EXCLUSIVE",
        ),
        ("DROP VIEW seen", "seen ACCESS EXCLUSIVE, drop seen"),
        ("DROP STATISTICS stats", "a SHARE UPDATE EXCLUSIVE"),
    ]);
}

#[test]
fn whole_tables() {
    check(&[
        ("CREATE TABLE c (a_id int REFERENCES a)", "a SHARE ROW EXCLUSIVE"),
        ("DROP TABLE b", "a ACCESS EXCLUSIVE, b ACCESS EXCLUSIVE, drop b"),
        ("DROP TABLE IF EXISTS nothing_here; DROP TABLE b; DROP TABLE IF EXISTS b", "nothing"),
        (
            "DROP TABLE a CASCADE",
            "a ACCESS EXCLUSIVE, b ACCESS EXCLUSIVE, kept ACCESS EXCLUSIVE, seen ACCESS EXCLUSIVE, drop a, drop kept, drop seen, drop b.b_a_id_fkey",
        ),
        (
            "ALTER TABLE a DROP CONSTRAINT a_pkey CASCADE",
            "a ACCESS EXCLUSIVE, b ACCESS EXCLUSIVE, drop b.b_a_id_fkey, drop a.a_pkey",
        ),
        (
            "ALTER TABLE a DROP COLUMN id CASCADE",
            "a ACCESS EXCLUSIVE, b ACCESS EXCLUSIVE, drop a.id, drop b.b_a_id_fkey",
        ),
        ("TRUNCATE a CASCADE", "a ACCESS EXCLUSIVE, b ACCESS EXCLUSIVE, rewrite a, rewrite b"),
        ("ALTER TABLE a RENAME TO c", "a ACCESS EXCLUSIVE, rename a"),
        ("ALTER TABLE a RENAME t TO u", "a ACCESS EXCLUSIVE, rename a.t"),
        ("ALTER TABLE a DROP t", "a ACCESS EXCLUSIVE, drop a.t, fails"),
        ("ALTER TABLE a SET (fillfactor = 70)", "a SHARE UPDATE EXCLUSIVE"),
        ("ALTER TABLE a SET UNLOGGED", "a ACCESS EXCLUSIVE, rewrite a, fails"),
        ("ALTER TABLE a DISABLE TRIGGER ALL", "a SHARE ROW EXCLUSIVE"),
        ("COMMENT ON COLUMN a.t IS 'x'", "a SHARE UPDATE EXCLUSIVE"),
        (
            "CREATE TABLE part2 PARTITION OF parted FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')",
            "parted ACCESS EXCLUSIVE, rest ACCESS EXCLUSIVE, scan rest",
        ),
        (
            "ALTER TABLE parted DETACH PARTITION part1",
            "part1 ACCESS EXCLUSIVE, parted ACCESS EXCLUSIVE, rest ACCESS EXCLUSIVE",
        ),
        ("ALTER DOMAIN positive ADD CHECK (VALUE < 9)", "a SHARE, scan a"),
        ("DROP TYPE mood", "drop mood"),
        ("UPDATE a SET t = 'x'", "a ROW EXCLUSIVE"),
        ("LOCK TABLE a IN SHARE MODE", "a SHARE"),
    ]);
}

#[test]
fn what_queries_name() {
    check(&[
        ("TABLE a", "a ACCESS SHARE"),
        ("WITH x AS (TABLE a) TABLE x UNION ALL TABLE public.b", "a ACCESS SHARE, b ACCESS SHARE"),
        ("SELECT id AS table FROM b", "b ACCESS SHARE"),
        ("SELECT 1 FROM a JOIN b ON true FOR UPDATE", "a ROW SHARE, b ROW SHARE"),
        ("SELECT 1 FROM a JOIN b AS y ON true FOR SHARE OF y", "a ACCESS SHARE, b ROW SHARE"),
        ("SELECT 1 FROM a, b FOR NO KEY UPDATE OF a, b", "a ROW SHARE, b ROW SHARE"),
        ("EXPLAIN SELECT t FROM seen", "a ACCESS SHARE, seen ACCESS SHARE"),
        ("EXPLAIN (COSTS off, ANALYZE false) UPDATE a SET x = 1", "a ROW EXCLUSIVE"),
        ("EXPLAIN CREATE TABLE n AS SELECT id FROM a", "a ACCESS SHARE"),
        ("EXPLAIN (ANALYZE) DELETE FROM b", "b ROW EXCLUSIVE"),
        ("EXPLAIN EXECUTE plan(1)", ""),
    ]);
}

#[test]
fn sequences_and_publications() {
    check(&[
        ("CREATE SEQUENCE s OWNED BY a.id", "a ACCESS SHARE"),
        ("CREATE SEQUENCE s; ALTER SEQUENCE s OWNED BY a.id", "a ACCESS SHARE"),
        ("CREATE SEQUENCE s; CREATE SEQUENCE IF NOT EXISTS s OWNED BY a.id", "nothing"),
        (
            "CREATE PUBLICATION p FOR TABLE a; ALTER PUBLICATION p SET TABLE b",
            "a SHARE UPDATE EXCLUSIVE, b SHARE UPDATE EXCLUSIVE",
        ),
        (
            "CREATE PUBLICATION p FOR TABLE a; ALTER PUBLICATION p SET TABLE b; ALTER PUBLICATION p SET TABLE b",
            "b SHARE UPDATE EXCLUSIVE",
        ),
    ]);
}

/// PostgreSQL refuses such domains; nothing goes round in them for ever.
#[test]
fn domains_on_themselves_end() {
    for domains in ["CREATE DOMAIN d AS d", "CREATE DOMAIN d AS e; CREATE DOMAIN e AS d"] {
        let to = effects(&format!("{domains}; ALTER TABLE b ALTER a_id TYPE d"));
        assert!(to.contains("rewrite b"), "{domains}: {to}");
        let from =
            effects(&format!("{domains}; CREATE TABLE z (c d); ALTER TABLE z ALTER c TYPE text"));
        assert_eq!(from, "", "{domains}");
    }
}
