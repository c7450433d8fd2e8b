//! Discovery: from the paths that a user gives to the files that layouts read.

use std::collections::{BTreeMap, BTreeSet};

use migralint::history::layout::{CONFIGS, Interest, Tree, interest};
use migralint::source::{FileId, SourceFile, Sources, decode};

use crate::Failure;
use crate::config::Config;
use crate::host::{Host, Kind};
use crate::path::{above, is_within, join, name, normal, parent, shown};
use crate::pattern::{PathPattern, is_pattern, literal_folder};

/// What was found on the disk.
#[derive(Debug, Default)]
pub(crate) struct Discovered {
    /// Every SQL file.
    pub sources: Sources,
    /// Texts of configuration files, by path.
    pub configs: BTreeMap<String, String>,
    /// Other files that matter by their names.
    pub others: BTreeSet<String>,
    /// The folders that were given, and those around files that were.
    pub folders: Vec<String>,
    /// The folders among them that were given.
    pub given_folders: Vec<String>,
    /// The SQL files that were given.
    pub files: BTreeSet<FileId>,
    /// How many files were given that the configuration excludes.
    pub excluded: usize,
    /// Files that could not be read.
    pub problems: Vec<Problem>,
    /// Every path that was looked at.
    seen: BTreeSet<String>,
}

/// A file that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// Its path.
    pub path: String,
    /// Why.
    pub reason: String,
    /// Whether the user gave it.
    pub is_given: bool,
}

/// The largest file that is read, in bytes. A migration of this size is a dump.
const MAX_SIZE: u64 = 64 * 1024 * 1024;

/// Folders that never hold a project's own migrations.
const SKIPPED: &[&str] = &["dist", "node_modules", "target", "vendor"];

/// Folders whose name tells that they are a whole history, for files that are given from within.
const HISTORIES: &[&str] = &["drizzle", "migrate", "migration", "migrations"];

/// The folder of ways back that stands beside a history.
const ROLLBACKS: &str = "rollbacks";

/// Files of which each stands in a folder of its own.
const IN_OWN_FOLDER: &[&str] = &["down.sql", "migration.sql", "up.sql"];

/// How deep folders are searched; deeper ones are a loop of mounts.
const MAX_DEPTH: usize = 64;

impl Discovered {
    /// What layouts look at.
    pub(crate) fn tree(&self) -> Tree<'_> {
        Tree {
            sources: &self.sources,
            configs: &self.configs,
            others: &self.others,
            folders: &self.folders,
            files: &self.files,
        }
    }
}

/// Finds all files under `paths`; `-` is standard input under the name `stdin`.
pub(crate) fn discover(
    host: &mut dyn Host,
    paths: &[String],
    stdin: Option<&str>,
    config: &Config,
) -> Result<Discovered, Failure> {
    let exclude = &config.exclude;
    let mut found = Discovered::default();
    let here = [String::from(".")];
    for path in if paths.is_empty() { &here } else { paths } {
        if path == "-" {
            let name = normal(stdin.unwrap_or("stdin.sql"), &host.working_directory());
            let bytes =
                host.read_stdin().map_err(|reason| Failure(format!("standard input: {reason}")))?;
            found.add_given(&name, bytes);
            if stdin.is_some() {
                found.context(host, &name, exclude);
                found.project_of(host, &name, config);
            }
            continue;
        }
        let path = normal(path, &host.working_directory());
        match host.metadata(&path) {
            Ok(metadata) if metadata.kind == Kind::Folder => {
                found.given_folder(host, &path, exclude);
            }
            Ok(_) => {
                found.given_file(host, &path, exclude);
                found.project_of(host, &path, config);
            }
            Err(_) if is_pattern(&path) => found.given_pattern(host, &path, exclude)?,
            Err(reason) => found.problem(&path, reason, true),
        }
    }
    for folder in found.folders.clone() {
        found.look_above(host, &folder, exclude);
        for pattern in &config.rollbacks {
            let ways = pattern.folder(&folder);
            if !ways.is_empty() && !found.folders.iter().any(|folder| is_within(&ways, folder)) {
                found.walk_if_there(host, &ways, exclude);
            }
        }
    }
    Ok(found)
}

