//! The checker: replays histories, runs the rules on what replay finds, adjusts severities and marks what is suppressed.

mod findings;
mod ignores;
mod limit;
mod run;
mod severity;
mod suppress;

use std::rc::Rc;

use self::findings::Findings;
use self::run::{check_migration, check_orphans, check_statement, check_waivers, run_enabled};
use self::suppress::{Suppressions, suppress, suppress_orphans};
use crate::column_replacement;
use crate::conflicts;
use crate::context::{MigrationContext, Scope, still_to_run};
use crate::enum_replacement;
use crate::history::{Change, History, Migration};
use crate::outcome::{HistoryOutcome, Outcome, StatementOutcome};
use crate::parallel;
use crate::replay::{Replay, Step};
use crate::rollback::{Passage, WayBack};
use crate::rule_info::Category;
use crate::rules;
use crate::settings::Settings;
use crate::source::{SourceFile, Sources};
use crate::suppression::baseline::Baseline;
use crate::syntax::{self, Parsed};

/// Replays histories and says what is dangerous in their new migrations, but for what the settings and the baseline accept.
pub fn check<'a>(
    sources: &'a Sources,
    histories: &'a [History],
    settings: &Settings,
    baseline: &Baseline,
) -> Outcome<'a> {
    let mut suppressions = Suppressions::new(settings, baseline);
    let text = |migration: &Migration| sources.get(migration.file).text();
    let checked = histories.iter().map(|history| {
        parallel::ahead(
            &history.migrations,
            |migration| text(migration).len(),
            |migration| syntax::parse(text(migration), &migration.up),
            |parsed| check_history(sources, history, parsed, settings, &mut suppressions),
        )
    });
    let mut histories: Vec<HistoryOutcome<'_>> = checked.collect();
    if let Some(last) = histories.last_mut() {
        // They belong to no history: reporters group by file.
        check_waivers(sources, settings, &mut last.diagnostics);
    }
    let unused_waivers = suppressions.waivers.unused();
    Outcome { sources, histories, unused_waivers, relaxations: Vec::new(), unread: Vec::new() }
}

/// Checks a history of which every migration comes parsed.
fn check_history<'a>(
    sources: &'a Sources,
    history: &'a History,
    parsed: &mut dyn Iterator<Item = Parsed>,
    settings: &Settings,
    suppressions: &mut Suppressions<'_>,
) -> HistoryOutcome<'a> {
    let merged = &conflicts::merged(sources, history);
    let still_to_run = still_to_run(history);
    let mut replay = Replay::new(history, settings.postgres);
    let mut outcome = HistoryOutcome { history, diagnostics: Vec::new(), statements: Vec::new() };
    for (index, (migration, parsed)) in history.migrations.iter().zip(parsed).enumerate() {
        let file = sources.get(migration.file);
        let statements = &parsed.statements;
        replay.begin(index, statements.len());
        let scope = Scope {
            migration,
            file,
            statements,
            comments: &parsed.comments,
            cuts: &cuts(history, migration, file),
            enum_replacements: &enum_replacement::find(statements),
            column_replacements: &column_replacement::find(statements, replay.catalog()),
            history,
            merged,
            is_pending: index >= still_to_run,
            settings,
            levels: &settings.levels_for(file.path()),
        };
        let before = verifies(&scope).then(|| replay.catalog().clone());
        let mut found = Findings::default();
        let steps = replay.run((migration.file, file), statements, |moment| {
            if migration.is_new() {
                check_statement(moment, &scope, &mut found);
            }
        });
        if !migration.is_new() && migration.change == Change::None {
            continue;
        }
        let after = replay.catalog();
        let (is_whole, postgres) = (replay.is_whole(), settings.postgres);
        let way_back = before.as_ref().and_then(|before| {
            WayBack::read(sources, migration, Passage { before, after, is_whole, postgres })
        });
        let way_back = way_back.as_ref();
        let context = MigrationContext { scope: &scope, steps: &steps, after, way_back };
        check_migration(&context, &mut found);
        let mut found = suppress(&scope, &parsed, way_back, suppressions, found);
        if migration.is_new() {
            outcome.statements.extend(outcomes(index, &scope, steps));
        }
        outcome.diagnostics.append(&mut found);
    }
    if settings.verify_all_rollbacks || history.migrations.iter().all(Migration::is_new) {
        let mut found = Vec::new();
        check_orphans(sources, history, settings, &mut found);
        suppress_orphans(sources, suppressions, &mut found);
        outcome.diagnostics.append(&mut found);
    }
    outcome
}

/// Where the tool cuts the file of a new migration without regard to statements, in order.
fn cuts(history: &History, migration: &Migration, file: &SourceFile) -> Vec<usize> {
    if migration.is_new() {
        history.profile.splitting.cuts(file.text(), &migration.up)
    } else {
        Vec::new()
    }
}

/// Whether the way back of a migration is verified.
fn verifies(scope: &Scope<'_>) -> bool {
    scope.migration.is_new()
        && scope.migration.rollback.is_some()
        && rules::any_enabled(Category::Rollback, scope.levels)
        && scope.is_verified()
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
