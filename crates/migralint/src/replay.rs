//! The one loop: every statement of every migration, in order, against the schema that it will meet.

use std::collections::BTreeMap;

use crate::catalog::Catalog;
use crate::column_replacement;
use crate::context::{MigrationContext, Scope, StatementContext, Step};
use crate::diagnostic::Diagnostic;
use crate::effects;
use crate::enum_replacement;
use crate::history::{Change, History};
use crate::name::{Name, QualifiedName};
use crate::outcome::{HistoryOutcome, Outcome, StatementOutcome};
use crate::rules;
use crate::settings::Settings;
use crate::sizes;
use crate::source::{SourceFile, Sources, Span};
use crate::suppression::{Accepted, baseline, comment, waiver};
use crate::syntax::statement::{Statement, StatementKind};
use crate::syntax::{self, Expanded, Parsed};
use crate::touch;
use crate::transaction::Transaction;

/// Replays histories and says what is dangerous in their new migrations.
pub fn check<'a>(
    sources: &'a Sources,
    histories: &'a [History],
    settings: &Settings,
) -> Outcome<'a> {
    let mut accepted = Accepted::new(settings);
    let replayed =
        histories.iter().map(|history| replay(sources, history, settings, &mut accepted));
    let mut histories: Vec<HistoryOutcome<'_>> = replayed.collect();
    if let Some(last) = histories.last_mut() {
        // They belong to no history: reporters group by file.
        let path = |file| sources.get(file).path().to_owned();
        waiver::report_ended(settings, path, &mut last.diagnostics);
    }
    let unused_waivers = accepted.waivers.unused();
    Outcome { sources, histories, unused_waivers, unread: Vec::new() }
}

fn replay<'a>(
    sources: &'a Sources,
    history: &'a History,
    settings: &Settings,
    accepted: &mut Accepted<'_>,
) -> HistoryOutcome<'a> {
    let merged = &touch::merged(sources, history);
    let mut catalog = Catalog::new();
    let mut transaction = Transaction::default();
    let mut outcome = HistoryOutcome { history, diagnostics: Vec::new(), statements: Vec::new() };
    for (index, migration) in history.migrations.iter().enumerate() {
        let file = sources.get(migration.file);
        let parsed = syntax::parse(file.text(), &migration.up);
        let statements = &parsed.statements;
        let replacements = enum_replacement::find(statements);
        let enum_replacements = &replacements;
        catalog.begin_migration(index);
        let column_replacements = &column_replacement::find(statements, &catalog);
        let levels = &settings.levels_for(file.path());
        let scope = Scope {
            migration,
            file,
            statements,
            comments: &parsed.comments,
            enum_replacements,
            column_replacements,
            history,
            merged,
            settings,
            levels,
        };
        if index > 0 && history.migrations[index - 1].role != migration.role {
            // What has run already shares no transaction with what is still to run.
            transaction = Transaction::default();
        }
        transaction.begin_migration(migration.transaction, statements.len());
        let mut run = Run::new(&scope, &mut catalog);
        for statement in statements {
            let mut inside = transaction.inside_routine();
            run.step(statement, &mut transaction, false);
            let expanded = run.expand(file, statement, &mut inside);
            let mut answers = BTreeMap::new();
            for nested in run.executed_by(statement, &expanded) {
                if run.reaches(nested, &mut answers) {
                    run.step(nested, &mut inside, true);
                    run.expand(file, nested, &mut inside);
                }
            }
            transaction.join(inside);
        }
        if migration.is_new() || migration.change != Change::None {
            let Run { mut found, steps, .. } = run;
            let context = MigrationContext { scope: &scope, steps: &steps, after: &catalog };
            rules::check_migration(&context, &mut found);
            accept(&scope, &parsed, accepted, &mut found);
            if migration.is_new() {
                outcome.statements.extend(outcomes(index, &scope, steps));
            }
            outcome.diagnostics.append(&mut found);
        }
    }
    outcome
}

/// One migration while it is replayed.
struct Run<'a, 'c> {
    scope: &'a Scope<'a>,
    catalog: &'c mut Catalog,
    found: Vec<Diagnostic>,
    steps: Vec<Step<'a>>,
    /// How many bodies of code may still be expanded.
    expansions: usize,
}

