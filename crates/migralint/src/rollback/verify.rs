//! Does the way back lead back: a rollback is replayed on the schema that its migration leaves, and the outcome held
//! against the schema before.

#![expect(clippy::wildcard_enum_match_arm, reason = "a rollback is not read for more")]

use super::refusal::Meeting;
use crate::catalog::Catalog;
use crate::catalog::compare::{Difference, compare};

use crate::effects;
use crate::history::Migration;
use crate::name::QualifiedName;
use crate::postgres::PostgresVersion;
use crate::replay::execution::{Runner, run_inside};
use crate::replay::knowledge::{Doing, doing, with_inner};
use crate::source::{FileId, SourceFile, Sources, Span};
use crate::syntax::statement::{ObjectKind, Statement, StatementKind, SyntaxError};
use crate::syntax::{self, Expanded, Parsed};

/// A migration that has been replayed.
#[derive(Clone, Copy, Debug)]
pub struct Passage<'a> {
    /// The schema before it.
    pub before: &'a Catalog,
    /// The schema after it.
    pub after: &'a Catalog,
    /// Whether all that the history did up to its end is known: no statement that could not be read, no SQL built at
    /// run time, no migrations in another language.
    pub is_whole: bool,
    /// The PostgreSQL that it runs on.
    pub postgres: PostgresVersion,
}

/// What is to be said about a rollback.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// Statements that cannot run, and why.
    pub failures: Vec<(Span, String)>,
    /// What does not come back, each at the statement to mend.
    pub differences: Vec<(Span, Difference)>,
    /// Statements that could not be read.
    pub unreadable: Vec<SyntaxError>,
    /// What is brought back without its rows or values.
    pub losses: Vec<(Span, String)>,
    /// Statements whose doing is not known, so that nothing is said about what may be theirs.
    pub unknown: Vec<Span>,
}

/// The way back of a migration, read and verified.
#[derive(Debug)]
pub struct WayBack<'a> {
    /// Its file; the migration's own where both ways share one.
    pub id: FileId,
    /// The file's path and text.
    pub file: &'a SourceFile,
    /// What it says.
    pub parsed: Parsed,
    /// What is to be said about it.
    pub verdict: Verdict,
    /// Whether the migration changes the schema.
    pub is_needed: bool,
}

impl<'a> WayBack<'a> {
    /// Reads and verifies the way back of a migration that has one.
    pub fn read(sources: &'a Sources, migration: &Migration, passage: Passage<'_>) -> Option<Self> {
        let rollback = migration.rollback.as_ref()?;
        let file = sources.get(rollback.file);
        let parsed = syntax::parse(file.text(), &rollback.down);
        let verdict = verify(passage, &parsed.statements, rollback.file, file.text());
        let mut after = passage.after.clone();
        after.begin_migration(passage.after.current + 1);
        let is_needed = !compare(passage.before, &after).is_empty();
        Some(Self { id: rollback.file, file, parsed, verdict, is_needed })
    }

    /// Whether it does nothing: no statement but those that begin, end or set something.
    pub fn is_empty(&self) -> bool {
        do_nothing(&self.parsed.statements)
    }

    /// The place that stands for all of it: its first statement.
    pub fn start(&self) -> Span {
        self.parsed.statements.first().map_or(Span::new(0, 0), |statement| statement.span)
    }
}

/// Whether these only begin, end or set something.
pub(super) fn do_nothing(statements: &[Statement]) -> bool {
    statements.iter().all(|statement| match &statement.kind {
        StatementKind::Begin
        | StatementKind::Commit { .. }
        | StatementKind::Rollback
        | StatementKind::Set(_)
        | StatementKind::Explain(_) => true,
        StatementKind::Query(query) => query.tables.is_empty() && query.calls.is_empty(),
        _ => false,
    })
}

/// Replays a rollback, whose text is `text`, and says where it leads.
pub fn verify(passage: Passage<'_>, statements: &[Statement], file: FileId, text: &str) -> Verdict {
    let mut catalog = passage.after.clone();
    catalog.begin_migration(passage.after.current + 1);
    let mut way = Way {
        passage,
        file,
        catalog,
        verdict: Verdict::default(),
        calls_own: false,
        catches: false,
    };
    for statement in statements {
        let known = way.verdict.unknown.len();
        way.step(statement, None);
        way.catches = catches(&text[statement.span.start..statement.span.end]);
        if run_inside(&mut way, text, statement, statements) {
            way.verdict.unknown.truncate(known);
        }
        way.catches = false;
    }
    let Way { catalog, mut verdict, calls_own, .. } = way;
    if verdict.unknown.is_empty() {
        let mut differences = compare(passage.before, &catalog);
        if calls_own {
            // A function of the history that is called may make them.
            differences.retain(|difference| {
                !matches!(
                    difference.kind,
                    ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::Function
                )
            });
        }
        let place = |difference: Difference| {
            let part = difference.part.as_deref();
            let on = difference.on.as_ref().map(|table| &*table.name);
            let named = part.into_iter().chain([&*difference.name.name]).chain(on);
            let fallback = mentioning(named, statements, text);
            (place(&difference.name, part, statements, text).unwrap_or(fallback), difference)
        };
        verdict.differences = differences.into_iter().map(place).collect();
    }
    verdict.losses = losses(passage, &catalog, statements, text);
    verdict
}

/// A rollback while it is replayed.
struct Way<'p> {
    passage: Passage<'p>,
    file: FileId,
    catalog: Catalog,
    verdict: Verdict,
    /// Whether it calls a function that the history made.
    calls_own: bool,
    /// Whether the block that is run catches what PostgreSQL refuses in it.
    catches: bool,
}

