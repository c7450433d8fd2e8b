//! `migralint rollback`: the way back is written where it belongs, never over another, and judged.

use std::fs;

use crate::project::Project;

fn prisma() -> Project {
    Project::new()
        .file(
            "prisma/migrations/20260101000000_users/migration.sql",
            "CREATE TABLE \"User\" (id bigint PRIMARY KEY, email text NOT NULL);\n",
        )
        .file(
            "prisma/migrations/20260102000000_email/migration.sql",
            "ALTER TABLE \"User\" DROP COLUMN email;\n",
        )
        .file(
            "prisma/migrations/20260103000000_plan/migration.sql",
            "ALTER TABLE \"User\" ADD COLUMN plan text;\n",
        )
}

const PLAN: &str = "-- Rollback of 20260103000000_plan\n\n-- AlterTable\nALTER TABLE \"User\" DROP COLUMN \"plan\";\n";

fn read(project: &Project, path: &str) -> String {
    fs::read_to_string(project.0.join(path)).unwrap()
}

#[test]
fn a_migration_is_named_in_every_way() {
    for named in ["", "20260103000000_plan", "plan", "prisma/migrations/20260103000000_plan"] {
        let project = prisma();
        let (code, stdout, stderr) = project.run(&format!("rollback new {named}"));
        let place = "prisma/rollbacks/20260103000000_plan.sql";
        assert_eq!((code, stdout.as_str(), stderr.as_str()), (0, &*format!("wrote {place}\n"), ""));
        assert_eq!(read(&project, place), PLAN);
    }
    let (code, stdout, stderr) = prisma().run("rollback new plan --stdout");
    assert_eq!((code, stdout.as_str(), stderr.as_str()), (0, PLAN, ""));
    let (code, _, stderr) = prisma().run("rollback new 20260103000000_plans");
    assert_eq!(code, 2);
    assert!(stderr.contains("did you mean `20260103000000_plan`?"), "{stderr}");
}

#[test]
fn what_stands_there_is_written_over_by_force_alone() {
    let place = "prisma/rollbacks/20260103000000_plan.rollback.sql";
    let project = prisma().file(place, "SELECT 1;\n");
    let (code, _, stderr) = project.run("rollback new");
    assert_eq!(code, 2);
    assert!(stderr.contains("is there already; write over it with --force"), "{stderr}");
    assert_eq!(read(&project, place), "SELECT 1;\n");
    assert_eq!(project.run("rollback new --force").0, 0);
    assert_eq!(read(&project, place), PLAN);
}

#[test]
fn all_that_is_missing_is_written_and_leads_back() {
    let project = prisma().file("prisma/rollbacks/20260103000000.sql", "SELECT 1;\n");
    let (code, stdout, stderr) = project.run("rollback new --all-missing");
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert_eq!(stdout.lines().count(), 2, "{stdout}");
    let (code, stdout, _) = project.run("rollback check --quiet");
    assert_eq!(code, 1);
    assert!(stdout.contains("20260103000000.sql") && !stdout.contains("_users"), "{stdout}");
    assert_eq!(project.run("rollback new plan --force").0, 0);
    assert_eq!(project.run("rollback check").0, 0);
}

#[test]
fn a_wrong_way_back_of_a_new_migration_is_reported() {
    let project = prisma().file(
        "prisma/rollbacks/20260102000000_email.sql",
        "ALTER TABLE \"User\" ADD email text;\n",
    );
    let (_, stdout, _) = project.run("--after 20260101000000_users --quiet");
    assert!(stdout.contains("incomplete-rollback"), "{stdout}");
    assert!(stdout.contains("without NOT NULL"), "{stdout}");
    let (_, stdout, _) = project.run("--after 20260102000000_email --quiet");
    assert!(!stdout.contains("incomplete-rollback"), "{stdout}");
}

#[test]
fn what_does_not_come_back_is_code_1_and_said_in_the_file() {
    let project = prisma().file(
        "prisma/migrations/20260104000000_grant/migration.sql",
        "GRANT SELECT ON \"User\" TO PUBLIC;\n",
    );
    let (code, stdout, stderr) = project.run("rollback new");
    assert_eq!(code, 1);
    assert_eq!(stdout, "wrote prisma/rollbacks/20260104000000_grant.sql\n");
    assert!(stderr.starts_with("note: 20260104000000_grant: "), "{stderr}");
    let text = read(&project, "prisma/rollbacks/20260104000000_grant.sql");
    assert!(text.contains("-- TODO: what line 1 does is not undone: GRANT SELECT"), "{text}");
}

