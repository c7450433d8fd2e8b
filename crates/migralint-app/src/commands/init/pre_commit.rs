//! The hook that `init` proposes for a `.pre-commit-config.yaml` that stands.

use super::Change;
use super::repository::Repository;

const PATH: &str = ".pre-commit-config.yaml";

pub(super) fn propose(repository: &Repository) -> Option<Change> {
    let before = repository.pre_commit.as_ref()?;
    if before.contains("migralint") {
        return None;
    }
    let after = with_hook(before)?;
    let why = "changed migrations are checked before they are committed".to_owned();
    Some(Change { path: PATH.to_owned(), before: Some(before.clone()), after, why })
}

/// The file with our hook behind the last one of `repos`; `None` when that list is not found.
fn with_hook(text: &str) -> Option<String> {
    let key = text.lines().find(|line| line.starts_with("repos:"))?;
    let value = key["repos:".len()..].trim();
    if value == "[]" {
        return with_hook(&text.replacen(key, "repos:", 1));
    }
    if !value.is_empty() && !value.starts_with('#') {
        return None;
    }
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let list = lines.iter().position(|line| line.starts_with(key))?;
    let is_in_list = |line: &&&str| line.starts_with([' ', '-', '#']) || line.trim().is_empty();
    let below = &lines[list + 1..];
    let mut end = below.iter().take_while(is_in_list).count();
    let is_empty = |line: &str| line.trim().is_empty() || line.starts_with('#');
    while end > 0 && is_empty(below[end - 1]) {
        end -= 1;
    }
    let entry = below[..end].iter().find(|line| line.trim_start().starts_with("- "));
    if entry.is_none() && end > 0 {
        return None;
    }
    let indent = entry.map_or("  ", |entry| &entry[..entry.len() - entry.trim_start().len()]);
    let newline = if lines[list].ends_with("\r\n") { "\r\n" } else { "\n" };

    let (head, tail) = lines.split_at(list + 1 + end);
    let mut after = head.concat();
    if !after.ends_with('\n') {
        after += newline;
    }
    let version = concat!("rev: v", env!("CARGO_PKG_VERSION"));
    for line in [
        "- repo: https://github.com/migralint/migralint",
        &format!("  {version}"),
        "  hooks:",
        "    - id: migralint",
    ] {
        after.extend([indent, line, newline]);
    }
    Some(after + &tail.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOOK: &str = "  - repo: https://github.com/migralint/migralint\n    rev: v0.1.0\n    hooks:\n      - id: migralint\n";

    #[test]
    fn the_hook_stands_behind_the_last_one() {
        let list = "repos:\n  - repo: a\n    hooks:\n      - id: b\n";
        assert_eq!(with_hook(list), Some(format!("{list}{HOOK}")));
        let more = format!("# top\n{list}\n# below\nci:\n  skip: [b]\n");
        let expected = format!("# top\n{list}{HOOK}\n# below\nci:\n  skip: [b]\n");
        assert_eq!(with_hook(&more), Some(expected));
        assert_eq!(with_hook(list.trim_end()), Some(format!("{list}{HOOK}")));
    }

    #[test]
    fn an_empty_list_gets_its_first_hook() {
        let expected = Some(format!("# ours\nrepos:\n{HOOK}ci: {{}}\n"));
        assert_eq!(with_hook("# ours\nrepos: []\nci: {}\n"), expected);
        assert_eq!(with_hook("# ours\nrepos:\nci: {}\n"), expected);
        assert_eq!(with_hook("repos: []"), Some(format!("repos:\n{HOOK}")));
    }

    #[test]
    fn the_hook_is_written_as_the_others_are() {
        let crlf = "repos:\r\n- repo: a\r\n  hooks: []\r\n";
        let after = with_hook(crlf).unwrap();
        assert!(after.starts_with(crlf));
        assert!(
            after.contains("\r\n- repo: https://github.com/migralint/migralint\r\n  rev: v"),
            "{after}"
        );
        let commented = "repos: # ours\n  - repo: a\n    hooks: []\n";
        assert_eq!(with_hook(commented), Some(format!("{commented}{HOOK}")));
        assert_eq!(with_hook("repos: [{repo: a}]\n"), None);
        assert_eq!(with_hook("minimum_pre_commit_version: '3'\n"), None);
    }
}
