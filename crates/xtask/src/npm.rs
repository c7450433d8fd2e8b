//! `npm`: builds the npm package, and tests it. Rust to WebAssembly to its bindings; `npm/scripts/build.js` does the rest.

use std::path::{Path, PathBuf};
use std::process::Command;

use wasm_bindgen_cli_support::Bindgen;

use crate::release::versions;
use crate::shrink::shrink;
use crate::wasm::{TARGET, Toolchain, apt_install};
use crate::{run, say};

/// Builds the package into `npm/dist`.
pub(crate) fn build(root: &Path) -> Result<String, String> {
    let toolchain = Toolchain::find()?;
    say(&toolchain.words());
    compile(root, &toolchain)?;
    bind(root)?;
    say(&shrink(&root.join("target/npm/migralint_bg.wasm"))?);
    versions::agree(root)?;
    install(root)?;
    run(npm(root).args(["run", "--silent", "build"]))?;
    Ok("npm/dist is built; `npm pack` in npm/ makes the package".to_owned())
}

/// Runs the tests of the package that was built.
pub(crate) fn test(root: &Path) -> Result<(), String> {
    run(Command::new(env!("CARGO"))
        .args(["build", "--package", "migralint-cli"])
        .current_dir(root))?;
    let mut tests = npm(root);
    if let Some(browser) = browser()? {
        tests.env("CHROMIUM", browser);
    } else {
        say(
            "\nNO BROWSER: the playground is not tested; install Chromium, or name one in CHROMIUM\n",
        );
    }
    run(tests.args(["test", "--silent"]))
}

/// Where Chromium, or a browser that is made of it, usually is.
const BROWSERS: [&str; 6] = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
];

/// The browser for the playground's tests; Debian's is installed where that can be done. Without one,
/// continuous integration fails.
fn browser() -> Result<Option<PathBuf>, String> {
    let find = || {
        let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
        named.or_else(|| BROWSERS.iter().map(PathBuf::from).find(|path| path.exists()))
    };
    let found = find().or_else(|| {
        let user = Command::new("id").arg("-u").output().ok()?;
        if user.stdout != b"0\n" {
            return None;
        }
        apt_install(&["chromium"]).ok()?;
        find()
    });
    if found.is_none() && std::env::var_os("CI").is_some() {
        return Err("no Chromium for the tests of the playground; CHROMIUM names one".to_owned());
    }
    Ok(found)
}

fn compile(root: &Path, toolchain: &Toolchain) -> Result<(), String> {
    let mut build = toolchain.cargo("build");
    build.args(["--package", "migralint-wasm", "--profile", "wasm"]).current_dir(root);
    // `shrink` and the script know functions by their names, which compilers write in two ways unless told.
    without_folders(root, &mut build, &["-Csymbol-mangling-version=v0"])?;
    run(&mut build)
}

/// Tells the compiler to leave out the folders of this machine, which panic messages name: without them every machine
/// builds the same bytes. `flags` are the compiler's others.
pub(crate) fn without_folders(
    root: &Path,
    build: &mut Command,
    flags: &[&str],
) -> Result<(), String> {
    let home = std::env::var("CARGO_HOME")
        .ok()
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo").display().to_string()));
    let root = root.canonicalize().map_err(|error| format!("no root: {error}"))?;
    let folders = [Some(root.display().to_string()), home];
    let remapped = folders.iter().flatten().map(|folder| format!("--remap-path-prefix={folder}=."));
    let flags: Vec<String> = flags.iter().copied().map(str::to_owned).chain(remapped).collect();
    build.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    Ok(())
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
        // The script puts functions of like names side by side, and drops the names.
        .remove_name_section(false)
        .remove_producers_section(true)
        .generate(root.join("target/npm"))
        .map_err(|error| format!("wasm-bindgen: {error:#}"))
}

/// npm's packages for the build and the tests, of the very versions in the lock file.
fn install(root: &Path) -> Result<(), String> {
    run(npm(root).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]))
}

/// npm, in the folder of the package.
pub(crate) fn npm(root: &Path) -> Command {
    // On Windows npm is a script, and those are found with their ending only.
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(root.join("npm"));
    command
}
