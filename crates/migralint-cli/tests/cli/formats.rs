//! The forms of a report, and the one that a GitHub workflow gets.

use std::fs;

use serde_json::Value;

use crate::project::Project;

const WORKFLOW: (&str, &str) = ("GITHUB_ACTIONS", "true");

/// An error in line 1, and one that is accepted in line 3.
fn dangerous() -> Project {
    Project::new().file("db/migrations/1_a.sql", "CREATE TABLE a (id bigint PRIMARY KEY, b text, c text);\n").file(
        "db/migrations/2_b.sql",
        "CREATE INDEX a_b ON a (b);\n-- migralint-ignore create-index-blocks-writes: it is empty\nCREATE INDEX a_c ON a (c);\n",
    )
}

const ONLY_THE_SECOND: &str = "--after 1_a --fail-on never";

#[test]
fn a_workflow_gets_annotations_and_a_summary() {
    let project = dangerous();
    let summary = project.0.join("summary.md");
    fs::write(&summary, "before").unwrap();
    let variables = [WORKFLOW, ("GITHUB_STEP_SUMMARY", summary.to_str().unwrap())];
    let (code, stdout, stderr) = project.run_where(ONLY_THE_SECOND, "", &variables);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(
        stdout.starts_with("::error file=db/migrations/2_b.sql,line=1,endLine=1,col=1,"),
        "{stdout}"
    );
    assert_eq!(stdout.matches("create-index-blocks-writes").count(), 1, "{stdout}");
    let summary = fs::read_to_string(summary).unwrap();
    assert!(summary.starts_with("before\n## migralint: 1 error"), "{summary}");
    assert!(summary.contains("| SHARE | <code>public.a</code> |"), "{summary}");
}

#[test]
fn a_format_that_is_named_wins_over_the_workflow() {
    let project = dangerous();
    let summary = project.0.join("summary.md");
    let variables = [WORKFLOW, ("GITHUB_STEP_SUMMARY", summary.to_str().unwrap())];
    for line in ["--format text", "--output report.txt"] {
        let (_, stdout, _) =
            project.run_where(&format!("{ONLY_THE_SECOND} {line}"), "", &variables);
        assert!(!stdout.contains("::error"), "{line}: {stdout}");
        assert!(!summary.exists(), "{line}");
    }
    let report = fs::read_to_string(project.0.join("report.txt")).unwrap();
    assert!(report.starts_with("db/migrations/2_b.sql: 1 error"), "{report}");
}

#[test]
fn one_run_writes_several_reports() {
    let project = dangerous();
    let line = "check --format sarif --output r/a.sarif --format gitlab --output r/gl.json --format junit --output \
        r/junit.xml --format markdown --output r/a.md --format json --output r/a.json --format text";
    let (code, stdout, stderr) = project.run(&format!("{line} {ONLY_THE_SECOND}"));
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(stdout.starts_with("db/migrations/2_b.sql: 1 error"), "{stdout}");
    let read = |name: &str| fs::read_to_string(project.0.join("r").join(name)).unwrap();
    let json = |name: &str| serde_json::from_str::<Value>(&read(name)).unwrap();
    assert_eq!(json("a.sarif")["runs"][0]["results"].as_array().unwrap().len(), 2);
    assert_eq!(json("gl.json")[0]["location"]["path"], "db/migrations/2_b.sql");
    assert_eq!(json("a.json")["summary"]["errors"], 1);
    assert!(read("junit.xml").contains("failures=\"1\""));
    assert!(read("a.md").contains("| 1 | error | "));
}

#[test]
fn code_scanning_gets_no_accepted_results() {
    let (_, stdout, _) =
        dangerous().run_where(&format!("{ONLY_THE_SECOND} --format sarif"), "", &[WORKFLOW]);
    let log: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(log["runs"][0]["results"].as_array().unwrap().len(), 1);
}

#[test]
fn effects_are_a_table_in_markdown() {
    let (code, stdout, _) = dangerous().run("effects --format markdown");
    assert_eq!(code, 0);
    assert!(stdout.contains("| 1 | CREATE INDEX | SHARE | <code>public.a</code> |"), "{stdout}");
}

#[test]
fn a_file_that_cannot_be_read_is_in_the_report() {
    let project = dangerous().file("db/migrations/3_c.sql", b"\xFF\xFEo");
    let (code, stdout, stderr) = project.run("--format sarif");
    assert_eq!(code, 2);
    assert!(stderr.starts_with("error: db/migrations/3_c.sql: "), "{stderr}");
    let log: Value = serde_json::from_str(&stdout).unwrap();
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let place = &invocation["toolExecutionNotifications"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "db/migrations/3_c.sql");
}
