//! The command where people stand: in a migration's own folder, in the history, through links.

use crate::project::Project;

/// A Prisma project whose second migration needs the first one to be judged rightly.
fn prisma() -> Project {
    Project::new()
        .file("package.json", "{\"devDependencies\": {\"prisma\": \"7.4.0\"}}")
        .file("prisma/schema.prisma", "datasource db {\n  provider = \"postgresql\"\n}\n")
        .file("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n")
        .file(
            "prisma/migrations/20240101000000_a/migration.sql",
            "CREATE TABLE a (id bigint PRIMARY KEY, b text);\n",
        )
        .file("prisma/migrations/20240102000000_b/migration.sql", "ALTER TABLE a DROP COLUMN c;\n")
        .file("prisma/migrations/20240103000000_c/migration.sql", "ALTER TABLE a DROP COLUMN b;\n")
}

fn report(project: &Project, folder: &str, line: &str) -> String {
    let (code, stdout, stderr) = project.run_in(folder, line);
    assert_eq!((code, stderr.as_str()), (1, ""), "{folder}: {line}: {stdout}");
    stdout
}

#[test]
fn one_migration_is_judged_within_its_history() {
    let project = prisma();
    let folder = "prisma/migrations/20240103000000_c";
    for line in ["", ".", "migration.sql", "../20240103000000_c"] {
        let text = report(&project, folder, line);
        assert!(text.contains(",-[migration.sql:1:15]"), "{text}");
        assert!(text.contains("../../rollbacks/20240103000000_c.sql"), "{line}: {text}");
        assert!(!text.contains("20240102000000_b/"), "{line}: {text}");
        assert!(text.contains("1 new migration, 2 replayed before"), "{line}: {text}");
    }
    let beside = project.file("prisma/rollbacks/20240103000000_c.sql", "SELECT 1;\n");
    let text = report(&beside, folder, "");
    assert!(!text.contains("missing-rollback"), "{text}");
}

#[test]
fn a_history_is_judged_from_within() {
    let text = report(&prisma(), "prisma/migrations", "");
    assert!(text.contains("20240103000000_c/migration.sql:1:15]"), "{text}");
    assert!(text.contains("20240102000000_b/migration.sql:1:15]"), "{text}");
    assert!(text.contains("../rollbacks/20240103000000_c.sql"), "{text}");
    let text = report(&prisma(), "prisma/migrations", "20240103000000_c/migration.sql");
    assert!(!text.contains("20240102000000_b/"), "{text}");
    assert!(text.contains("../rollbacks/20240103000000_c.sql"), "{text}");
    let text = report(&prisma(), "prisma/migrations/20240103000000_c", "..");
    assert!(text.contains("../20240102000000_b/migration.sql:1:15]"), "{text}");
}

#[test]
fn a_waiver_holds_from_everywhere() {
    let waiver = "[[waivers]]\npath = 'prisma/migrations/*_c/*'\nreason = 'x'\n";
    let project = prisma().file("migralint.toml", waiver);
    for folder in ["prisma", "prisma/migrations/20240103000000_c"] {
        let stdout = project.run_in(folder, "").1;
        assert!(!stdout.contains("DROP COLUMN b"), "{folder}: {stdout}");
        assert!(stdout.contains(" accepted"), "{folder}: {stdout}");
    }
}

#[test]
fn the_search_ends_at_the_repository() {
    let project = Project::new()
        .file("migrations/1_a.sql", "DROP TABLE a;\n")
        .file("migrations/tool/.git", "")
        .file("migrations/tool/migration.sql", "SELECT 1;\n");
    let (code, stdout, _) = project.run_in("migrations/tool", "");
    assert_eq!(code, 0, "{stdout}");
    assert!(!stdout.contains("1_a"), "{stdout}");
}

#[cfg(unix)]
#[test]
fn links_to_folders_are_followed() {
    let link = |project: &Project, target: &str, path: &str| {
        std::os::unix::fs::symlink(target, project.0.join(path)).unwrap();
    };
    let project = prisma().file("app/prisma/schema.prisma", "");
    link(&project, "../../prisma/migrations", "app/prisma/migrations");
    link(&project, "..", "app/prisma/loop");
    link(&project, "/", "app/disk");
    for line in ["", "prisma", "prisma/migrations"] {
        let text = report(&project, "app", line);
        assert!(
            text.contains("[../prisma/migrations/20240103000000_c/migration.sql:1:15]"),
            "{text}"
        );
        assert!(text.contains("2 errors"), "{line}: {text}");
        assert!(text.contains("in 2 of 3 migrations"), "{line}: {text}");
    }
    assert!(!project.0.join("prisma/rollbacks").exists());
    // Found twice, told once.
    let text = report(&project, "", "");
    assert!(text.contains("in 2 of 3 migrations"), "{text}");
    assert!(text.contains("[prisma/migrations/20240103000000_c/migration.sql:1:15]"), "{text}");
    // Out of the repository, none is.
    let project = project.file("app/.git", "");
    for line in ["", "prisma", "prisma/migrations"] {
        let (code, stdout, stderr) = project.run_in("app", line);
        assert_eq!((code, stdout.as_str()), (2, ""), "{line}");
        assert!(stderr.starts_with("error: prisma/migrations: is "), "{line}: {stderr}");
    }
}

#[cfg(unix)]
#[test]
fn a_linked_migration_is_part_of_its_history() {
    let project = prisma().file("shared/d/migration.sql", "ALTER TABLE a ADD COLUMN d text;\n");
    let place = project.0.join("prisma/migrations/20240104000000_d");
    std::os::unix::fs::symlink("../../shared/d", place).unwrap();
    let text = report(&project, "", "");
    assert!(text.contains("of 5 migrations"), "{text}");
}

#[test]
fn the_configuration_nearest_to_the_history_holds() {
    let project = prisma()
        .file("migralint.toml", "[rules]\nmissing-rollback = 'off'\n")
        .file("prisma/migralint.toml", "[rules]\ndrop-column-loses-data = 'off'\n");
    let stdout = project.run("").1;
    assert!(!stdout.contains("drop-column-loses-data"), "{stdout}");
    assert!(stdout.contains("missing-rollback"), "{stdout}");

    let project = project.file("api/db/migrations/1_a.sql", "CREATE TABLE a (id bigint);\n");
    let (_, stdout, stderr) = project.run("");
    assert!(stdout.contains("drop-column-loses-data"), "{stdout}");
    let note = "note: prisma/migralint.toml is not used, since migralint.toml holds for all histories of this run; \
                `migralint prisma` uses it\n";
    assert_eq!(stderr, note);
    assert!(!project.run("prisma").1.contains("drop-column-loses-data"));
    assert_eq!(project.run("--config migralint.toml").2, "");
}