impl Discovered {
    fn given_folder(&mut self, host: &dyn Host, path: &str, exclude: &[PathPattern]) {
        let own = IN_OWN_FOLDER.iter().map(|name| join(path, name));
        let own: Vec<String> = own.filter(|path| host.metadata(path).is_ok()).collect();
        if !own.is_empty() && !path.is_empty() {
            for file in &own {
                self.given_file(host, file, exclude);
            }
            return;
        }
        self.folders.push(path.to_owned());
        self.given_folders.push(path.to_owned());
        self.walk(host, path, exclude, MAX_DEPTH);
    }

    fn given_file(&mut self, host: &dyn Host, path: &str, exclude: &[PathPattern]) {
        if exclude.iter().any(|pattern| pattern.covers(path)) {
            self.excluded += 1;
            return;
        }
        if !self.seen.insert(path.to_owned()) {
            let known = self.sources.iter().find(|(_, file)| file.path() == path);
            let known = known.map(|(id, _)| id);
            self.files.extend(known);
            return;
        }
        match read(host, path) {
            Ok(bytes) => {
                self.add_given(path, bytes);
                self.context(host, path, exclude);
            }
            Err(reason) => self.problem(path, reason, true),
        }
    }

    fn given_pattern(
        &mut self,
        host: &dyn Host,
        text: &str,
        exclude: &[PathPattern],
    ) -> Result<(), Failure> {
        let pattern = PathPattern::new(text)?;
        let mut folders = vec![literal_folder(text).to_owned()];
        let (mut matched_folders, mut matched_files) = (Vec::new(), Vec::new());
        while let Some(folder) = folders.pop() {
            for entry in host.read_folder(&folder).unwrap_or_default() {
                let path = join(&folder, &entry.name);
                let is_folder = entry.kind == Kind::Folder;
                if is_folder && is_skipped(&entry.name) {
                    continue;
                }
                match (pattern.matches(&path), is_folder) {
                    (true, true) => matched_folders.push(path),
                    (true, false) => matched_files.push(path),
                    (false, true) => folders.push(path),
                    (false, false) => {}
                }
            }
        }
        if matched_folders.is_empty() && matched_files.is_empty() {
            return Err(Failure(format!("no file matches `{text}`")));
        }
        matched_folders.sort();
        matched_files.sort();
        for path in &matched_folders {
            self.given_folder(host, path, exclude);
        }
        let sql = |path: &&String| interest(name(path)) == Some(Interest::Sql);
        matched_files.iter().filter(sql).for_each(|path| self.given_file(host, path, exclude));
        Ok(())
    }

    fn add_given(&mut self, path: &str, bytes: Vec<u8>) {
        self.seen.insert(path.to_owned());
        match decode(bytes) {
            Ok(text) => {
                let id = self.sources.add(SourceFile::new(path, text));
                self.files.insert(id);
            }
            Err(error) => self.problem(path, error.to_string(), true),
        }
    }

    /// Reads what is around a file that was given: the history that it belongs to.
    fn context(&mut self, host: &dyn Host, path: &str, exclude: &[PathPattern]) {
        let mut named = parent(path);
        while !named.is_empty() && named != "/" && !HISTORIES.contains(&name(named)) {
            named = parent(named);
        }
        let folders = if HISTORIES.contains(&name(named)) {
            vec![(named.to_owned(), MAX_DEPTH)]
        } else if IN_OWN_FOLDER.contains(&name(path)) {
            vec![(parent(parent(path)).to_owned(), 1)]
        } else {
            let beside = beside(host, path);
            if beside.is_empty() { vec![(parent(path).to_owned(), 0)] } else { beside }
        };
        for (folder, depth) in folders {
            if !self.folders.contains(&folder) {
                self.walk(host, &folder, exclude, depth);
                self.folders.push(folder);
            }
        }
    }

