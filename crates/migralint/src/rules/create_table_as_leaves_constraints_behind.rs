//! See `rules/create-table-as-leaves-constraints-behind.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::{ActionKind, ConstraintKind, CreateTableAs, StatementKind};

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "create-table-as-leaves-constraints-behind",
        page: page!("create-table-as-leaves-constraints-behind"),
        category: Category::Correctness,
        severity: Severity::Note,
        enabled: Enabled::PendingOnly,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let StatementKind::CreateTableAs(create) = &ctx.statement.kind else { return };
    let tables = create.query.tables.iter().map(|table| ctx.before.resolve_relation(table));
    let Some(from) = tables.into_iter().find(|table| ctx.before.exists(table)) else { return };
    if create.temporary || ctx.effects.nothing_to_do || goes_on(create, ctx) {
        return;
    }
    let (new, old) = (ctx.before.resolve_relation(&create.name), from.shown());
    let copied =
        format!("{} gets rows of {old} and none of its keys, defaults and NOT NULL", new.shown());
    let report = out.report(ctx.statement.span, copied);
    report
        .label("copies values and types, nothing else")
        .help("create the table with its constraints first, then fill it")
        .table(&from);
    let whole = create.query.tables.len() == 1 && create.query.stars.len() == 1;
    if whole && ctx.before.view(&from).is_none() {
        report.safe(format!("CREATE TABLE {} (LIKE {} INCLUDING ALL);", new.sql(), from.sql()));
    }
}

/// Whether a later statement of the migration gives the table a primary key, or drops it.
fn goes_on(create: &CreateTableAs, ctx: &StatementContext<'_>) -> bool {
    let new = ctx.before.resolve_relation(&create.name);
    let is_new = |name| ctx.before.resolve_relation(name) == new;
    let later = ctx.scope.statements.iter().filter(|one| one.span.start > ctx.statement.span.start);
    later.into_iter().any(|one| match &one.kind {
        StatementKind::AlterTable(alter) if is_new(&alter.name) => {
            alter.actions.iter().any(|action| {
                let ActionKind::AddConstraint(constraint) = &action.kind else { return false };
                matches!(
                    constraint.kind,
                    ConstraintKind::PrimaryKey { .. }
                        | ConstraintKind::UsingIndex { primary: true, .. }
                )
            })
        }
        StatementKind::Drop(drop) => drop.names.iter().any(is_new),
        _ => false,
    })
}
