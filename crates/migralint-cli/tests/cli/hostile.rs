//! Attacks of a change on whoever checks it: files that are none, git that runs programs, reports that get lost.

use std::fs;
use std::os::unix::ffi::OsStringExt as _;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::project::Project;

fn history() -> Project {
    Project::new()
        .file("db/migrations/1_a.sql", "CREATE TABLE a (id bigint, b text);\n")
        .file("db/migrations/2_b.sql", "ALTER TABLE a DROP COLUMN b;\n")
}

fn fifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
fn only_regular_files_are_read() {
    let project = history();
    let migration = project.0.join("db/migrations/3_c.sql");
    let told = |words: &str| {
        let (code, _, stderr) = project.run("db");
        assert_eq!(code, 2, "{stderr}");
        assert_eq!(stderr, format!("error: db/migrations/3_c.sql: {words}\n"));
        fs::remove_file(&migration).unwrap();
    };
    fifo(&migration);
    told("is not a file");
    for target in ["/dev/zero", "/etc/passwd", "/proc/kmsg"] {
        symlink(target, &migration).unwrap();
        told("is outside of this repository");
    }
    symlink("/etc", &migration).unwrap();
    told("is outside of this repository");
    symlink("2_b.sql", &migration).unwrap();
    assert_eq!(project.run("db").0, 1, "a link inside is followed");
}

#[test]
fn settings_are_read_from_regular_files_of_the_repository() {
    for (file, config) in [
        ("migralint.toml", None),
        ("package.json", None),
        ("base.json", Some("baseline = 'base.json'\n")),
        ("sizes.csv", Some("[tables]\nstatistics = 'sizes.csv'\n")),
    ] {
        for target in ["/dev/zero", "/etc/passwd", "fifo"] {
            let mut project = history();
            if let Some(config) = config {
                project = project.file("migralint.toml", config);
            }
            if target == "fifo" {
                fifo(&project.0.join(file));
            } else {
                symlink(target, project.0.join(file)).unwrap();
            }
            let (code, stdout, stderr) = project.run("db");
            assert_eq!((code, stdout.as_str()), (2, ""), "{file} -> {target}");
            assert!(stderr.contains(&format!("{file}: is ")), "{file} -> {target}: {stderr}");
            assert!(!stderr.contains("root:"), "{stderr}");
        }
    }
    for place in ["../../../../../../../../../../proc/kmsg", "/etc/passwd"] {
        let config = format!("[tables]\nstatistics = '{place}'\n");
        let (code, _, stderr) = history().file("migralint.toml", config).run("db");
        assert!(code == 2 && !stderr.contains("root:"), "{stderr}");
    }
}

#[test]
fn nothing_is_overwritten_that_is_not_ours() {
    let kept = |config: &str, line: &str, file: &str, text: &str| {
        let project = history().file("migralint.toml", config).file(file, text);
        let (code, _, stderr) = project.run(line);
        assert_eq!(code, 2, "{line}: {stderr}");
        assert_eq!(fs::read_to_string(project.0.join(file)).unwrap(), text, "{line}: {stderr}");
    };
    let package = "{\"version\": \"1.0.0\", \"files\": {}}";
    kept("baseline = '.git/config'\n", "baseline", ".git/config", "[core]\n");
    kept("baseline = 'x/../.GIT/hooks/post-commit'\n", "baseline", ".GIT/hooks/post-commit", "#!");
    kept("baseline = 'package.json'\n", "baseline", "package.json", package);
    kept("", "baseline --output notes.md", "notes.md", "# Notes\n");
    kept(
        "",
        "--format json --output db/migrations/2_b.sql",
        "db/migrations/2_b.sql",
        "SELECT 1;\n",
    );
    kept("", "--format sarif --output .git/HEAD", ".git/HEAD", "ref: refs/heads/main\n");
    let project = history();
    for _ in 0..2 {
        assert_ne!(project.run("--format json --output report.json").0, 2);
        assert_eq!(project.run("baseline").0, 0);
    }
}

