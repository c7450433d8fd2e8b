//! The command itself: flags, configuration, bad input, exit codes.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A folder of its own for each test, gone with it.
struct Project(PathBuf);

impl Project {
    fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("cli-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        // The search for a configuration ends here.
        fs::create_dir(path.join(".git")).unwrap();
        Self(path)
    }

    fn file(self, path: &str, contents: impl AsRef<[u8]>) -> Self {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, contents).unwrap();
        self
    }

    /// Exit code, standard output, standard error.
    fn run(&self, line: &str) -> (i32, String, String) {
        self.run_with(line, "")
    }

    fn run_with(&self, line: &str, stdin: &str) -> (i32, String, String) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_migralint"))
            .args(line.split_whitespace())
            .current_dir(&self.0)
            .env_remove("FORCE_COLOR")
            .env("GIT_CEILING_DIRECTORIES", env!("CARGO_TARGET_TMPDIR"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The program may end without reading.
        let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    /// Standard error of a run that could not check everything.
    fn fails(&self, line: &str) -> String {
        let (code, _, stderr) = self.run(line);
        assert_eq!(code, 2, "{line}: {stderr}");
        stderr
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A project with one harmless migration.
fn harmless() -> Project {
    Project::new().file("db/migrations/1_a.sql", "CREATE TABLE a (id bigint PRIMARY KEY);\n")
}

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
fn no_migrations_is_an_error() {
    insta::assert_snapshot!(Project::new().fails(""), @"error: no migrations found in .: looked for the folders of Prisma, Diesel, goose and the other layouts (`--layout` lists them), and for .sql files in folders named `migrations`; give the folder that holds yours");
    insta::assert_snapshot!(Project::new().file("db/readme.txt", "").fails("db"), @"error: no migrations found in db: looked for the folders of Prisma, Diesel, goose and the other layouts (`--layout` lists them), and for .sql files in folders named `migrations`; give the folder that holds yours");
    insta::assert_snapshot!(Project::new().fails("missing"), @"error: missing: does not exist");
    insta::assert_snapshot!(Project::new().fails("missing/*.sql"), @"error: no file matches `missing/*.sql`");
}

#[test]
fn unknown_names_are_answered_with_near_ones() {
    let project = harmless();
    insta::assert_snapshot!(project.fails("--layout prism"), @r"
    error: invalid value 'prism' for '--layout <NAME>'
      [possible values: drizzle, prisma, hasura, diesel, supabase, sqitch, graphile-migrate, goose, dbmate, liquibase, tern, refinery, flyway, sqlx, golang-migrate, atlas, node-pg-migrate, plain]

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
    let package =
        harmless().file("package.json", "{\n  \"migralint\": { \"smal-tables\": [] }\n}\n");
    insta::assert_snapshot!(package.fails(""), @"error: package.json:2:30: unknown key `smal-tables`; did you mean `small-tables`?");
    insta::assert_snapshot!(harmless().fails("--config other.toml"), @"error: other.toml: does not exist");
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
    insta::assert_snapshot!(project.fails("db"), @"error: db/migrations/2_dump.sql: is too large for a migration: 65 MiB, and at most 64 MiB are read");
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
