//! `release`: what a release consists of, in `target/release-artifacts`.

mod archive;
mod manual;
mod native;
mod sums;
pub(crate) mod versions;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::npm::{self, npm};
use crate::{read, run as run_command, say, write};
use native::Target;

/// The version of all packages.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The version of `cargo-cyclonedx` that writes the bill of materials.
const CYCLONEDX: &str = "0.5.9";

/// Makes the parts of a release that are named; all of them, for this machine, when none is.
pub(crate) fn run(root: &Path, parts: &[&str]) -> Result<String, String> {
    let folder = root.join("target/release-artifacts");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    versions::agree(root)?;
    match *parts {
        ["check"] => {
            return versions::releasable(root).map(|()| format!("{VERSION} can be released"));
        }
        ["native"] => native::build(root, &folder, &Target::own()?)?,
        ["native", target] => native::build(root, &folder, &Target::of(target))?,
        ["npm"] => package(root, &folder)?,
        ["sbom"] => bill_of_materials(root, &folder)?,
        ["sums"] => {}
        [] => {
            if let Err(why) = versions::releasable(root) {
                say(&format!("A TRIAL, NOT TO BE PUBLISHED: {why}"));
            }
            native::build(root, &folder, &Target::own()?)?;
            npm::build(root)?;
            package(root, &folder)?;
            bill_of_materials(root, &folder)?;
        }
        _ => {
            return Err("usage: cargo xtask release [check | native [TARGET] | npm | sbom | sums]"
                .to_owned());
        }
    }
    let listed = sums::list(&folder)?;
    write(&folder.join(sums::FILE), &listed)?;
    Ok(format!("target/release-artifacts holds\n{listed}"))
}

/// The npm package of `npm/dist`, which stands built.
fn package(root: &Path, folder: &Path) -> Result<(), String> {
    let mut pack = npm(root);
    // A package manager that is told of a network would look for a newer self.
    pack.args(["pack", "--silent", "--ignore-scripts", "--pack-destination"]).arg(folder);
    run_command(&mut pack)
}

/// What the native command is made of, as `CycloneDX` has it.
fn bill_of_materials(root: &Path, folder: &Path) -> Result<(), String> {
    let tools = root.join("target/tools");
    let name = format!("cargo-cyclonedx{}", std::env::consts::EXE_SUFFIX);
    let tool = tools.join("bin").join(name);
    if !tool.exists() {
        let wanted = ["install", "--locked", "cargo-cyclonedx", "--version", CYCLONEDX, "--root"];
        run_command(Command::new(env!("CARGO")).args(wanted).arg(&tools).current_dir(root))?;
    }
    let name = format!("migralint-{VERSION}.cdx");
    let mut describe = Command::new(tool);
    describe
        .args(["cyclonedx", "--quiet", "--format", "json", "--spec-version", "1.5", "--all"])
        .args(["--no-build-deps", "--override-filename", &name, "--manifest-path"])
        .arg(root.join("crates/migralint-cli/Cargo.toml"))
        .env("SOURCE_DATE_EPOCH", commit_time(root)?.to_string())
        .current_dir(root);
    run_command(&mut describe)?;
    // It writes one for every package, and names the folders of this machine.
    let file = format!("{name}.json");
    let written = |package: &Path| package.join(&file);
    let text = read(&written(&root.join("crates/migralint-cli")))?;
    let packages = fs::read_dir(root.join("crates")).map_err(|error| format!("crates: {error}"))?;
    for package in packages.flatten() {
        let _ = fs::remove_file(written(&package.path()));
    }
    let root = root.canonicalize().map_err(|error| format!("no root: {error}"))?;
    write(&folder.join(&file), &text.replace(&root.display().to_string(), "."))
}

/// When the commit was made that is released, in seconds since 1970: the time of all files in archives.
fn commit_time(root: &Path) -> Result<u64, String> {
    let log = Command::new("git").args(["log", "-1", "--format=%ct"]).current_dir(root).output();
    let log = log.map_err(|error| format!("cannot run git: {error}"))?;
    let time = String::from_utf8_lossy(&log.stdout);
    time.trim().parse().map_err(|_| "git knows no commit here".to_owned())
}

/// The folder of the packages of `cargo build`, away from that of other builds: it is built with other flags.
fn build_folder(root: &Path) -> PathBuf {
    root.join("target/release-build")
}
