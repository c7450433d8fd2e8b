//! `migralint init` in a folder.

use std::fs;

use crate::project::{Project, harmless};

#[test]
fn init_writes_only_with_consent() {
    let project = harmless().file("package.json", "{}\n");
    let (code, stdout, stderr) = project.run("init");
    assert_eq!((code, stderr.as_str()), (2, ""));
    assert!(stdout.contains("there is no terminal to ask; `migralint init --yes`"), "{stdout}");
    assert!(!stdout.contains("[Y/n]"), "{stdout}");
    assert!(!project.0.join("migralint.toml").exists());
    assert_eq!(project.run("init --dry-run").0, 0);
    assert!(!project.0.join("migralint.toml").exists());
}

#[test]
fn what_init_writes_is_read() {
    let project = harmless();
    assert_eq!(project.run("init --yes").0, 0);
    let text = fs::read_to_string(project.0.join("migralint.toml")).unwrap();
    assert!(text.contains("after = \"1_a\""), "{text}");
    let (code, stdout, stderr) = project.run("");
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(stdout.contains("no new migrations"), "{stdout}");
    let (code, stdout, _) = project.run("init --yes");
    assert_eq!(code, 0);
    assert!(stdout.ends_with("nothing to do: migralint is set up here\n"), "{stdout}");
}

#[test]
fn a_wrong_configuration_stays() {
    let project = Project::new().file("migralint.toml", "nonsense = 1\n");
    assert!(project.fails("init --yes").contains("unknown key `nonsense`"));
}