/// The most bodies of code that are expanded in one migration.
const MOST_EXPANSIONS: usize = 500;
/// The most bodies of code that are expanded in one another.
const DEEPEST_EXPANSION: usize = 4;

impl<'a, 'c> Run<'a, 'c> {
    fn new(scope: &'a Scope<'a>, catalog: &'c mut Catalog) -> Self {
        let (found, steps) = (Vec::new(), Vec::new());
        Self { scope, catalog, found, steps, expansions: MOST_EXPANSIONS }
    }

    fn step(&mut self, statement: &'a Statement, transaction: &mut Transaction, nested: bool) {
        let effects = effects::of(statement, self.catalog, self.scope.settings.postgres);
        if self.scope.migration.is_new() {
            let (before, scope) = (&*self.catalog, self.scope);
            let context =
                StatementContext { statement, effects: &effects, before, transaction, scope };
            rules::check_statement(&context, &mut self.found);
        }
        let seen = transaction.clone();
        transaction.advance(statement, &effects, self.catalog);
        self.catalog.apply(statement, self.scope.migration.file);
        if transaction.number != seen.number {
            self.catalog.end_transaction();
        }
        self.steps.push(Step { statement, effects, transaction: seen, nested, expanded: false });
    }

    /// Whether code comes to a statement, as far as the history tells. Each question is asked once, when it is
    /// first met: what runs behind it may change the answer.
    fn reaches(&self, statement: &Statement, answers: &mut BTreeMap<usize, Option<bool>>) -> bool {
        statement.guards.iter().all(|guard| {
            let answer =
                answers.entry(guard.span.start).or_insert_with(|| self.catalog.answer(guard));
            answer.is_none_or(|answer| answer == guard.stands)
        })
    }

    /// Runs the code that a statement runs and that builds SQL at run time, as far as that can be told.
    fn expand(
        &mut self,
        file: &SourceFile,
        statement: &Statement,
        inside: &mut Transaction,
    ) -> Ran {
        let mut ran = Ran::default();
        let dynamic = self.code(file, statement, statement.span, 0, inside, &mut ran);
        if let (Some(step), Some(false)) = (self.steps.last_mut(), dynamic) {
            step.expanded = true;
        }
        ran
    }

    /// Whether some of the code that a statement runs cannot be told; `None` when it runs none.
    fn code(
        &mut self,
        file: &SourceFile,
        statement: &Statement,
        place: Span,
        depth: usize,
        inside: &mut Transaction,
        ran: &mut Ran,
    ) -> Option<bool> {
        let mut bodies = Vec::from_iter(syntax::expand_block(file.text(), statement));
        ran.block = !bodies.is_empty();
        let mut names: Vec<_> =
            calls(statement).iter().map(|call| self.catalog.resolve_function(call)).collect();
        names.sort();
        names.dedup();
        for name in names {
            let Some(function) = self.catalog.function(&name).last() else { continue };
            let definition = &function.definition;
            // What this migration makes itself is read where it stands, unless it builds SQL.
            let here = function.origin.migration == self.catalog.current
                && !definition.to_ascii_lowercase().contains("execute");
            if here || depth == DEEPEST_EXPANSION {
                continue;
            }
            let called = syntax::expand_calls(file.text(), statement, &name.name, definition);
            if !called.is_empty() {
                bodies.extend(called);
                ran.functions.push(name);
            }
        }
        if bodies.is_empty() || bodies.len() > self.expansions {
            *ran = Ran::default();
            return None;
        }
        self.expansions -= bodies.len();
        let mut dynamic = false;
        for code in bodies {
            dynamic |= code.dynamic;
            let mut answers = BTreeMap::new();
            for one in &code.statements {
                if self.reaches(one, &mut answers) {
                    self.run_expanded(&code, one, place, inside);
                    let inner =
                        self.code(&code.file, one, place, depth + 1, inside, &mut Ran::default());
                    dynamic |= inner == Some(true);
                }
            }
        }
        Some(dynamic)
    }

