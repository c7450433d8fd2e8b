//! `action`: builds the GitHub Action, and tests it, the hooks of pre-commit and that all of them agree.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::npm::{self, npm};
use crate::{run, say};

/// Python packages that the tests need, of the versions that they were written with.
const PYTHON_PACKAGES: [&str; 2] = ["pre-commit==4.7.0", "check-jsonschema==0.39.0"];

/// Builds the action into `dist`, over the npm package.
pub(crate) fn build(root: &Path) -> Result<String, String> {
    npm::build(root)?;
    bundle(root)?;
    Ok("dist is built; a release tag carries it".to_owned())
}

/// Bundles the action, and runs its tests. The npm package and the native command stand built.
pub(crate) fn test(root: &Path) -> Result<(), String> {
    bundle(root)?;
    let mut tests = npm(root);
    tests.args(["run", "--silent", "test:action"]);
    if let Err(why) = python(root, &PYTHON_PACKAGES) {
        if std::env::var_os("CI").is_some() {
            return Err(why);
        }
        say(&format!("NOT TESTED: pre-commit and the schemas: {why}"));
        tests.env("MIGRALINT_WITHOUT_PYTHON", "1");
    }
    run(&mut tests)
}

fn bundle(root: &Path) -> Result<(), String> {
    run(npm(root).args(["run", "--silent", "build:action"]))
}

/// Puts Python packages into `target/venv`; the folder of its programs.
pub(crate) fn python(root: &Path, packages: &[&str]) -> Result<PathBuf, String> {
    let folder = root.join("target/venv");
    let tools = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let venv = |name: &str| run(Command::new(name).args(["-m", "venv"]).arg(&folder));
    if !tools.is_dir() {
        venv("python3").or_else(|_| venv("python"))?;
    }
    let quiet = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    run(Command::new(tools.join("python")).args(quiet).args(packages))?;
    Ok(tools)
}
