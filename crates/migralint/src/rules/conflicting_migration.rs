//! See `rules/conflicting-migration.md`.

use std::collections::BTreeSet;

use crate::conflicts::{Merged, NetAccess, net_accesses};
use crate::context::MigrationContext;
use crate::diagnostic::Diagnostics;
use crate::history::profile::Record;
use crate::history::{Change, Migration};
use crate::object::ObjectRef;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::source::Span;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "conflicting-migration",
        page: page!("conflicting-migration"),
        category: Category::Correctness,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Migration(check),
};

fn check(ctx: &MigrationContext<'_>, out: &mut Diagnostics<'_>) {
    let scope = ctx.scope;
    same_version(ctx, out);
    if scope.merged.is_empty() {
        return;
    }
    let own = net_accesses(scope.file.text(), scope.statements);
    for merged in scope.merged {
        let mut told: BTreeSet<&ObjectRef> = BTreeSet::new();
        for access in &own {
            let Some((other, consequence)) = conflict(access, merged) else { continue };
            // Of a table that both make, its indexes are no news.
            if matches!(access.object, ObjectRef::Index(_)) && told.iter().any(|one| is_table(one))
            {
                continue;
            }
            if told.insert(&access.object) {
                report(access, other, consequence, merged.migration, out);
            }
        }
    }
}

fn is_table(object: &ObjectRef) -> bool {
    matches!(object, ObjectRef::Relation(_))
}

/// What a merged migration does to the same object, and what comes of it.
fn conflict<'m>(own: &NetAccess, merged: &'m Merged<'_>) -> Option<(&'m NetAccess, &'static str)> {
    let mut same = merged.accesses.iter().filter(|other| other.object == own.object);
    same.find_map(|other| Some((other, own.kind.conflict(&other.kind)?)))
}

fn report(
    own: &NetAccess,
    other: &NetAccess,
    why: &str,
    merged: &Migration,
    out: &mut Diagnostics<'_>,
) {
    let (shown, id) = (own.object.shown(), &merged.id);
    let (here, there) = (own.kind.verb(), other.kind.verb());
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

/// Two migrations are numbered alike.
fn same_version(ctx: &MigrationContext<'_>, out: &mut Diagnostics<'_>) {
    let own = ctx.scope.migration;
    let version = own.version();
    if version.is_empty() {
        return;
    }
    let layout = ctx.scope.layout();
    let is_same = |other: &&Migration| other.version() == version;
    let (other, consequence) = if layout.record == Record::Name {
        let mut merged = ctx.scope.merged.iter().map(|merged| merged.migration);
        (merged.find(is_same), String::new())
    } else {
        let all = &ctx.scope.history.migrations;
        let at = all.iter().take_while(|other| other.file != own.file).count();
        let mut before = all[..at].iter().rev().take_while(is_same);
        let mut after = all[at..].iter().take_while(is_same);
        let other = before.next().or_else(|| after.find(|other| !other.is_new()));
        let tool = layout.tool;
        (
            other,
            format!(
                ": {tool} knows migrations by their versions, and refuses two or leaves one out"
            ),
        )
    };
    let Some(other) = other else { return };
    let meanwhile =
        if other.change == Change::Merged { ", which was merged meanwhile" } else { "" };
    out.report(
        ctx.start(),
        format!(
            "`{}` has the version {version}, and so has `{}`{meanwhile}{consequence}",
            own.id, other.id
        ),
    )
    .label("only the rest of the name tells which runs first")
    .help("give the migration a later version")
    .related(other.file, Span::default(), format!("has the version {version}"));
}
