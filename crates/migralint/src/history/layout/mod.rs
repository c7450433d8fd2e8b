//! Layouts: what the files of each migration tool mean, one file a tool. [`find`] reads every history of a tree.

mod agreement;
mod alone;
mod atlas;
mod dbmate;
mod diesel;
mod drizzle;
mod flyway;
mod folder;
mod golang_migrate;
mod goose;
mod graphile_migrate;
mod hasura;
mod liquibase;
mod node_pg_migrate;
mod opt_out;
mod order;
mod places;
mod plain;
mod prisma;
mod prisma_8;
mod refinery;
mod sections;
mod sqitch;
mod sqlx;
mod supabase;
mod tern;

use std::collections::{BTreeMap, BTreeSet};

pub use self::agreement::{Disagreement, Mark};
pub use self::places::RollbackPattern;

use self::folder::{Folder, Index, SqlFile, is_within, join, parent};
use super::profile::{RunnerProfile, TransactionMode};
use super::{History, Migration, Rollback};
use crate::source::{FileId, Sources, Span};

/// What the files of one migration tool mean.
#[derive(Debug)]
pub struct Layout {
    /// Its name, for `--layout` and the configuration.
    pub name: &'static str,
    /// Whether a folder is surely this tool's: by a marker file, by names or by words in the files.
    recognises: fn(&Folder<'_>) -> bool,
    /// The database of a folder that is not for PostgreSQL.
    other_database: fn(&Folder<'_>) -> Option<String>,
    /// The history in a folder; without migrations when nothing there fits.
    read: fn(&Folder<'_>, &Options<'_>) -> History,
    /// What the tool passes over although it stands there.
    passed_over: fn(&Folder<'_>) -> Vec<Skipped>,
    /// Whether the text of a file has marks of this tool, by which parts of it are not run.
    has_marks: fn(&str) -> bool,
    /// Whether the tool refuses a migration without its marks.
    needs_marks: bool,
}

impl Layout {
    const fn new(
        name: &'static str,
        recognises: fn(&Folder<'_>) -> bool,
        read: fn(&Folder<'_>, &Options<'_>) -> History,
    ) -> Self {
        Self {
            name,
            recognises,
            other_database: |_| None,
            read,
            passed_over: |_| Vec::new(),
            has_marks: |_| false,
            needs_marks: false,
        }
    }
}

impl Layout {
    /// Whether a text has marks of this layout, by which its tool does not run parts of it.
    pub fn reads_marks_of(&self, text: &str) -> bool {
        (self.has_marks)(text)
    }
}

/// All layouts. Where two recognise one folder the first is right; `plain` takes what is left.
pub static LAYOUTS: &[&Layout] = &[
    &drizzle::LAYOUT,
    &prisma::LAYOUT,
    &hasura::LAYOUT,
    &diesel::LAYOUT,
    &supabase::LAYOUT,
    &sqitch::LAYOUT,
    &graphile_migrate::LAYOUT,
    &goose::LAYOUT,
    &dbmate::LAYOUT,
    &liquibase::LAYOUT,
    &tern::LAYOUT,
    &refinery::LAYOUT,
    &flyway::LAYOUT,
    &sqlx::LAYOUT,
    &node_pg_migrate::LAYOUT,
    &golang_migrate::LAYOUT,
    &atlas::LAYOUT,
    &plain::LAYOUT,
];

/// The layout of this name.
pub fn by_name(name: &str) -> Option<&'static Layout> {
    LAYOUTS.iter().find(|layout| layout.name == name).copied()
}

/// What stands under the paths of a run. All paths are as reports show them: relative, with `/`.
#[derive(Debug)]
pub struct Tree<'a> {
    /// Every SQL file.
    pub sources: &'a Sources,
    /// Texts of the configuration files, by path; those above the given paths included.
    pub configs: &'a BTreeMap<String, String>,
    /// Paths of other files, see [`Interest::Name`].
    pub others: &'a BTreeSet<String>,
    /// The folders that are searched; empty for the working directory.
    pub folders: &'a [String],
    /// SQL files that were given by their own name. Their folders are searched for what they belong to.
    pub files: &'a BTreeSet<FileId>,
}

/// What a run says about layouts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// The layout of every folder; found by itself otherwise.
    pub layout: Option<&'static Layout>,
    /// The version of Prisma; read from the package's files otherwise.
    pub prisma_version: Option<&'a str>,
    /// Where ways back lie, the first that has one before the tool's own places.
    pub rollbacks: &'a [RollbackPattern],
    /// What the base revision has, where there is one.
    pub base: Option<&'a Base>,
}

/// What a base revision has: no file that a change brings turns its histories into those of another tool.
#[derive(Clone, Debug, Default)]
pub struct Base {
    /// The layout of each history, by its folder.
    pub layouts: BTreeMap<String, &'static Layout>,
    /// The paths of its files that are the same now.
    pub files: BTreeSet<String>,
    /// The paths of those that were edited.
    pub edited: BTreeSet<String>,
}

impl Base {
    /// The same under other paths.
    #[must_use]
    pub fn renamed(&self, new: impl Fn(&str) -> String) -> Self {
        Self {
            layouts: self.layouts.iter().map(|(root, layout)| (new(root), *layout)).collect(),
            files: self.files.iter().map(|path| new(path)).collect(),
            edited: self.edited.iter().map(|path| new(path)).collect(),
        }
    }

