//! The GitHub workflow that `init` proposes.

use std::collections::BTreeSet;

use super::Change;
use super::repository::Repository;
use crate::config;
use crate::host::Host;
use crate::path::{is_within, name, parent};

const PATH: &str = ".github/workflows/migralint.yml";

pub(super) fn propose(host: &dyn Host, repository: &Repository) -> Option<Change> {
    let is_there = repository.workflows.iter().any(|text| text.contains("migralint"));
    // Without a migration each run would fail.
    let is_empty = repository.histories.is_empty();
    if !repository.is_top || !repository.is_github || is_there || is_empty {
        return None;
    }
    let why = "each pull request shows what its migrations do, at their lines";
    Change::new_file(host, PATH.to_owned(), text(repository), why)
}

fn text(repository: &Repository) -> String {
    let mut paths = BTreeSet::new();
    for history in &repository.histories {
        paths.insert(if history.root.is_empty() {
            "**.sql".to_owned()
        } else {
            format!("{}/**", history.root)
        });
        let beside = history.rollback.as_deref().map(parent);
        let beside = beside
            .filter(|folder| name(folder) == "rollbacks" && !is_within(folder, &history.root));
        paths.extend(beside.map(|folder| format!("{folder}/**")));
    }
    let filter = if paths.is_empty() {
        String::new()
    } else {
        paths.extend([PATH.to_owned(), config::FILE.to_owned()]);
        let lines: Vec<String> =
            paths.iter().map(|path| format!("      - {}", quoted(path))).collect();
        format!("    paths:\n{}\n", lines.join("\n"))
    };
    let version = env!("CARGO_PKG_VERSION");
    format!(
        "name: migralint

on:
  pull_request:
{filter}
permissions:
  contents: read

jobs:
  migralint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with:
          fetch-depth: 0 # what the base of the pull request has is not judged
      - uses: migralint/migralint@v{version}
"
    )
}

/// A text as YAML writes it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
