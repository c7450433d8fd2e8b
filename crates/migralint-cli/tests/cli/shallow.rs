//! `--since` in clones that lack a part of the history, as services make them.

use std::fs;
use std::process::Command;

use crate::project::Project;

const FIRST: &str = "db/migrations/1_a.sql";

impl Project {
    fn git(&self, line: &str) {
        let name = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
        let output =
            Command::new("git").args(name).args(line.split(' ')).current_dir(&self.0).output();
        let output = output.unwrap();
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn commit(self, path: &str, text: &str) -> Self {
        let project = self.file(path, text);
        project.git("add .");
        project.git("commit --quiet --message more");
        project
    }
}

/// A branch that adds a migration, and `main` that has since edited the first; `test` is the merge of the two.
fn origin() -> Project {
    let project = Project::new();
    fs::remove_dir(project.0.join(".git")).unwrap();
    project.git("init --quiet --initial-branch main .");
    let project = project.commit(FIRST, "CREATE TABLE a (id bigint PRIMARY KEY);\n");
    project.git("checkout --quiet -b feature");
    let project = project.commit("db/migrations/2_b.sql", "DROP TABLE a;\n");
    project.git("checkout --quiet main");
    let project = project.commit(FIRST, "CREATE TABLE a (id int PRIMARY KEY);\n");
    project.git("checkout --quiet -b test");
    project.git("merge --quiet --no-ff --message merge feature");
    project
}

/// What a service checks out: some branches, to this depth.
fn clone(origin: &Project, depth: usize, branches: &[&str], head: &str) -> Project {
    let clone = Project::new();
    fs::remove_dir(clone.0.join(".git")).unwrap();
    clone.git("init --quiet .");
    clone.git(&format!("remote add origin file://{}", origin.0.display()));
    for branch in branches {
        let from = format!("{branch}:refs/remotes/origin/{branch}");
        clone.git(&format!("fetch --quiet --no-tags --depth={depth} origin {from}"));
    }
    clone.git(&format!("checkout --quiet --detach origin/{head}"));
    clone
}

fn check(clone: &Project, expected: &str) {
    let (code, stdout, stderr) = clone.run("--since origin/main --quiet");
    assert_eq!(code, 1, "{stdout}{stderr}");
    assert!(stdout.contains("drop-table") && !stdout.contains("edited-migration"), "{stdout}");
    let (_, _, stderr) = clone.run("--since origin/main");
    assert!(stderr.contains(expected) && stderr.is_empty() == expected.is_empty(), "{stderr}");
}

#[test]
fn an_unknown_base_claims_no_edit() {
    let origin = origin();
    check(&clone(&origin, 1, &["main", "feature"], "feature"), "fetch-depth: 0");
    check(&clone(&origin, 9, &["main", "feature"], "feature"), "");
}

#[test]
fn a_trial_merge_differs_by_the_branch_alone() {
    let origin = origin();
    for depth in [1, 2] {
        check(&clone(&origin, depth, &["test", "main"], "test"), "fetch-depth: 0");
    }
    check(&clone(&origin, 9, &["test", "main"], "test"), "");
    origin.git("checkout --quiet feature");
    let feature = origin.commit(FIRST, "CREATE TABLE a (id uuid PRIMARY KEY);\n");
    feature.git("checkout --quiet -B test main");
    feature.git("merge --quiet --no-ff --strategy-option=theirs --message merge feature");
    let clone = clone(&feature, 1, &["test", "main"], "test");
    let (_, stdout, _) = clone.run("--since origin/main --quiet");
    assert!(stdout.contains("edited-migration"), "{stdout}");
}

#[test]
fn histories_without_a_common_commit_are_told() {
    let origin = origin();
    origin.git("checkout --quiet --orphan other");
    let other = origin.commit(FIRST, "CREATE TABLE a (id text PRIMARY KEY);\n");
    let clone = clone(&other, 99, &["main", "other"], "other");
    check(&clone, "no commit in common");
}

#[test]
fn merged_migrations_that_are_gone_are_told() {
    let of = |work: &str| {
        let project = Project::new();
        fs::remove_dir(project.0.join(".git")).unwrap();
        project.git("init --quiet --initial-branch main .");
        let mut project = project;
        for name in ["1_a", "2_b", "3_c"] {
            let path = format!("prisma/migrations/{name}/migration.sql");
            project = project.commit(&path, &format!("CREATE TABLE \"{name}\" (id int);\n"));
        }
        let project = project.commit("prisma/migrations/3_c/down.sql", "DROP TABLE \"3_c\";\n");
        project.git("checkout --quiet -b feature");
        for line in work.split("; ") {
            project.git(line);
        }
        let project = if work.contains("1_a") {
            project.file("prisma/migrations/0_init/migration.sql", "CREATE TABLE a (id int);\n")
        } else {
            project
        };
        project.git("add .");
        project.git("commit --quiet --message work");
        project.run("--since main").2
    };
    let at = "prisma/migrations";
    let text = of(&format!("rm -r --quiet {at}/3_c"));
    assert!(text.starts_with("note: `3_c` was merged and is gone: "), "{text}");
    let text = of(&format!("mv {at}/3_c {at}/4_c"));
    assert!(text.starts_with("note: `3_c` was merged and is `4_c` now: "), "{text}");
    let text = of(&format!("rm -r --quiet {at}/1_a; rm -r --quiet {at}/2_b"));
    assert!(text.starts_with("note: 2 merged migrations are gone and `0_init` is new"), "{text}");
    assert!(text.contains("(`prisma migrate resolve --applied 0_init`)"), "{text}");
    assert_eq!(of(&format!("rm --quiet {at}/3_c/down.sql")), "");
}
