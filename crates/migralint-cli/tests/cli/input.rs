//! Files that cannot be read, folders without migrations.

use std::fs;

use crate::project::{Project, harmless};

#[test]
fn no_migrations_is_an_error() {
    insta::assert_snapshot!(Project::new().fails(""), @"error: no migrations found in .: looked for the folders of Prisma, Diesel, goose and the other layouts (`migralint --help` lists them), and for .sql files in folders named `migrations`; give the folder that holds yours. Migrations that are programs (Rails, TypeORM, Knex) are not read: give the SQL that they run to `migralint -`");
    insta::assert_snapshot!(Project::new().file("db/readme.txt", "").fails("db"), @"error: no migrations found in db: looked for the folders of Prisma, Diesel, goose and the other layouts (`migralint --help` lists them), and for .sql files in folders named `migrations`; give the folder that holds yours. Migrations that are programs (Rails, TypeORM, Knex) are not read: give the SQL that they run to `migralint -`");
    insta::assert_snapshot!(harmless().fails("--layout diesel"), @"error: no migrations of the layout `diesel` found in .; without a layout all are tried");
    insta::assert_snapshot!(Project::new().fails("missing"), @"error: missing: does not exist");
    insta::assert_snapshot!(Project::new().fails("missing/*.sql"), @"error: no file matches `missing/*.sql`");
}

#[test]
fn files_that_cannot_be_read_are_told_and_the_others_checked() {
    let project = harmless()
        .file("db/migrations/2_binary.sql", b"\x7fELF\0\0")
        .file("db/migrations/3_latin.sql", b"-- caf\xe9\n")
        .file("db/migrations/4_utf16.sql", b"\xff\xfeS\0E\0L\0E\0C\0T\0 \x001\0")
        .file("db/migrations/5_empty.sql", "");
    let (code, stdout, stderr) = project.run("");
    assert_eq!(code, 2);
    assert!(!stdout.is_empty());
    insta::assert_snapshot!(stderr, @r"
    error: db/migrations/2_binary.sql: is not text: it holds a NUL byte
    error: db/migrations/3_latin.sql: is not UTF-8 at byte 6; save it as UTF-8
    ");
    let excluded = project.file("migralint.toml", "exclude = ['**/2_*', '**/3_*']\n");
    assert_eq!(excluded.run("").0, 0);
}

#[test]
fn excluded_files_that_a_hook_gives_are_no_mistake() {
    let project = harmless()
        .file("db/migrations/2_old.sql", "DROP TABLE a;")
        .file("migralint.toml", "exclude = ['**/2_*']\n");
    let (code, _, stderr) = project.run("db/migrations/2_old.sql");
    assert_eq!((code, stderr.as_str()), (0, "note: 1 given file excluded by the configuration\n"));
    assert_eq!(project.run("db/migrations/2_old.sql missing.sql").0, 2);
}

#[cfg(unix)]
#[test]
fn a_broken_link_is_told() {
    let project = harmless();
    std::os::unix::fs::symlink("gone.sql", project.0.join("db/migrations/2_b.sql")).unwrap();
    insta::assert_snapshot!(project.fails("db"), @"error: db/migrations/2_b.sql: is a link to nothing");
}

#[test]
fn a_huge_file_is_told() {
    let project = harmless().file("db/migrations/2_dump.sql", "");
    let file =
        fs::File::options().write(true).open(project.0.join("db/migrations/2_dump.sql")).unwrap();
    file.set_len(65 * 1024 * 1024).unwrap();
    insta::assert_snapshot!(project.fails("db"), @"error: db/migrations/2_dump.sql: is too large: 65 MiB, and at most 64 MiB are read");
}

#[test]
fn a_file_outside_of_every_history_does_not_matter() {
    let project = harmless().file("dumps/binary.sql", b"\0");
    assert_eq!(project.run("").0, 0);
    assert_eq!(project.run("db dumps/binary.sql").0, 2);
}

#[test]
fn another_database_is_an_error_alone_and_a_note_beside() {
    let lock = "provider = \"mysql\"\n";
    let mysql = |project: Project| {
        project
            .file("reports/migrations/migration_lock.toml", lock)
            .file("reports/migrations/1_a/migration.sql", "SELECT 1;")
    };
    insta::assert_snapshot!(mysql(Project::new()).fails(""), @"error: reports/migrations: is for `mysql`, and migralint reads PostgreSQL only");
    let (code, _, stderr) = mysql(harmless()).run("");
    assert_eq!(code, 0);
    insta::assert_snapshot!(stderr, @"note: reports/migrations: is for `mysql`, and migralint reads PostgreSQL only");
}
