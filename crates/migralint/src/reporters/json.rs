//! The wire format, version 1: one shape for `--format json`, the library and the Action.
//!
//! Lines and columns count from 1, columns count characters. A change of meaning is another version.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::format::Format;
use super::safe;
use crate::diagnostic;
use crate::effects::{self, Cause, Work};
use crate::history::profile::TransactionMode;
use crate::name::QualifiedName;
use crate::outcome::{HistoryOutcome, Outcome, StatementOutcome};
use crate::relaxation::{self, Relaxed};
use crate::rule_info::Severity;
use crate::source::{FileId, Sources, Span};
use crate::syntax::statement::ObjectKind;

/// The version that `version` names.
const VERSION: u8 = 1;

/// One JSON value.
pub static FORMAT: Format = Format {
    name: "json",
    summary: "One JSON value",
    names_files: false,
    has_job_summary: false,
    check: |outcome, _, out| check(outcome, out),
    effects: Some(|outcome, _, out| effects(outcome, out)),
};

/// Appends what is dangerous, as one line of JSON.
fn check(outcome: &Outcome<'_>, out: &mut String) {
    let diagnostics =
        outcome.diagnostics().map(|one| Diagnostic::new(outcome.sources, one)).collect();
    let relaxations = outcome.relaxations.iter().map(Relaxation::new).collect();
    let summary = Summary::new(outcome);
    safe::json(&Check { version: VERSION, summary, relaxations, diagnostics }, out);
}

/// Appends what every statement does, as one line of JSON.
fn effects(outcome: &Outcome<'_>, out: &mut String) {
    let statements = outcome.histories.iter().flat_map(|history| &history.statements);
    let statements = statements.map(|one| Statement::new(outcome.sources, one)).collect();
    safe::json(&EffectsReport { version: VERSION, statements }, out);
}

#[derive(Serialize)]
struct Check<'a> {
    version: u8,
    summary: Summary<'a>,
    relaxations: Vec<Relaxation<'a>>,
    diagnostics: Vec<Diagnostic<'a>>,
}

#[derive(Serialize)]
struct Summary<'a> {
    errors: usize,
    warnings: usize,
    notes: usize,
    /// Diagnostics that a comment, a waiver or the baseline accepts.
    accepted: usize,
    files: usize,
    migrations: usize,
    new_migrations: usize,
    statements: usize,
    histories: Vec<History<'a>>,
}

impl<'a> Summary<'a> {
    fn new(outcome: &'a Outcome<'_>) -> Self {
        let histories = &outcome.histories;
        let migrations = || histories.iter().flat_map(|one| &one.history.migrations);
        let diagnostics = histories.iter().flat_map(|one| &one.diagnostics);
        Self {
            errors: outcome.count(Severity::Error),
            warnings: outcome.count(Severity::Warning),
            notes: outcome.count(Severity::Note),
            accepted: diagnostics.filter(|one| one.suppression.is_some()).count(),
            files: outcome.sources.iter().count(),
            migrations: migrations().count(),
            new_migrations: migrations().filter(|migration| migration.is_new()).count(),
            statements: histories.iter().map(|one| one.statements.len()).sum(),
            histories: histories.iter().map(History::new).collect(),
        }
    }
}

/// What the change itself turns off.
#[derive(Serialize)]
struct Relaxation<'a> {
    kind: &'static str,
    message: String,
    file: &'a str,
    line: usize,
    rules: Vec<&'a str>,
}

impl<'a> Relaxation<'a> {
    fn new(one: &'a relaxation::Relaxation) -> Self {
        let rules = match &one.what {
            Relaxed::RuleDisabled { rule }
            | Relaxed::LevelLowered { rule, .. }
            | Relaxed::Override { rule, .. }
            | Relaxed::Ignored { rule, .. } => vec![rule.as_str()],
            Relaxed::Waiver { rules, .. } => rules.iter().map(String::as_str).collect(),
            Relaxed::Excluded { .. }
            | Relaxed::After { .. }
            | Relaxed::Baseline { .. }
            | Relaxed::Setting { .. }
            | Relaxed::Configuration
            | Relaxed::Migration
            | Relaxed::NotRun { .. } => Vec::new(),
        };
        let (kind, message) = (one.what.kind(), one.what.to_string());
        Self { kind, message, file: &one.path, line: one.line, rules }
    }
}

/// A history, and how its tool was taken to run it.
#[derive(Serialize)]
struct History<'a> {
    root: &'a str,
    tool: &'a str,
    tool_version: Option<&'a str>,
    /// What shares a transaction: `run`, `file`, `batch` or `statement`.
    transaction: &'static str,
    assumed: &'a str,
}