    /// One statement of expanded code: what it does counts for the statement at `place`, which runs it.
    fn run_expanded(
        &mut self,
        code: &Expanded,
        statement: &Statement,
        place: Span,
        inside: &mut Transaction,
    ) {
        let mut effects = effects::of(statement, self.catalog, self.scope.settings.postgres);
        if self.scope.migration.is_new() {
            let scope = &Scope { file: &code.file, statements: &code.statements, ..*self.scope };
            let (before, transaction) = (&*self.catalog, &*inside);
            let context =
                StatementContext { statement, effects: &effects, before, transaction, scope };
            let known = self.found.len();
            rules::check_statement(&context, &mut self.found);
            for diagnostic in &mut self.found[known..] {
                diagnostic.span = place;
                diagnostic.related.clear();
                diagnostic.fix = None;
            }
        }
        effects.place(place);
        let placed = Statement { span: place, ..statement.clone() };
        inside.advance(&placed, &effects, self.catalog);
        self.catalog.apply(&placed, self.scope.migration.file);
        if let Some(step) = self.steps.last_mut() {
            step.effects.add(effects);
        }
    }

    /// The statements that run inside another: those of a `DO` block, and the bodies of functions that this
    /// migration makes and calls.
    fn executed_by(&self, statement: &'a Statement, expanded: &Ran) -> Vec<&'a Statement> {
        let mut nested: Vec<_> = statement.inner.iter().collect();
        if expanded.block {
            nested.clear();
        }
        for call in calls(statement) {
            let called = self.catalog.resolve_function(call);
            if expanded.functions.contains(&called) {
                continue;
            }
            for made in self.scope.statements {
                if let StatementKind::CreateFunction(function) = &made.kind
                    && self.catalog.resolve_function(&function.name) == called
                {
                    nested.extend(&function.statements);
                }
            }
        }
        nested
    }
}

/// What was run as expanded code.
#[derive(Default)]
struct Ran {
    /// The block that the statement is.
    block: bool,
    /// The functions that it calls.
    functions: Vec<QualifiedName>,
}

/// The functions and procedures that a statement calls.
fn calls(statement: &Statement) -> &[Name] {
    match &statement.kind {
        StatementKind::Query(query) => &query.calls,
        StatementKind::Call(procedure) => std::slice::from_ref(procedure),
        _ => &[],
    }
}

/// Weighs what was found, marks what is accepted, and puts the rest in order.
fn accept(
    scope: &Scope<'_>,
    parsed: &Parsed,
    accepted: &mut Accepted<'_>,
    found: &mut Vec<Diagnostic>,
) {
    let (path, file) = (scope.file.path(), scope.migration.file);
    let spans: Vec<_> = parsed.statements.iter().map(|statement| statement.span).collect();
    sizes::weigh(&scope.settings.sizes, scope.levels, found);
    if scope.migration.is_new() {
        let ignores = comment::ignores(scope.file, &parsed.comments, &spans);
        comment::apply(file, &ignores, scope.levels, found);
        accepted.waivers.apply(path, found.iter_mut());
    } else {
        accepted.waivers.accept(path, found.iter_mut());
    }
    found.sort_by_key(|diagnostic| (diagnostic.span.start, diagnostic.rule.id));
    baseline::fingerprint(scope.file, &spans, &parsed.comments, found);
    accepted.baseline.accept(path, found);
}

/// What each statement does; what runs inside one is added to it.
fn outcomes(migration: usize, scope: &Scope<'_>, steps: Vec<Step<'_>>) -> Vec<StatementOutcome> {
    let mut outcomes: Vec<StatementOutcome> = Vec::new();
    let mut stopped_by = None;
    for step in steps {
        let fails = step.effects.fails.as_ref().or(step.effects.fails_if_rows.as_ref());
        let fails = fails.map(|_| step.statement.span);
        if let (true, Some(outer)) = (step.nested, outcomes.last_mut()) {
            outer.effects.add(step.effects);
            stopped_by = stopped_by.or(fails.map(|_| outer.span));
            continue;
        }
        outcomes.push(StatementOutcome {
            migration,
            file: scope.migration.file,
            span: step.statement.span,
            command: syntax::command(scope.file.text(), step.statement),
            transaction: step.transaction.block.map(|_| step.transaction.number),
            effects: step.effects,
            held: step.transaction.held,
            stopped_by,
        });
        stopped_by = stopped_by.or(fails);
    }
    outcomes
}