#[test]
fn names_that_are_no_text_are_checked() {
    let project = history();
    let name = std::ffi::OsString::from_vec(b"3_c\xFF.sql".to_vec());
    fs::write(project.0.join("db/migrations").join(name), "DROP TABLE a;\n").unwrap();
    let folder = project.0.join(std::ffi::OsString::from_vec(b"x\xC3/migrations".to_vec()));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("1_b.sql"), "VACUUM FULL b;\n").unwrap();
    let (code, stdout, stderr) = project.run("");
    assert_eq!((code, stderr.as_str()), (1, ""), "{stdout}");
    assert!(stdout.contains(r"[db/migrations/3_c\xFF.sql:1:1]"), "{stdout}");
    assert!(stdout.contains(r"[x\xC3/migrations/1_b.sql:1:1]"), "{stdout}");
}

#[test]
fn a_report_that_is_lost_is_a_failure() {
    let project = history();
    for line in [
        "--format sarif",
        "--format text",
        "--format github",
        "effects",
        "rules",
        "explain drop-table-loses-data",
        "rollback new 2_b --stdout",
        "rollback check",
        "init --dry-run",
        "--help",
        "--version",
    ] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_migralint"))
            .args(line.split(' '))
            .current_dir(&project.0)
            .stdout(Stdio::from(full))
            .output()
            .unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{line}: {stderr}");
        assert!(
            stderr.contains("error: standard output: cannot be written: the disk is full"),
            "{line}: {stderr}"
        );
    }
    assert_eq!(project.run("--output /dev/full").0, 2);
    let summary = [("GITHUB_ACTIONS", "true"), ("GITHUB_STEP_SUMMARY", "/dev/full")];
    assert_eq!(project.run_where("--format github", "", &summary).0, 2);
}

