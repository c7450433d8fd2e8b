//! Flags, configuration and exit codes.

use std::fs;
use std::process::Command;

use crate::project::{Project, harmless};

#[test]
fn help_and_version_are_no_errors() {
    let project = Project::new();
    for line in ["--help", "check --help", "--version"] {
        let (code, stdout, stderr) = project.run(line);
        assert_eq!((code, stderr.as_str()), (0, ""), "{line}");
        assert!(stdout.contains("migralint"), "{line}: {stdout}");
    }
}

#[test]
fn a_harmless_history_is_clean() {
    for line in
        ["", "check", "check db", "effects db", "db/migrations/1_a.sql", "db/**/*.sql --quiet"]
    {
        let (code, _, stderr) = harmless().run(line);
        assert_eq!((code, stderr.as_str()), (0, ""), "{line}");
    }
}

#[test]
fn standard_input_is_a_migration() {
    let (code, _, stderr) = Project::new().run_with("check -", "SELECT 1;");
    assert_eq!((code, stderr.as_str()), (0, ""));
    let (code, _, stderr) =
        harmless().run_with("check - --stdin-filename db/migrations/2_b.sql", "SELECT 1;");
    assert_eq!((code, stderr.as_str()), (0, ""));
}

#[test]
fn what_is_wrong_with_an_argument_steers_no_terminal() {
    let project = harmless();
    for line in ["--a\u{1b}[2J", "check --layout \u{202e}", "rollback ##[error]a"] {
        let (code, _, stderr) = project.run(line);
        assert_eq!(code, 2, "{line}: {stderr}");
        let steers = |part: &str| stderr.contains(part);
        assert!(!["\u{1b}", "\u{202e}", "##["].into_iter().any(steers), "{stderr}");
    }
}

#[test]
fn unknown_names_are_answered_with_near_ones() {
    let project = harmless();
    insta::assert_snapshot!(project.fails("--layout prism"), @r"
    error: invalid value 'prism' for '--layout <NAME>'
      [possible values: drizzle, prisma, hasura, diesel, supabase, sqitch, graphile-migrate, goose, sql-migrate, dbmate, liquibase, tern, refinery, flyway, sqlx, node-pg-migrate, golang-migrate, atlas, plain]

      tip: a similar value exists: 'prisma'

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(project.fails("--postgres 13"), @"error: PostgreSQL 13 is not supported: 14 to 18 are");
    insta::assert_snapshot!(project.fails("--deny no-such-rule-at-all"), @"error: no rule is named `no-such-rule-at-all`; `migralint rules` lists all");
    insta::assert_snapshot!(project.fails("explain no-such-rule-at-all"), @"error: no rule is named `no-such-rule-at-all`; `migralint rules` lists all");
    insta::assert_snapshot!(project.fails("--after 1_b"), @"error: --after: no migration is named `1_b`; near it are `1_a`");
    insta::assert_snapshot!(project.fails("--formt json"), @r"
    error: unexpected argument '--formt' found

      tip: a similar argument exists: '--format'

    Usage: migralint --format <FORMAT> [PATH]...

    For more information, try '--help'.
    ");
}

#[test]
fn a_wrong_key_of_the_configuration_is_located() {
    let project = harmless().file("migralint.toml", "postgres = 16\nfail_on = 'never'\n");
    insta::assert_snapshot!(project.fails("db"), @"error: migralint.toml:2:1: unknown key `fail_on`; did you mean `fail-on`?");
    let package = harmless()
        .file("package.json", "{\n  \"migralint\": { \"tables\": { \"smal\": [] } }\n}\n");
    insta::assert_snapshot!(package.fails(""), @"error: package.json:2:30: unknown key `smal`; did you mean `small`?");
    insta::assert_snapshot!(harmless().fails("--config other.toml"), @"error: other.toml: does not exist");
}

#[test]
fn reports_go_to_their_files() {
    let project = harmless();
    let (code, stdout, stderr) = project.run("--format sarif --output out/a.sarif --format json");
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(stdout.starts_with('{'), "{stdout}");
    assert!(fs::read_to_string(project.0.join("out/a.sarif")).unwrap().starts_with('{'));
    insta::assert_snapshot!(project.fails("--format json --format text"), @r"
    error: of several formats only one can go to standard output; give the others `--output FILE`

    Usage: migralint [OPTIONS] [PATH]...
           migralint <COMMAND>

    For more information, try '--help'.
    ");
}

#[test]
fn a_revision_needs_a_repository() {
    insta::assert_snapshot!(harmless().fails("--since main"), @"error: --since: this is not a git repository; `--after MIGRATION` needs none");
}

#[test]
fn a_revision_is_looked_up_in_git() {
    let project = harmless();
    fs::remove_dir(project.0.join(".git")).unwrap();
    let git = |line: &str| {
        let name = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
        let output =
            Command::new("git").args(name).args(line.split(' ')).current_dir(&project.0).output();
        assert!(output.unwrap().status.success(), "{line}");
    };
    git("init --quiet .");
    git("add .");
    git("commit --quiet --message one");
    git("commit --quiet --message two --allow-empty");
    assert_eq!(project.run("--since HEAD~1").0, 0);
    insta::assert_snapshot!(project.fails("--since elsewhere"), @"error: --since: git does not know the revision `elsewhere`; fetch it, or name another");

    let shallow = Project::new();
    fs::remove_dir(shallow.0.join(".git")).unwrap();
    git(&format!("clone --quiet --depth 1 file://{} {}", project.0.display(), shallow.0.display()));
    assert_eq!(shallow.run("--since HEAD").0, 0);
    insta::assert_snapshot!(shallow.fails("--since HEAD~1"), @"error: --since: git does not know the revision `HEAD~1`; this clone is shallow: fetch the whole history (`fetch-depth: 0` of actions/checkout, or `git fetch --unshallow`)");
}
