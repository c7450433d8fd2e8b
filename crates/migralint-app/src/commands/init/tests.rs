use super::*;
use crate::host::testing::TestHost;
use crate::repository_bounds::Bounds;

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
    let config = crate::config::read(&host, None, "", &Bounds::new(&host, &[])).unwrap();
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
    let package = "{\n  \"devDependencies\": {\n    \"a\": \"1\"\n  }\n}\n";
    let mut host =
        TestHost::new().file(".git", "").file(".github/x", "").file("package.json", package);
    assert_eq!(init(&mut host, &YES), CLEAN);
    assert!(host.stdout.starts_with("note: no migrations found in ."), "{}", host.stdout);
    assert!(!host.text("migralint.toml").unwrap().contains("\nafter"));
    assert!(
        host.stdout.contains("\n- once there are migrations, `migralint init` proposes the rest")
    );
    assert_eq!(host.text("package.json").unwrap(), package);
    assert!(host.text(".github/workflows/migralint.yml").is_none());
}

/// What `init` says is to be done by hand.
fn by_hand(mut host: TestHost) -> String {
    assert_eq!(init(&mut host, &InitArgs { dry_run: true, yes: false }), CLEAN);
    let steps = host.stdout.split_once("\nby hand:\n").map(|(_, steps)| steps.to_owned());
    steps.unwrap_or_default()
}

fn prisma(folder: &str) -> TestHost {
    TestHost::new()
        .file(
            &format!("{folder}prisma/migrations/migration_lock.toml"),
            "provider = \"postgresql\"\n",
        )
        .file(
            &format!("{folder}prisma/migrations/1_init/migration.sql"),
            "CREATE TABLE a (id int);",
        )
}

const NEXT: &str = "{\n  \"scripts\": {\n    \"build\": \"next build\"\n  }\n}\n";

#[test]
fn a_build_that_may_deploy_is_told_in_words() {
    let step =
        "  \"build\": \"migralint && prisma migrate deploy && prisma generate && next build\"\n";
    assert!(by_hand(prisma("").file("package.json", NEXT)).contains(step));
    let deployed = prisma("")
        .file("package.json", NEXT)
        .file(".github/workflows/deploy.yml", "run: npx prisma migrate deploy\n");
    assert_eq!(by_hand(deployed), "");
    let other = "{\"scripts\": {\"db:deploy\": \"dotenv -- prisma migrate deploy\"}}";
    let told = by_hand(
        prisma("packages/db/").file("package.json", NEXT).file("packages/db/package.json", other),
    );
    assert!(told.contains("- before the migrations run, in packages/db/package.json:\n"), "{told}");
    assert!(
        told.contains("  \"db:deploy\": \"migralint && dotenv -- prisma migrate deploy\"\n"),
        "{told}"
    );
    let own = "{\"scripts\": {\"build\": \"prisma migrate deploy || exit 0\"}}";
    let told = by_hand(prisma("").file("package.json", own));
    assert!(told.contains("`migralint` in the script `build` of package.json\n"), "{told}");
}

#[test]
fn what_runs_checks_is_told_in_words() {
    let host = prisma("").file("package.json", "{\"packageManager\": \"pnpm@10.0.0\"}");
    let host = host
        .file(".husky/pre-commit", "npm test\n")
        .file("lefthook.yml", "pre-commit:\n")
        .file(".gitlab-ci.yml", "stages: [test]\n");
    insta::assert_snapshot!(by_hand(host));
    let staged =
        prisma("").file("package.json", "{\"lint-staged\": {}}").file(".husky/pre-commit", "");
    assert!(by_hand(staged).contains("  \"prisma/migrations/**/*.sql\": \"migralint\",\n"));
    let set_up = prisma("")
        .file(".husky/pre-commit", "npx migralint\n")
        .file(".gitlab-ci.yml", "migralint: {}\n");
    assert_eq!(by_hand(set_up), "");
}

#[test]
fn each_history_gets_its_folder() {
    let mut host =
        prisma("a/").file("b/prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n");
    host = host.file("b/prisma/migrations/1_init/migration.sql", "CREATE TABLE b (id int);");
    init(&mut host, &YES);
    for folder in ["a", "b"] {
        assert!(host.text(&format!("{folder}/prisma/rollbacks/README.md")).is_some(), "{folder}");
    }
}
