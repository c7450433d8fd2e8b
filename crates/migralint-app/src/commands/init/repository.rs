//! What a repository holds that matters to `init`.

use migralint::history::RollbackPlace;
use migralint::history::layout::definition::{BuildCommands, Layout};

use super::files::{self, json, text};
use super::package_manager::PackageManager;
use super::runner::{self, Runner};
use crate::args::HistoryArgs;
use crate::config;
use crate::host::Host;
use crate::path::{is_outside, join, parent};
use crate::{Failure, project, repository_bounds};

/// What a repository holds.
#[derive(Debug, Default)]
pub(super) struct Repository {
    /// Its histories.
    pub histories: Vec<Found>,
    /// Whether migralint is configured already.
    pub is_configured: bool,
    /// Whether the working directory is the top of the repository.
    pub is_top: bool,
    /// Whether it is on GitHub.
    pub is_github: bool,
    /// Texts of the GitHub workflows.
    pub workflows: Vec<String>,
    /// The text of `.pre-commit-config.yaml`.
    pub pre_commit: Option<String>,
    /// The text of `package.json`.
    pub package: Option<String>,
    /// What installs and runs what `package.json` names.
    pub package_manager: Option<&'static PackageManager>,
    /// The `package.json` nearest to each history that has another one than the working directory's, with its path.
    pub packages: Vec<(String, String)>,
    /// What else runs checks here, and says nothing of migralint.
    pub runners: Vec<Runner>,
    /// The text of `vercel.json`.
    pub vercel: Option<String>,
    /// Whether Vercel builds it.
    pub is_on_vercel: bool,
    /// The oldest PostgreSQL that a file names, and the file.
    pub postgres: Option<(u8, String)>,
    /// What the user should know.
    pub notes: Vec<String>,
}

/// A history.
#[derive(Debug)]
pub(super) struct Found {
    /// Its folder.
    pub root: String,
    /// The tool that runs it.
    pub layout: &'static Layout,
    /// How many migrations it has.
    pub count: usize,
    /// The id of the last one.
    pub last: String,
    /// Where the way back of the last one is looked for first.
    pub rollback: Option<String>,
}

impl Repository {
    /// The commands of a build that deploys, where a tool of the histories has them.
    pub(super) fn build_commands(&self) -> Option<BuildCommands> {
        self.histories.iter().find_map(|history| history.layout.advice.build)
    }

    /// How migralint is run here.
    pub(super) fn command(&self) -> &'static str {
        self.package_manager.map_or("migralint", |manager| manager.run)
    }

    /// Looks around in the working directory.
    ///
    /// # Errors
    /// When the configuration that stands is wrong.
    pub(super) fn look(host: &mut dyn Host) -> Result<Self, Failure> {
        let package = text(host, "package.json");
        let has_key =
            |text: &String| json(text).is_some_and(|package| package.get("migralint").is_some());
        let mut found = Self {
            is_configured: text(host, config::FILE).is_some()
                || package.as_ref().is_some_and(has_key),
            is_top: host.metadata(".git").is_ok(),
            pre_commit: text(host, ".pre-commit-config.yaml"),
            package_manager: package.as_deref().map(|package| PackageManager::find(host, package)),
            runners: runner::find(host, package.as_deref()),
            vercel: text(host, "vercel.json"),
            is_on_vercel: host.metadata("vercel.json").is_ok() || host.metadata(".vercel").is_ok(),
            package,
            ..Self::default()
        };
        match project::load(host, &HistoryArgs::default()) {
            Ok(project) => {
                found.histories = project.histories.iter().filter_map(history).collect();
                found.notes.extend(project.problems.iter().map(ToString::to_string));
                found.notes.extend(project.notes);
            }
            Err(failure) if found.is_configured => return Err(failure),
            Err(Failure(reason)) => found.notes.push(reason),
        }
        for root in found.histories.iter().map(|history| history.root.as_str()) {
            let package = nearest_package(host, root);
            found.packages.extend(package.filter(|one| !found.packages.contains(one)));
        }
        if !found.is_top && repository_bounds::top(host).is_some() {
            found.notes.push(
                "this is not the top folder of the repository: the workflow and the hook are set up from there"
                    .to_owned(),
            );
        }
        let workflows = files::yaml(host, ".github/workflows");
        found.is_github = host.metadata(".github").is_ok() || has_github_remote(host);
        found.postgres = postgres(host, &workflows);
        found.workflows = workflows.into_iter().map(|(_, text)| text).collect();
        Ok(found)
    }
}

fn history(history: &migralint::history::History) -> Option<Found> {
    let last = history.migrations.iter().rev().find(|migration| !migration.repeatable)?;
    Some(Found {
        root: history.root.clone(),
        layout: history.layout,
        count: history.migrations.len(),
        last: last.id.clone(),
        rollback: match &last.rollback_place {
            Some(RollbackPlace::File(path)) => Some(path.clone()),
            _ => None,
        },
    })
}

/// The `package.json` in the folder of a history or nearest above it, with its path; `None` where that is the working
/// directory's own.
fn nearest_package(host: &dyn Host, root: &str) -> Option<(String, String)> {
    let mut folder = root;
    while !folder.is_empty() && !is_outside(folder) {
        let path = join(folder, "package.json");
        if let Some(text) = text(host, &path) {
            return Some((path, text));
        }
        folder = parent(folder);
    }
    None
}

fn has_github_remote(host: &dyn Host) -> bool {
    let remotes = host.git(&["remote", "--verbose"]);
    remotes.is_ok_and(|output| output.success && output.stdout.contains("github.com"))
}

/// The oldest supported PostgreSQL that containers or a configuration name, and the file.
fn postgres(host: &dyn Host, workflows: &[(String, String)]) -> Option<(u8, String)> {
    const FILES: &[&str] = &[
        "compose.yaml",
        "compose.yml",
        "docker-compose.yaml",
        "docker-compose.yml",
        "supabase/config.toml",
    ];
    let files =
        FILES.iter().filter_map(|path| text(host, path).map(|text| ((*path).to_owned(), text)));
    let all: Vec<_> = files.chain(workflows.iter().cloned()).collect();
    let named =
        all.iter().flat_map(|(path, text)| versions(text).map(move |major| (major, path.clone())));
    named.min_by_key(|(major, _)| *major)
}

/// The supported versions of PostgreSQL that a text names: `postgres:16`, `postgis:16-3.4`, `pgvector:pg16`,
/// `major_version = 15`.
fn versions(text: &str) -> impl Iterator<Item = u8> {
    const BEFORE: &[&str] =
        &["postgres:", "postgis:", "pgvector:pg", "timescaledb:latest-pg", "major_version = "];
    let rests = BEFORE.iter().flat_map(move |word| text.split(word).skip(1));
    rests.filter_map(|rest| {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        rest[..digits].parse().ok().filter(|major| config::postgres(*major).is_ok())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_postgres_are_found() {
        for (text, expected) in [
            ("image: postgres:16-alpine", vec![16]),
            ("image: 'postgis/postgis:15-3.4'\nimage: pgvector/pgvector:pg17", vec![15, 17]),
            ("major_version = 15\nport = 54322", vec![15]),
            ("image: postgres:12\nurl: postgres://x", vec![]),
        ] {
            assert_eq!(versions(text).collect::<Vec<_>>(), expected, "{text}");
        }
    }
}
