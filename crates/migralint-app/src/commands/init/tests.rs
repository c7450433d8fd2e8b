use super::*;
use crate::host::testing::TestHost;

/// A repository of Prisma on GitHub and Vercel.
fn repository() -> TestHost {
    TestHost::new()
        .file(".git", "")
        .file(".github/CODEOWNERS", "")
        .file(".pre-commit-config.yaml", "repos:\n  - repo: a\n    hooks:\n      - id: b\n")
        .file("package.json", "{\n  \"scripts\": {\n    \"build\": \"next build\"\n  }\n}\n")
        .file("pnpm-lock.yaml", "")
        .file("vercel.json", "{}")
        .file("docker-compose.yml", "image: postgres:16\n")
        .file("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n")
        .file("prisma/migrations/20260101000000_init/migration.sql", "CREATE TABLE a (id int);")
}

fn init(host: &mut TestHost, args: &InitArgs) -> u8 {
    run(host, args).unwrap()
}

const YES: InitArgs = InitArgs { yes: true, dry_run: false };

#[test]
fn everything_is_written_and_then_nothing_is_left() {
    let mut host = repository();
    assert_eq!(init(&mut host, &YES), CLEAN);
    insta::assert_snapshot!(host.stdout);
    let package = host.text("package.json").unwrap();
    assert!(
        package.contains("\"migralint && prisma migrate deploy && prisma generate && next build\"")
    );
    for path in [".github/workflows/migralint.yml", "prisma/rollbacks/README.md", "migralint.toml"]
    {
        assert!(host.text(path).is_some(), "{path}");
    }
    host.stdout.clear();
    assert_eq!(init(&mut host, &YES), CLEAN);
    assert_eq!(
        host.stdout,
        "prisma/migrations: 1 migration, Prisma Migrate\nnothing to do: migralint is set up here\n"
    );
}

#[test]
fn the_configuration_is_read() {
    let mut host = repository();
    init(&mut host, &YES);
    let config = crate::config::read(&host, None, "").unwrap();
    assert_eq!(config.settings.postgres.major(), 16);
    assert_eq!(config.after, ["20260101000000_init"]);
}

#[test]
fn nothing_is_written_without_consent() {
    let dry = InitArgs { dry_run: true, yes: false };
    for (args, code) in [(dry, CLEAN), (InitArgs::default(), FAILED)] {
        let mut host = repository();
        assert_eq!(init(&mut host, &args), code);
        assert!(host.text("migralint.toml").is_none());
        assert!(host.stdout.contains("\nadd migralint.toml: "), "{}", host.stdout);
        assert!(host.stdout.contains("\nchange package.json: "), "{}", host.stdout);
        assert!(host.stdout.contains("nothing was written"), "{}", host.stdout);
    }
}

#[test]
fn each_change_is_asked_for() {
    let mut host = repository();
    host.answers = ["n\n", "\n", "what\n", "NO\n", "y\n"].map(str::to_owned).to_vec();
    init(&mut host, &InitArgs::default());
    assert!(host.text("migralint.toml").is_some());
    assert!(host.text("prisma/rollbacks/README.md").is_none());
    assert!(host.text(".github/workflows/migralint.yml").is_some());
    assert!(!host.text("package.json").unwrap().contains("migralint"));
}

#[test]
fn what_stands_is_not_overwritten() {
    let mut host = repository()
        .file("migralint.toml", "postgres = 17\n")
        .file(".github/workflows/lint.yml", "uses: migralint/migralint@v0\n");
    init(&mut host, &YES);
    assert_eq!(host.text("migralint.toml").unwrap(), "postgres = 17\n");
    assert!(host.text(".github/workflows/migralint.yml").is_none());
}

#[test]
fn a_folder_without_migrations_is_told() {
    let mut host = TestHost::new();
    assert_eq!(init(&mut host, &YES), CLEAN);
    assert!(host.stdout.starts_with("note: no migrations found in ."), "{}", host.stdout);
    assert!(!host.text("migralint.toml").unwrap().contains("\nafter"));
}
