//! The version of Prisma that a folder's package uses: from its lock file, or the range in `package.json`.

use std::fmt;

use serde_json::Value;

use crate::history::layout::folder::Folder;

/// A version of Prisma, or the range that is all that is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Version {
    text: String,
    major: u32,
    /// `None` when any minor version may be installed.
    minor: Option<u32>,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Version {
    /// Whether this version splits a migration and sends each statement alone (from 7.4).
    /// <https://github.com/prisma/prisma-engines/pull/5767>
    pub(super) fn sends_single_statements(&self) -> bool {
        self.major > 7 || self.major == 7 && self.minor.is_none_or(|minor| minor >= 4)
    }

    /// A version (`7.3.1`) or an npm range (`^7.1.0`, `~6.2`, `7.x`, `>=6`); `None` for tags and `workspace:*`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let range =
            text.strip_prefix("npm:").map_or(text, |rest| rest.rsplit('@').next().unwrap_or(rest));
        let operator = range.trim_start_matches(['^', '~', '=', 'v', ' ']);
        if operator.starts_with('>') {
            return None;
        }
        let floating = range.starts_with('^');
        let mut parts = operator.split(['.', '-', '+', ' ']);
        let major = parts.next()?.parse().ok()?;
        let minor = parts.next().and_then(|minor| minor.parse().ok()).filter(|_| !floating);
        Some(Self { text: text.to_owned(), major, minor })
    }

    /// Whether a locked version can be the one that this range chose.
    fn admits(&self, locked: &Self) -> bool {
        self.major == locked.major && self.minor.is_none_or(|minor| Some(minor) == locked.minor)
    }
}

/// The packages that carry the version, the one that migrates first.
const PACKAGES: [&str; 2] = ["prisma", "@prisma/client"];

/// Lock files, as the package managers name them.
const LOCKS: [&str; 4] = ["package-lock.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"];

/// The version that was configured, or the one that the nearest package uses.
pub(super) fn find(folder: &Folder<'_>, configured: Option<&str>) -> Option<Version> {
    if let Some(version) = configured.and_then(Version::parse) {
        return Some(version);
    }
    let ranges = folder.configs_above("package.json").into_iter().find_map(|text| {
        let package: Value = serde_json::from_str(text).ok()?;
        PACKAGES.iter().find_map(|name| range(&package, name))
    });
    let range = ranges.as_deref().and_then(Version::parse);
    let locked = LOCKS.iter().find_map(|lock| {
        let texts = folder.configs_above(lock);
        let mut versions = texts.first().map(|text| locked(text)).unwrap_or_default();
        versions.retain(|version| range.as_ref().is_none_or(|range| range.admits(version)));
        versions.into_iter().max_by_key(|version| (version.major, version.minor))
    });
    locked.or(range)
}

/// The range of a dependency in a `package.json`.
fn range(package: &Value, name: &str) -> Option<String> {
    ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"]
        .iter()
        .find_map(|kind| Some(package.get(kind)?.get(name)?.as_str()?.to_owned()))
}

/// All versions of Prisma in a lock file of any package manager, in its order.
fn locked(text: &str) -> Vec<Version> {
    for package in PACKAGES {
        let versions = locked_of(text, package);
        if !versions.is_empty() {
            return versions;
        }
    }
    Vec::new()
}

fn locked_of(text: &str, package: &str) -> Vec<Version> {
    let mut found = Vec::new();
    let mut awaits_version = false;
    for line in text.lines() {
        let entry = line.trim_start().trim_start_matches(['"', '\'', '/']);
        // npm: "node_modules/prisma": {, in a workspace "packages/db/node_modules/prisma": {
        let npm = entry.split_once("node_modules/").is_some_and(|(_, rest)| {
            rest.strip_prefix(package).is_some_and(|end| end.starts_with('"'))
        });
        // yarn: prisma@^5.0.0:, "prisma@npm:^5.0.0":  pnpm: prisma@5.0.0:, /prisma@5.0.0(typescript@5):
        let after_at = entry.strip_prefix(package).and_then(|rest| rest.strip_prefix('@'));
        // bun: "prisma": ["prisma@5.0.0", …
        let bun = entry
            .strip_prefix(package)
            .and_then(|rest| rest.strip_prefix("\": [\""))
            .and_then(|rest| rest.strip_prefix(package))
            .and_then(|rest| rest.strip_prefix('@'));
        // npm and yarn: "version": "5.0.0", version "5.0.0", version: 5.0.0
        let version =
            entry.strip_prefix("version").map(|rest| rest.trim_start_matches(['"', ':', ' ']));
        if npm {
            awaits_version = true;
        } else if let Some(exact) = bun.or(after_at) {
            found.extend(exact_version(exact));
            awaits_version = true;
        } else if let Some(version) = version
            && awaits_version
        {
            found.extend(exact_version(version));
            awaits_version = false;
        }
    }
    found
}

/// A version that a text begins with; a range is none.
fn exact_version(text: &str) -> Option<Version> {
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+')))
        .unwrap_or(text.len());
    let version = Version::parse(&text[..end])?;
    version.minor.is_some().then_some(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lock_files_of_every_package_manager_are_read() {
        for (lock, version) in [
            ("{\n \"node_modules/prisma\": {\n \"version\": \"6.1.0\",\n", "6.1.0"),
            ("{\n \"packages/db/node_modules/prisma\": {\n \"version\": \"6.1.0\",\n", "6.1.0"),
            ("packages:\n\n  prisma@6.16.2(typescript@5.9.2):\n    resolution: {}\n", "6.16.2"),
            ("packages:\n\n  /prisma@4.16.2:\n    resolution: {}\n", "4.16.2"),
            ("prisma@^5.0.0:\n  version \"5.22.0\"\n", "5.22.0"),
            ("\"prisma@npm:^5.0.0\":\n  version: 5.22.0\n", "5.22.0"),
            ("    \"prisma\": [\"prisma@7.10.1\", \"\", {}],\n", "7.10.1"),
            ("  '@prisma/client@6.2.0':\n    resolution: {}\n", "6.2.0"),
        ] {
            let found: Vec<_> = locked(lock).iter().map(ToString::to_string).collect();
            assert_eq!(found, [version], "{lock}");
        }
        assert_eq!(locked("prisma-extension@1.0.0:\n  version \"1.0.0\"\n"), []);
    }

    #[test]
    fn ranges_say_what_may_be_installed() {
        for (text, expected) in [
            ("7.3.0", Some(false)),
            ("~7.3.0", Some(false)),
            ("^7.3.0", Some(true)),
            ("7.x", Some(true)),
            ("^6.19.0", Some(false)),
            ("8.0.0-rc.1", Some(true)),
            ("npm:prisma@5.0.0", Some(false)),
            (">=5", None),
            ("latest", None),
            ("workspace:*", None),
        ] {
            let found = Version::parse(text).map(|version| version.sends_single_statements());
            assert_eq!(found, expected, "{text}");
        }
    }
}
