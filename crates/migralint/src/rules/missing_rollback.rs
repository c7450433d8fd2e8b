//! See `rules/missing-rollback.md`.

use crate::context::{MigrationContext, Step};
use crate::diagnostic::Diagnostics;
use crate::effects::{Cause, Dropped};
use crate::history::RollbackPlace;
use crate::rule::{Category, Check, Rule, Severity, Status, page};
use crate::source::Span;
use crate::syntax::statement::ObjectKind;

pub(crate) static RULE: Rule = Rule {
    id: "missing-rollback",
    page: page!("missing-rollback"),
    category: Category::Rollback,
    severity: Severity::Warning,
    status: Status::Default,
    check: Check::Migration(check),
};

fn check(ctx: &MigrationContext<'_>, out: &mut Diagnostics<'_>) {
    let migration = ctx.scope.migration;
    if migration.rollback.is_some() || has_lines(ctx) || !ctx.scope.is_still_to_run {
        return;
    }
    let Some((span, loss)) = ctx.steps.iter().find_map(|step| loss(step, ctx)) else { return };
    let by_command = format!("`migralint rollback new {}` writes the way back", migration.id);
    let rows = "say there where the rows come from";
    let help = match &migration.rollback_place {
        Some(RollbackPlace::File(path)) => format!("{by_command} into {path}; {rows}"),
        Some(RollbackPlace::Section(marker)) => {
            format!("{by_command} into this file, under `{marker}`; {rows}")
        }
        Some(RollbackPlace::Lines(marker)) => {
            let marker = marker.trim_end();
            format!("write the way back in lines that begin with `{marker}`; {rows}")
        }
        None => format!(
            "{} runs no way back: keep one as a script beside the migration, or a note that says how to restore",
            ctx.scope.profile().tool
        ),
    };
    out.report(span, format!("{loss} and the migration has no rollback"))
        .label("cannot be taken back")
        .help(help);
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

/// What a statement destroys that stood before the migration: where and in words.
fn loss(step: &Step<'_>, ctx: &MigrationContext<'_>) -> Option<(Span, String)> {
    if let Some(replacement) = ctx.scope.enum_replacement(step.statement) {
        return Some((
            step.statement.span,
            format!("the enum \"{}\" loses values", replacement.name.name),
        ));
    }
    let effects = &step.effects;
    let lost = effects.drops.iter().find(|dropped| is_lost(dropped, ctx));
    if let Some(lost) = lost {
        return Some((lost.span, words(lost)));
    }
    effects.rewrites.iter().find_map(|work| {
        let table = work.table.shown();
        match &work.cause {
            Cause::Truncate => Some((work.span, format!("{table} is emptied"))),
            Cause::TypeChange { column } => {
                Some((work.span, format!("the values of \"{column}\" of {table} are converted")))
            }
            _ => None,
        }
    })
}

/// Whether data or a definition goes, and the migration does not make the object again.
fn is_lost(dropped: &Dropped, ctx: &MigrationContext<'_>) -> bool {
    match dropped.kind {
        ObjectKind::Table | ObjectKind::Column | ObjectKind::Schema | ObjectKind::Database => true,
        ObjectKind::View | ObjectKind::MaterializedView => ctx.after.view(&dropped.name).is_none(),
        ObjectKind::Type | ObjectKind::Domain => !ctx.after.types.contains_key(&dropped.name),
        ObjectKind::Function => ctx.after.function(&dropped.name).is_empty(),
        _ => false,
    }
}

fn words(dropped: &Dropped) -> String {
    match &dropped.part {
        Some(column) => format!("the column \"{column}\" of {} is dropped", dropped.name.shown()),
        None => format!("the {} {} is dropped", dropped.kind.words(), dropped.name.shown()),
    }
}
