//! Discovery: from the paths that a user gives to the files that layouts read.

mod around;
mod links;
mod rollbacks;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use migralint::history::RollbackPlace;
use migralint::history::layout::{Found, Interest, Options, Tree, find, interest};
use migralint::source::{FileId, SourceFile, Sources, decode};

use crate::Failure;
use crate::config::Config;
use crate::host::{Host, Kind, NOT_A_FILE};
use crate::path::{absolute, is_outside, join, name, normal, shown};
use crate::pattern::{PathPattern, is_pattern, literal_folder};
use crate::repository_bounds::Bounds;

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
    /// How many SQL files were found by searching.
    searched: usize,
    /// Every path that was looked at.
    seen: BTreeSet<String>,
    /// Links that are to be followed.
    links: Vec<String>,
    /// What links must not lead out of.
    bounds: Bounds,
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

/// The most SQL files that are read. A folder with more holds more than a project's migrations.
const MAX_FILES: usize = 100_000;

/// Folders that never hold a project's own migrations.
const SKIPPED: &[&str] = &["dist", "node_modules", "target", "vendor"];

/// How deep folders are searched; deeper ones are a loop of mounts.
const MAX_DEPTH: usize = 64;

impl Discovered {
    /// The histories that layouts find. Layouts look at the names of folders: where some are named only by the way up
    /// from the working directory, all have their whole path meanwhile.
    pub(crate) fn histories(&mut self, host: &dyn Host, options: &Options<'_>) -> Found {
        let here = host.working_directory();
        if !around::is_inside_history(host) && !self.folders.iter().any(|path| is_outside(path)) {
            return find(&self.tree(), options);
        }
        self.rename(|path| absolute(path, &here));
        let rollbacks: Vec<_> =
            options.rollbacks.iter().map(|one| one.renamed(|path| absolute(path, &here))).collect();
        let base = options.base.map(|base| base.renamed(|path| absolute(path, &here)));
        let options = Options { rollbacks: &rollbacks, base: base.as_ref(), ..*options };
        let mut found = find(&self.tree(), &options);
        self.rename(|path| normal(path, &here));
        for history in &mut found.histories {
            history.root = normal(&history.root, &here);
            for migration in &mut history.migrations {
                if let Some(RollbackPlace::File(place)) = &mut migration.rollback_place {
                    *place = normal(place, &here);
                }
            }
        }
        found.skipped.iter_mut().for_each(|skipped| skipped.root = normal(&skipped.root, &here));
        found
    }

    /// What layouts look at.
    fn tree(&self) -> Tree<'_> {
        Tree {
            sources: &self.sources,
            configs: &self.configs,
            others: &self.others,
            folders: &self.folders,
            files: &self.files,
        }
    }

    fn rename(&mut self, named: impl Fn(&str) -> String) {
        self.sources.rename(&named);
        let configs = std::mem::take(&mut self.configs);
        self.configs = configs.into_iter().map(|(path, text)| (named(&path), text)).collect();
        self.others = self.others.iter().map(|path| named(path)).collect();
        self.folders.iter_mut().for_each(|path| *path = named(path));
    }
}

