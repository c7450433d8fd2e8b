//! What runs checks in a repository, at commits or in pipelines, and what to tell it.

use super::files::{json, text};
use crate::host::Host;

/// What runs checks, at commits or in pipelines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Runner {
    /// <https://typicode.github.io/husky/>
    Husky,
    /// <https://github.com/lint-staged/lint-staged>
    LintStaged,
    /// <https://lefthook.dev>
    Lefthook,
    /// <https://docs.gitlab.com/ci/>
    Gitlab,
}

/// What runs checks here and not migralint yet.
pub(super) fn find(host: &dyn Host, package: Option<&str>) -> Vec<Runner> {
    let package = package.and_then(json).unwrap_or_default();
    let names =
        |group: &str| package.get(group).is_some_and(|group| group.get("lint-staged").is_some());
    let staged = package.get("lint-staged");
    let mut found = Vec::new();
    if staged.is_some() || names("dependencies") || names("devDependencies") {
        const FILES: &[&str] = &[
            ".lintstagedrc",
            ".lintstagedrc.json",
            ".lintstagedrc.mjs",
            ".lintstagedrc.yaml",
            "lint-staged.config.js",
            "lint-staged.config.mjs",
            ".husky/pre-commit",
        ];
        let here = staged.map(ToString::to_string);
        if !texts(host, FILES).chain(here).any(|text| text.contains("migralint")) {
            found.push(Runner::LintStaged);
        }
    } else if host.metadata(".husky").is_ok()
        && !texts(host, &[".husky/pre-commit"]).any(|text| text.contains("migralint"))
    {
        found.push(Runner::Husky);
    }
    let files: [(_, &[&str]); 2] = [
        (Runner::Lefthook, &["lefthook.yml", "lefthook.yaml", ".lefthook.yml", ".lefthook.yaml"]),
        (Runner::Gitlab, &[".gitlab-ci.yml"]),
    ];
    for (runner, files) in files {
        if texts(host, files).next().is_some_and(|text| !text.contains("migralint")) {
            found.push(runner);
        }
    }
    found
}

fn texts<'a>(host: &'a dyn Host, files: &'a [&str]) -> impl Iterator<Item = String> + 'a {
    files.iter().filter_map(|path| text(host, path))
}

impl Runner {
    /// What to tell it: how migralint is run, on the histories in these folders.
    pub(super) fn step(self, run: &str, roots: &[&str]) -> String {
        let globs: Vec<String> = roots.iter().map(|root| glob(root)).collect();
        match self {
            Self::Husky => format!("before each commit, a line in .husky/pre-commit:\n\n  {run}\n"),
            Self::LintStaged => {
                let entries = globs.iter().map(|glob| format!("  {glob}: \"migralint\",\n"));
                format!("before each commit, for lint-staged:\n\n{}", entries.collect::<String>())
            }
            Self::Lefthook => format!(
                "before each commit, for lefthook:\n\n  pre-commit:\n    jobs:\n      - name: migralint\n        \
                 glob: [{}]\n        run: {run} {{staged_files}}\n",
                globs.join(", ")
            ),
            Self::Gitlab => "at each merge request, a job in .gitlab-ci.yml:\n
  migralint:
    image: node:22
    variables:
      GIT_DEPTH: 0 # what the target of the merge request has is not judged
    script:
      - npx --yes migralint --since \"$CI_MERGE_REQUEST_DIFF_BASE_SHA\" --format text --format gitlab --output gl-code-quality-report.json
    rules:
      - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"
    artifacts:
      when: always
      reports:
        codequality: gl-code-quality-report.json
"
            .to_owned(),
        }
    }
}

/// A pattern for the files of a history, quoted.
fn glob(root: &str) -> String {
    if root.is_empty() { "\"*.sql\"".to_owned() } else { format!("\"{root}/**/*.sql\"") }
}
