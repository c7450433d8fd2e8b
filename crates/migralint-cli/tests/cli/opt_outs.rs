//! Opt-outs of the transaction: in the wrong place, and without need.

use crate::project::Project;

const TABLE: &str = "-- +goose Up\nCREATE TABLE a (id bigint PRIMARY KEY);\n";

fn report(project: &Project) -> String {
    project.run("--after 1_a").1.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn one_that_is_not_read_is_told() {
    let project = Project::new()
        .file("Cargo.toml", "[dependencies]\nsqlx = \"0.8\"\n")
        .file("migrations/1_a.sql", "CREATE TABLE a (id bigint PRIMARY KEY);\n")
        .file(
            "migrations/2_b.sql",
            "-- an index\n-- no-transaction\nCREATE INDEX CONCURRENTLY i ON a (id);\n",
        );
    let text = report(&project);
    assert!(text.contains("error[cannot-run-in-transaction]"), "{text}");
    assert!(text.contains("since the opt-out on line 2 is not read"), "{text}");
    let help = "move `-- no-transaction` from line 2: SQLx reads it only as the very first words of the file";
    assert!(text.contains(help), "{text}");
}

#[test]
fn one_that_nothing_needs_is_told() {
    let of = |body: &str| {
        let text = format!("-- +goose NO TRANSACTION\n-- +goose Up\n{body}");
        report(&Project::new().file("db/1_a.sql", TABLE).file("db/2_b.sql", text))
    };
    let needless = "no statement in it needs";
    let two = "ALTER TABLE a ADD COLUMN b int;\nALTER TABLE a ADD COLUMN c int;\n";
    assert!(of(two).contains(needless), "{}", of(two));
    assert!(!of("ALTER TABLE a ADD COLUMN b int;\n").contains(needless));
    assert!(!of(&format!("{two}UPDATE a SET b = 1;\n")).contains(needless));
    assert!(!of(&format!("{two}CREATE INDEX CONCURRENTLY i ON a (b);\n")).contains(needless));
}
