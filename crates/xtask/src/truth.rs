//! `truth`: holds what the engine says of statements against real servers of every supported version.

use std::path::Path;
use std::process::Command;

use crate::say;

/// What `migralint-truth` ends with when no server can be had.
const NO_SERVER: i32 = 3;

/// Runs `migralint-truth`. Where no server can be had it says so, and fails in CI only.
pub(crate) fn run(root: &Path, arguments: &[&str]) -> Result<String, String> {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(root).args(["run", "--quiet", "--package", "migralint-truth", "--"]);
    let status = command
        .args(arguments)
        .status()
        .map_err(|error| format!("cannot run migralint-truth: {error}"))?;
    match status.code() {
        Some(0) => Ok("truth: done".to_owned()),
        Some(NO_SERVER) if std::env::var_os("CI").is_none() => {
            say("==");
            say(
                "== NOT RUN: no PostgreSQL server can be had here, so nothing was held against one",
            );
            say("==");
            Ok("truth: not run".to_owned())
        }
        _ => Err(format!("migralint-truth failed: {status}")),
    }
}
