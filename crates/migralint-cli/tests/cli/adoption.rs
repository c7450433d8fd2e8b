//! An old repository takes migralint in: baseline, waivers, levels by path, sizes, branches.

use std::fs;
use std::process::Command;

use crate::project::Project;

/// Two old migrations, each with something to say.
fn old() -> Project {
    Project::new()
        .file(
            "db/migrations/1_users.sql",
            "CREATE TABLE users (id bigint PRIMARY KEY, email text);\n",
        )
        .file(
            "db/migrations/2_index.sql",
            "SET lock_timeout = '5s';\nCREATE INDEX a ON users (email);\n",
        )
        .file("db/migrations/3_drop.sql", "ALTER TABLE users\n  DROP COLUMN email;\n")
}

/// The rules that speak, each with its severity, as `--quiet` has them.
fn rules(project: &Project, line: &str) -> Vec<String> {
    let (_, stdout, stderr) = project.run(&format!("{line} --quiet"));
    assert_eq!(stderr, "", "{line}");
    let headlines = stdout.lines().filter_map(|line| line.split_once(": ")).map(|(_, rest)| rest);
    headlines.filter_map(|rest| rest.split_once(':')).map(|(rule, _)| rule.to_owned()).collect()
}

#[test]
fn a_baseline_accepts_what_was_there() {
    let project = old();
    assert_eq!(project.run("").0, 1);
    let (code, stdout, stderr) = project.run("baseline");
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert_eq!(
        stdout,
        "wrote migralint-baseline.json: 4 findings are accepted until their statements change\n"
    );
    let (code, stdout, stderr) = project.run("");
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(stdout.contains("4 accepted"), "{stdout}");

    // Lines move, a comment comes: the same statement. Another column: another one.
    let moved = "-- a note\n\n\nALTER TABLE users DROP COLUMN email;\n";
    let project = project.file("db/migrations/3_drop.sql", moved);
    assert_eq!(project.run("").0, 0);
    let project = project.file("db/migrations/3_drop.sql", "ALTER TABLE users DROP COLUMN id;\n");
    let (code, _, stderr) = project.run("");
    assert_eq!(code, 1);
    assert!(stderr.starts_with("note: migralint-baseline.json: accepts `"), "{stderr}");
    assert!(stderr.contains("`migralint baseline` writes it anew"), "{stderr}");

    // Written again it is the same to the byte, from any folder.
    project.run("baseline");
    let first = fs::read_to_string(project.0.join("migralint-baseline.json")).unwrap();
    assert_eq!(project.run("").0, 0);
    project.run("baseline");
    let again = fs::read_to_string(project.0.join("migralint-baseline.json")).unwrap();
    assert_eq!(first, again);
}

#[test]
fn a_loud_first_run_says_what_to_do_next() {
    let many = "CREATE INDEX ON users (email);\n".repeat(10);
    let project = old().file("db/migrations/3_drop.sql", many);
    let advice = "note: all migrations were judged, as if none had run: `migralint init` sets up ";
    assert!(project.run("").2.starts_with(advice));
    for line in ["--quiet", "--after 1_users", "db/migrations/3_drop.sql"] {
        assert_eq!(project.run(line).2, "", "{line}");
    }
    assert_eq!(old().run("").2, "", "few findings are a change's own");
    project.run("baseline");
    assert_eq!(project.run("").2, "");
}

#[test]
fn a_baseline_is_known_from_other_folders() {
    let project = old().file("migralint.toml", "baseline = 'ci/old.json'\n");
    let message = project.fails("");
    assert_eq!(message, "error: ci/old.json: does not exist; `migralint baseline` writes it\n");
    assert_eq!(project.run("baseline").0, 0);
    let text = fs::read_to_string(project.0.join("ci/old.json")).unwrap();
    assert!(text.contains("\"../db/migrations/3_drop.sql\""), "{text}");
    assert_eq!(project.run("").0, 0);
    assert_eq!(project.run("db").0, 0);
    let conflict = format!("<<<<<<< HEAD\n{text}=======\n{text}>>>>>>> theirs\n");
    let broken = project.file("ci/old.json", conflict);
    assert!(broken.fails("").starts_with("error: ci/old.json: is no baseline: "));
    assert_eq!(broken.run("baseline").0, 0);
    assert_eq!(broken.run("").0, 0);
}

#[test]
fn a_baseline_is_a_suppression_in_sarif() {
    let project = old();
    project.run("baseline");
    let (_, stdout, _) = project.run("--format sarif");
    assert_eq!(stdout.matches("\"suppressions\":[{\"kind\":\"external\"").count(), 4, "{stdout}");
}

