//! What a change itself turns off: whoever reviews it has to see that.

use std::fmt;

use crate::rule_info::Severity;

/// Something that a change turns off or relaxes, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relaxation {
    /// What.
    pub what: Relaxed,
    /// The file, as reports show it.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
}

/// What a change turns off or relaxes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Relaxed {
    /// A rule is disabled everywhere.
    RuleDisabled {
        /// Its id.
        rule: String,
    },
    /// The findings of a rule are less severe.
    LevelLowered {
        /// Its id.
        rule: String,
        /// Its severity at the base revision.
        from: Severity,
        /// Its severity now.
        to: Severity,
    },
    /// A rule is disabled, or less severe, in some files.
    Override {
        /// Its id.
        rule: String,
        /// The pattern of the files.
        files: String,
    },
    /// Files are not read.
    Excluded {
        /// Their pattern.
        files: String,
    },
    /// Migrations up to another one count as applied.
    After {
        /// The migration.
        migration: String,
    },
    /// A waiver suppresses findings.
    Waiver {
        /// The pattern of the files.
        files: String,
        /// The rules; empty for all.
        rules: Vec<String>,
    },
    /// The baseline suppresses more findings.
    Baseline {
        /// How many more.
        count: usize,
    },
    /// An ignore comment suppresses a finding.
    Ignored {
        /// The id of the rule.
        rule: String,
        /// The reason that it gives.
        reason: Option<String>,
    },
    /// A setting is less strict, or another one.
    Setting {
        /// Its key.
        key: &'static str,
    },
    /// The configuration file of the base revision is gone.
    Configuration,
    /// A migration of the base revision is gone.
    Migration,
    /// A new file in the folder of a history is not run by its tool, and not checked.
    NotRun {
        /// The tool.
        tool: &'static str,
    },
}

impl Relaxed {
    /// The word for its kind on the wire.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::RuleDisabled { .. } => "rule-disabled",
            Self::LevelLowered { .. } => "level-lowered",
            Self::Override { .. } => "override",
            Self::Excluded { .. } => "excluded",
            Self::After { .. } => "after",
            Self::Waiver { .. } => "waiver",
            Self::Baseline { .. } => "baseline",
            Self::Ignored { .. } => "ignored",
            Self::Setting { .. } => "setting",
            Self::Configuration => "configuration",
            Self::Migration => "migration",
            Self::NotRun { .. } => "not-run",
        }
    }
}

impl fmt::Display for Relaxed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this change ")?;
        match self {
            Self::RuleDisabled { rule } => write!(f, "disables rule `{rule}`"),
            Self::LevelLowered { rule, from, to } => {
                write!(f, "lowers rule `{rule}` from {} to {}", from.as_str(), to.as_str())
            }
            Self::Override { rule, files } => write!(f, "relaxes rule `{rule}` in `{files}`"),
            Self::Excluded { files } => write!(f, "excludes `{files}`"),
            Self::After { migration } => {
                write!(f, "counts migrations up to `{migration}` as applied")
            }
            Self::Waiver { files, rules } if rules.is_empty() => {
                write!(f, "adds a waiver of every rule for `{files}`")
            }
            Self::Waiver { files, rules } => {
                write!(f, "adds a waiver of `{}` for `{files}`", rules.join("`, `"))
            }
            Self::Baseline { count: 1 } => write!(f, "adds 1 finding to the baseline"),
            Self::Baseline { count } => write!(f, "adds {count} findings to the baseline"),
            Self::Ignored { rule, reason: Some(reason) } => {
                write!(f, "ignores `{rule}`: {reason}")
            }
            Self::Ignored { rule, reason: None } => write!(f, "ignores `{rule}` without a reason"),
            Self::Setting { key } => write!(f, "changes the setting `{key}`"),
            Self::Configuration => write!(f, "removes this configuration file"),
            Self::Migration => write!(f, "removes this migration"),
            Self::NotRun { tool } => {
                write!(f, "adds this file, which {tool} does not run: it is not checked")
            }
        }
    }
}
