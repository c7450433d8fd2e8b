//! No command opens a socket: the system calls of each, by strace.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output};

use crate::project::Project;

/// Every command, in an order in which each finds what it needs.
const COMMANDS: &[&str] = &[
    "check",
    "check --format json --format sarif --output a.sarif",
    "check --since HEAD",
    "effects",
    "rollback new --all-missing",
    "rollback check",
    "baseline",
    "init --yes",
    "explain create-index-blocks-writes",
    "rules",
    "--help",
];

/// Runs a command so that the system calls of the network, its children's too, go to a file.
fn trace(folder: &Path, command: &str, line: &str) -> std::io::Result<Output> {
    let calls = ["-f", "-qq", "-e", "trace=%network", "-e", "signal=none", "-o", CALLS];
    let mut strace = Command::new("strace");
    strace.args(calls).arg(command).args(line.split_whitespace()).current_dir(folder).output()
}

/// Where the calls are written.
const CALLS: &str = "calls";

#[test]
fn no_command_opens_a_socket() {
    let project = Project::new()
        .file("prisma/schema.prisma", "datasource db {\n  provider = \"postgresql\"\n}\n")
        .file("prisma/migrations/1_a/migration.sql", "CREATE TABLE a (id bigint);\n")
        .file("prisma/migrations/2_b/migration.sql", "CREATE INDEX b ON a (id);\n");
    if !trace(&project.0, "true", "").is_ok_and(|output| output.status.success()) {
        assert!(std::env::var_os("CI").is_none(), "strace does not run, and here it must");
        let _ = writeln!(std::io::stderr(), "NO STRACE: whether a socket is opened is not tested");
        return;
    }
    fs::remove_dir(project.0.join(".git")).unwrap();
    let git = |line: &str| {
        let git = Command::new("git").args(line.split(' ')).current_dir(&project.0).output();
        assert!(git.unwrap().status.success(), "{line}");
    };
    git("init -q");
    git("remote add origin https://migralint.invalid/a.git");
    git("-c user.name=a -c user.email=a@b.c commit -q --allow-empty -m a");
    for line in COMMANDS {
        let output = trace(&project.0, env!("CARGO_BIN_EXE_migralint"), line).unwrap();
        let (code, said) = (output.status.code(), String::from_utf8_lossy(&output.stderr));
        assert!(matches!(code, Some(0 | 1)), "{line}: {code:?} {said}");
        let calls = fs::read_to_string(project.0.join(CALLS)).unwrap();
        assert_eq!(calls, "", "{line}");
    }
}
