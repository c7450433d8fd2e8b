//! One version: the packages, and every place that names the release which a reader is to use.

use std::path::Path;

use super::VERSION;
use crate::read;

/// A place that names the version: the file, and what stands before and behind it.
struct Pin {
    file: &'static str,
    before: &'static str,
    behind: &'static str,
}

const PINS: &[Pin] = &[
    pin("Cargo.toml", "path = \"crates/migralint\", version = \"", "\""),
    pin("Cargo.toml", "path = \"crates/migralint-app\", version = \"", "\""),
    pin("npm/package.json", "\n  \"version\": \"", "\""),
    pin("npm/package-lock.json", "\"name\": \"migralint\",\n  \"version\": \"", "\""),
    pin("npm/package-lock.json", "\"name\": \"migralint\",\n      \"version\": \"", "\""),
    pin("examples/prisma/package.json", "\"migralint\": \"", "\""),
    pin("examples/vercel/package.json", "\"migralint\": \"", "\""),
    pin(".pre-commit-hooks.yaml", "migralint@", "]"),
    pin(".github/examples/annotations.yml", "migralint/migralint@v", "\n"),
    pin(".github/examples/code-scanning.yml", "migralint/migralint@v", "\n"),
    pin("README.md", "migralint/migralint@v", "\n"),
    pin("README.md", "rev: v", "\n"),
];

const fn pin(file: &'static str, before: &'static str, behind: &'static str) -> Pin {
    Pin { file, before, behind }
}

/// Whether every place names the version of Cargo.toml.
///
/// # Errors
/// The places that do not.
pub(crate) fn agree(root: &Path) -> Result<(), String> {
    let mut wrong = Vec::new();
    for pin in PINS {
        let text = read(&root.join(pin.file))?.replace("\r\n", "\n");
        wrong.extend(pin.wrong(&text, VERSION));
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// Whether the version can be released: the changelog says what is in it.
///
/// # Errors
/// What is missing.
pub(super) fn releasable(root: &Path) -> Result<(), String> {
    if has_section(&read(&root.join("CHANGELOG.md"))?, VERSION) {
        Ok(())
    } else {
        Err(format!("CHANGELOG.md has no section `## {VERSION} - <day>`"))
    }
}

fn has_section(changelog: &str, version: &str) -> bool {
    let is_dated = |rest: &str| rest.strip_prefix(" - ").is_some_and(|day| day.len() == 10);
    changelog
        .lines()
        .filter_map(|line| line.strip_prefix("## ")?.strip_prefix(version))
        .any(is_dated)
}

impl Pin {
    /// What is wrong with the file.
    fn wrong(&self, text: &str, version: &str) -> Vec<String> {
        let Self { file, before, behind } = self;
        let named: Vec<&str> =
            text.split(before).skip(1).filter_map(|rest| rest.split(behind).next()).collect();
        let shown = before.trim_start();
        if named.is_empty() {
            return vec![format!("{file}: no version stands behind `{shown}`")];
        }
        let others = named.into_iter().filter(|named| *named != version);
        others
            .map(|other| format!("{file}: `{shown}` names {other}, and Cargo.toml {version}"))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_names_the_version() {
        assert_eq!(agree(&crate::root()), Ok(()));
    }

    #[test]
    fn another_version_is_told() {
        let wrong = |text: &str| pin("a.yml", "tool@v", "\n").wrong(text, "1.2.3");
        assert_eq!(wrong("tool@v1.2.3\nx tool@v1.2.3\n"), [""; 0]);
        let other = "a.yml: `tool@v` names 1.2.30, and Cargo.toml 1.2.3";
        assert_eq!(wrong("tool@v1.2.3\ntool@v1.2.30\n"), [other]);
        assert_eq!(wrong("tool"), ["a.yml: no version stands behind `tool@v`"]);
    }

    #[test]
    fn a_release_has_a_dated_section() {
        let changelog = "# Changelog\n\n## Unreleased\n\n## 1.2.3 - 2026-02-01\n\n## 1.2.2\n";
        assert!(has_section(changelog, "1.2.3"));
        assert!(!has_section(changelog, "1.2.2") && !has_section(changelog, "1.2"));
    }
}
