//! The README shows what the command prints.

use std::path::Path;
use std::process::Command;

#[test]
fn the_readme_shows_a_real_rollback() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let command = readme.lines().find_map(|line| line.split_once("-- rollback new "));
    let output = Command::new(env!("CARGO_BIN_EXE_migralint"))
        .args(["rollback", "new"])
        .args(command.unwrap().1.split(' '))
        .current_dir(&root)
        .env_clear()
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(readme.contains(&format!("```sql\n{printed}```\n")), "{printed}");
}

#[test]
fn the_readme_shows_the_real_report() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let shown = readme.split("```text\n").nth(1).and_then(|rest| rest.split("```").next());
    let output = Command::new(env!("CARGO_BIN_EXE_migralint"))
        .args(["check", "examples/prisma"])
        .current_dir(&root)
        .env_clear()
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(shown, Some(printed.as_str()), "run `cargo xtask bless`");
}