fn git(folder: &Path, line: &[&str]) {
    let own = ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "init.defaultBranch=main"];
    let output = Command::new("git").args(own).args(line).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{line:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A repository that a change gives `sub`: a bare repository whose configuration runs a program.
fn attacked() -> Project {
    let project = history();
    fs::remove_dir(project.0.join(".git")).unwrap();
    let top = project.0.clone();
    git(&top, &["init", "--quiet"]);
    git(&top, &["add", "."]);
    git(&top, &["commit", "--quiet", "-m", "base"]);
    git(&top, &["checkout", "--quiet", "-b", "change"]);
    let sub = top.join("sub");
    fs::create_dir(&sub).unwrap();
    git(&sub, &["init", "--quiet", "--bare"]);
    let program = top.join("program");
    fs::write(&program, "#!/bin/sh\ntouch \"$(dirname \"$0\")/ran\"\n").unwrap();
    let mode = Command::new("chmod").arg("+x").arg(&program).status().unwrap();
    assert!(mode.success());
    let run = program.to_string_lossy().into_owned();
    for (key, value) in [
        ("core.bare", "false"),
        ("core.worktree", ".."),
        ("core.fsmonitor", run.as_str()),
        ("filter.x.clean", run.as_str()),
        ("diff.external", run.as_str()),
    ] {
        git(&sub, &["--git-dir=.", "config", key, value]);
    }
    project.file("sub/migrations/1_a.sql", "DROP TABLE a;\n")
}

#[test]
fn a_repository_inside_of_a_commit_is_none() {
    let project = attacked();
    for line in ["--since main", "--since origin/main .", "--format sarif", "baseline"] {
        let (code, stdout, stderr) = project.run_in("sub", line);
        assert!(!project.0.join("ran").exists(), "{line}: {stdout}{stderr}");
        if line.contains("since") {
            assert_eq!(code, 2, "{line}: {stdout}{stderr}");
            assert!(stderr.contains("bare repository"), "{line}: {stderr}");
        }
    }
}

#[test]
fn git_starts_no_program() {
    let project = attacked();
    let run = project.0.join("program").to_string_lossy().into_owned();
    let top = project.0.clone();
    fs::create_dir_all(top.join(".git/hooks")).unwrap();
    for hook in ["post-index-change", "fsmonitor-watchman", "reference-transaction"] {
        fs::copy(top.join("program"), top.join(".git/hooks").join(hook)).unwrap();
    }
    let project = project
        .file(".gitattributes", "* filter=x diff=x\n")
        .file("db/migrations/1_a.sql", "CREATE TABLE a (id bigint, c text);\n");
    for key in [
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "filter.x.clean",
        "filter.x.process",
        "diff.x.command",
        "diff.x.textconv",
        "diff.external",
        "alias.diff",
        "gpg.program",
    ] {
        git(&top, &["config", key, &run]);
    }
    git(&top, &["config", "filter.x.required", "true"]);
    fs::remove_file(top.join("ran")).unwrap_or_default();
    let variables = [
        ("GIT_EXTERNAL_DIFF", run.as_str()),
        ("GIT_PAGER", run.as_str()),
        ("GIT_SSH_COMMAND", run.as_str()),
        ("GIT_TRACE", "/tmp/never"),
    ];
    let (code, stdout, stderr) = project.run_where("--since main db", "", &variables);
    assert_eq!(code, 1, "{stdout}{stderr}");
    assert!(stdout.contains("edited-migration"), "{stdout}");
    assert!(!top.join("ran").exists(), "{stdout}{stderr}");
}

/// A comment that is another tool's does not hide what follows it, with a base revision and without.
#[test]
fn one_file_does_not_change_the_tool() {
    let bait = "-- +goose Up\nSELECT 1;\n-- +goose Down\nDROP TABLE a;\n";
    let project = attacked().file("db/migrations/3_c.sql", bait);
    for line in ["--since main db", "db"] {
        let (code, stdout, stderr) = project.run(line);
        assert_eq!(code, 2, "{line}: {stdout}{stderr}");
        assert!(stdout.contains("[db/migrations/3_c.sql:4:1]"), "{line}: {stdout}");
        let words = "error: db/migrations/3_c.sql: has marks of goose, and psql runs the other migrations here";
        assert!(stderr.contains(words), "{line}: {stderr}");
    }
    let project = project.file("migralint.toml", "layout = 'plain'\n");
    let (code, stdout, _) = project.run("db");
    assert!(code == 2 && stdout.contains("[db/migrations/3_c.sql:4:1]"), "{stdout}");
    // Nor does a journal that names fewer migrations than there are.
    fs::remove_file(project.0.join("db/migrations/3_c.sql")).unwrap();
    fs::remove_file(project.0.join("migralint.toml")).unwrap();
    let journal = "{\"dialect\": \"postgresql\", \"entries\": [{\"tag\": \"1_a\", \"when\": 1}]}";
    let project = project
        .file("db/migrations/meta/_journal.json", journal)
        .file("db/migrations/4_d.sql", "DROP TABLE a;\n");
    let (code, stdout, stderr) = project.run("--since main db");
    assert!(code == 1 && stdout.contains("[db/migrations/4_d.sql:1:1]"), "{stdout}{stderr}");
    // One that names all of them is a change of the tool, which a person has to confirm.
    let entries: Vec<String> = ["1_a", "2_b", "4_d"]
        .iter()
        .enumerate()
        .map(|(at, tag)| format!("{{\"tag\": \"{tag}\", \"when\": {at}}}"))
        .collect();
    let journal = format!("{{\"dialect\": \"postgresql\", \"entries\": [{}]}}", entries.join(", "));
    let project = project.file("db/migrations/meta/_journal.json", journal);
    let (code, stdout, stderr) = project.run("--since main db");
    assert!(code == 2 && stdout.contains("[db/migrations/4_d.sql:1:1]"), "{stdout}{stderr}");
    let words = "error: db/migrations: files of this change make it a history of drizzle";
    assert!(stderr.contains(words), "{stderr}");
}

#[test]
fn a_branch_of_a_remote_comes_before_others_of_its_name() {
    let project = attacked();
    let top = project.0.clone();
    git(&top, &["update-ref", "refs/remotes/origin/main", "main"]);
    let project = project.file("db/migrations/3_c.sql", "DROP TABLE a;\n");
    git(&top, &["add", "db"]);
    git(&top, &["commit", "--quiet", "-m", "change"]);
    // Both make git read `origin/main` as the change itself.
    git(&top, &["branch", "origin/main", "change"]);
    git(&top, &["tag", "origin/main", "change"]);
    let (code, stdout, stderr) = project.run("--since origin/main db");
    assert_eq!(code, 1, "{stdout}{stderr}");
    assert!(stdout.contains("3_c.sql"), "{stdout}");
}

/// A lock file of another database, or names that a tool passes over, do not hide anything unseen.
#[test]
fn what_is_hidden_from_the_tool_is_told() {
    let lock = "provider = \"sqlite\"\n";
    let project = attacked()
        .file("db/migrations/migration_lock.toml", lock)
        .file("db/migrations/3_c.sql", "DROP TABLE a;\n")
        .file("db/migrations/4_d.sql.txt", "DROP TABLE b;\n")
        .file("db/migrations/5_e.down.sql", "DROP TABLE c;\n")
        .file("db/migrations/6_f.sqlite.sql", "DROP TABLE d;\n");
    let (_, stdout, stderr) = project.run("--since main db");
    assert!(stdout.contains("[db/migrations/3_c.sql:1:1]"), "{stdout}{stderr}");
    for name in ["4_d.sql.txt", "5_e.down.sql", "6_f.sqlite.sql"] {
        let flat = stdout.replace("\n  ", " ").replace('\n', " ");
        let place = format!("(db/migrations/{name}:1)");
        assert!(flat.contains(&place), "{name}: {stdout}");
    }
}

/// What a change turns off is a line of text, a field of JSON, and nothing where the base's configuration counts.
#[test]
fn what_a_change_turns_off_is_told() {
    let config = "[rules]\ndrop-table-loses-data = 'off'\nmissing-rollback = 'off'\n";
    let ignored =
        "-- migralint-ignore truncate-loses-data: it is empty\nTRUNCATE a;\nDROP TABLE a;\n";
    let project = attacked().file("migralint.toml", config).file("db/migrations/3_c.sql", ignored);
    let (code, stdout, stderr) = project.run("--since main db");
    assert_eq!(code, 0, "{stdout}{stderr}");
    for line in [
        "this change disables rule `drop-table-loses-data` (migralint.toml:2)",
        "this change ignores `truncate-loses-data`: it is empty (db/migrations/3_c.sql:2)",
    ] {
        assert!(stdout.contains(line), "{stdout}");
    }
    let (_, stdout, _) = project.run("--since main --format json db");
    assert!(stdout.contains("{\"kind\":\"rule-disabled\""), "{stdout}");
    let (_, stdout, _) = project.run("--since main --format github db");
    assert!(stdout.contains("::warning file=migralint.toml,line=2,title=turned off::"), "{stdout}");
    let (code, stdout, _) = project.run("--since main --config-from main db");
    assert_eq!(code, 1, "{stdout}");
    assert!(stdout.contains("drop-table-loses-data]"), "{stdout}");
    assert!(stdout.contains("this change disables rule `drop-table-loses-data`"), "{stdout}");
    assert_eq!(project.run("--config-from nowhere db").0, 2);
    // The baseline counts as the base has it too.
    assert_eq!(project.run("baseline --since main db").0, 0);
    let (code, stdout, _) = project.run("--since main --config-from main db");
    assert!(
        code == 1 && stdout.contains("to the baseline (migralint-baseline.json:1)"),
        "{stdout}"
    );
}
