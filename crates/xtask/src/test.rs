//! `test`: everything that must hold before a change lands, stage by stage.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::wasm::apt_install;
use crate::{action, npm, picture, run, say, truth};

/// Runs every stage, and says how long each took. The first that fails ends it.
pub(crate) fn all(root: &Path) -> Result<String, String> {
    let mut times = Vec::new();
    let mut stage = |name: &str, work: &dyn Fn() -> Result<(), String>| {
        say(&format!("== {name}"));
        let start = Instant::now();
        let done = work();
        times.push(format!("{:>7.1} s  {name}", start.elapsed().as_secs_f64()));
        done.map_err(|why| format!("{name}: {why}\n{}", times.join("\n")))
    };
    stage("format", &|| run(cargo(root).args(["fmt", "--all", "--check"])))?;
    stage("clippy", &|| {
        let strict = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
        run(cargo(root).args(strict))
    })?;
    stage("tests", &|| {
        strace();
        run(cargo(root).args(["test", "--workspace"]))
    })?;
    stage("PostgreSQL 14 to 18", &|| truth::run(root, &[]).map(|said| say(&said)))?;
    stage("picture", &|| picture::check(root))?;
    stage("documentation", &|| {
        let mut doc = cargo(root);
        run(doc.args(["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings"))
    })?;
    stage("npm package", &|| npm::build(root).map(|built| say(&built)))?;
    stage("tests of the npm package", &|| npm::test(root))?;
    stage("tests of the GitHub Action", &|| action::test(root))?;
    Ok(format!("all stages passed\n{}", times.join("\n")))
}

/// Gets strace, with which tests see that no socket is opened, where it is missing and can be had. They say so themselves
/// when it is not there.
fn strace() {
    let is_there = Command::new("strace").arg("-V").output().is_ok();
    if cfg!(target_os = "linux") && !is_there {
        let _ = apt_install(&["strace"]);
    }
}

fn cargo(root: &Path) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(root);
    command
}