    /// Reads the whole project of a way back that was given: its history may stand anywhere in it.
    fn project_of(&mut self, host: &dyn Host, path: &str, config: &Config) {
        if config.rollbacks.iter().any(|pattern| pattern.matches(path)) {
            self.folders.retain(|folder| folder != parent(path));
            self.folders.push(config.folder.clone());
            self.walk(host, &config.folder, &config.exclude, MAX_DEPTH);
        }
    }

    fn walk_if_there(&mut self, host: &dyn Host, folder: &str, exclude: &[PathPattern]) {
        if host.metadata(folder).is_ok_and(|found| found.kind == Kind::Folder) {
            self.walk(host, folder, exclude, MAX_DEPTH);
        }
    }

    fn walk(&mut self, host: &dyn Host, folder: &str, exclude: &[PathPattern], depth: usize) {
        let mut entries = match host.read_folder(folder) {
            Ok(entries) => entries,
            Err(reason) => return self.problem(shown(folder), reason, false),
        };
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        for entry in entries {
            let path = join(folder, &entry.name);
            if exclude.iter().any(|pattern| pattern.matches(&path)) {
                continue;
            }
            if entry.kind == Kind::Folder {
                if depth > 0 && !is_skipped(&entry.name) {
                    self.walk(host, &path, exclude, depth - 1);
                }
            } else if entry.kind != Kind::Other {
                self.take(host, &path);
            }
        }
    }

    /// Takes a file in that was found by searching.
    fn take(&mut self, host: &dyn Host, path: &str) {
        let Some(interest) = interest(name(path)) else { return };
        if !self.seen.insert(path.to_owned()) {
            return;
        }
        match interest {
            Interest::Name => {
                self.others.insert(path.to_owned());
            }
            Interest::Config => {
                let text = read(host, path).ok().and_then(|bytes| decode(bytes).ok());
                self.configs.extend(text.map(|text| (path.to_owned(), text)));
            }
            Interest::Sql => {
                let text = read(host, path)
                    .and_then(|bytes| decode(bytes).map_err(|error| error.to_string()));
                match text {
                    Ok(text) => {
                        self.sources.add(SourceFile::new(path, text));
                    }
                    Err(reason) => self.problem(path, reason, false),
                }
            }
        }
    }

    /// Reads what layouts want to know of the folders above: configurations, and ways back beside.
    fn look_above(&mut self, host: &dyn Host, folder: &str, exclude: &[PathPattern]) {
        let working_directory = host.working_directory();
        let mut current = folder.to_owned();
        let mut is_first = true;
        while host.metadata(&join(&current, ".git")).is_err() {
            let Some(next) = above(&current, &working_directory) else { break };
            if self.folders.iter().any(|other| other != folder && is_within(&next, other)) {
                break;
            }
            for entry in host.read_folder(&next).unwrap_or_default() {
                let path = join(&next, &entry.name);
                if entry.kind != Kind::Folder && CONFIGS.contains(&entry.name.as_str()) {
                    self.take(host, &path);
                } else if is_first && entry.kind == Kind::Folder && entry.name == ROLLBACKS {
                    self.walk(host, &path, exclude, MAX_DEPTH);
                }
            }
            is_first = false;
            current = next;
        }
    }

    fn problem(&mut self, path: &str, reason: String, is_given: bool) {
        self.problems.push(Problem { path: path.to_owned(), reason, is_given });
    }
}

/// The histories beside the folder of a file that is a way back, each with how deep it is searched.
fn beside(host: &dyn Host, path: &str) -> Vec<(String, usize)> {
    let folder = parent(path);
    if name(folder) != ROLLBACKS {
        return Vec::new();
    }
    let is_folder =
        |path: &String| host.metadata(path).is_ok_and(|found| found.kind == Kind::Folder);
    let folders = HISTORIES.iter().map(|name| join(parent(folder), name)).filter(is_folder);
    folders.map(|folder| (folder, MAX_DEPTH)).collect()
}

/// Whether a folder is passed by: hidden ones, and those of build tools and packages.
fn is_skipped(name: &str) -> bool {
    name.starts_with('.') || SKIPPED.contains(&name)
}