#[test]
fn a_path_that_names_no_file_is_told() {
    let waiver = |path: &str| format!("after = '3_drop'\n[[waivers]]\npath = '{path}'\n");
    let project = old().file("migralint.toml", waiver("db/4_*"));
    let note = "note: migralint.toml: no file matches `db/4_*`, the path of this waiver\n";
    assert_eq!(project.run("").2, note);
    assert_eq!(project.run("db").2, "", "not all was looked at");
    assert_eq!(project.file("migralint.toml", waiver("db/migrations/?_*")).run("").2, "");
    let gone = old().file("migralint.toml", "after = '9_x'\n").fails("");
    assert!(
        gone.starts_with("error: migralint.toml: `after`: no migration is named `9_x`"),
        "{gone}"
    );
}

#[test]
fn ignores_hold_in_blocks() {
    let text = "SET lock_timeout = '5s';\nDO $$ BEGIN\n  -- migralint-ignore drop-column-loses-data, missing-rollback: x\n  \
                ALTER TABLE users DROP COLUMN email;\nEND $$;\n";
    let project = old().file("db/migrations/3_drop.sql", text);
    assert_eq!(rules(&project, "db/migrations/3_drop.sql"), [""; 0]);
}

#[test]
fn waivers_end() {
    let waiver = |until: &str| {
        format!(
            "[[waivers]]\npath = 'db/migrations/3_*'\nreason = 'old'\nowner = 'ada'\nuntil = {until}\n"
        )
    };
    let live = old().file("migralint.toml", waiver("'2999-12-31'"));
    assert_eq!(rules(&live, ""), ["error[create-index-blocks-writes]"]);
    let live = live.file("migralint.toml", waiver("2999-12-31"));
    assert_eq!(rules(&live, ""), ["error[create-index-blocks-writes]"], "as TOML writes days");
    let ended = live.file("migralint.toml", waiver("'2020-01-31'"));
    let found = rules(&ended, "");
    assert_eq!(found.last().map(String::as_str), Some("warning[ended-waiver]"));
    let again = [
        "note[missing-lock-timeout]",
        "error[drop-column-loses-data]",
        "warning[missing-rollback]",
    ];
    assert_eq!(found[1..4], again, "what it accepted");
    assert_eq!(found[4..], ["warning[ended-waiver]"]);
    let (_, stdout, _) = ended.run("");
    assert!(stdout.contains("migralint.toml:5:9"), "{stdout}");
    assert!(stdout.contains("ask ada: "), "{stdout}");
}

#[test]
fn levels_hold_by_path_and_the_command_line_comes_last() {
    let text = "[rules]\ncreate-index-blocks-writes = 'warning'\n\n[[overrides]]\npath = 'db/migrations/2_*'\n\
                rules = { create-index-blocks-writes = 'off' }\n";
    let project = old().file("migralint.toml", text);
    let line = "db/migrations/2_index.sql";
    assert_eq!(rules(&project, line), [""; 0]);
    let denied = format!("{line} --deny create-index-blocks-writes");
    assert_eq!(rules(&project, &denied), ["error[create-index-blocks-writes]"]);
}

#[test]
fn sizes_change_severity_and_are_told() {
    let project = old().file("db/migrations/4_add.sql", "ALTER TABLE users ADD COLUMN c text;\n");
    let line = "--after 3_drop";
    assert_eq!(rules(&project, line), ["note[missing-lock-timeout]"]);
    let large = project
        .file("migralint.toml", "[tables]\nstatistics = 'sizes.csv'\n")
        .file("sizes.csv", "table,rows,bytes\npublic.users,25000000,7500000000\n");
    assert_eq!(rules(&large, line), ["warning[missing-lock-timeout]"]);
    let (_, stdout, _) = large.run(&format!("{line} --quiet"));
    assert!(stdout.contains("(\"users\" has 25 million rows, 7.5 GB)"), "{stdout}");

    let old = "--deny missing-lock-timeout db/migrations/2_index.sql";
    let unknown = ["error[create-index-blocks-writes]"];
    assert_eq!(rules(&large, old), unknown);
    let small = large.file("migralint.toml", "[tables]\nsmall = ['users']\n");
    assert_eq!(rules(&small, old), [""; 0]);
    let broken = small.file("migralint.toml", "[tables]\nstatistics = 'gone.csv'\n");
    assert_eq!(broken.fails(""), "error: gone.csv: does not exist\n");
}

