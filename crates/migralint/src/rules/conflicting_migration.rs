//! See `rules/conflicting-migration.md`.

use std::collections::BTreeSet;

use crate::context::MigrationContext;
use crate::diagnostic::Diagnostics;
use crate::history::Migration;
use crate::rule::{Category, Check, Rule, Severity, Status, page};
use crate::source::Span;
use crate::touch::{self, Merged, Touch};

pub(crate) static RULE: Rule = Rule {
    id: "conflicting-migration",
    page: page!("conflicting-migration"),
    category: Category::Correctness,
    severity: Severity::Error,
    status: Status::Default,
    check: Check::Migration(check),
};

fn check(ctx: &MigrationContext<'_>, out: &mut Diagnostics<'_>) {
    let scope = ctx.scope;
    if scope.merged.is_empty() {
        return;
    }
    let own = touch::touches(scope.file.text(), scope.statements);
    for merged in scope.merged {
        same_version(ctx, merged, out);
        let mut told = BTreeSet::new();
        for touch in &own {
            let Some((other, consequence)) = conflict(touch, merged) else { continue };
            if told.insert(&touch.object) {
                report(touch, other, consequence, merged.migration, out);
            }
        }
    }
}

/// What a merged migration does to the same object, and what comes of it.
fn conflict<'m>(own: &Touch, merged: &'m Merged<'_>) -> Option<(&'m Touch, &'static str)> {
    let mut same = merged.touches.iter().filter(|other| other.object == own.object);
    same.find_map(|other| Some((other, own.how.conflict(&other.how)?)))
}

fn report(own: &Touch, other: &Touch, why: &str, merged: &Migration, out: &mut Diagnostics<'_>) {
    let (shown, id) = (own.object.shown(), &merged.id);
    let (here, there) = (own.how.verb(), other.how.verb());
    let verbs = if here == there {
        format!("{here} {shown}, and so does `{id}`")
    } else {
        format!("{here} {shown}, and `{id}` {there} it")
    };
    let diagnostic = out
        .report(own.span, format!("the migration {verbs}, which was merged meanwhile: {why}"))
        .label(format!("`{id}` {there} it"))
        .help(format!(
            "bring the branch up to date and let the migration go on from what `{id}` leaves"
        ))
        .related(merged.file, other.span, format!("{there} it"));
    if let Some(table) = own.object.relation() {
        diagnostic.table(table);
    }
}

/// Two branches numbered a migration alike.
fn same_version(ctx: &MigrationContext<'_>, merged: &Merged<'_>, out: &mut Diagnostics<'_>) {
    let (own, other) = (ctx.scope.migration, merged.migration);
    let version = version(own);
    if version.is_empty() || version != self::version(other) {
        return;
    }
    out.report(
        ctx.start(),
        format!(
            "`{}` has the version {version}, and so has `{}`, which was merged meanwhile",
            own.id, other.id
        ),
    )
    .label("only the rest of the name tells which runs first")
    .help("give the migration a later version")
    .related(other.file, Span::default(), format!("has the version {version}"));
}

/// What stands before the name: a number or a time.
fn version(migration: &Migration) -> &str {
    if migration.name.is_empty() || migration.repeatable {
        return "";
    }
    let digits = migration.id.trim_start_matches(|c: char| !c.is_ascii_digit());
    let end = digits.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(0);
    &digits[..end]
}
