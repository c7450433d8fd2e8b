//! Code that asks whether an object stands, and what the catalog answers.

use super::replay;
use crate::source::Span;
use crate::syntax;

const SCHEMA: &str = "CREATE TYPE mood AS ENUM ('sad');
    CREATE TABLE t (id int CONSTRAINT t_pkey PRIMARY KEY, \"A\" int CONSTRAINT a_positive CHECK (\"A\" > 0));
    CREATE TABLE gone (); DROP TABLE gone; CREATE INDEX i ON t (id);";

/// Asserts for each condition whether what stands behind it runs: `None` when that is not known.
#[track_caller]
fn check(schema: &str, rows: &[(&str, Option<bool>)]) {
    let catalog = replay(schema);
    for (condition, expected) in rows {
        let sql = format!("DO $$ BEGIN IF {condition} THEN DROP TABLE t; END IF; END $$");
        let statements = syntax::parse(&sql, &[Span::new(0, sql.len())]).statements;
        let guards = &statements[0].inner[0].guards;
        let answer = guards.iter().try_fold(true, |all, guard| {
            catalog.answer(guard).map(|answer| all && answer == guard.stands)
        });
        assert_eq!(answer.filter(|_| !guards.is_empty()), *expected, "{condition}: {guards:?}");
    }
}

#[test]
fn catalogs_of_postgresql_are_answered_from_the_history() {
    let columns = "SELECT 1 FROM information_schema.columns WHERE table_name = 't' AND column_name";
    let constraint = "SELECT 1 FROM pg_constraint WHERE conrelid = 't'::regclass AND conname";
    check(
        SCHEMA,
        &[
            ("to_regclass('public.t') IS NULL", Some(false)),
            ("NOT (to_regclass('gone') IS NOT NULL)", Some(true)),
            ("(SELECT to_regclass('/* TEMPLATE: schema */t') IS NOT NULL)", Some(true)),
            ("to_regclass('i') IS NOT NULL", Some(true)),
            (
                "EXISTS (SELECT 1 FROM pg_tables WHERE tablename = 't' AND schemaname = 'public')",
                Some(true),
            ),
            (
                "EXISTS (SELECT FROM pg_tables WHERE tablename = 't' AND schemaname = 'other')",
                Some(false),
            ),
            (
                "EXISTS (SELECT 1 FROM pg_class WHERE relname = 'gone' AND relkind = 'r')",
                Some(false),
            ),
            (&format!("NOT EXISTS ({columns} = 'A')"), Some(false)),
            (&format!("NOT EXISTS ({columns} = 'a')"), Some(true)),
            (&format!("EXISTS ({columns} = 'A' AND data_type = 'integer')"), None),
            (&format!("EXISTS ({columns} = 'a' AND data_type = 'integer')"), Some(false)),
            (&format!("EXISTS ({constraint} = 'a_positive')"), Some(true)),
            (&format!("EXISTS ({constraint} = 'b_positive')"), Some(false)),
            ("EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = 'a_positive')", Some(true)),
            ("EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'none')", Some(false)),
            (
                "EXISTS (SELECT 1 FROM pg_indexes WHERE tablename = 't' AND indexname = 'i')",
                Some(true),
            ),
            ("EXISTS (SELECT 1 FROM pg_indexes WHERE tablename = 't')", None),
            ("NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'mood')", Some(false)),
            (
                "EXISTS (SELECT 1 FROM pg_enum WHERE enumtypid = 'mood'::regtype AND enumlabel = 'ok')",
                Some(false),
            ),
            (
                "EXISTS (SELECT 1 FROM pg_type WHERE typname = 'mood') AND to_regclass('gone') IS NULL",
                Some(true),
            ),
            ("EXISTS (SELECT 1 FROM pg_type WHERE typname = 'mood' OR true)", None),
            ("EXISTS (SELECT 1 FROM t WHERE id = '1')", None),
            ("EXISTS (SELECT 1 FROM pg_tables WHERE tablename = current_user)", None),
            ("current_setting('server_version_num')::int > 150000", None),
        ],
    );
}

#[test]
fn what_the_history_did_not_make_is_not_known() {
    check(
        "ALTER TABLE old ADD COLUMN a int;",
        &[
            (
                "EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'old' AND column_name = 'a')",
                Some(true),
            ),
            (
                "EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'old' AND column_name = 'b')",
                None,
            ),
            ("EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'none')", None),
            ("to_regclass('other') IS NOT NULL", None),
        ],
    );
}
