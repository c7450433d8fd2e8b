use super::*;

/// What becomes of two migrations: the objects that they fight over and what comes of it.
fn fights(one: &str, other: &str) -> Vec<String> {
    let all = |text: &str| {
        let parsed = syntax::parse(text, &[Span::new(0, text.len())]);
        net_accesses(text, &parsed.statements)
    };
    let (one, other) = (all(one), all(other));
    let mut found: Vec<String> = Vec::new();
    for (a, b) in one.iter().flat_map(|a| other.iter().map(move |b| (a, b))) {
        if a.object == b.object
            && let Some(why) = a.kind.conflict(&b.kind)
        {
            let line = format!("{} {} {}: {why}", a.kind.verb(), b.kind.verb(), a.object.shown());
            if !found.contains(&line) {
                found.push(line);
            }
        }
    }
    found
}

fn check(one: &str, other: &str, expected: &[&str]) {
    assert_eq!(fights(one, other), expected, "{one} | {other}");
    assert_eq!(fights(other, one).len(), expected.len(), "the order does not matter");
}

#[test]
fn both_add_the_same() {
    let column = r#"ALTER TABLE "User" ADD COLUMN email text"#;
    check(
        column,
        column,
        &[r#"adds adds the column "email" of "User": whichever runs second may fail"#],
    );
    check(column, "ALTER TABLE public.\"User\" ADD phone text", &[]);
    check(column, "ALTER TABLE app.\"User\" ADD email text", &[]);
    check(
        "CREATE TABLE a (id int); CREATE INDEX i ON a (id); ALTER TABLE a ADD b int;",
        "CREATE TABLE IF NOT EXISTS a (id int, b int); CREATE INDEX i ON a (id);",
        &[
            r#"adds adds "a": whichever runs second may fail"#,
            r#"adds adds the index "i": whichever runs second may fail"#,
        ],
    );
    for (sql, shown) in [
        ("CREATE SCHEMA app", r#"the schema "app""#),
        ("CREATE EXTENSION citext", r#"the extension "citext""#),
        (
            "CREATE TRIGGER t BEFORE UPDATE ON a FOR EACH ROW EXECUTE FUNCTION f()",
            r#"the trigger "t" of "a""#,
        ),
    ] {
        check(sql, sql, &[&format!("adds adds {shown}: whichever runs second may fail")]);
    }
    check(
        "CREATE TABLE a (b int); CREATE INDEX i ON a (b)",
        "CREATE TABLE c (b int); CREATE INDEX i ON c (b)",
        &[r#"adds adds the index "i": whichever runs second may fail"#],
    );
    check(
        "CREATE INDEX IF NOT EXISTS i ON a (b)",
        "CREATE INDEX IF NOT EXISTS i ON a (c)",
        &[r#"adds adds the index "i": whichever runs second leaves what the first one made"#],
    );
    check(
        "ALTER TYPE role ADD VALUE 'X'",
        "ALTER TYPE role ADD VALUE 'X'; ALTER TYPE role ADD VALUE 'Y'",
        &[r#"adds adds the value "X" of "role": whichever runs second may fail"#],
    );
}

#[test]
fn one_takes_away_what_the_other_needs() {
    let needs = "one takes away what the other needs";
    let drop = "ALTER TABLE a DROP COLUMN b";
    for other in [
        "CREATE INDEX i ON a (b)",
        "CREATE INDEX i ON a (c) INCLUDE (b)",
        "ALTER TABLE a ALTER COLUMN b SET NOT NULL",
        "ALTER TABLE a ADD CONSTRAINT k UNIQUE (b)",
        "ALTER TABLE c ADD CONSTRAINT k FOREIGN KEY (d) REFERENCES a (b)",
        "UPDATE a SET b = 1",
        "DO $$ BEGIN INSERT INTO a (b) VALUES (1); END $$",
        "CREATE INDEX i ON a (lower(b))",
        "CREATE INDEX i ON a (c) WHERE b IS NOT NULL",
        "CREATE VIEW v AS SELECT b FROM a",
        "CREATE POLICY p ON a USING (b = 'x')",
        "CREATE STATISTICS s ON b, c FROM a",
        "CREATE TRIGGER t BEFORE UPDATE OF b ON a FOR EACH ROW EXECUTE FUNCTION f()",
        "ALTER TABLE a ADD COLUMN c text GENERATED ALWAYS AS (lower(b)) STORED",
        "UPDATE a SET c = b",
        "DELETE FROM a WHERE b = 1",
        "COMMENT ON COLUMN a.b IS 'x'",
    ] {
        let fights = fights(drop, other);
        let [line] = &fights[..] else { panic!("{other}: {fights:?}") };
        assert!(line.starts_with("drops ") && line.ends_with(needs), "{line}");
    }
    check(
        "DROP TABLE a",
        "CREATE VIEW v AS SELECT * FROM a",
        &[&format!("drops uses \"a\": {needs}")],
    );
    check(
        "ALTER TABLE a RENAME TO b",
        "ALTER TABLE a ADD c int",
        &[&format!("renames uses \"a\": {needs}")],
    );
    check("DROP TABLE IF EXISTS a", "DROP TABLE IF EXISTS a", &[]);
    check(
        "DROP TABLE a",
        "DROP TABLE IF EXISTS a",
        &[r#"drops drops "a": whichever runs second may fail"#],
    );
    check("DROP TABLE a", "ALTER TABLE b ADD a int", &[]);
    check("ALTER TABLE a DROP b", "UPDATE c SET d = b FROM a", &[]);
    check("ALTER TABLE a DROP b", "CREATE VIEW v AS SELECT b FROM c JOIN a USING (id)", &[]);
    check("DROP TABLE a", "GRANT SELECT ON a TO reader", &[&format!("drops uses \"a\": {needs}")]);
    check("DROP SEQUENCE a", "ALTER SEQUENCE a RESTART", &[&format!("drops uses \"a\": {needs}")]);
    check(
        "DROP FUNCTION f()",
        "CREATE TRIGGER t BEFORE UPDATE ON a FOR EACH ROW EXECUTE FUNCTION f()",
        &[&format!("drops uses the function \"f\"(): {needs}")],
    );
}

#[test]
fn the_last_one_wins() {
    let last = "the one that runs last wins";
    check(
        "ALTER TABLE a ALTER b TYPE bigint",
        "ALTER TABLE a ALTER b TYPE text",
        &[&format!("changes changes the column \"b\" of \"a\": {last}")],
    );
    check("ALTER TABLE a ALTER b TYPE bigint", "ALTER TABLE a ALTER b SET DEFAULT 1", &[]);
    check("ALTER TABLE a ALTER b SET NOT NULL", "ALTER TABLE a  ALTER  b SET NOT NULL", &[]);
    let function = "CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'";
    check(
        function,
        &function.replace("SELECT 1", "SELECT 2"),
        &[&format!("defines defines the function \"f\"(int4): {last}")],
    );
    check(function, &function.replace("a int", "a text"), &[]);
    check(
        function,
        "DROP FUNCTION f(integer)",
        &["defines drops the function \"f\"(int4): one takes away what the other needs"],
    );
}

#[test]
fn what_is_there_for_a_moment_is_nobody_elses() {
    let replaced = r#"CREATE TYPE "Role_new" AS ENUM ('A');
        ALTER TABLE "User" ALTER COLUMN role TYPE "Role_new" USING (role::text::"Role_new");
        ALTER TYPE "Role" RENAME TO "Role_old"; ALTER TYPE "Role_new" RENAME TO "Role"; DROP TYPE "Role_old";"#;
    check(
        replaced,
        r#"ALTER TYPE "Role" ADD VALUE 'B'"#,
        &[r#"replaces uses the type "Role": one takes away what the other needs"#],
    );
    check(replaced, r#"ALTER TABLE "User" ADD a int"#, &[]);
    check("CREATE TEMP TABLE t (a int)", "CREATE TEMP TABLE t (a int)", &[]);
}
