//! The one loop: every statement of every migration, in order, against the schema that it will meet.

use std::rc::Rc;

use crate::catalog::Catalog;
use crate::checker::{self, Findings, Suppressions};
use crate::code::{self, Runner};
use crate::column_replacement;
use crate::context::{MigrationContext, Scope, StatementContext, Step, still_to_run};
use crate::effects::{self, Effects};
use crate::enum_replacement;
use crate::history::{Change, History, Migration};
use crate::name::QualifiedName;
use crate::outcome::{HistoryOutcome, Outcome, StatementOutcome};
use crate::parallel;
use crate::rollback::{self, Passage, WayBack};
use crate::rule_info::Category;
use crate::rules;
use crate::settings::Settings;
use crate::source::{Sources, Span};
use crate::suppression::baseline::Baseline;
use crate::syntax::statement::{Statement, StatementKind};
use crate::syntax::{self, Expanded, Parsed};
use crate::touch;
use crate::transaction::Transaction;

/// Replays histories and says what is dangerous in their new migrations, but for what the settings and the baseline accept.
pub fn check<'a>(
    sources: &'a Sources,
    histories: &'a [History],
    settings: &Settings,
    baseline: &Baseline,
) -> Outcome<'a> {
    let mut suppressions = Suppressions::new(settings, baseline);
    let text = |migration: &Migration| sources.get(migration.file).text();
    let replayed = histories.iter().map(|history| {
        parallel::ahead(
            &history.migrations,
            |migration| text(migration).len(),
            |migration| syntax::parse(text(migration), &migration.up),
            |parsed| replay(sources, history, parsed, settings, &mut suppressions),
        )
    });
    let mut histories: Vec<HistoryOutcome<'_>> = replayed.collect();
    if let Some(last) = histories.last_mut() {
        // They belong to no history: reporters group by file.
        checker::check_waivers(sources, settings, &mut last.diagnostics);
    }
    let unused_waivers = suppressions.waivers.unused();
    Outcome { sources, histories, unused_waivers, relaxations: Vec::new(), unread: Vec::new() }
}

/// Replays a history of which every migration comes parsed.
fn replay<'a>(
    sources: &'a Sources,
    history: &'a History,
    parsed: &mut dyn Iterator<Item = Parsed>,
    settings: &Settings,
    suppressions: &mut Suppressions<'_>,
) -> HistoryOutcome<'a> {
    let merged = &touch::merged(sources, history);
    let still_to_run = still_to_run(history);
    let mut catalog = Catalog::new();
    let mut transaction = Transaction::default();
    let mut is_whole = !history.has_gaps;
    let mut outcome = HistoryOutcome { history, diagnostics: Vec::new(), statements: Vec::new() };
    for (index, (migration, parsed)) in history.migrations.iter().zip(parsed).enumerate() {
        let file = sources.get(migration.file);
        let statements = &parsed.statements;
        let replacements = enum_replacement::find(statements);
        let enum_replacements = &replacements;
        catalog.begin_migration(index);
        let column_replacements = &column_replacement::find(statements, &catalog);
        let levels = &settings.levels_for(file.path());
        let verifies = migration.is_new()
            && migration.rollback.is_some()
            && rules::any_enabled(Category::Rollback, levels);
        let scope = Scope {
            migration,
            file,
            statements,
            comments: &parsed.comments,
            enum_replacements,
            column_replacements,
            history,
            merged,
            is_still_to_run: index >= still_to_run,
            settings,
            levels,
        };
        let before = (verifies && scope.is_verified()).then(|| catalog.clone());
        if index > 0 && history.migrations[index - 1].role != migration.role {
            // What has run already shares no transaction with what is still to run.
            transaction = Transaction::default();
        }
        transaction.begin_migration(migration.transaction, statements.len());
        let mut run = Run {
            scope: &scope,
            catalog: &mut catalog,
            found: Findings::default(),
            steps: Vec::new(),
        };
        for statement in statements {
            let mut inside = transaction.inside_routine();
            run.step(statement, &mut transaction, false);
            let step = run.steps.len() - 1;
            let mut routine = Routine { run: &mut run, transaction: &mut inside, step };
            let expanded = code::run_inside(&mut routine, file.text(), statement, statements);
            run.steps[step].expanded = expanded;
            transaction.join(inside);
        }
        let Run { mut found, steps, .. } = run;
        is_whole &= rollback::is_known(statements, &catalog);
        if migration.is_new() || migration.change != Change::None {
            let way_back = before.as_ref().and_then(|before| {
                let postgres = settings.postgres;
                let passage = Passage { before, after: &catalog, is_whole, postgres };
                WayBack::read(sources, migration, passage)
            });
            let way_back = way_back.as_ref();
            let after = &catalog;
            let context = MigrationContext { scope: &scope, steps: &steps, after, way_back };
            checker::check_migration(&context, &mut found);
            let mut found = checker::suppress(&scope, &parsed, way_back, suppressions, found);
            if migration.is_new() {
                outcome.statements.extend(outcomes(index, &scope, steps));
            }
            outcome.diagnostics.append(&mut found);
        }
    }
    if settings.verify_all_rollbacks || history.migrations.iter().all(Migration::is_new) {
        let mut found = Vec::new();
        checker::check_orphans(sources, history, settings, &mut found);
        checker::suppress_orphans(sources, suppressions, &mut found);
        outcome.diagnostics.append(&mut found);
    }
    outcome
}