    /// The layout of a folder that is a history's.
    fn layout(&self, path: &str) -> Option<&'static Layout> {
        self.layouts.get(path).copied()
    }

    /// Whether a folder is above one that is a history's.
    fn is_above(&self, path: &str) -> bool {
        self.layouts.keys().any(|root| root != path && is_within(root, path))
    }
}

/// What [`find`] found.
#[derive(Debug, Default)]
pub struct Found {
    /// The histories, in order of their folders.
    pub histories: Vec<History>,
    /// Histories that are not read, and migrations that their tool does not run.
    pub skipped: Vec<Skipped>,
    /// Files that do not fit the tool of their history.
    pub disagreements: Vec<Disagreement>,
    /// Files in the folders of histories that the base revision does not have and that no tool runs, each with the tool.
    pub not_run: Vec<(String, &'static str)>,
}

/// A history that is not read, or a migration that its tool does not run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its folder, or the migration's file.
    pub root: String,
    /// Why.
    pub reason: String,
}

/// What layouts want to know of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interest {
    /// SQL: its text, in [`Tree::sources`].
    Sql,
    /// A configuration: its text, in [`Tree::configs`].
    Config,
    /// That it stands there, in [`Tree::others`].
    Name,
}

/// Names of the configuration files that layouts read.
pub const CONFIGS: &[&str] = &[
    ".gmrc",
    "Cargo.toml",
    "_journal.json",
    "atlas.sum",
    "bun.lock",
    "config.toml",
    "config.yaml",
    "flyway.conf",
    "flyway.toml",
    "go.mod",
    "metadata.toml",
    "migration_lock.toml",
    "ops.json",
    "package-lock.json",
    "package.json",
    "pnpm-lock.yaml",
    "schema.prisma",
    "sqitch.plan",
    "sqlx.toml",
    "yarn.lock",
];

/// What layouts want to know of a file, by its name.
pub fn interest(name: &str) -> Option<Interest> {
    let lower = name.to_ascii_lowercase();
    let ending = lower.rsplit('.').next().unwrap_or_default();
    if ending == "sql" && lower.contains('.') {
        Some(Interest::Sql)
    } else if CONFIGS.binary_search(&name).is_ok() || lower.ends_with(".sql.conf") {
        Some(Interest::Config)
    } else {
        let counts = lower.contains(".sql.")
            || name.starts_with(|c: char| c.is_ascii_digit() || c == 'V' || c == '.')
            || ending == "md"
            || ["readme", "notes", "snapshot.json", "tern.conf", "dbmate", "diesel.toml"]
                .iter()
                .any(|start| lower.starts_with(start));
        counts.then_some(Interest::Name)
    }
}

