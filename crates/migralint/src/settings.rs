//! What a run is told: resolved and typed. No file format in here.

use std::collections::BTreeMap;

use crate::glob;
use crate::name::QualifiedName;
use crate::postgres::PostgresVersion;
use crate::rule_info::{Enabled, RuleInfo, Severity};
use crate::sizes::{Size, Sizes};
use crate::source::{FileId, Span};

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
    /// Levels that hold for some files only; a later one counts more.
    pub overrides: Vec<Override>,
    /// Accepted diagnostics.
    pub waivers: Vec<Waiver>,
    /// Whether every connection has a `lock_timeout` already (connection string or role).
    pub lock_timeout_is_set: bool,
    /// How large tables are.
    pub sizes: Sizes,
    /// How many tables one migration may change before `unrelated-changes` speaks.
    pub max_tables: usize,
    /// Which migrations `missing-rollback` asks for a way back.
    pub rollback_needed_by: RollbackNeed,
    /// Whether the way back of every migration that is judged is verified, however many they are.
    pub verify_all_rollbacks: bool,
}

/// Which migrations need a way back; each holds those before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum RollbackNeed {
    /// Those that destroy rows, values or definitions.
    Destructive,
    /// Those that write something else over values or definitions.
    #[default]
    Complex,
    /// All that change the schema or rows.
    Any,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            postgres: PostgresVersion::OLDEST,
            levels: BTreeMap::new(),
            overrides: Vec::new(),
            waivers: Vec::new(),
            lock_timeout_is_set: false,
            sizes: Sizes::default(),
            max_tables: 3,
            rollback_needed_by: RollbackNeed::default(),
            verify_all_rollbacks: false,
        }
    }
}

impl Settings {
    /// Whether a table is known to be small: work on it is quick.
    pub fn is_small(&self, table: &QualifiedName) -> bool {
        self.sizes.of(table) == Some(Size::Small)
    }

    /// The levels of the rules for one file; its path as reports show it.
    pub fn levels_for(&self, path: &str) -> Levels {
        let mut levels = self.levels.clone();
        for one in self.overrides.iter().filter(|one| glob::matches(&one.path, path)) {
            levels.extend(&one.levels);
        }
        Levels(levels)
    }
}

/// The levels of the rules for one file.
#[derive(Clone, Debug, Default)]
pub struct Levels(BTreeMap<&'static str, Level>);

impl Levels {
    /// The severity of a rule's diagnostics, or `None` when it does not run.
    pub fn severity(&self, rule: &RuleInfo) -> Option<Severity> {
        match self.0.get(rule.id) {
            Some(Level::Off) => None,
            Some(Level::At(severity)) => Some(*severity),
            None => (rule.enabled != Enabled::OnRequest).then_some(rule.severity),
        }
    }

    /// Whether the level of a rule was set.
    pub fn is_set(&self, rule: &RuleInfo) -> bool {
        self.0.contains_key(rule.id)
    }
}

/// Levels that hold for some files only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// The files: a path as reports show it, `*` within a part and `**` across parts.
    pub path: String,
    /// Rules whose level is set there, by id.
    pub levels: BTreeMap<&'static str, Level>,
}

/// An entry of the configuration that accepts diagnostics.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiver {
    /// The files: a path as reports show it, `*` within a part and `**` across parts.
    pub path: String,
    /// The rules; empty means all.
    pub rules: Vec<String>,
    /// Why.
    pub reason: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The last day on which it holds, as `2026-01-31`.
    pub until: Option<String>,
    /// Whether that day has passed: it accepts nothing, and `ended-waiver` says so.
    pub ended: bool,
    /// Where it stands.
    pub place: Option<(FileId, Span)>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules;

    #[test]
    fn a_later_override_counts_more() {
        let rule = rules::find("create-index-blocks-writes").unwrap();
        let one = |path: &str, level| Override {
            path: path.to_owned(),
            levels: BTreeMap::from([(rule.id, level)]),
        };
        let settings = Settings {
            overrides: vec![
                one("legacy/**", Level::Off),
                one("legacy/new/*", Level::At(Severity::Note)),
            ],
            ..Settings::default()
        };
        for (path, severity) in [
            ("legacy/1.sql", None),
            ("legacy/new/1.sql", Some(Severity::Note)),
            ("1.sql", Some(Severity::Error)),
        ] {
            assert_eq!(settings.levels_for(path).severity(rule), severity, "{path}");
        }
    }
}
