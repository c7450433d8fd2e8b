//! A layout as a value: all that is known of one migration tool.

use super::folder::Folder;
use super::naming::Naming;
use crate::history::migration::Migration;
use crate::history::profile::{Record, RunnerProfile};

/// What the files of one migration tool mean, how the tool runs them, and what help texts say of it.
#[derive(Debug)]
pub struct Layout {
    /// Its name, for `--layout` and the configuration.
    pub name: &'static str,
    /// The tool as its users write it, for example `Prisma Migrate`.
    pub tool: &'static str,
    /// Names of the configuration files that are read to recognize the tool or to know how it runs a migration; one that
    /// begins with `*` ends so.
    pub configs: &'static [&'static str],
    /// Names of other files that it is recognized by, in lower case: that they exist, not what they hold.
    pub other_files: &'static [&'static str],
    /// How comments begin, in lower case, that the tool writes or reads: they are no words for people.
    pub directives: &'static [&'static str],
    /// Whether a folder is surely this tool's: by a marker file, by names or by words in the files.
    pub(super) recognizes: fn(&Folder<'_>) -> bool,
    /// The database that a folder is for, where a file in it or beside it says so.
    pub(super) database: fn(&Folder<'_>) -> Option<Database>,
    /// How the tool runs the migrations of a folder; the text is the version that is configured.
    pub(super) profile: fn(&Folder<'_>, Option<&str>) -> RunnerProfile,
    /// The migrations of a folder in order; none where nothing there fits.
    pub(super) read: fn(&Folder<'_>, &RunnerProfile) -> Vec<Migration>,
    /// The files of a folder that look like migrations and that the tool never runs.
    pub(super) passed_over: fn(&Folder<'_>) -> Vec<Skipped>,
    /// Whether the text of a file has marks of this tool, by which parts of it are not run.
    pub(super) has_marks: fn(&str) -> bool,
    /// Whether the tool refuses a migration without its marks.
    pub(super) needs_marks: bool,
    /// What the tool records of a migration that has run.
    pub record: Record,
    /// Whether the tool refuses, or asks to reset the database, when a file that was applied changes.
    pub checksums: bool,
    /// How a migration runs outside a transaction: one order for the help texts. `None` where the tool has no
    /// way.
    pub opt_out: Option<&'static str>,
    /// An opt-out that is written where the tool does not read it.
    pub(super) misplaced_opt_out: Option<MisplacedOptOut>,
    /// How the files of a migration are named.
    pub naming: Naming,
    /// Where the tool keeps rollbacks.
    pub rollbacks: Rollbacks,
    /// Whether a file of this name is a rollback, whatever is in it.
    pub names_rollback: fn(&str) -> bool,
    /// Whether generated SQL has all names in quotes, and a heading above each statement.
    pub writes_headings: bool,
    /// What help texts and notes say of the tool.
    pub advice: Advice,
}

/// What a history is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// PostgreSQL.
    Postgres,
    /// Another database, by the name that the tool has for it.
    Other(String),
}

/// Where a tool keeps the rollback of a migration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rollbacks {
    /// In a file of its own, which the tool runs.
    File,
    /// In the migration's own file, behind this line.
    Section(&'static str),
    /// In the migration's own file, each line behind this.
    Lines(&'static str),
    /// Nowhere: the tool runs none. Teams keep them in a folder beside the migrations.
    None,
}

/// An opt-out of the transaction that is written where the tool does not read it.
#[derive(Clone, Copy, Debug)]
pub struct MisplacedOptOut {
    /// Whether the words of a comment, in lower case, are the opt-out.
    pub is: fn(&[&str]) -> bool,
    /// Where the tool reads it, as words: `only at the top of the file`.
    pub place: &'static str,
}

/// What help texts and notes say of a tool.
#[derive(Clone, Copy, Debug)]
pub struct Advice {
    /// What a migration that failed keeps the tool from, as a clause behind a message; empty where it keeps it from
    /// nothing.
    pub after_failure: &'static str,
    /// How this migration is recorded in a database without being run.
    pub mark_applied: fn(&str) -> String,
    /// What the tool does where a migration that has run has no file any more, as a clause behind a message; empty where
    /// it does nothing.
    pub after_deletion: &'static str,
    /// What to do with a folder among the migrations that is none, where the tool fails on it.
    pub stray_folder: Option<&'static str>,
    /// The commands of a build that deploys.
    pub build: Option<BuildCommands>,
    /// What the schema language of the tool's client offers in place of a change of the database.
    pub models: Option<&'static ModelAdvice>,
}

/// The commands of a build that deploys.
#[derive(Clone, Copy, Debug)]
pub struct BuildCommands {
    /// Runs the pending migrations.
    pub deploy: &'static str,
    /// Makes the client that the code is built with.
    pub generate: &'static str,
    /// The npm package that brings both.
    pub package: &'static str,
}

/// What a schema language offers in place of a change of the database, as orders for help texts.
#[derive(Debug)]
pub struct ModelAdvice {
    /// A column keeps this name, and its field gets the new one.
    pub map_column: fn(&str) -> String,
    /// A table keeps this name, and its model gets the new one.
    pub map_table: fn(&str) -> String,
    /// A value of an enum keeps this name in the database.
    pub map_value: fn(&str) -> String,
    /// A column that replaced another need not take its name: a clause in brackets.
    pub map_replacement: &'static str,
    /// How code stops to use one column, or several, before they are dropped.
    pub ignore_columns: [&'static str; 2],
    /// How code stops to use a table before it is dropped.
    pub ignore_table: &'static str,
    /// Defaults that the database does not know: a clause in brackets.
    pub client_defaults: &'static str,
}

impl Layout {
    /// A layout of a tool without marks, opt-outs, checksums and rollbacks, whose migrations are `{id}.sql`.
    pub(super) const fn new(
        (name, tool): (&'static str, &'static str),
        profile: fn(&Folder<'_>, Option<&str>) -> RunnerProfile,
        recognizes: fn(&Folder<'_>) -> bool,
        read: fn(&Folder<'_>, &RunnerProfile) -> Vec<Migration>,
    ) -> Self {
        Self {
            name,
            tool,
            configs: &[],
            other_files: &[],
            directives: &[],
            recognizes,
            database: |_| None,
            profile,
            read,
            passed_over: |_| Vec::new(),
            has_marks: |_| false,
            needs_marks: false,
            record: Record::Version,
            checksums: false,
            opt_out: None,
            misplaced_opt_out: None,
            naming: Naming::FILES,
            rollbacks: Rollbacks::None,
            names_rollback: |name| {
                let name = name.to_ascii_lowercase();
                name.ends_with("down.sql") || name.ends_with("rollback.sql")
            },
            writes_headings: false,
            advice: Advice::NONE,
        }
    }

    /// Whether a text has marks of this layout, by which its tool does not run parts of it.
    pub fn reads_marks_of(&self, text: &str) -> bool {
        (self.has_marks)(text)
    }

    /// Whether a comment begins as those do that the tool writes or reads: `text` is what follows `--`, in lower case.
    pub fn is_directive(&self, text: &str) -> bool {
        self.directives.iter().any(|start| text.starts_with(start))
    }
}

impl PartialEq for Layout {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Layout {}

impl Advice {
    /// Nothing in particular.
    pub const NONE: Self = Self {
        after_failure: "",
        mark_applied: |_| "by a row in the table where it records them".to_owned(),
        after_deletion: "",
        stray_folder: None,
        build: None,
        models: None,
    };
}

/// A history that is not read, or a migration that its tool does not run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its folder, or the migration's file.
    pub root: String,
    /// Why.
    pub reason: String,
}
