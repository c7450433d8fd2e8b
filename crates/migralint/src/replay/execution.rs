//! What runs inside a statement: a `DO` block and the functions that are called, as far as that can be told.

use std::collections::BTreeMap;

use crate::catalog::Catalog;
use crate::name::{Name, QualifiedName};
use crate::source::Span;
use crate::syntax::statement::{Statement, StatementKind};
use crate::syntax::{self, Expanded};

/// The most bodies of code that are expanded in one statement.
const MAX_EXPANSIONS: usize = 100;
/// The most statements of one expanded body that are run.
const MAX_EXPANDED: usize = 50_000;
/// The most bodies of code that are expanded in one another.
const MAX_EXPANSION_DEPTH: usize = 4;

/// Runs the statements that code comes to, and holds the schema that they meet.
pub(crate) trait Runner<'a> {
    /// The schema at this moment.
    fn catalog(&self) -> &Catalog;

    /// Runs a statement of the migration itself.
    fn run(&mut self, statement: &'a Statement);

    /// Runs a statement of expanded code, which the one at `place` runs.
    fn run_expanded(&mut self, code: &Expanded, statement: &Statement, place: Span);
}

/// Runs what runs inside `statement`, which stands in `text` among `statements`: the block that it is, and the bodies of
/// functions that it calls. Says whether it runs code that builds SQL, and all of that could be told.
pub(crate) fn run_inside<'a>(
    runner: &mut impl Runner<'a>,
    text: &str,
    statement: &'a Statement,
    statements: &'a [Statement],
) -> bool {
    let mut expansion = Expansion { runner, left: MAX_EXPANSIONS };
    let ran = expansion.run(text, statement, statement.span, MAX_EXPANSION_DEPTH);
    let mut nested: Vec<_> = statement.inner.iter().filter(|_| !ran.block).collect();
    for call in calls(statement) {
        let called = expansion.runner.catalog().resolve_function(call);
        if ran.functions.contains(&called) {
            continue;
        }
        for made in statements {
            if let StatementKind::CreateFunction(function) = &made.kind
                && function.name.name == called.name
                && expansion.runner.catalog().resolve_function(&function.name) == called
            {
                nested.extend(&function.statements);
            }
        }
    }
    let mut answers = Answers::new();
    for one in nested {
        if reaches(expansion.runner.catalog(), one, &mut answers) {
            expansion.runner.run(one);
            expansion.run(text, one, one.span, MAX_EXPANSION_DEPTH);
        }
    }
    ran.is_told
}

/// The answers to questions, by their places. Each is asked once, when it is first met: what runs behind it may change it.
type Answers = BTreeMap<usize, Option<bool>>;

/// Whether code comes to a statement, as far as the history tells.
fn reaches(catalog: &Catalog, statement: &Statement, answers: &mut Answers) -> bool {
    statement.guards.iter().all(|guard| {
        let answer = answers.entry(guard.span.start).or_insert_with(|| catalog.answer(guard));
        answer.is_none_or(|answer| answer == guard.stands)
    })
}

/// What was run as expanded code.
#[derive(Default)]
struct Ran {
    /// The block that the statement is.
    block: bool,
    /// The functions that it calls.
    functions: Vec<QualifiedName>,
    /// Whether code was run, and all SQL that it builds could be told.
    is_told: bool,
}

struct Expansion<'r, R> {
    runner: &'r mut R,
    left: usize,
}

impl<'a, R: Runner<'a>> Expansion<'_, R> {
    /// Runs the expanded code that a statement of `text` runs, for the statement at `place`.
    fn run(&mut self, text: &str, statement: &Statement, place: Span, deeper: usize) -> Ran {
        let mut bodies = Vec::from_iter(syntax::expand_block(text, statement));
        let mut ran = Ran { block: !bodies.is_empty(), ..Ran::default() };
        let catalog = self.runner.catalog();
        let mut names: Vec<_> =
            calls(statement).iter().map(|call| catalog.resolve_function(call)).collect();
        names.sort();
        names.dedup();
        for name in names {
            let Some(function) = catalog.function(&name).last() else { continue };
            // What this migration makes itself is read where it stands, unless it builds SQL.
            let builds = function.definition.to_ascii_lowercase().contains("execute");
            if function.origin.migration == catalog.current && !builds {
                continue;
            }
            let called = syntax::expand_calls(text, statement, &name.name, &function.definition);
            if !called.is_empty() {
                bodies.extend(called);
                ran.functions.push(name);
            }
        }
        if bodies.is_empty() || bodies.len() > self.left || deeper == 0 {
            return Ran::default();
        }
        self.left -= bodies.len();
        ran.is_told = true;
        for code in bodies {
            ran.is_told &= !code.dynamic && code.statements.len() <= MAX_EXPANDED;
            let mut answers = Answers::new();
            for one in code.statements.iter().take(MAX_EXPANDED) {
                if reaches(self.runner.catalog(), one, &mut answers) {
                    self.runner.run_expanded(&code, one, place);
                    let inner = self.run(code.file.text(), one, place, deeper - 1);
                    ran.is_told &= inner.is_told || (inner.functions.is_empty() && !inner.block);
                }
            }
        }
        ran
    }
}

/// The functions and procedures that a statement calls.
fn calls(statement: &Statement) -> &[Name] {
    match &statement.kind {
        StatementKind::Query(query) => &query.calls,
        StatementKind::Call(procedure) => std::slice::from_ref(procedure),
        StatementKind::CreateTable(_)
        | StatementKind::CreateTableAs(_)
        | StatementKind::AlterTable(_)
        | StatementKind::Drop(_)
        | StatementKind::Truncate(_)
        | StatementKind::CreateIndex(_)
        | StatementKind::Reindex(_)
        | StatementKind::CreateType(_)
        | StatementKind::AlterType(_)
        | StatementKind::CreateDomain(_)
        | StatementKind::AlterDomain(_)
        | StatementKind::CreateSequence(_)
        | StatementKind::AlterSequence(_)
        | StatementKind::CreateView(_)
        | StatementKind::RefreshView(_)
        | StatementKind::CreateFunction(_)
        | StatementKind::CreateTrigger(_)
        | StatementKind::Policy(_)
        | StatementKind::CreateRule(_)
        | StatementKind::CreateStatistics(_)
        | StatementKind::CreateSchema(_)
        | StatementKind::CreateExtension { .. }
        | StatementKind::Publication(_)
        | StatementKind::AlterObject(_)
        | StatementKind::Comment(_)
        | StatementKind::Grant(_)
        | StatementKind::Insert(_)
        | StatementKind::Update(_)
        | StatementKind::Delete(_)
        | StatementKind::Merge(_)
        | StatementKind::Explain(_)
        | StatementKind::Copy { .. }
        | StatementKind::Do(_)
        | StatementKind::Lock { .. }
        | StatementKind::Vacuum { .. }
        | StatementKind::Analyze { .. }
        | StatementKind::Cluster { .. }
        | StatementKind::Set(_)
        | StatementKind::Begin
        | StatementKind::Commit { .. }
        | StatementKind::Rollback
        | StatementKind::Savepoint
        | StatementKind::Other(_)
        | StatementKind::Psql(_)
        | StatementKind::Unreadable(_) => &[],
    }
}
