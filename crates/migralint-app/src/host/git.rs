//! How git is run on a repository that nobody vouches for: it starts no other program, opens no connection, and takes no
//! folder that a commit holds for a repository. `git.json` says it once for both hosts and the GitHub Action.

use std::collections::BTreeMap;

use serde::Deserialize;

/// How git is run.
#[derive(Debug, Deserialize)]
pub struct GitPolicy {
    /// Options before the command. Those on the command line count more than every configuration.
    /// <https://git-scm.com/docs/git-config#Documentation/git-config.txt-safebareRepository>
    pub options: Vec<String>,
    /// The variables of git that stay in its environment, the beginnings of names among them: where the repository is,
    /// and the configuration of whoever runs it. All others go: they name programs and files to write.
    pub kept: Vec<String>,
    /// Variables that are set.
    pub set: BTreeMap<String, String>,
}

impl GitPolicy {
    /// The policy.
    pub fn new() -> Self {
        let empty = |_| Self { options: Vec::new(), kept: Vec::new(), set: BTreeMap::new() };
        serde_json::from_str(include_str!("git.json")).unwrap_or_else(empty)
    }

    /// Whether a variable stays in git's environment. A hook in a linked work tree is told the repository, and takes every
    /// folder for the top of its files; so what a hook is told of it goes too, where `is_hook`.
    pub fn keeps(&self, variable: &str, is_hook: bool) -> bool {
        let is_told = is_hook && matches!(variable, "GIT_DIR" | "GIT_INDEX_FILE");
        let is_kept = |kept: &String| {
            variable == kept || kept.ends_with('_') && variable.starts_with(kept.as_str())
        };
        !variable.starts_with("GIT_") || !is_told && self.kept.iter().any(is_kept)
    }
}

impl Default for GitPolicy {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_says_where_the_repository_is_stays() {
        let policy = GitPolicy::new();
        assert!(policy.options.contains(&"safe.bareRepository=explicit".to_owned()));
        for (variable, stays) in [
            ("PATH", true),
            ("GIT_DIR", true),
            ("GIT_CONFIG_COUNT", true),
            ("GIT_CONFIG_KEY_0", true),
            ("GIT_EXTERNAL_DIFF", false),
            ("GIT_SSH_COMMAND", false),
            ("GIT_TRACE", false),
            ("GIT_DIRTY", false),
        ] {
            assert_eq!(policy.keeps(variable, false), stays, "{variable}");
        }
        assert!(!policy.keeps("GIT_DIR", true) && policy.keeps("GIT_WORK_TREE", true));
    }
}