impl<'a> History<'a> {
    fn new(outcome: &HistoryOutcome<'a>) -> Self {
        let profile = &outcome.history.profile;
        Self {
            root: &outcome.history.root,
            tool: outcome.history.layout.tool,
            tool_version: profile.version.as_deref(),
            transaction: match profile.default {
                TransactionMode::Run => "run",
                TransactionMode::File => "file",
                TransactionMode::Batch => "batch",
                TransactionMode::Statement => "statement",
            },
            assumed: &profile.summary,
        }
    }
}

/// A place in the file that the shape around it names.
#[derive(Serialize)]
struct Place {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

impl Place {
    fn new(sources: &Sources, file: FileId, span: Span) -> Self {
        let file = sources.get(file);
        let (start, end) = (file.position(span.start), file.position(span.end));
        Self { line: start.line, column: start.column, end_line: end.line, end_column: end.column }
    }
}

#[derive(Serialize)]
struct Diagnostic<'a> {
    rule: &'static str,
    category: &'static str,
    severity: &'static str,
    file: &'a str,
    #[serde(flatten)]
    place: Place,
    message: &'a str,
    help: Option<&'a str>,
    /// The safe way in SQL.
    safe: Option<&'a str>,
    table: Option<String>,
    related: Vec<Related<'a>>,
    fix: Option<Fix<'a>>,
}

impl<'a> Diagnostic<'a> {
    fn new(sources: &'a Sources, diagnostic: &'a diagnostic::Diagnostic) -> Self {
        Self {
            rule: diagnostic.rule.id,
            category: diagnostic.rule.category.as_str(),
            severity: diagnostic.severity.as_str(),
            file: sources.get(diagnostic.file).path(),
            place: Place::new(sources, diagnostic.file, diagnostic.span),
            message: &diagnostic.message,
            help: diagnostic.help.as_deref(),
            safe: diagnostic.safe.as_deref(),
            table: diagnostic.table.as_ref().map(ToString::to_string),
            related: diagnostic.related.iter().map(|one| Related::new(sources, one)).collect(),
            fix: diagnostic.fix.as_ref().map(|fix| Fix::new(sources, diagnostic.file, fix)),
        }
    }
}

#[derive(Serialize)]
struct Related<'a> {
    file: &'a str,
    #[serde(flatten)]
    place: Place,
    message: &'a str,
}

impl<'a> Related<'a> {
    fn new(sources: &'a Sources, related: &'a diagnostic::Related) -> Self {
        Self {
            file: sources.get(related.file).path(),
            place: Place::new(sources, related.file, related.span),
            message: &related.message,
        }
    }
}

#[derive(Serialize)]
struct Fix<'a> {
    message: &'a str,
    edits: Vec<Edit<'a>>,
}

impl<'a> Fix<'a> {
    fn new(sources: &Sources, file: FileId, fix: &'a diagnostic::Fix) -> Self {
        let edits = fix.edits.iter().map(|edit| Edit {
            place: Place::new(sources, file, edit.span),
            replacement: &edit.replacement,
        });
        Self { message: &fix.message, edits: edits.collect() }
    }
}

#[derive(Serialize)]
struct Edit<'a> {
    #[serde(flatten)]
    place: Place,
    replacement: &'a str,
}

#[derive(Serialize)]
struct EffectsReport<'a> {
    version: u8,
    statements: Vec<Statement<'a>>,
}

#[derive(Serialize)]
struct Statement<'a> {
    file: &'a str,
    line: usize,
    end_line: usize,
    kind: &'a str,
    transaction: Option<usize>,
    effects: Effects<'a>,
    /// What the transaction holds already, and how strongly.
    held: BTreeMap<String, &'static str>,
    /// The line of an earlier statement that fails when rows are there, so that this one does not run.
    stopped_by_line: Option<usize>,
}

impl<'a> Statement<'a> {
    fn new(sources: &'a Sources, statement: &'a StatementOutcome) -> Self {
        let file = sources.get(statement.file);
        let reached = statement.stopped_by.is_none();
        let fails = statement.effects.fails_if_rows.as_ref().filter(|_| reached);
        Self {
            file: file.path(),
            line: file.line_of(statement.span.start),
            end_line: file.line_of(statement.span.end),
            kind: &statement.command,
            transaction: statement.transaction,
            effects: Effects {
                fails_if_rows: fails.map(|(_, why)| why.as_str()),
                ..Effects::new(&statement.effects)
            },
            held: statement
                .held
                .iter()
                .map(|(table, held)| (table.to_string(), held.mode.as_str()))
                .collect(),
            stopped_by_line: statement.stopped_by.map(|span| file.line_of(span.start)),
        }
    }
}

