//! `--since` in clones that lack a part of the history, as services make them, and in what else git makes of a repository.

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

/// A repository of two migrations.
fn repository() -> Project {
    let project = Project::new();
    fs::remove_dir(project.0.join(".git")).unwrap();
    project.git("init --quiet --initial-branch main .");
    project
        .commit(FIRST, "CREATE TABLE a (id bigint PRIMARY KEY);\n")
        .commit("db/migrations/2_b.sql", "CREATE TABLE b (id bigint PRIMARY KEY);\n")
}

#[test]
fn a_folder_that_moved_brings_nothing_new() {
    let project = repository();
    fs::create_dir(project.0.join("packages")).unwrap();
    project.git("mv db packages/db");
    let project = project.file("packages/db/migrations/3_c.sql", "DROP TABLE a;\n");
    project.git("add .");
    let (_, stdout, stderr) = project.run("--since main");
    assert!(stdout.contains("1 new migration, 2 replayed before"), "{stdout}");
    assert!(stderr.contains("packages/db/migrations was db/migrations"), "{stderr}");
}

#[test]
fn what_a_sparse_checkout_leaves_out_is_not_gone() {
    let project = repository();
    project.git(&format!("sparse-checkout set --no-cone /* !/{FIRST}"));
    assert!(!project.0.join(FIRST).exists());
    assert_eq!(project.run("--since main").2, "");
}

#[test]
fn a_submodule_is_a_repository_of_its_own() {
    let (project, module) = (repository(), repository());
    let path = module.0.display();
    project.git(&format!("-c protocol.file.allow=always submodule --quiet add file://{path} sub"));
    let (_, _, stderr) = project.run("sub --since main");
    assert!(stderr.contains("sub/db/migrations is in a repository of its own"), "{stderr}");
}

#[test]
fn a_hook_in_a_linked_work_tree_may_change_the_folder() {
    let project = repository();
    project.git("worktree add --quiet tree");
    let git_dir = project.0.join(".git/worktrees/tree");
    let hook = [("GIT_DIR", git_dir.to_str().unwrap()), ("GIT_PREFIX", "")];
    let tree = project.0.join("tree/db");
    let (_, stdout, stderr) = Project::run_at(&tree, "--since main", "", &hook);
    assert!(stdout.contains("no new migrations, 2 replayed before"), "{stdout}{stderr}");
}

#[test]
fn names_of_folders_are_no_patterns() {
    let project = repository().commit("[slug]/migrations/1_a.sql", "CREATE TABLE c (id int);\n");
    let project = project.file("[slug]/migrations/1_a.sql", "CREATE TABLE c (id text);\n");
    let (_, stdout, _) = project.run("--since main");
    assert!(stdout.contains("1 error in 1 of 1 new or edited migration, 2 replayed"), "{stdout}");
}

#[test]
fn what_both_branches_merged_is_no_conflict() {
    let project = repository();
    project.git("checkout --quiet -b feature");
    let project = project.commit("db/migrations/3_c.sql", "ALTER TABLE a ADD COLUMN c text;\n");
    project.git("checkout --quiet -b next");
    let rename = "ALTER TABLE a RENAME COLUMN c TO d;\n";
    let project = project.commit("db/migrations/4_d.sql", rename);
    project.git("checkout --quiet main");
    project.git("merge --quiet --squash feature");
    project.git("commit --quiet --message squashed");
    project.git("checkout --quiet next");
    let (_, stdout, _) = project.run("--since main");
    assert!(!stdout.contains("conflicting-migration"), "{stdout}");
    assert!(stdout.contains("1 new migration, 3 replayed before"), "{stdout}");
}
