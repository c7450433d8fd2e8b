//! `fuzz`: writes the seeds of a fuzz target and runs it.

use std::path::Path;
use std::process::Command;

/// Runs a target with arguments of libFuzzer, until it finds something or its time is over.
pub(crate) fn run(root: &Path, target: &str, arguments: &[&str]) -> Result<String, String> {
    let corpus = Path::new("fuzz/corpus");
    let mut seeds = Command::new(env!("CARGO"));
    seeds.args(["run", "--quiet", "--package", "migralint-properties", "--example", "seeds"]);
    crate::run(seeds.arg(corpus).current_dir(root))?;
    let mut fuzz = Command::new("cargo");
    fuzz.args(["+nightly", "fuzz", "run", target]).arg(corpus.join(target)).arg("--");
    crate::run(fuzz.args(arguments).current_dir(root))?;
    Ok(format!("{target} found nothing"))
}
