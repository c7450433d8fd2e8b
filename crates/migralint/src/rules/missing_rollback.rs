//! See `rules/missing-rollback.md`.

use crate::catalog::{Function, Origin};
use crate::context::MigrationContext;
use crate::diagnostic::Diagnostics;
use crate::effects::{Cause, Dropped, LockMode};
use crate::history::RollbackPlace;
use crate::name::QualifiedName;
use crate::replay::Step;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::settings::RollbackNeed;
use crate::source::Span;
use crate::syntax::statement::{ObjectKind, StatementKind};

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "missing-rollback",
        page: page!("missing-rollback"),
        category: Category::Rollback,
        severity: Severity::Warning,
        enabled: Enabled::ByDefault,
    },
    check: Check::Migration(check),
};

fn check(ctx: &MigrationContext<'_>, out: &mut Diagnostics<'_>) {
    let migration = ctx.scope.migration;
    if migration.rollback.is_some() || has_lines(ctx) || !ctx.scope.is_pending {
        return;
    }
    let Some(need) = need(ctx) else { return };
    let by_command = format!("`migralint rollback new {}` writes the way back", migration.id);
    let rows = if need.takes_rows { "; say there where the rows come from" } else { "" };
    let help = match &migration.rollback_place {
        Some(RollbackPlace::File(path)) => format!("{by_command} into {path}{rows}"),
        Some(RollbackPlace::Section(marker)) => {
            format!("{by_command} into this file, under `{marker}`{rows}")
        }
        Some(RollbackPlace::Lines(marker)) => {
            let marker = marker.trim_end();
            format!("write the way back in lines that begin with `{marker}`{rows}")
        }
        None => format!(
            "{} runs no way back: keep one as a script beside the migration, or a note that says how to restore",
            ctx.scope.layout().tool
        ),
    };
    out.report(need.span, format!("{} and the migration has no rollback", need.words))
        .label(need.label)
        .help(help);
}

/// Why a migration needs a way back.
struct Need {
    span: Span,
    words: String,
    label: &'static str,
    takes_rows: bool,
}

/// The gravest reason, at the first statement that has it.
fn need(ctx: &MigrationContext<'_>) -> Option<Need> {
    let wanted = ctx.scope.settings.rollback_needed_by;
    let first = |need: fn(&Step<'_>, &MigrationContext<'_>) -> Option<Need>| {
        ctx.steps.iter().find_map(|step| need(step, ctx))
    };
    first(destroyed)
        .or_else(|| (wanted >= RollbackNeed::Complex).then(|| first(overwritten)).flatten())
        .or_else(|| (wanted >= RollbackNeed::Any).then(|| first(changed)).flatten())
}

/// Whether the way back stands in lines of the migration itself, which are not read.
fn has_lines(ctx: &MigrationContext<'_>) -> bool {
    let migration = ctx.scope.migration;
    let Some(RollbackPlace::Lines(marker)) = &migration.rollback_place else { return false };
    let word = marker.trim_start_matches('-').trim();
    migration.up.iter().flat_map(|span| ctx.scope.file.slice(*span).lines()).any(|line| {
        let comment = line.trim().strip_prefix("--").map(str::trim_start);
        comment.is_some_and(|text| text.to_ascii_lowercase().starts_with(word))
    })
}

/// What a statement destroys that stood before the migration.
fn destroyed(step: &Step<'_>, ctx: &MigrationContext<'_>) -> Option<Need> {
    let need = |span, words, takes_rows| {
        Some(Need { span, words, label: "cannot be taken back", takes_rows })
    };
    if let Some(replacement) = ctx.scope.enum_replacement(step.statement) {
        let words = format!("the enum \"{}\" loses values", replacement.name.name);
        return need(step.statement.span, words, true);
    }
    if let Some(lost) = step.effects.drops.iter().find(|dropped| is_lost(dropped, ctx)) {
        return need(lost.span, dropped(lost), holds_rows(lost.kind));
    }
    if let StatementKind::Delete(delete) = &step.statement.kind
        && delete.condition.is_none()
        && let Some(table) = written(step)
    {
        return need(
            step.statement.span,
            format!("all rows of {} are deleted", table.shown()),
            true,
        );
    }
    step.effects.rewrites.iter().find_map(|work| {
        let table = work.table.shown();
        match &work.cause {
            Cause::Truncate => need(work.span, format!("{table} is emptied"), true),
            Cause::TypeChange { column } => {
                let words = format!("the values of \"{column}\" of {table} are converted");
                need(work.span, words, true)
            }
            _ => None,
        }
    })
}