/// Finds all files under `paths`; `-` is standard input under the name `stdin`.
pub(crate) fn discover(
    host: &mut dyn Host,
    paths: &[String],
    stdin: Option<&str>,
    config: &Config,
    bounds: Bounds,
) -> Result<Discovered, Failure> {
    let exclude = &config.exclude;
    let mut found = Discovered { bounds, ..Discovered::default() };
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
        let metadata = host.metadata(&path);
        if let (true, Err(reason)) = (metadata.is_ok(), found.bounds.allows(host, &path)) {
            found.problem(&path, reason, true);
            continue;
        }
        match metadata {
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
    found.follow_links(host, exclude);
    if found.searched > MAX_FILES {
        return Err(Failure(format!(
            "more than {MAX_FILES} SQL files are here: name the folders of the migrations"
        )));
    }
    for folder in found.folders.clone() {
        found.look_above(host, &folder, exclude);
        found.look_for_rollbacks(host, &folder, config);
    }
    Ok(found)
}

impl Discovered {
    fn given_folder(&mut self, host: &dyn Host, path: &str, exclude: &[PathPattern]) {
        let own = around::own_files(host, path);
        if !own.is_empty() {
            for file in &own {
                self.given_file(host, file, exclude);
            }
            return;
        }
        let path = links::real(host, path);
        self.folders.push(path.clone());
        self.given_folders.push(path.clone());
        self.walk(host, &path, exclude, MAX_DEPTH);
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
        match self.bounds.allows(host, path).and_then(|()| host.read_file(path)) {
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
        match SourceFile::read(path, bytes) {
            Ok(file) => {
                let id = self.sources.add(file);
                self.files.insert(id);
            }
            Err(error) => self.problem(path, error.to_string(), true),
        }
    }

    fn walk(&mut self, host: &dyn Host, folder: &str, exclude: &[PathPattern], depth: usize) {
        self.walk_below(host, folder, exclude, (depth, depth));
    }

    /// Searches a folder; `depth` of the `limit` folders in one another are left.
    fn walk_below(
        &mut self,
        host: &dyn Host,
        folder: &str,
        exclude: &[PathPattern],
        (depth, limit): (usize, usize),
    ) {
        let mut entries = match host.read_folder(folder) {
            Ok(entries) => entries,
            Err(reason) => return self.problem(shown(folder), reason, false),
        };
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        for entry in entries {
            let mut path = join(folder, &entry.name);
            if is_outside(folder) {
                path = normal(&path, &host.working_directory());
            }
            if exclude.iter().any(|pattern| pattern.matches(&path)) {
                continue;
            }
            match entry.kind {
                Kind::Folder if is_skipped(&entry.name) => {}
                Kind::Folder if depth == 0 && limit == MAX_DEPTH => {
                    let reason =
                        format!("is more than {MAX_DEPTH} folders deep, and is not searched");
                    self.problem(&path, reason, false);
                }
                Kind::Folder if depth == 0 => {}
                Kind::Folder => self.walk_below(host, &path, exclude, (depth - 1, limit)),
                Kind::Link => self.link(host, path, depth > 0),
                Kind::File => self.take(host, &path),
                Kind::Other => {
                    if interest(&entry.name) == Some(Interest::Sql) {
                        self.problem(&path, NOT_A_FILE.to_owned(), false);
                    }
                }
            }
        }
    }

    /// Takes a link in that was found by searching: what it leads to, or the folder for later.
    fn link(&mut self, host: &dyn Host, path: String, is_followed: bool) {
        let interest = interest(name(&path));
        if !matches!(interest, Some(Interest::Sql | Interest::Config)) {
            let leads_to = host.metadata(&path).map(|found| found.kind);
            if is_followed && !is_skipped(name(&path)) && leads_to == Ok(Kind::Folder) {
                self.links.push(path);
                return;
            }
        }
        match self.bounds.holds(host, &path) {
            Err(reason) if interest == Some(Interest::Sql) => self.problem(&path, reason, false),
            Err(_) => {}
            Ok(()) => self.take(host, &path),
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
                let text = host.read_file(path).ok().and_then(|bytes| decode(bytes).ok());
                self.configs.extend(text.map(|text| (path.to_owned(), text)));
            }
            Interest::Sql => {
                self.searched += 1;
                if self.searched > MAX_FILES {
                    return;
                }
                let file = host.read_file(path).and_then(|bytes| {
                    SourceFile::read(path, bytes).map_err(|error| error.to_string())
                });
                match file {
                    Ok(file) => {
                        self.sources.add(file);
                    }
                    Err(reason) => self.problem(path, reason, false),
                }
            }
        }
    }

    fn problem(&mut self, path: &str, reason: String, is_given: bool) {
        self.problems.push(Problem { path: path.to_owned(), reason, is_given });
    }
}

/// Whether a folder is passed by: hidden ones, and those of build tools and packages.
fn is_skipped(name: &str) -> bool {
    name.starts_with('.') || SKIPPED.contains(&name)
}
