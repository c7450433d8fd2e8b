//! Chores of the repository: `cargo xtask` lists them.

mod action;
mod bench;
mod bless;
mod fuzz;
mod new_rule;
mod npm;
mod picture;
mod release;
mod sarif;
mod shrink;
mod test;
mod truth;
mod wasm;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

const USAGE: &str = "usage: cargo xtask <chore>

  new-rule ID   the files of a new rule: its page, its check and its two lines in rules/mod.rs
  bless         write what is generated: reports on rule pages, rules/README.md, snapshots
  test          everything that must hold before a change lands
  truth [ARGS]  hold effects against real servers; --generate writes the tables that come from them; 14..18 choose
  fuzz TARGET   look for input on which a property does not hold (needs nightly and cargo-fuzz); more goes to libFuzzer
  npm           build the npm package into npm/dist
  npm-test      the tests of the npm package and of the GitHub Action, on what was built
  action        build the GitHub Action into dist
  bench [--repository PATH]
                time whole runs against squawk, on 820 generated migrations or on those of a repository
  release [PART] what a release consists of, into target/release-artifacts: check, native [TARGET], npm, sbom, sums
  wasm          check that the engine and the program build for WebAssembly
  sarif         hold a report against Microsoft's validator of SARIF (needs npm)";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["new-rule", id] => new_rule::run(&root(), id),
        ["bless"] => bless::run(&root()),
        ["test"] => test::all(&root()),
        ["truth", ref arguments @ ..] => truth::run(&root(), arguments),
        ["fuzz", target, ref arguments @ ..] => fuzz::run(&root(), target, arguments),
        ["npm"] => npm::build(&root()),
        ["npm-test"] => npm::test(&root())
            .and_then(|()| action::test(&root()))
            .map(|()| "the npm package and the action passed".to_owned()),
        ["action"] => action::build(&root()),
        ["bench", ref arguments @ ..] => bench::run_all(&root(), arguments),
        ["release", ref parts @ ..] => release::run(&root(), parts),
        ["wasm"] => wasm::check(&root()),
        ["sarif"] => sarif::check(&root()),
        _ => Err(USAGE.to_owned()),
    };
    match done {
        Ok(said) => {
            say(&said);
            ExitCode::SUCCESS
        }
        Err(why) => {
            say(&why);
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "the one place where a chore speaks")]
fn say(text: &str) {
    eprintln!("{text}");
}

/// Runs a command with its output shown; an error says which one failed.
fn run(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().map_err(|error| format!("cannot run {name}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{name} failed: {status}")) }
}

/// The root of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Reads a file; an error names it.
fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path)
        .map_err(|error| format!("cannot read {}: {error}", path.display()))
}

/// Writes a file; an error names it.
fn write(path: &Path, text: &str) -> Result<(), String> {
    write_bytes(path, text.as_bytes())
}

fn write_bytes(path: &Path, bytes: &[u8]) -> Result<(), String> {
    std::fs::write(path, bytes).map_err(|error| format!("cannot write {}: {error}", path.display()))
}