#[derive(Serialize)]
struct Effects<'a> {
    locks: BTreeMap<String, &'static str>,
    rewrites: BTreeSet<String>,
    scans: BTreeSet<String>,
    builds_indexes: BTreeSet<String>,
    drops: Vec<String>,
    renames: Vec<String>,
    retypes: Vec<String>,
    fails_if_rows: Option<&'a str>,
}

impl<'a> Effects<'a> {
    fn new(effects: &'a effects::Effects) -> Self {
        let lock = |(table, mode): (&QualifiedName, &effects::LockMode)| {
            (table.to_string(), mode.as_str())
        };
        let retypes = effects.retypes.iter().map(|one| {
            let from = one.from.as_deref().unwrap_or("unknown");
            format!("column {}.{}: {from} -> {}", one.table, one.column, one.to)
        });
        Self {
            locks: effects.locks.iter().map(lock).collect(),
            rewrites: tables(&effects.rewrites, |_| true),
            scans: tables(&effects.scans, |work| blocks_writes_while(effects, work)),
            builds_indexes: tables(&effects.scans, |work| builds_index(&work.cause)),
            drops: effects
                .drops
                .iter()
                .map(|one| object(one.kind, &one.name, one.part.as_deref()))
                .collect(),
            renames: effects
                .renames
                .iter()
                .map(|one| {
                    format!("{} -> {}", object(one.kind, &one.name, one.part.as_deref()), one.to)
                })
                .collect(),
            retypes: retypes.collect(),
            fails_if_rows: None,
        }
    }
}

/// The tables of the works that are asked for.
fn tables(works: &[Work], wanted: impl Fn(&Work) -> bool) -> BTreeSet<String> {
    works.iter().filter(|work| wanted(work)).map(|work| work.table.to_string()).collect()
}

/// Whether writes to the table wait while it is read, and it is not written anew anyway.
fn blocks_writes_while(effects: &effects::Effects, scan: &Work) -> bool {
    effects.lock_on(&scan.table).is_some_and(effects::LockMode::blocks_writes)
        && effects.rewrites.iter().all(|rewrite| rewrite.table != scan.table)
}

fn builds_index(cause: &Cause) -> bool {
    matches!(
        cause,
        Cause::IndexBuild { .. }
            | Cause::ConstraintIndex { .. }
            | Cause::IndexRebuild { .. }
            | Cause::Reindex { .. }
    )
}

/// An object in words: `column public.User.email`.
pub(super) fn object(kind: ObjectKind, name: &QualifiedName, part: Option<&str>) -> String {
    let kind = kind.words();
    let name = if name.schema.is_empty() { name.name.clone() } else { name.to_string() };
    part.map_or_else(|| format!("{kind} {name}"), |part| format!("{kind} {name}.{part}"))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::Value;

    use super::*;
    use crate::reporters::fixture::{Fixture, INDEX, usual};

    fn value(write: fn(&Outcome<'_>, &mut String), outcome: &Outcome<'_>) -> Value {
        let mut out = String::new();
        write(outcome, &mut out);
        assert_eq!(out.lines().count(), 1, "one line");
        serde_json::from_str(&out).unwrap()
    }

    #[test]
    fn check_is_version_1() {
        let value = value(check, &usual().outcome());
        let first = &value["diagnostics"][0];
        assert_eq!((&first["line"], &first["end_line"]), (&2.into(), &3.into()));
        assert_eq!(value["summary"]["accepted"], 1);
        assert_snapshot!(serde_json::to_string_pretty(&value).unwrap());
    }

    #[test]
    fn columns_count_characters() {
        let mut fixture = Fixture::new(&[("a.sql", "-- 😀\r\n/* é😀 */ DROP TABLE x")]);
        let place = fixture.find(0, "DROP");
        fixture.report(&INDEX, Severity::Error, place, "no");
        let first = &value(check, &fixture.outcome())["diagnostics"][0];
        let place =
            ["line", "column", "end_line", "end_column"].map(|key| first[key].as_u64().unwrap());
        assert_eq!(place, [2, 10, 2, 14]);
    }

    #[test]
    fn effects_is_version_1() {
        let value = value(effects, &usual().outcome());
        let [index, column, _] = [0, 1, 2].map(|at| &value["statements"][at]["effects"]);
        assert_eq!(index["locks"]["public.Straße"], "SHARE");
        assert_eq!(
            index["scans"].as_array().unwrap().len(),
            1,
            "nobody waits for the table without a lock"
        );
        assert_eq!(column["scans"].as_array().unwrap().len(), 0, "it is written anew anyway");
        assert_snapshot!(serde_json::to_string_pretty(&value).unwrap());
    }
}
