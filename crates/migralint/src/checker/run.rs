//! Runs the rules that are enabled.

use super::Findings;
use crate::context::{MigrationContext, OrphanContext, Scope, StatementContext};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::history::{Change, History};
use crate::name::QualifiedName;
use crate::replay::Moment;
use crate::rule::Check;
use crate::rule_info::{Enabled, RuleInfo};
use crate::rules::RULES;
use crate::settings::{Levels, Settings};
use crate::sizes::Size;
use crate::source::{FileId, Sources};
use crate::syntax::statement::StatementKind;

/// Runs the enabled rules that check statements. What they find in expanded code stands where that is run.
pub(super) fn check_statement(moment: &Moment<'_>, scope: &Scope<'_>, found: &mut Findings) {
    let Moment { statement, effects, before, transaction, code } = *moment;
    let altered = &match &statement.kind {
        StatementKind::AlterTable(alter) => before.resolve_relation(&alter.name),
        _ => QualifiedName::new("", ""),
    };
    let scope = &match code {
        Some((code, _)) => Scope { file: &code.file, statements: &code.statements, ..*scope },
        None => *scope,
    };
    let context = StatementContext { statement, effects, before, transaction, scope, altered };
    found.place = code.map(|(_, place)| place);
    for rule in RULES {
        if let Check::Statement(check) = &rule.check {
            run(&rule.info, scope, found, |out| check(&context, out));
        }
    }
    found.place = None;
}

/// Runs the enabled rules that check whole migrations: all of them on a new one, on another those that check how it has
/// changed.
pub(super) fn check_migration(context: &MigrationContext<'_>, found: &mut Findings) {
    let migration = context.scope.migration;
    for rule in RULES {
        let check = match rule.check {
            Check::Migration(check) if migration.is_new() => check,
            Check::Change(check) if migration.change != Change::None => check,
            _ => continue,
        };
        run(&rule.info, context.scope, found, |out| check(context, out));
    }
}

/// Runs a rule where it is enabled: everywhere, or for pending migrations and large tables.
fn run(
    rule: &'static RuleInfo,
    scope: &Scope<'_>,
    found: &mut Findings,
    check: impl FnOnce(&mut Diagnostics<'_>),
) {
    let file = scope.migration.file;
    let Some(severity) = scope.levels.severity(rule) else { return };
    let waits = rule.enabled == Enabled::PendingOnly && !scope.levels.is_set(rule);
    let from = found.all.len();
    let sizes = &scope.settings.sizes;
    if !waits || scope.is_pending {
        check(&mut Diagnostics::new(rule, severity, file, &mut found.all));
    } else if sizes.has_large() {
        let mut all = Vec::new();
        check(&mut Diagnostics::new(rule, severity, file, &mut all));
        all.retain(|one| one.table.as_ref().and_then(|table| sizes.of(table)) == Some(Size::Large));
        found.all.append(&mut all);
    }
    found.bound(rule.id, from);
}

/// Runs the rules for rollback files that belong to no migration.
pub(super) fn check_orphans(
    sources: &Sources,
    history: &History,
    settings: &Settings,
    found: &mut Vec<Diagnostic>,
) {
    for id in &history.orphans {
        let file = sources.get(*id);
        let levels = settings.levels_for(file.path());
        let context = OrphanContext { file, history };
        run_enabled(&levels, *id, found, |check, out| {
            if let Check::Orphan(check) = check {
                check(&context, out);
            }
        });
    }
}

/// Runs the rules for waivers.
pub(super) fn check_waivers(sources: &Sources, settings: &Settings, found: &mut Vec<Diagnostic>) {
    for waiver in &settings.waivers {
        let Some((file, _)) = waiver.place else { continue };
        let levels = settings.levels_for(sources.get(file).path());
        run_enabled(&levels, file, found, |check, out| {
            if let Check::Waiver(check) = check {
                check(waiver, out);
            }
        });
    }
}

/// Gives the checks of all enabled rules a sink each; `run` runs those of its kind.
pub(super) fn run_enabled(
    levels: &Levels,
    file: FileId,
    found: &mut Vec<Diagnostic>,
    run: impl Fn(Check, &mut Diagnostics<'_>),
) {
    for rule in RULES {
        if let Some(severity) = levels.severity(&rule.info) {
            run(rule.check, &mut Diagnostics::new(&rule.info, severity, file, found));
        }
    }
}