/// One migration while it is replayed.
struct Run<'a, 'c> {
    scope: &'a Scope<'a>,
    catalog: &'c mut Catalog,
    found: Findings,
    steps: Vec<Step<'a>>,
}

impl<'a> Run<'a, '_> {
    fn step(&mut self, statement: &'a Statement, transaction: &mut Transaction, nested: bool) {
        let effects = effects::of(statement, self.catalog, self.scope.settings.postgres);
        if self.scope.migration.is_new() {
            let (before, scope) = (&*self.catalog, self.scope);
            let altered = &altered(statement, before);
            let effects = &effects;
            let context =
                StatementContext { statement, effects, before, transaction, scope, altered };
            checker::check_statement(&context, &mut self.found);
        }
        let seen = transaction.clone();
        transaction.advance(statement, statement.span, &effects, self.catalog);
        self.catalog.apply(statement, self.scope.migration.file);
        if transaction.number != seen.number {
            self.catalog.end_transaction();
        }
        // Thousands of rows in a row do the same.
        let same = self.steps.last().map(|last| &last.effects).filter(|last| ***last == effects);
        let effects = match (same, self.steps.last()) {
            (Some(same), _) => Rc::clone(same),
            (None, Some(last)) if last.effects.locks == effects.locks => {
                Rc::new(Effects { locks: Rc::clone(&last.effects.locks), ..effects })
            }
            (None, _) => Rc::new(effects),
        };
        self.steps.push(Step { statement, effects, transaction: seen, nested, expanded: false });
    }
}

/// The table of an `ALTER TABLE`; an empty name for another statement.
fn altered(statement: &Statement, before: &Catalog) -> QualifiedName {
    match &statement.kind {
        StatementKind::AlterTable(alter) => before.resolve_relation(&alter.name),
        _ => QualifiedName::new("", ""),
    }
}

/// The code that a statement of a migration runs.
struct Routine<'r, 'a, 'c> {
    run: &'r mut Run<'a, 'c>,
    transaction: &'r mut Transaction,
    /// The step of the statement.
    step: usize,
}

impl<'a> Runner<'a> for Routine<'_, 'a, '_> {
    fn catalog(&self) -> &Catalog {
        self.run.catalog
    }

    fn run(&mut self, statement: &'a Statement) {
        self.run.step(statement, self.transaction, true);
    }

    /// What it does counts for the statement that runs it, and stands there in messages.
    fn run_expanded(&mut self, code: &Expanded, statement: &Statement, place: Span) {
        let Run { scope, catalog, found, steps } = &mut *self.run;
        let mut effects = effects::of(statement, catalog, scope.settings.postgres);
        if scope.migration.is_new() {
            let scope = &Scope { file: &code.file, statements: &code.statements, ..**scope };
            let (before, transaction) = (&**catalog, &*self.transaction);
            let altered = &altered(statement, before);
            let effects = &effects;
            let context =
                StatementContext { statement, effects, before, transaction, scope, altered };
            found.place = Some(place);
            checker::check_statement(&context, found);
            found.place = None;
        }
        effects.place(place);
        self.transaction.advance(statement, place, &effects, catalog);
        catalog.apply_at(statement, scope.migration.file, place);
        Rc::make_mut(&mut steps[self.step].effects).add(effects);
    }
}

/// What each statement does; what runs inside one is added to it.
fn outcomes(migration: usize, scope: &Scope<'_>, steps: Vec<Step<'_>>) -> Vec<StatementOutcome> {
    let top_level = steps.iter().filter(|step| !step.nested).count();
    let mut outcomes: Vec<StatementOutcome> = Vec::with_capacity(top_level);
    let mut stopped_by = None;
    for step in steps {
        let fails = step.effects.fails.as_ref().or(step.effects.fails_if_rows.as_ref());
        let fails = fails.map(|_| step.statement.span);
        if let (true, Some(outer)) = (step.nested, outcomes.last_mut()) {
            Rc::make_mut(&mut outer.effects).add(Rc::unwrap_or_clone(step.effects));
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
