//! Discovery in a world in memory.

use super::*;
use crate::host::testing::TestHost;
use crate::repository_bounds::Bounds;

fn find(mut host: TestHost, paths: &[&str]) -> Discovered {
    let paths: Vec<String> = paths.iter().map(ToString::to_string).collect();
    let bounds = Bounds::new(&host, &[]);
    discover(&mut host, &paths, None, &Config::default(), bounds).unwrap()
}

fn sql(found: &Discovered) -> Vec<&str> {
    found.sources.iter().map(|(_, file)| file.path()).collect()
}

fn repository() -> TestHost {
    TestHost::new()
        .file("package.json", "{}")
        .file("prisma/migrations/1_a/migration.sql", "SELECT 1;")
        .file("prisma/migrations/2_b/migration.sql", "SELECT 1;")
        .file("prisma/migrations/migration_lock.toml", "")
        .file("prisma/rollbacks/2_b.sql", "SELECT 1;")
        .file("prisma/seed.sql", "SELECT 1;")
        .file("node_modules/x/migrations/1.sql", "SELECT 1;")
        .file(".next/1.sql", "SELECT 1;")
}

#[test]
fn what_is_not_the_projects_own_is_passed_by() {
    let found = find(repository(), &[]);
    assert_eq!(sql(&found).len(), 4, "{:?}", sql(&found));
    assert!(found.configs.contains_key("package.json"));
}

#[test]
fn what_stands_above_and_beside_is_read() {
    let found = find(repository(), &["prisma/migrations/"]);
    assert_eq!(found.folders, ["prisma/migrations"]);
    assert!(sql(&found).contains(&"prisma/rollbacks/2_b.sql"));
    assert!(!sql(&found).contains(&"prisma/seed.sql"));
    assert!(found.configs.contains_key("package.json"));
}

#[test]
fn a_file_brings_its_history() {
    for path in
        ["prisma/migrations/2_b/migration.sql", "prisma/migrations/2_b", "prisma/*/2_b/*.sql"]
    {
        let found = find(repository(), &[path]);
        let given: Vec<_> = found.files.iter().map(|id| found.sources.get(*id).path()).collect();
        assert_eq!(given, ["prisma/migrations/2_b/migration.sql"], "{path}");
        assert!(sql(&found).contains(&"prisma/migrations/1_a/migration.sql"), "{path}");
    }
}

#[test]
fn a_way_back_brings_the_history_beside_it() {
    let found = find(repository(), &["prisma/rollbacks/2_b.sql"]);
    assert_eq!(found.folders, ["prisma/migrations"]);
    assert_eq!(sql(&found).len(), 3, "{:?}", sql(&found));
    let alone = TestHost::new().file("db/rollbacks/2_b.sql", "SELECT 1;");
    assert_eq!(find(alone, &["db/rollbacks/2_b.sql"]).folders, ["db/rollbacks"]);
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_read() {
    let host = repository()
        .file("prisma/migrations/3_c/migration.sql", b"a\0b")
        .broken("prisma/migrations/4_d/migration.sql", "is a link to nothing");
    let found = find(host, &["prisma", "missing.sql"]);
    let problems: Vec<_> = found.problems.iter().map(|p| (p.path.as_str(), p.is_given)).collect();
    assert_eq!(
        problems,
        [
            ("prisma/migrations/3_c/migration.sql", false),
            ("prisma/migrations/4_d/migration.sql", false),
            ("missing.sql", true)
        ]
    );
    assert_eq!(sql(&found).len(), 4);
}

#[test]
fn a_pattern_without_a_match_is_an_error() {
    let mut host = repository();
    let error =
        discover(&mut host, &["db/*.sql".to_owned()], None, &Config::default(), Bounds::default())
            .expect_err("no match");
    assert_eq!(error.0, "no file matches `db/*.sql`");
}

#[test]
fn no_project_has_that_many_migrations() {
    let host = |count: usize| {
        let names = (0..count).map(|number| format!("db/{number}.sql"));
        names.fold(TestHost::new(), |host, name| host.file(&name, ""))
    };
    let found = discover(
        &mut host(MAX_FILES + 1),
        &["db".to_owned()],
        None,
        &Config::default(),
        Bounds::default(),
    );
    let said = "more than 100000 SQL files are here: name the folders of the migrations";
    assert_eq!(found.unwrap_err(), Failure(said.to_owned()));
}