fn read(host: &dyn Host, path: &str) -> Result<Vec<u8>, String> {
    let metadata = host.metadata(path)?;
    match metadata.kind {
        Kind::File if metadata.size > MAX_SIZE => {
            let size = metadata.size / (1024 * 1024);
            Err(format!("is too large for a migration: {size} MiB, and at most 64 MiB are read"))
        }
        Kind::File => host.read_file(path),
        Kind::Folder | Kind::Link | Kind::Other => Err("is not a file".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::testing::TestHost;

    fn find(mut host: TestHost, paths: &[&str]) -> Discovered {
        let paths: Vec<String> = paths.iter().map(ToString::to_string).collect();
        discover(&mut host, &paths, None, &Config::default()).unwrap()
    }

    fn sql(found: &Discovered) -> Vec<&str> {
        found.sources.iter().map(|(_, file)| file.path()).collect()
    }

    fn repository() -> TestHost {
        TestHost::new()
            .file("package.json", "{}")
            .file("prisma/migrations/1_a/migration.sql", "SELECT 1;")
            .file("prisma/migrations/2_b/migration.sql", "SELECT 1;")
            .file("prisma/migrations/migration_lock.toml", "")
            .file("prisma/rollbacks/2_b.sql", "SELECT 1;")
            .file("prisma/seed.sql", "SELECT 1;")
            .file("node_modules/x/migrations/1.sql", "SELECT 1;")
            .file(".next/1.sql", "SELECT 1;")
    }

    #[test]
    fn what_is_not_the_projects_own_is_passed_by() {
        let found = find(repository(), &[]);
        assert_eq!(sql(&found).len(), 4, "{:?}", sql(&found));
        assert!(found.configs.contains_key("package.json"));
    }

    #[test]
    fn what_stands_above_and_beside_is_read() {
        let found = find(repository(), &["prisma/migrations/"]);
        assert_eq!(found.folders, ["prisma/migrations"]);
        assert!(sql(&found).contains(&"prisma/rollbacks/2_b.sql"));
        assert!(!sql(&found).contains(&"prisma/seed.sql"));
        assert!(found.configs.contains_key("package.json"));
    }

    #[test]
    fn a_file_brings_its_history() {
        for path in
            ["prisma/migrations/2_b/migration.sql", "prisma/migrations/2_b", "prisma/*/2_b/*.sql"]
        {
            let found = find(repository(), &[path]);
            let given: Vec<_> =
                found.files.iter().map(|id| found.sources.get(*id).path()).collect();
            assert_eq!(given, ["prisma/migrations/2_b/migration.sql"], "{path}");
            assert!(sql(&found).contains(&"prisma/migrations/1_a/migration.sql"), "{path}");
        }
    }

    #[test]
    fn a_way_back_brings_the_history_beside_it() {
        let found = find(repository(), &["prisma/rollbacks/2_b.sql"]);
        assert_eq!(found.folders, ["prisma/migrations"]);
        assert_eq!(sql(&found).len(), 3, "{:?}", sql(&found));
        let alone = TestHost::new().file("db/rollbacks/2_b.sql", "SELECT 1;");
        assert_eq!(find(alone, &["db/rollbacks/2_b.sql"]).folders, ["db/rollbacks"]);
    }

    #[test]
    fn what_cannot_be_read_is_told_and_the_rest_is_read() {
        let host = repository()
            .file("prisma/migrations/3_c/migration.sql", b"a\0b")
            .broken("prisma/migrations/4_d/migration.sql", "is a link to nothing");
        let found = find(host, &["prisma", "missing.sql"]);
        let problems: Vec<_> =
            found.problems.iter().map(|p| (p.path.as_str(), p.is_given)).collect();
        assert_eq!(
            problems,
            [
                ("prisma/migrations/3_c/migration.sql", false),
                ("prisma/migrations/4_d/migration.sql", false),
                ("missing.sql", true)
            ]
        );
        assert_eq!(sql(&found).len(), 4);
    }

    #[test]
    fn a_pattern_without_a_match_is_an_error() {
        let mut host = repository();
        let error = discover(&mut host, &["db/*.sql".to_owned()], None, &Config::default())
            .expect_err("no match");
        assert_eq!(error.0, "no file matches `db/*.sql`");
    }
}
