//! The configuration as it is written. These types are its JSON Schema too: their comments are what an editor shows.

use std::collections::BTreeMap;
use std::fmt;

use migralint::rule_info::Severity;
use migralint::settings::{Level, RollbackNeed};
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, IntoDeserializer, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::args::FailOn;

/// Configuration of migralint: `migralint.toml`, or the key `migralint` of `package.json`.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Document {
    /// The oldest PostgreSQL that the migrations run on; 14 unless told.
    #[cfg_attr(feature = "schema", schemars(range(min = 14, max = 18)))]
    pub postgres: Option<u8>,
    /// The migration tool; found by itself otherwise.
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::layout"))]
    pub layout: Option<String>,
    /// The version of Prisma; read from the package's files otherwise.
    pub prisma_version: Option<String>,
    /// Migrations up to and including this one are not judged; one of each history.
    pub after: OneOrMany,
    /// What makes the exit code 1; `error` unless told.
    pub fail_on: Option<FailOn>,
    /// Whether every connection that runs migrations has a `lock_timeout` already.
    pub lock_timeout_is_set: bool,
    /// What is known of the sizes of tables.
    pub tables: TablesEntry,
    /// Levels and settings of rules.
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::rules"))]
    pub rules: BTreeMap<String, RuleEntry>,
    /// Levels of rules for some files; a later entry counts more.
    pub overrides: Vec<OverrideEntry>,
    /// Diagnostics that are accepted.
    pub waivers: Vec<WaiverEntry>,
    /// The baseline, relative to this file; `migralint-baseline.json` beside it unless told.
    pub baseline: Option<String>,
    /// Files that are not read: `*`, `?` and `[0-9]` within a part of a path, `**` across parts.
    pub exclude: OneOrMany,
    /// Where rollbacks lie, relative to this file, looked at before the tool's own places; `rollback new` writes to the
    /// first. `{id}`, `{name}` and `{timestamp}` are the migration's; `{migrations}` is the folder of its history. For
    /// example `db/undo/{id}.sql`, or `{migrations}/../undo/{timestamp}.sql`.
    pub rollbacks: OneOrMany,
    /// Where this schema is; for editors.
    #[serde(rename = "$schema")]
    pub _schema: Option<String>,
}

/// One, or a list.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged, expecting = "expected a text, or a list of them")]
pub(crate) enum OneOrMany {
    /// One.
    One(String),
    /// Many.
    Many(Vec<String>),
}

impl Default for OneOrMany {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl From<OneOrMany> for Vec<String> {
    fn from(value: OneOrMany) -> Self {
        match value {
            OneOrMany::One(one) => vec![one],
            OneOrMany::Many(many) => many,
        }
    }
}

/// What becomes of a rule's diagnostics.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum RuleLevel {
    /// The rule does not run.
    Off,
    /// It is good to know, and never fails a run.
    Note,
    /// It fails a run with `fail-on = "warning"`.
    Warning,
    /// It fails a run.
    Error,
}

impl From<RuleLevel> for Level {
    fn from(level: RuleLevel) -> Self {
        match level {
            RuleLevel::Off => Self::Off,
            RuleLevel::Note => Self::At(Severity::Note),
            RuleLevel::Warning => Self::At(Severity::Warning),
            RuleLevel::Error => Self::At(Severity::Error),
        }
    }
}

/// A level, or a level with what a rule can be told.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(untagged))]
pub(crate) enum RuleEntry {
    /// A level.
    Level(RuleLevel),
    /// A level with what a rule can be told.
    Settings(RuleSettings),
}

// By hand, so that a mistake within is told as such, at its place.
impl<'de> Deserialize<'de> for RuleEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RuleEntryVisitor)
    }
}

struct RuleEntryVisitor;

impl<'de> Visitor<'de> for RuleEntryVisitor {
    type Value = RuleEntry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`off`, `note`, `warning`, `error`, or a table with `level` and what the rule can be told")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<RuleEntry, E> {
        RuleLevel::deserialize(text.into_deserializer()).map(RuleEntry::Level)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RuleEntry, A::Error> {
        RuleSettings::deserialize(MapAccessDeserializer::new(map)).map(RuleEntry::Settings)
    }
}

/// What a rule is told.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RuleSettings {
    /// Its level; its own unless told.
    pub level: Option<RuleLevel>,
    /// How many tables one migration may change, for `unrelated-changes`; 3 unless told.
    pub max_tables: Option<usize>,
    /// Which migrations need a rollback, for `missing-rollback`; `complex` unless told.
    pub needed_by: Option<NeededBy>,
}

/// Which migrations need a rollback.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum NeededBy {
    /// Those that destroy rows, values or definitions.
    Destructive,
    /// Those, and those that write something else over values or definitions.
    Complex,
    /// All that change the schema or rows.
    Any,
}

impl From<NeededBy> for RollbackNeed {
    fn from(needed: NeededBy) -> Self {
        match needed {
            NeededBy::Destructive => Self::Destructive,
            NeededBy::Complex => Self::Complex,
            NeededBy::Any => Self::Any,
        }
    }
}

impl From<RuleEntry> for RuleSettings {
    fn from(entry: RuleEntry) -> Self {
        match entry {
            RuleEntry::Level(level) => Self { level: Some(level), ..Self::default() },
            RuleEntry::Settings(settings) => settings,
        }
    }
}

/// What is known of the sizes of tables. A name is `schema.name`, or a name in any schema.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct TablesEntry {
    /// Tables that are small: work on them is quick, and what locks them is less grave.
    pub small: Vec<String>,
    /// Tables that are large: what locks them is graver.
    pub large: Vec<String>,
    /// A file of their sizes, relative to this one: CSV with the columns `table`, `rows` and `bytes`, or JSON with
    /// objects that have these keys. `migralint init` prints the query that makes it.
    pub statistics: Option<String>,
}

/// Levels of rules for some files.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct OverrideEntry {
    /// The files, relative to this one: `*`, `?` and `[0-9]` within a part of a path, `**` across parts.
    pub path: OneOrMany,
    /// Levels of rules.
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::rule_levels"))]
    pub rules: BTreeMap<String, RuleLevel>,
}

/// Diagnostics that are accepted.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct WaiverEntry {
    /// The files, relative to this one: `*`, `?` and `[0-9]` within a part of a path, `**` across parts.
    pub path: OneOrMany,
    /// The rules; all unless told.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::rule_ids"))]
    pub rules: OneOrMany,
    /// Why it is accepted.
    pub reason: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The last day on which it holds, as `2026-01-31`.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>", extend("format" = "date")))]
    pub until: Option<toml::Spanned<Day>>,
}

/// A day: as text, or as TOML writes dates.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, expecting = "expected a day, such as `2026-01-31`")]
pub(crate) enum Day {
    /// As text.
    Text(String),
    /// As a date.
    Date(toml::value::Datetime),
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        match day {
            Day::Text(text) => text,
            Day::Date(date) => date.to_string(),
        }
    }
}
