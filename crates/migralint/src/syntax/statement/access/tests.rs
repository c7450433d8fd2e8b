use super::super::RowChange;
use super::*;
use crate::name::QualifiedName;
use crate::syntax::parse;

/// What each access of a statement is, as `kind object`.
fn accesses(sql: &str) -> Vec<String> {
    let parsed = parse(sql, &[Span::new(0, sql.len())]);
    let [statement] = &parsed.statements[..] else { panic!("{sql}") };
    let shown = |access: Access<'_>| {
        let in_public =
            |schema: Option<&str>, name: &str| QualifiedName::new(schema.unwrap_or("public"), name);
        format!("{} {}", kind(access.kind), access.object.resolve(in_public).shown())
    };
    access(statement).into_iter().map(shown).collect()
}

fn kind(kind: AccessKind) -> String {
    match kind {
        AccessKind::Create { .. } => "create".to_owned(),
        AccessKind::Replace => "replace".to_owned(),
        AccessKind::Alter(aspect) => format!("alter {aspect:?} of"),
        AccessKind::Drop { .. } => "drop".to_owned(),
        AccessKind::Rename => "rename".to_owned(),
        AccessKind::Use { .. } => "use".to_owned(),
        AccessKind::Read => "read".to_owned(),
        AccessKind::Write(change) => format!("{change:?} into").to_lowercase(),
    }
}

#[test]
fn every_statement_names_its_objects_in_order() {
    for (sql, expected) in [
        (
            "CREATE TABLE a (b d DEFAULT f(), CONSTRAINT k CHECK (b > 0))",
            &[
                r#"create "a""#,
                r#"use the type "d""#,
                r#"use the function "f"()"#,
                r#"use "a""#,
                r#"use the column "b" of "a""#,
                r#"create the constraint "k" of "a""#,
            ][..],
        ),
        (
            "ALTER TABLE IF EXISTS s.a RENAME COLUMN b TO c",
            &[
                r#"use "s"."a""#,
                r#"rename the column "b" of "s"."a""#,
                r#"create the column "c" of "s"."a""#,
            ],
        ),
        ("ALTER TABLE a SET SCHEMA s", &[r#"use "a""#, r#"rename "a""#, r#"create "s"."a""#]),
        (
            "ALTER INDEX i RENAME TO j",
            &[r#"use the index "i""#, r#"rename the index "i""#, r#"create the index "j""#],
        ),
        ("DROP TRIGGER IF EXISTS t ON s.a", &[r#"drop the trigger "t" of "s"."a""#]),
        (
            "CREATE UNIQUE INDEX i ON s.a (b, lower(c)) WHERE d IS NULL",
            &[
                r#"use "s"."a""#,
                r#"use the column "b" of "s"."a""#,
                r#"use "s"."a""#,
                r#"use the column "c" of "s"."a""#,
                r#"use the function "lower"()"#,
                r#"use "s"."a""#,
                r#"use the column "d" of "s"."a""#,
                r#"create the index "s"."i""#,
            ],
        ),
        (
            "ALTER TYPE e RENAME VALUE 'x' TO 'y'",
            &[
                r#"use the type "e""#,
                r#"rename the value "x" of "e""#,
                r#"create the value "y" of "e""#,
            ],
        ),
        (
            "COMMENT ON COLUMN a.b IS 'x'",
            &[r#"use "a""#, r#"alter Comment of the column "b" of "a""#],
        ),
        ("EXPLAIN DELETE FROM a", &[r#"use "a""#]),
        (
            "SELECT b FROM ONLY a FETCH FIRST 2 ROWS ONLY",
            &[r#"read "a""#, r#"use "a""#, r#"use the column "b" of "a""#],
        ),
        ("LOCK TABLE a, b", &[r#"use "a""#, r#"use "b""#]),
        ("BEGIN", &[]),
    ] {
        assert_eq!(accesses(sql), expected, "{sql}");
    }
}

#[test]
fn rows_are_written_where_a_statement_says_so() {
    for (sql, expected) in [
        ("INSERT INTO a (b) SELECT c FROM d", &[("a", RowChange::Insert)][..]),
        ("UPDATE a SET b = 1", &[("a", RowChange::Update)]),
        ("DELETE FROM ONLY a USING b WHERE a.c = b.c", &[("a", RowChange::Delete)]),
        ("MERGE INTO a USING b ON a.c = b.c WHEN MATCHED THEN DELETE", &[("a", RowChange::Merge)]),
        ("TRUNCATE a, b", &[("a", RowChange::Truncate), ("b", RowChange::Truncate)]),
        ("COPY a FROM '/tmp/a'", &[("a", RowChange::Insert)]),
        ("COPY a TO '/tmp/a'", &[]),
        ("SELECT * FROM a FOR UPDATE", &[]),
        (
            "WITH x AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM x",
            &[("b", RowChange::Insert), ("a", RowChange::Delete)],
        ),
        ("WITH x AS (UPDATE a SET b = 1 RETURNING *) SELECT * FROM x", &[("a", RowChange::Update)]),
        ("EXPLAIN DELETE FROM a", &[]),
        ("CREATE TABLE a AS SELECT 1", &[]),
    ] {
        let parsed = parse(sql, &[Span::new(0, sql.len())]);
        let written = rows_written(&parsed.statements[0].kind);
        let written: Vec<_> = written.map(|(table, change)| (&*table.name, change)).collect();
        assert_eq!(written, expected, "{sql}");
    }
}
