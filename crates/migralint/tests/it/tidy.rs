//! The conventions of the house that a compiler does not hold.

use std::fs;
use std::path::{Path, PathBuf};

use migralint::history::layout::LAYOUTS;

use crate::root;

/// Every Rust file of the workspace, with its text.
fn files() -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    collect(&root().join("crates"), &mut files);
    files.sort();
    assert!(files.len() > 20, "the files are found");
    files
}

/// The engine's files by their paths in `src`, with their texts.
pub(crate) fn engine_files() -> Vec<(String, String)> {
    let source = root().join("crates/migralint/src");
    let inside = |(path, text): (PathBuf, String)| {
        let path = path.strip_prefix(&source).ok()?.display().to_string().replace('\\', "/");
        Some((path, text))
    };
    files().into_iter().filter_map(inside).collect()
}

fn collect(folder: &Path, files: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.is_symlink() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            files.push((path, text));
        }
    }
}

/// The files of which this is not so.
fn violators(holds: impl Fn(&str, &str) -> bool) -> Vec<String> {
    let root = root();
    let shown =
        |path: &Path| path.strip_prefix(&root).unwrap().display().to_string().replace('\\', "/");
    let files = files().into_iter().map(|(path, text)| (shown(&path), text));
    files.filter(|(path, text)| !holds(path, text)).map(|(path, _)| path).collect()
}

#[test]
fn every_module_says_what_it_is() {
    let is_test = |path: &str| {
        path.ends_with("/tests.rs") || path.contains("/src/") && path.contains("/tests/")
    };
    let silent = violators(|path, text| is_test(path) || text.starts_with("//!"));
    assert_eq!(silent, [""; 0], "these files do not begin with `//!`");
}

#[test]
fn no_file_is_too_long() {
    let long = violators(|_, text| text.lines().count() <= 500);
    assert_eq!(long, [""; 0], "these files are longer than 500 lines");
}

#[test]
fn every_action_is_pinned() {
    let mut count = 0;
    for entry in fs::read_dir(root().join(".github/workflows")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let uses = text.lines().filter_map(|line| line.split_once("uses: "));
        for (_, action) in uses.filter(|(_, action)| !action.starts_with("./")) {
            let (_, commit) = action.split_once('@').unwrap();
            let (commit, version) = commit.split_once(" # v").unwrap_or((commit, ""));
            let is_commit = commit.len() == 40 && commit.bytes().all(|b| b.is_ascii_hexdigit());
            assert!(is_commit && !version.is_empty(), "{}: {action}", path.display());
            count += 1;
        }
    }
    assert!(count > 0, "the workflows use actions");
}

#[test]
fn only_syntax_names_the_parser() {
    let parser = concat!("sql", "parser::");
    let elsewhere = violators(|path, text| {
        // The last empties functions of a built module by their names.
        let named = path.contains("/src/syntax/") || path == "crates/xtask/src/shrink.rs";
        named || !text.contains(parser)
    });
    assert_eq!(elsewhere, [""; 0], "these files name the parser");
}

#[test]
fn only_its_own_file_names_a_tool() {
    let tests = ["/tests/", "/tests.rs", "/fixture.rs", "/benches/", "/layout/tools/"];
    let elsewhere = violators(|path, text| {
        let code = text.split("mod tests {").next().unwrap_or_default();
        let is_named = |name: &str| code.contains(&format!("\"{name}\""));
        tests.iter().any(|part| path.contains(part))
            || !LAYOUTS.iter().any(|layout| is_named(layout.name) || is_named(layout.tool))
    });
    assert_eq!(elsewhere, [""; 0], "these files name a migration tool");
}

#[test]
fn the_engine_does_no_input_or_output() {
    let doors = ["std::fs", "std::env", "std::process", "std::net", "SystemTime", "Instant::now"];
    let impure = violators(|path, text| {
        !path.starts_with("crates/migralint/src/") || !doors.iter().any(|door| text.contains(door))
    });
    assert_eq!(impure, [""; 0], "these files of the engine reach outside");
}

#[test]
fn no_rule_knows_another() {
    let knowing = violators(|path, text| {
        let is_rule = path.starts_with("crates/migralint/src/rules/") && !path.ends_with("/mod.rs");
        !is_rule
            || !(text.contains("super::") && !text.contains("use super::*")
                || text.contains("crate::rules"))
    });
    assert_eq!(knowing, [""; 0], "these rules know another");
}

#[test]
fn wire_shapes_live_in_reporters() {
    let wired = violators(|path, text| {
        let is_engine = path.starts_with("crates/migralint/src/");
        !is_engine || path.contains("/reporters/") || !text.contains("Serialize")
    });
    assert_eq!(wired, [""; 0], "these files of the engine have wire shapes");
}

#[test]
fn only_effects_name_locks() {
    let naming = violators(|path, text| {
        let is_engine = path.starts_with("crates/migralint/src/");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let names = |line: &str| line.contains("EXCLUSIVE") && !line.trim_start().starts_with("//");
        !is_engine
            || path.contains("/effects/")
            || path.contains("/tests")
            || !code.lines().any(names)
    });
    assert_eq!(naming, [""; 0], "these files name a lock");
}