#[test]
fn backfills_are_graver_on_large_tables_and_silent_on_small_ones() {
    let sql = "BEGIN;\nSET lock_timeout = '5s';\nALTER TABLE users ADD COLUMN b text;\n\
               UPDATE users SET b = lower(email) WHERE b IS NULL;\nCOMMIT;\n";
    let project = Project::new()
        .file(
            "db/migrations/1_users.sql",
            "CREATE TABLE users (id bigint PRIMARY KEY, email text);\n",
        )
        .file("db/migrations/2_fill.sql", sql);
    let line = "--after 1_users";
    assert_eq!(rules(&project, line), ["warning[backfill-in-schema-change]"]);
    let project = project.file("migralint.toml", "[tables]\nlarge = ['users']\n");
    assert_eq!(rules(&project, line), ["error[backfill-in-schema-change]"]);
    let project = project.file("migralint.toml", "[tables]\nsmall = ['users']\n");
    assert_eq!(rules(&project, line), [""; 0]);
}

#[test]
fn what_a_deploy_breaks_is_not_told_of_migrations_that_have_run() {
    let mut project = Project::new()
        .file(
            "db/migrations/01_users.sql",
            "CREATE TABLE users (id bigint, email text NOT NULL);\n",
        )
        .file(
            "db/migrations/02_email.sql",
            "SET lock_timeout = '5s';\nALTER TABLE users ALTER email DROP NOT NULL;\n",
        );
    let note = ["note[drop-not-null-breaks-readers]"];
    assert_eq!(rules(&project, "--after 01_users"), note);
    for number in 3..23 {
        let path = format!("db/migrations/{number:02}_more.sql");
        project = project.file(&path, "SELECT 1;\n");
    }
    assert_eq!(rules(&project, ""), [""; 0]);
    let severe = "--warn drop-not-null-breaks-readers";
    assert_eq!(rules(&project, severe), ["warning[drop-not-null-breaks-readers]"]);
}

#[test]
fn two_branches_that_fight_are_named() {
    let project = Project::new()
        .file("db/migrations/1_users.sql", "CREATE TABLE users (id bigint PRIMARY KEY);\n");
    fs::remove_dir(project.0.join(".git")).unwrap();
    let git = |line: &str| {
        let name = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
        let output =
            Command::new("git").args(name).args(line.split(' ')).current_dir(&project.0).output();
        let output = output.unwrap();
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    };
    let write = |path: &str, text: &str| fs::write(project.0.join(path), text).unwrap();
    let add = |path: &str, text: &str, message: &str| {
        write(path, text);
        git("add .");
        git(&format!("commit --quiet --message {message}"));
    };
    git("init --quiet --initial-branch main .");
    git("add .");
    git("commit --quiet --message one");
    git("checkout --quiet -b feature");
    let sql = "SET lock_timeout = '5s';\nALTER TABLE users ADD COLUMN email text;\n";
    add("db/migrations/3_email.sql", sql, "feature");
    git("checkout --quiet main");
    add("db/migrations/2_contact.sql", sql, "main");
    git("checkout --quiet feature");

    let expected = ["error[conflicting-migration]"];
    assert_eq!(rules(&project, "--since main"), expected, "the branch has not seen it");
    assert_eq!(rules(&project, "db/migrations/3_email.sql --since main"), expected);
    let (_, stdout, _) = project.run("--since main");
    assert!(stdout.contains("db/migrations/2_contact.sql:2:19: adds it"), "{stdout}");

    // As a pull request is tested: the merge of the two, its first parent the base.
    git("checkout --quiet -b test main");
    git("merge --quiet --no-ff --message merge feature");
    assert_eq!(rules(&project, "--since main"), expected, "the merge of both");
    let json = project.run("--since main --format json").1;
    assert!(json.contains("\"related\":[{"), "{json}");

    // A branch that is up to date has seen it: the statement itself fails.
    git("checkout --quiet feature");
    git("merge --quiet --message update main");
    write(
        "db/migrations/3_email.sql",
        "SET lock_timeout = '5s';\nALTER TABLE users ADD COLUMN phone text;\n",
    );
    assert_eq!(rules(&project, "--since main"), [""; 0]);

    // What main changed in a file that the branch has is no edit of the branch.
    git("checkout --quiet --force main");
    add("db/migrations/1_users.sql", "CREATE TABLE users (id bigint);\n", "edit");
    git("checkout --quiet feature");
    let found = rules(&project, "--since main");
    assert!(!found.contains(&"error[edited-migration]".to_owned()), "{found:?}");
}
