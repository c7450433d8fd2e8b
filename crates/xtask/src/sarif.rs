//! `sarif`: holds a report against the validator that knows what GitHub asks beyond the schema.
//! <https://github.com/microsoft/sarif-sdk>

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::{read, run, write};

const PACKAGE: &str = "@microsoft/sarif-multitool@5.7.0";

/// Installs the validator into `target/`, writes a report on the example and one on a hostile migration, and has
/// them validated. The validator exits with 0 whatever it finds, so its own log is read.
pub(crate) fn check(root: &Path) -> Result<String, String> {
    let folder = root.join("target/sarif");
    let hostile = folder.join("migrations/1_a b%\u{fc}#\u{1f600}.sql");
    std::fs::create_dir_all(folder.join("migrations"))
        .map_err(|error| format!("cannot create {}: {error}", folder.display()))?;
    write(&hostile, "DROP TABLE \"[x](https://a) {0} <b>\u{1b}\u{202e}\";\r\nSELEC 1;\n")?;
    let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.args(["install", "--no-save", "--ignore-scripts", "--prefix"]).arg(&folder).arg(PACKAGE);
    run(&mut npm)?;

    let mut said = Vec::new();
    for (name, path) in [("example", root.join("examples/prisma")), ("hostile", hostile)] {
        let report = folder.join(format!("{name}.sarif"));
        let mut migralint = Command::new(env!("CARGO"));
        let arguments =
            ["run", "--quiet", "--package", "migralint-cli", "--", "check", "--fail-on"];
        migralint.args(arguments).args(["never", "--format", "sarif", "--output"]);
        run(migralint.arg(&report).arg(path).current_dir(root))?;
        let found = validate(&folder, &report)?;
        if !found.is_empty() {
            return Err(format!("{}:\n{}", report.display(), found.join("\n")));
        }
        said.push(format!("{} is valid", report.display()));
    }
    Ok(said.join("\n"))
}

/// Starts the validator: npm may not have let its package make it a program.
const START: &str = "const tool = require('@microsoft/sarif-multitool'); require('fs').chmodSync(tool, 0o755); \
    process.exitCode = require('child_process').spawnSync(tool, process.argv.slice(1), { stdio: 'inherit' }).status";

/// What the validator finds in a report.
fn validate(folder: &Path, report: &Path) -> Result<Vec<String>, String> {
    let log = report.with_extension("log");
    let mut multitool = Command::new("node");
    multitool
        .current_dir(folder)
        .args(["-e", START, "--", "validate"])
        .arg(report)
        .args(["--rule-kind", "Sarif;Ghas", "--level", "Error;Warning", "--kind", "Fail"])
        .args(["--log", "ForceOverwrite", "--output"])
        .arg(&log);
    run(&mut multitool)?;
    let log: Value = serde_json::from_str(&read(&log)?).map_err(|error| error.to_string())?;
    let results =
        log["runs"][0]["results"].as_array().ok_or("the validator's log has no results")?;
    let words = |result: &Value| format!("{} {}", result["ruleId"], result["message"]);
    Ok(results.iter().map(words).collect())
}
