//! Nothing is written out of the repository, whatever the configuration, a link or a name says.

use std::fs;

use crate::project::Project;

const OUTSIDE: &str = "is outside of this repository";

/// A history of two migrations in a repository `in`, beside a folder `out` that is not part of it.
fn project() -> Project {
    let project = Project::new()
        .file("in/.git/HEAD", "")
        .file("in/db/migrations/1_a.sql", "CREATE TABLE a (id bigint, b text);\n")
        .file("in/db/migrations/2_b.sql", "ALTER TABLE a DROP COLUMN b;\n")
        .file("out/kept", "kept");
    fs::remove_dir(project.0.join(".git")).unwrap();
    project
}

/// Runs a command that must refuse; nothing may have come or changed outside.
fn refused(project: &Project, line: &str, words: &str) {
    let (code, stdout, stderr) = project.run_in("in", line);
    assert_eq!(code, 2, "{line}: {stdout}{stderr}");
    assert!(stderr.contains(words), "{line}: {stderr}");
    let mut names: Vec<_> = fs::read_dir(project.0.join("out")).unwrap().flatten().collect();
    names.retain(|entry| entry.file_name() != "kept");
    assert!(names.is_empty(), "{line}: {names:?}");
    assert_eq!(fs::read_to_string(project.0.join("out/kept")).unwrap(), "kept", "{line}");
}

#[test]
fn a_configuration_does_not_lead_out() {
    for folder in ["../out", "x/../../out", "db/../../out/new", "/"] {
        let whole = project();
        let absolute = whole.0.join("out").to_string_lossy().replace('\\', "/");
        let folder = if folder == "/" { &absolute } else { folder };
        let whole = whole.file("in/migralint.toml", format!("rollbacks = '{folder}/{{id}}.sql'\n"));
        refused(&whole, "rollback new 2_b", OUTSIDE);
        let (code, _, stderr) = whole.run_in("in", "rollback new --all-missing");
        assert!(code == 1 && stderr.contains(OUTSIDE), "{stderr}");
        refused(&whole, "rollback new 2_b --force", OUTSIDE);
        // The baseline that a configuration names is read before it is written.
        let empty = "{\"version\":1,\"files\":{}}";
        let config = format!("baseline = '{folder}/kept.json'\n");
        let whole = whole.file("out/kept.json", empty).file("out/new/kept.json", empty);
        let whole = whole.file("in/migralint.toml", config);
        let (code, _, stderr) = whole.run_in("in", "baseline");
        assert!(code == 2 && stderr.contains(OUTSIDE), "{stderr}");
        assert_eq!(fs::read_to_string(whole.0.join("out/kept.json")).unwrap(), empty);
    }
}

#[test]
fn a_name_does_not_lead_out() {
    let plan = "%syntax-version=1.0.0\n%project=a\n\n\
                ../../out/evil 2026-01-01T08:00:00Z A <a@b.c> # x\n";
    let project = project()
        .file("in/sqitch.plan", plan)
        .file("in/sqitch.conf", "[core]\n\tengine = pg\n")
        .file("out/evil.sql", "CREATE TABLE x (id bigint);\n")
        .file("in/deploy/a.sql", "CREATE TABLE x (id bigint);\n");
    let (_, stdout, stderr) = project.run_in("in", "rollback new --all-missing --layout sqitch");
    assert!(!stdout.contains("out/"), "{stdout}{stderr}");
}

#[test]
fn what_the_user_names_may_be_anywhere() {
    let project = project();
    let (code, stdout, stderr) = project.run_in("in", "baseline --output ../out/b.json");
    assert_eq!(code, 0, "{stdout}{stderr}");
    assert!(project.0.join("out/b.json").exists());
    let (_, stdout, stderr) = project.run_in("out", "rollback new ../in/db/migrations");
    assert!(stdout.starts_with("wrote ../in/"), "{stdout}{stderr}");
}

#[cfg(unix)]
mod links {
    use super::*;

    fn link(project: &Project, target: &str, path: &str) {
        let path = project.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(target, path).unwrap();
    }

    #[test]
    fn links_do_not_lead_out() {
        let rollbacks = "rollbacks = 'back/{id}.sql'\n";
        let check = |path: &str, target: &str, config: &str, line: &str, words: &str| {
            let project = project();
            if !config.is_empty() {
                fs::write(project.0.join("in/migralint.toml"), config).unwrap();
            }
            link(&project, target, &format!("in/{path}"));
            refused(&project, line, words);
        };
        let new = "rollback new 2_b --force";
        check("back", "../out", rollbacks, new, OUTSIDE);
        check("back/2_b.sql", "../../out/kept", rollbacks, new, OUTSIDE);
        check("back/2_b.sql", "../../out/new", rollbacks, new, "is a link to nothing");
        check("deep/x", "../../out", "rollbacks = 'deep/x/y/z/{id}.sql'\n", new, OUTSIDE);
        let nothing = "is a link to nothing";
        check("migralint-baseline.json", "../out/new", "", "baseline", nothing);
        check(
            "kept.json",
            "../out/new",
            "baseline = 'kept.json'\n",
            "baseline --after 1_a",
            nothing,
        );
        check("migralint.toml", "../out/new", "", "init --yes", nothing);
        check(".github", "../out", "", "init --yes", OUTSIDE);
    }

    #[test]
    fn links_within_are_followed() {
        let project = project();
        fs::write(project.0.join("in/migralint.toml"), "rollbacks = 'back/{id}.sql'\n").unwrap();
        link(&project, "db/back", "in/back");
        fs::create_dir(project.0.join("in/db/back")).unwrap();
        let (code, _, stderr) = project.run_in("in", "rollback new 2_b");
        assert_eq!(code, 0, "{stderr}");
        assert!(project.0.join("in/db/back/2_b.sql").exists());
    }

    /// Without a repository, the working directory is what may be written.
    #[test]
    fn without_a_repository_nothing_above_is_written() {
        let folder = std::env::temp_dir().join(format!("migralint-inside-{}", std::process::id()));
        let project = Project(folder)
            .file("in/db/migrations/1_a.sql", "CREATE TABLE a (id bigint);\n")
            .file("in/migralint.toml", "rollbacks = '../out/{id}.sql'\n")
            .file("out/kept", "kept");
        refused(&project, "rollback new 1_a", OUTSIDE);
    }

    /// Names on a Unix disk hold anything but `/` and NUL.
    #[test]
    fn names_stay_names() {
        let id = "2_a\n::error::forged\nDROP TABLE a;\u{1b}[31m\u{202e}";
        let project = Project::new()
            .file("prisma/migrations/1_a/migration.sql", "CREATE TABLE a (id bigint, b text);\n")
            .file(&format!("prisma/migrations/{id}/migration.sql"), "ALTER TABLE a ADD c text;\n")
            .file("prisma/schema.prisma", "datasource db {\n  provider = \"postgresql\"\n}\n");
        let (_, stdout, stderr) = project.run("rollback new --all-missing");
        for text in [&stdout, &stderr] {
            let steers = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
            assert!(!text.contains(steers), "{text:?}");
            assert!(!text.lines().any(|line| line.trim_start().starts_with("::")), "{text:?}");
        }
        let place = project.0.join("prisma/rollbacks").join(format!("{id}.sql"));
        let back = fs::read_to_string(place).unwrap();
        let statements: Vec<&str> =
            back.lines().filter(|line| !line.starts_with("--") && !line.is_empty()).collect();
        assert_eq!(statements, ["ALTER TABLE \"a\" DROP COLUMN \"c\";"], "{back}");
    }
}
