//! `npm`: builds the npm package, and tests it. Rust to WebAssembly to its bindings; `npm/scripts/build.js` does the rest.

use std::path::Path;
use std::process::Command;

use wasm_bindgen_cli_support::Bindgen;

use crate::wasm::{TARGET, Toolchain};
use crate::{read, run, say};

/// Builds the package into `npm/dist`.
pub(crate) fn build(root: &Path) -> Result<String, String> {
    let toolchain = Toolchain::find()?;
    say(&toolchain.words());
    compile(root, &toolchain)?;
    bind(root)?;
    version(root)?;
    install(root)?;
    run(npm(root).args(["run", "--silent", "build"]))?;
    Ok("npm/dist is built; `npm pack` in npm/ makes the package".to_owned())
}

/// Runs the tests of the package that was built.
pub(crate) fn test(root: &Path) -> Result<(), String> {
    run(Command::new(env!("CARGO"))
        .args(["build", "--package", "migralint-cli"])
        .current_dir(root))?;
    run(npm(root).args(["test", "--silent"]))
}

fn compile(root: &Path, toolchain: &Toolchain) -> Result<(), String> {
    let mut build = toolchain.cargo("build");
    build.args(["--package", "migralint-wasm", "--profile", "wasm"]).current_dir(root);
    // Panic messages name files: without the folders of this machine every machine builds the same bytes.
    let home = std::env::var("CARGO_HOME")
        .ok()
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo").display().to_string()));
    let root = root.canonicalize().map_err(|error| format!("no root: {error}"))?;
    let folders = [Some(root.display().to_string()), home];
    let mut flags: Vec<String> =
        folders.iter().flatten().map(|folder| format!("--remap-path-prefix={folder}=.")).collect();
    // Thousands of places of panics that do not happen are a tenth of the module. The flag is not stable.
    flags.push("-Zlocation-detail=none".to_owned());
    build.env("RUSTC_BOOTSTRAP", "1").env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    run(&mut build)
}

/// Writes the module and its bindings into `target/npm`, where `npm/scripts/build.js` finds them.
fn bind(root: &Path) -> Result<(), String> {
    let module = root.join("target").join(TARGET).join("wasm/migralint_wasm.wasm");
    let mut bindgen = Bindgen::new();
    let bindgen = bindgen.web(true).map_err(|error| format!("wasm-bindgen: {error:#}"))?;
    bindgen
        .input_path(&module)
        .out_name("migralint")
        .typescript(false)
        .omit_default_module_path(true)
        .reset_state_function(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(root.join("target/npm"))
        .map_err(|error| format!("wasm-bindgen: {error:#}"))
}

/// npm's packages for the build and the tests, of the very versions in the lock file.
fn install(root: &Path) -> Result<(), String> {
    run(npm(root).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]))
}

/// The package's version is the workspace's.
fn version(root: &Path) -> Result<(), String> {
    let manifest = read(&root.join("npm/package.json"))?;
    let wanted = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    if manifest.contains(&wanted) {
        return Ok(());
    }
    Err(format!("npm/package.json: the version is not that of Cargo.toml; write {wanted}"))
}

/// npm, in the folder of the package.
pub(crate) fn npm(root: &Path) -> Command {
    // On Windows npm is a script, and those are found with their ending only.
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(root.join("npm"));
    command
}
