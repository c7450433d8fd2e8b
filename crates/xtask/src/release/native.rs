//! The native command in an archive, with its manual, completions and licences.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::archive::{Member, tar_gz, zip};
use super::{VERSION, build_folder, commit_time, manual};
use crate::npm::without_folders;
use crate::{run, write_bytes};

/// What stands beside the command in its archive.
const FILES: [&str; 5] =
    ["CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT", "README.md", "migralint.schema.json"];

/// What is built for.
pub(super) struct Target {
    triple: String,
}

impl Target {
    /// That of the compiler on this machine.
    pub(super) fn own() -> Result<Self, String> {
        let said = Command::new("rustc").arg("-vV").output();
        let said = said.map_err(|error| format!("cannot run rustc: {error}"))?;
        let said = String::from_utf8_lossy(&said.stdout).into_owned();
        let host = said.lines().find_map(|line| line.strip_prefix("host: "));
        host.map(Self::of).ok_or_else(|| "rustc does not say what it builds for".to_owned())
    }

    pub(super) fn of(triple: &str) -> Self {
        Self { triple: triple.to_owned() }
    }

    fn is_windows(&self) -> bool {
        self.triple.contains("-windows-")
    }
}

/// Builds the command and puts its archive into `folder`.
pub(super) fn build(root: &Path, folder: &Path, target: &Target) -> Result<(), String> {
    let Target { triple } = target;
    let mut build = Command::new(env!("CARGO"));
    build
        .args(["build", "--locked", "--release", "--package", "migralint-cli"])
        .args(["--target", triple, "--target-dir"])
        .arg(build_folder(root))
        .env("CARGO_PROFILE_RELEASE_STRIP", "symbols")
        .current_dir(root);
    without_folders(root, &mut build, &[])?;
    run(&mut build)?;
    let name = if target.is_windows() { "migralint.exe" } else { "migralint" };
    let mut members = vec![Member {
        executable: true,
        ..file(&build_folder(root).join(triple).join("release"), name)?
    }];
    for name in FILES {
        members.push(file(root, name)?);
    }
    members.extend(manual::members()?);
    let name = format!("migralint-{VERSION}-{triple}");
    let (ending, packed) = if target.is_windows() {
        ("zip", zip(&name, &members)?)
    } else {
        ("tar.gz", tar_gz(&name, &members, commit_time(root)?)?)
    };
    write_bytes(&folder.join(format!("{name}.{ending}")), &packed)
}

fn file(folder: &Path, name: &str) -> Result<Member, String> {
    let path = folder.join(name);
    let contents = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(Member::file(name.to_owned(), contents))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_into_the_archive_is_there() {
        for name in FILES {
            assert!(!file(&crate::root(), name).unwrap().contents.is_empty(), "{name}");
        }
    }
}