impl Way<'_> {
    /// Runs a statement, for the one at `place` where code runs it.
    fn step(&mut self, statement: &Statement, place: Option<Span>) {
        match doing(statement, &self.catalog) {
            Doing::Known => {}
            Doing::Called => self.calls_own = true,
            Doing::Unknown => {
                self.verdict.unknown.push(place.unwrap_or(statement.span));
                if let (StatementKind::Unreadable(error), None) = (&statement.kind, place) {
                    self.verdict.unreadable.push(error.clone());
                }
            }
        }
        if let Some((span, why)) = self.refusal(statement) {
            if self.catches {
                return;
            }
            self.verdict.failures.push((place.unwrap_or(span), why));
        }
        self.catalog.apply_at(statement, self.file, place.unwrap_or(statement.span));
    }

    /// Why PostgreSQL refuses a statement, while all before it is known.
    fn refusal(&self, statement: &Statement) -> Option<(Span, String)> {
        let Self { passage, catalog, verdict, .. } = self;
        verdict.unknown.is_empty().then_some(())?;
        let effects = effects::of(statement, catalog, passage.postgres);
        let meeting = Meeting { catalog, is_whole: passage.is_whole };
        effects.fails.or_else(|| meeting.refusal(statement))
    }
}

impl<'a> Runner<'a> for Way<'_> {
    fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    fn run(&mut self, statement: &'a Statement) {
        self.step(statement, None);
    }

    fn run_expanded(&mut self, _: &Expanded, statement: &Statement, place: Span) {
        self.step(statement, Some(place));
    }
}

/// Whether a block has a handler of exceptions.
fn catches(sql: &str) -> bool {
    let words: Vec<String> = sql.split_whitespace().map(str::to_lowercase).collect();
    words.windows(2).any(|two| two[0] == "exception" && two[1] == "when")
}

/// The statement to mend: the last that names the part, else the object.
fn place(
    object: &QualifiedName,
    part: Option<&str>,
    statements: &[Statement],
    text: &str,
) -> Option<Span> {
    let names = |statement: &Statement, name: &str| {
        text.get(statement.span.start..statement.span.end).is_some_and(|sql| holds_word(sql, name))
    };
    let of = |name: &str| statements.iter().rev().find(|statement| names(statement, name));
    let part = part.and_then(|part| {
        let both = |one: &&Statement| names(one, part) && names(one, &object.name);
        statements.iter().rev().find(both)
    });
    part.or_else(|| of(&object.name)).map(|statement| statement.span)
}

/// The last statement that mentions one of these names; else the first.
fn mentioning<'a>(
    mut names: impl Iterator<Item = &'a str>,
    statements: &[Statement],
    text: &str,
) -> Span {
    let holds = |statement: &&Statement, name: &str| {
        text.get(statement.span.start..statement.span.end).is_some_and(|sql| holds_word(sql, name))
    };
    names
        .find_map(|name| statements.iter().rev().find(|statement| holds(statement, name)))
        .or(statements.first())
        .map_or(Span::new(0, 0), |statement| statement.span)
}

/// Whether `name` stands in `sql` as a word of its own, in any case.
fn holds_word(sql: &str, name: &str) -> bool {
    let (sql, name) = (sql.to_lowercase(), name.to_lowercase());
    if name.is_empty() {
        return false;
    }
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    sql.match_indices(&name).any(|(at, _)| {
        !is_part(sql[..at].chars().next_back()) && !is_part(sql[at + name.len()..].chars().next())
    })
}

/// What the migration destroys and the rollback makes again, without rows or values. What the rollback writes itself is
/// left out: it says where they come from.
fn losses(
    passage: Passage<'_>,
    back: &Catalog,
    statements: &[Statement],
    text: &str,
) -> Vec<(Span, String)> {
    let before = passage.before;
    let is_new = |origin: Option<crate::catalog::Origin>| {
        origin.is_some_and(|origin| origin.migration == back.current)
    };
    let written: Vec<QualifiedName> =
        with_inner(statements).filter_map(|statement| written(statement, back)).collect();
    let mut all = Vec::new();
    for (name, table) in &back.tables {
        let Some(old) = before.tables.get(name).filter(|_| !written.contains(name)) else {
            continue;
        };
        let mut say = |part: Option<&str>, words: String| {
            let fallback = Span::new(0, 0);
            all.push((place(name, part, statements, text).unwrap_or(fallback), words));
        };
        if is_new(table.origin) {
            say(None, format!("the table {} comes back without its rows", name.shown()));
            continue;
        }
        for column in table.columns.iter().filter(|column| is_new(column.origin)) {
            if old.column(&column.name).is_some() && column.generated.is_none() {
                let of = name.shown();
                say(
                    Some(&column.name),
                    format!("the column \"{}\" of {of} comes back without its values", column.name),
                );
            }
        }
    }
    all
}

/// The table that a statement writes.
fn written(statement: &Statement, catalog: &Catalog) -> Option<QualifiedName> {
    match &statement.kind {
        StatementKind::Insert(insert) => Some(catalog.resolve_relation(&insert.table)),
        StatementKind::Update(update) => Some(catalog.resolve_relation(&update.table)),
        StatementKind::Merge(merge) => Some(catalog.resolve_relation(&merge.table)),
        StatementKind::Copy { table: Some(table), from: true } => {
            Some(catalog.resolve_relation(table))
        }
        _ => None,
    }
}
