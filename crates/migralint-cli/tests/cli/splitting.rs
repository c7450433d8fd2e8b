//! Statements that a tool does not send as one.

use crate::project::Project;

const PIECE: &str = "sends this part of the statement alone";
const UNFINISHED: &str =
    "refuses a file whose last statement has no semicolon at the end of a line";

/// Whether the rule says so of a file.
fn check(text: &str, rule: &str, message: &str, expected: bool) {
    let project = Project::new().file("m/1_a.sql", text);
    let report = project.run("check m").1.split_whitespace().collect::<Vec<_>>().join(" ");
    let report = report.replace(" | ", " ");
    assert_eq!(report.contains(&format!("error[{rule}]")), expected, "{text}\n{report}");
    assert_eq!(report.contains(message), expected, "{text}\n{report}");
}

#[test]
fn a_body_is_cut_at_the_end_of_a_line() {
    let body = "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$\n SELECT 1;\n$$;\n";
    let one_line = "DO $$ BEGIN PERFORM 1; END $$;\n";
    for tool in ["goose", "migrate"] {
        let up = |sql: &str| format!("-- +{tool} Up\n{sql}-- +{tool} Down\n");
        let kept =
            |sql: &str| up(&format!("-- +{tool} StatementBegin\n{sql}-- +{tool} StatementEnd\n"));
        check(&up(body), "statement-always-fails", PIECE, true);
        check(&kept(body), "statement-always-fails", PIECE, false);
        check(&up(one_line), "statement-always-fails", PIECE, false);
        let down = format!("{}{body}", up("DROP FUNCTION f();\n"));
        check(&down, "failing-rollback", PIECE, true);
    }
}

#[test]
fn a_file_ends_with_a_semicolon() {
    for tool in ["goose", "migrate"] {
        let text = |up: &str, down: &str| format!("-- +{tool} Up\n{up}\n-- +{tool} Down\n{down}");
        let (create, drop) = ("CREATE TABLE a (b int);", "DROP TABLE a;");
        let open = "CREATE TABLE a (b int)";
        check(&text(create, drop), "statement-always-fails", UNFINISHED, false);
        check(&text(open, drop), "statement-always-fails", UNFINISHED, true);
        check(&text(create, "DROP TABLE a; /* why */"), "failing-rollback", UNFINISHED, true);
        check(&text(create, "DROP TABLE a; -- why"), "failing-rollback", UNFINISHED, false);
    }
    let dbmate = "-- migrate:up\nCREATE TABLE a (b int)\n-- migrate:down\nDROP TABLE a\n";
    check(dbmate, "statement-always-fails", UNFINISHED, false);
}

#[test]
fn drizzle_cuts_at_its_separator_alone() {
    let report = |sql: &str| {
        let entries = r#"{"dialect": "postgresql", "entries": [{"tag": "0000_a", "when": 1}]}"#;
        let project = Project::new()
            .file("drizzle/meta/_journal.json", entries)
            .file("drizzle/0000_a.sql", sql);
        project.run("check").1
    };
    let between = "CREATE TABLE a (b int);\n--> statement-breakpoint\nCREATE TABLE c (d int);";
    assert!(!report(between).contains("statement-always-fails"), "{}", report(between));
    let inside = "DO $$ BEGIN\n--> statement-breakpoint\nPERFORM 1; END $$;";
    assert!(report(inside).contains("statement-always-fails"), "{}", report(inside));
}