/// Every history of a tree.
pub fn find(tree: &Tree<'_>, options: &Options<'_>) -> Found {
    let index = Index::new(tree);
    let mut found = Found::default();
    let mut claimed = Claimed::default();
    let layouts: Vec<&Layout> = match options.layout {
        Some(layout) => vec![layout],
        None => LAYOUTS.to_vec(),
    };
    let mut read = |is_anywhere| {
        read_folders(tree, options, &index, (&layouts, is_anywhere), &mut claimed, &mut found);
        found.histories.is_empty() && found.skipped.is_empty()
    };
    if read(false) && options.layout.is_some() {
        read(true);
    }
    if layouts.iter().any(|layout| layout.name == plain::LAYOUT.name) {
        plain::read_rest(tree, options.rollbacks, &index, &claimed, &mut found);
    }
    for history in &mut found.histories {
        claimed.take(history, tree.sources);
    }
    for history in &mut found.histories {
        history.orphans = orphans(&history.root, tree.sources, &claimed, options.rollbacks);
        claimed.files.extend(&history.orphans);
        for migration in &mut history.migrations {
            let text = tree.sources.get(migration.file).text();
            migration.misplaced_opt_out = opt_out::misplaced(migration, &history.profile, text);
        }
    }
    for history in &found.histories {
        found.disagreements.extend(agreement::check(history, tree.sources, options));
    }
    if let Some(base) = options.base {
        for history in &found.histories {
            found.not_run.extend(agreement::not_run(history, tree, &claimed, base));
        }
    }
    found.skipped.extend(prisma_8::skipped(tree));
    found.histories.sort_by(|a, b| a.root.cmp(&b.root));
    found
}

