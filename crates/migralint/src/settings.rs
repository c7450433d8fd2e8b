//! What a run is told: resolved and typed. No file format in here.

use std::collections::{BTreeMap, BTreeSet};

use crate::name::QualifiedName;
use crate::postgres::PostgresVersion;
use crate::rule::{Category, Rule, Severity, Status};
use crate::rules::RULES;

/// What becomes of a rule's diagnostics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The rule does not run.
    Off,
    /// It runs, and its diagnostics are this grave.
    At(Severity),
}

/// What a run is told.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The oldest PostgreSQL that the migrations must be safe on.
    pub postgres: PostgresVersion,
    /// Rules whose level was set, by id.
    pub levels: BTreeMap<&'static str, Level>,
    /// Accepted diagnostics.
    pub waivers: Vec<Waiver>,
    /// Whether every connection has a `lock_timeout` already (connection string or role).
    pub lock_timeout_is_set: bool,
    /// Tables that are small: work on them is quick. `schema.name`, or a name in any schema.
    pub small_tables: BTreeSet<String>,
    /// How many tables one migration may change before `unrelated-changes` speaks.
    pub max_tables: usize,
    /// Whether the way back of every migration that is judged is verified, however many they are.
    pub verify_all_rollbacks: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            postgres: PostgresVersion::OLDEST,
            levels: BTreeMap::new(),
            waivers: Vec::new(),
            lock_timeout_is_set: false,
            small_tables: BTreeSet::new(),
            max_tables: 3,
            verify_all_rollbacks: false,
        }
    }
}

impl Settings {
    /// Whether a table was declared small.
    pub fn is_small(&self, table: &QualifiedName) -> bool {
        !self.small_tables.is_empty()
            && (self.small_tables.contains(&table.name)
                || self.small_tables.contains(&table.to_string()))
    }

    /// Whether any rule of a category runs.
    pub fn any_is_on(&self, category: Category) -> bool {
        RULES.iter().any(|rule| rule.category == category && self.severity(rule).is_some())
    }

    /// The severity of a rule's diagnostics, or `None` when it does not run.
    pub fn severity(&self, rule: &Rule) -> Option<Severity> {
        match self.levels.get(rule.id) {
            Some(Level::Off) => None,
            Some(Level::At(severity)) => Some(*severity),
            None => (rule.status == Status::Default).then_some(rule.severity),
        }
    }
}

/// An entry of the configuration that accepts diagnostics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// The files: a path relative to the configuration, `*` within a part and `**` across parts.
    pub path: String,
    /// The rules; empty means all.
    pub rules: Vec<String>,
    /// Why.
    pub reason: Option<String>,
}
