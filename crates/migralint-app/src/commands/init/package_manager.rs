//! What installs packages and runs their commands: npm, pnpm, Yarn, Bun.

use serde_json::Value;

use super::files::json;
use crate::host::Host;
use crate::path::join;
use crate::repository_bounds;

/// What installs packages and runs their commands.
#[derive(Debug)]
pub(super) struct PackageManager {
    /// How `package.json` names it, before the version.
    name: &'static str,
    /// Its lock files.
    locks: &'static [&'static str],
    /// How what `package.json` names is installed.
    pub install: &'static str,
    /// How migralint is run then.
    pub run: &'static str,
}

const NPM: PackageManager = PackageManager {
    name: "npm@",
    locks: &["package-lock.json"],
    install: "npm install",
    run: "npx migralint",
};
const OTHERS: &[PackageManager] = &[
    PackageManager {
        name: "pnpm@",
        locks: &["pnpm-lock.yaml"],
        install: "pnpm install",
        run: "pnpm migralint",
    },
    PackageManager {
        name: "yarn@",
        locks: &["yarn.lock"],
        install: "yarn install",
        run: "yarn migralint",
    },
    PackageManager {
        name: "bun@",
        locks: &["bun.lock", "bun.lockb"],
        install: "bun install",
        run: "bunx migralint",
    },
];

impl PackageManager {
    /// The one that a `package.json` names, else that of a lock file here or at the top of the repository.
    pub(super) fn find(host: &dyn Host, package: &str) -> &'static Self {
        let package = json(package).unwrap_or_default();
        let named = package.get("packageManager").and_then(Value::as_str);
        let top = repository_bounds::top(host).unwrap_or_default();
        let is_there = |folder: &str, lock: &&str| host.metadata(&join(folder, lock)).is_ok();
        let is_used = |one: &&Self| {
            named.map_or_else(
                || one.locks.iter().any(|lock| is_there("", lock) || is_there(&top, lock)),
                |named| named.starts_with(one.name),
            )
        };
        OTHERS.iter().find(is_used).unwrap_or(&NPM)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::testing::TestHost;

    #[test]
    fn a_name_or_a_lock_file_tells() {
        let found = |host: &TestHost, package: &str| PackageManager::find(host, package).run;
        let host = TestHost::new().file("../.git", "").file("../pnpm-lock.yaml", "");
        assert_eq!(found(&host, "{}"), "pnpm migralint");
        assert_eq!(found(&host, r#"{"packageManager": "yarn@4.9.1"}"#), "yarn migralint");
        assert_eq!(found(&host, r#"{"packageManager": "npm@11.0.0"}"#), "npx migralint");
        assert_eq!(found(&TestHost::new().file("bun.lock", ""), "{}"), "bunx migralint");
        assert_eq!(found(&TestHost::new(), "{}"), "npx migralint");
    }
}