/// The histories of tools in every folder that is searched. A layout that was told is tried on folders that look like a
/// history, or on all of them.
fn read_folders(
    tree: &Tree<'_>,
    options: &Options<'_>,
    index: &Index<'_>,
    (layouts, is_anywhere): (&[&'static Layout], bool),
    claimed: &mut Claimed,
    found: &mut Found,
) {
    for folder in index.folders() {
        if !is_searched(tree, folder.path) || claimed.holds_folder(folder.path) {
            continue;
        }
        let is_foreign = is_foreign(tree, folder.path);
        let known = options.base.and_then(|base| base.layout(folder.path));
        let is_above = options.base.is_some_and(|base| base.is_above(folder.path));
        for layout in layouts.iter().filter(|layout| layout.name != plain::LAYOUT.name) {
            let is_told = options.layout.is_some() || known.is_some();
            let is_meant = match known {
                _ if options.layout.is_some() => is_anywhere || is_history(&folder),
                Some(known) => known.name == layout.name,
                None => !is_above && (layout.recognises)(&folder),
            };
            if !is_meant || is_foreign && folder.config("migration_lock.toml").is_none() {
                continue;
            }
            if let Some(database) = (layout.other_database)(&folder).filter(|_| known.is_none()) {
                let reason = format!("is for `{database}`, and migralint reads PostgreSQL only");
                claimed.trees.push(folder.path.to_owned());
                found.skipped.push(Skipped { root: folder.path.to_owned(), reason });
                break;
            }
            let mut history = (layout.read)(&folder, options);
            history.layout = layout.name;
            places::settle(&mut history, tree.sources, options.rollbacks);
            let is_agreed = is_told || agreement::holds_most(&folder, &history);
            if !history.migrations.is_empty() && is_agreed {
                claimed.take(&history, tree.sources);
                found.histories.push(history);
                found.skipped.extend((layout.passed_over)(&folder));
                break;
            }
        }
    }
}

/// Whether a folder is a history's by what is known of it: some layout recognises it, it was given, or its name says so.
fn is_history(folder: &Folder<'_>) -> bool {
    folder.is_given()
        || plain::is_named(folder)
        || LAYOUTS.iter().any(|layout| (layout.recognises)(folder))
}

/// What belongs to a history already.
#[derive(Debug, Default)]
struct Claimed {
    /// Folders with all that is below them.
    trees: Vec<String>,
    /// Folders without.
    folders: BTreeSet<String>,
    /// Files.
    files: BTreeSet<FileId>,
}

impl Claimed {
    /// A history takes its folder, and all below it when its files lie in folders of their own.
    fn take(&mut self, history: &History, sources: &Sources) {
        let nested =
            |migration: &Migration| parent(sources.get(migration.file).path()) != history.root;
        if history.migrations.iter().any(nested) {
            self.trees.push(history.root.clone());
        }
        self.folders.insert(history.root.clone());
        for migration in &history.migrations {
            self.files.insert(migration.file);
            self.files.extend(migration.rollback.as_ref().map(|rollback| rollback.file));
        }
    }

    fn holds_folder(&self, path: &str) -> bool {
        self.folders.contains(path) || self.trees.iter().any(|tree| is_within(path, tree))
    }

    fn holds_file(&self, file: &SqlFile<'_>) -> bool {
        self.files.contains(&file.id) || self.holds_folder(parent(file.path))
    }
}

/// The ways back in and beside a folder that belong to no migration.
fn orphans(
    root: &str,
    sources: &Sources,
    claimed: &Claimed,
    patterns: &[RollbackPattern],
) -> Vec<FileId> {
    let beside = join(parent(root), "rollbacks");
    let is_orphan = |path: &str| {
        let is_near = is_within(path, root) || !root.is_empty() && is_within(path, &beside);
        is_near && plain::is_way_back(path) || places::is_at(patterns, root, path)
    };
    let free = sources.iter().filter(|(id, _)| !claimed.files.contains(id));
    free.filter(|(_, file)| is_orphan(file.path())).map(|(id, _)| id).collect()
}

/// Whether a folder is one of those that are searched: given, or around a file that was given.
fn is_searched(tree: &Tree<'_>, path: &str) -> bool {
    tree.folders.iter().any(|folder| is_within(path, folder))
}

/// Databases and stores whose migrations are often kept beside those of PostgreSQL.
const FOREIGN: &[&str] = &[
    "bigquery",
    "cassandra",
    "clickhouse",
    "cockroach",
    "cockroachdb",
    "d1",
    "duckdb",
    "h2",
    "hsqldb",
    "libsql",
    "mariadb",
    "mssql",
    "mysql",
    "oracle",
    "redshift",
    "scylla",
    "snowflake",
    "spanner",
    "sqlite",
    "sqlite3",
    "sqlserver",
    "tidb",
    "turso",
];

/// Whether a folder below a searched one is named for another database.
fn is_foreign(tree: &Tree<'_>, path: &str) -> bool {
    let below =
        |folder: &String| is_within(path, folder).then(|| &path[folder.len().min(path.len())..]);
    let rests: Vec<&str> = tree.folders.iter().filter_map(below).collect();
    !rests.is_empty()
        && rests.iter().all(|rest| rest.split('/').any(|part| FOREIGN.contains(&part)))
}

/// Whether a file is named for another database, for example `1_users.sqlite.up.sql`.
fn is_foreign_file(name: &str) -> bool {
    let middle = name.split('.').skip(1);
    middle.into_iter().any(|part| FOREIGN.contains(&part.to_ascii_lowercase().as_str()))
}

/// The history of a folder.
fn history(folder: &Folder<'_>, profile: RunnerProfile, migrations: Vec<Migration>) -> History {
    let has_gaps = folder.has_programs();
    History {
        root: folder.path.to_owned(),
        layout: plain::LAYOUT.name,
        profile,
        migrations,
        has_gaps,
        orphans: Vec::new(),
    }
}

/// A migration whose way up is the whole file.
fn migration(file: &SqlFile<'_>, id: &str, transaction: TransactionMode) -> Migration {
    let up = vec![Span::new(0, file.text.len())];
    Migration {
        name: order::description(id).to_owned(),
        ..Migration::new(id.to_owned(), file.id, up, transaction)
    }
}

/// A way back that is a whole file.
fn rollback(file: &SqlFile<'_>) -> Rollback {
    Rollback { file: file.id, down: vec![Span::new(0, file.text.len())] }
}

#[cfg(test)]
mod testing;