#[test]
fn both_ways_stay_in_one_file() {
    let path = "db/migrations/00001_users.sql";
    let up = "-- +goose Up\nCREATE TABLE users (id bigint PRIMARY KEY);\n";
    let project = Project::new().file(path, up);
    assert_eq!(project.run("rollback new --all-missing").1, format!("wrote {path}\n"));
    assert_eq!(read(&project, path), format!("{up}\n-- +goose Down\nDROP TABLE users;\n"));
    assert_eq!(project.run("rollback check").0, 0);
    let (code, _, stderr) = project.run("rollback new");
    assert_eq!(code, 2);
    assert!(stderr.contains("the section `-- +goose Down` is not empty"), "{stderr}");
}

#[test]
fn the_configuration_says_where_they_lie() {
    let config = "rollbacks = [\"db/undo/{timestamp}.sql\", \"{migrations}/{id}/back.sql\"]\n";
    let project = prisma()
        .file("migralint.toml", config)
        .file("prisma/migrations/20260102000000_email/back.sql", "SELECT 1;\n");
    for paths in ["", "prisma/migrations"] {
        let (code, stdout, _) = project.run(&format!("rollback check {paths} --quiet"));
        assert_eq!(code, 1);
        assert!(stdout.contains("20260102000000_email/back.sql"), "{stdout}");
    }
    let (_, stdout, _) = project.run("rollback new");
    assert_eq!(stdout, "wrote db/undo/20260103000000.sql\n");
    let (_, stdout, _) = project.run("rollback check db/undo/20260103000000.sql --quiet");
    assert!(!stdout.contains("undo"), "it leads back: {stdout}");
    let (code, _, stderr) =
        project.file("migralint.toml", "postgres = 16\nrollbacks = \"undo/{file}.sql\"\n").run("");
    assert_eq!(code, 2);
    assert!(stderr.contains("migralint.toml:2:14: `{file}` stands for nothing"), "{stderr}");
}

#[test]
fn lines_of_a_changeset_are_a_way_back() {
    let text = |back: &str| {
        format!(
            "--liquibase formatted sql\n--changeset ana:1\nCREATE TABLE a (id int, b int);\n--changeset ana:2\n\
             ALTER TABLE a DROP COLUMN b;\n{back}"
        )
    };
    for (back, is_missing) in [("", true), ("--rollback ALTER TABLE a ADD COLUMN b int;\n", false)]
    {
        let project = Project::new().file("changelog/1.sql", text(back));
        let (_, stdout, _) = project.run("--quiet --after 1::ana:1");
        assert_eq!(stdout.contains("missing-rollback"), is_missing, "{stdout}");
        assert_eq!(project.run("rollback new").0, 2);
    }
}

#[test]
fn which_migrations_need_one_is_told() {
    let up =
        |name: &str, sql: &str| (format!("prisma/migrations/{name}/migration.sql"), sql.to_owned());
    let migrations = [
        up("1_init", "CREATE TABLE a (id int, b text);\nCREATE VIEW v AS SELECT id FROM a;\n"),
        up("2_drop", "ALTER TABLE a DROP COLUMN b;\n"),
        up("3_replace", "CREATE OR REPLACE VIEW v AS SELECT id FROM a WHERE id > 0;\n"),
        up("4_add", "ALTER TABLE a ADD COLUMN c text;\n"),
        up("5_fill", "UPDATE a SET id = 2 WHERE id = 1;\n"),
        up("6_nothing", "SET lock_timeout = '1s';\n"),
    ];
    for (needed, expected) in [
        ("needed-by = 'destructive'", vec!["2_drop"]),
        ("level = 'warning'", vec!["2_drop", "3_replace"]),
        ("needed-by = 'any'", vec!["1_init", "2_drop", "3_replace", "4_add", "5_fill"]),
    ] {
        let config = format!("[rules]\nmissing-rollback = {{ {needed} }}\n");
        let project = Project::new().file("migralint.toml", config);
        let project =
            migrations.iter().fold(project, |project, (path, sql)| project.file(path, sql));
        let report = project.run("check --format json").1;
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        let diagnostics = report["diagnostics"].as_array().unwrap().iter();
        let missing = diagnostics.filter(|one| one["rule"] == "missing-rollback");
        let named = missing.map(|one| one["file"].as_str().unwrap().split('/').nth(2).unwrap());
        assert_eq!(named.collect::<Vec<_>>(), expected, "{needed}");
    }
}