/// What a statement writes something else over: all values of a column, or the body of a function or view.
fn overwritten(step: &Step<'_>, ctx: &MigrationContext<'_>) -> Option<Need> {
    let after = ctx.after;
    let stood = |origin: Origin| origin.migration < after.current;
    let words = match &step.statement.kind {
        StatementKind::Update(update) if update.condition.is_none() => {
            let table = written(step)?;
            let column = |name: &str| after.column(table, name).and_then(|column| column.origin);
            let mut set = update.assignments.iter().map(|(name, _)| name);
            let name = set.find(|name| column(name).is_none_or(stood))?;
            format!("all values of \"{name}\" of {} are overwritten", table.shown())
        }
        StatementKind::CreateFunction(create) if create.or_replace => {
            let name = after.resolve_function(&create.name);
            let mut overloads = after.function(&name).iter();
            let is_it = |one: &&Function| one.definition == create.definition;
            overloads.find(is_it).filter(|one| stood(one.origin))?;
            format!("the function {} is replaced", name.shown())
        }
        StatementKind::CreateView(create) if create.or_replace => {
            let name = after.resolve_relation(&create.name);
            after.view(&name).filter(|view| stood(view.origin))?;
            format!("the view {} is replaced", name.shown())
        }
        _ => return None,
    };
    let takes_rows = matches!(step.statement.kind, StatementKind::Update(_));
    Some(Need { span: step.statement.span, words, label: "what stood is gone", takes_rows })
}

/// That a statement changes the schema or rows at all.
fn changed(step: &Step<'_>, _: &MigrationContext<'_>) -> Option<Need> {
    let kind = &step.statement.kind;
    let words = match (kind.changes_schema(), kind.changes_rows()) {
        (true, _) => "the schema is changed",
        (_, true) => "rows are changed",
        _ => return None,
    };
    let (span, words) = (step.statement.span, words.to_owned());
    Some(Need { span, words, label: "has no way back", takes_rows: false })
}

/// The standing table whose rows a statement changes.
fn written<'a>(step: &'a Step<'_>) -> Option<&'a QualifiedName> {
    let mut locks = step.effects.locks.iter();
    locks.find(|(_, mode)| **mode == LockMode::RowExclusive).map(|(table, _)| table)
}

/// Whether data or a definition goes, and the migration does not make the object again.
fn is_lost(dropped: &Dropped, ctx: &MigrationContext<'_>) -> bool {
    match dropped.kind {
        kind if holds_rows(kind) => true,
        ObjectKind::View | ObjectKind::MaterializedView => ctx.after.view(&dropped.name).is_none(),
        ObjectKind::Type | ObjectKind::Domain => !ctx.after.types.contains_key(&dropped.name),
        ObjectKind::Function => ctx.after.function(&dropped.name).is_empty(),
        _ => false,
    }
}

fn holds_rows(kind: ObjectKind) -> bool {
    matches!(
        kind,
        ObjectKind::Table | ObjectKind::Column | ObjectKind::Schema | ObjectKind::Database
    )
}

fn dropped(dropped: &Dropped) -> String {
    match &dropped.part {
        Some(column) => format!("the column \"{column}\" of {} is dropped", dropped.name.shown()),
        None => format!("the {} {} is dropped", dropped.kind.words(), dropped.name.shown()),
    }
}
