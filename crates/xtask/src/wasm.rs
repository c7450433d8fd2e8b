//! `wasm`: builds for WebAssembly with whatever toolchain this machine has, or can get.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run;

/// What is built for.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Debian's packages that bring a Rust with the standard library's source, and a linker.
const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-22"];

/// A way to build for WebAssembly.
pub(crate) enum Toolchain {
    /// The cargo that runs this has the target.
    Own,
    /// Debian's own Rust, which builds the standard library along.
    Debian {
        /// Its cargo.
        cargo: PathBuf,
        /// Its compiler.
        rustc: PathBuf,
        /// The linker.
        linker: PathBuf,
    },
}

impl Toolchain {
    /// The toolchain of this machine; installs the target or Debian's packages where they are missing.
    pub(crate) fn find() -> Result<Self, String> {
        if has_target() {
            return Ok(Self::Own);
        }
        if let Some(debian) = debian() {
            return Ok(debian);
        }
        if run(Command::new("rustup").args(["target", "add", TARGET])).is_ok() && has_target() {
            return Ok(Self::Own);
        }
        apt_install(&DEBIAN_PACKAGES).ok().and_then(|()| debian()).ok_or_else(|| {
            format!(
                "no Rust here builds for {TARGET}: `rustup target add {TARGET}` failed, and so did \
                 `apt-get install {}`; do one of them by hand",
                DEBIAN_PACKAGES.join(" ")
            )
        })
    }

    /// What it is, for the person who watches.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Own => format!("the toolchain that runs this has {TARGET}"),
            Self::Debian { rustc, .. } => {
                format!("Debian's {} builds {TARGET} with its standard library", rustc.display())
            }
        }
    }

    /// `cargo VERB --target wasm32-unknown-unknown`, to which arguments can be added.
    pub(crate) fn cargo(&self, verb: &str) -> Command {
        let mut command = match self {
            Self::Own => Command::new(env!("CARGO")),
            Self::Debian { cargo, rustc, linker } => {
                let mut command = Command::new(cargo);
                command
                    .env("RUSTC", rustc)
                    .env("RUSTC_BOOTSTRAP", "1")
                    .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker)
                    .env_remove("RUSTUP_TOOLCHAIN")
                    // Its sorting made small: without that the module is a twentieth larger.
                    .args([
                        "-Zbuild-std=std,panic_abort",
                        "-Zbuild-std-features=optimize_for_size",
                    ]);
                command
            }
        };
        command.args([verb, "--target", TARGET]);
        command
    }
}

/// Installs packages of Debian.
pub(crate) fn apt_install(packages: &[&str]) -> Result<(), String> {
    run(apt_get().args(["update", "-q"]))?;
    run(apt_get().args(["install", "-yq", "--no-install-recommends"]).args(packages))
}

/// `apt-get`, by way of `sudo` for a service's machine that gives it without a password.
fn apt_get() -> Command {
    let user = Command::new("id").arg("-u").output();
    if std::env::var_os("CI").is_none() || user.is_ok_and(|user| user.stdout == b"0\n") {
        return Command::new("apt-get");
    }
    let mut sudo = Command::new("sudo");
    sudo.args(["-n", "apt-get"]);
    sudo
}

fn has_target() -> bool {
    let sysroot = Command::new("rustc").args(["--print", "sysroot"]).output();
    let Ok(sysroot) = sysroot.map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
    else {
        return false;
    };
    Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET).is_dir()
}

fn debian() -> Option<Toolchain> {
    let file = |package: &str, name: &str| -> Option<PathBuf> {
        let listing = Command::new("dpkg").args(["-L", package]).output().ok()?;
        let listing = String::from_utf8(listing.stdout).ok()?;
        let found = listing.lines().find(|line| line.ends_with(name)).map(PathBuf::from);
        found.filter(|path| path.exists())
    };
    Some(Toolchain::Debian {
        cargo: file("cargo-web", "/bin/cargo")?,
        rustc: file("rustc-web", "/bin/rustc")?,
        linker: file("lld-22", "/bin/wasm-ld-22")?,
    })
}

/// Checks that the engine and the program build for WebAssembly.
pub(crate) fn check(root: &Path) -> Result<String, String> {
    let toolchain = Toolchain::find()?;
    let mut build = toolchain.cargo("build");
    run(build.args(["--package", "migralint-app"]).current_dir(root))?;
    Ok(toolchain.words())
}
