//! See `rules/lost-replica-identity-breaks-writes.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::name::{Ident, QualifiedName};
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::{
    ActionKind, AlterTableAction, ConstraintKind, ReplicaIdentity, StatementKind,
};
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "lost-replica-identity-breaks-writes",
        page: page!("lost-replica-identity-breaks-writes"),
        category: Category::Compatibility,
        severity: Severity::Warning,
        enabled: Enabled::PendingOnly,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let (table, actions) = ctx.clauses();
    let lost = actions.iter().find_map(|action| Some((action, loses(action, table, ctx)?)));
    let Some((action, doing)) = lost else { return };
    let fails = ctx.effects.fails.is_some() || ctx.effects.lock_on(table).is_none();
    if fails || is_given_another(table, action, ctx) {
        return;
    }
    let shown = table.shown();
    out.report(
        action.span,
        format!("{doing} {shown}: where it is published, its updates and deletes fail from now on"),
    )
    .label(words::lock(ctx.effects, table))
    .help(
        "give it another identity in the same transaction, and keep an index that tells rows apart",
    )
    .safe(format!("ALTER TABLE {} REPLICA IDENTITY FULL;", table.sql()))
    .table(table);
}

/// What a clause takes away by which subscribers know a row.
fn loses(
    action: &AlterTableAction,
    table: &QualifiedName,
    ctx: &StatementContext<'_>,
) -> Option<&'static str> {
    let known = ctx.before.table(table);
    match &action.kind {
        ActionKind::ReplicaIdentity { identity: ReplicaIdentity::Nothing } => {
            Some("takes the replica identity off")
        }
        ActionKind::DropConstraint { name, .. } if is_primary(name, table, ctx) => {
            let by_key =
                known.is_none_or(|known| known.replica_identity == ReplicaIdentity::Default);
            by_key.then_some("takes the primary key off")
        }
        _ => None,
    }
}

/// Whether it is the primary key; on a table that the history never made, by the name that PostgreSQL gives it.
fn is_primary(name: &Ident, table: &QualifiedName, ctx: &StatementContext<'_>) -> bool {
    if let Some(key) = ctx.before.primary_key(table) {
        return key.name == name.name;
    }
    let known = ctx.before.table(table).is_some_and(|table| table.complete);
    !known && name.name == format!("{}_pkey", table.name)
}

/// Whether another clause, of this statement or a later one, gives the table a key or an identity, or drops it.
fn is_given_another(
    table: &QualifiedName,
    lost: &AlterTableAction,
    ctx: &StatementContext<'_>,
) -> bool {
    let is_table = |name| ctx.before.resolve_relation(name) == *table;
    let gives = |action: &AlterTableAction| match &action.kind {
        ActionKind::ReplicaIdentity { identity } => *identity != ReplicaIdentity::Nothing,
        ActionKind::AddConstraint(constraint) => matches!(
            constraint.kind,
            ConstraintKind::PrimaryKey { .. } | ConstraintKind::UsingIndex { primary: true, .. }
        ),
        _ => action
            .constraints()
            .iter()
            .any(|one| matches!(one.kind, ConstraintKind::PrimaryKey { .. })),
    };
    ctx.scope.statements.iter().any(|one| match &one.kind {
        StatementKind::AlterTable(alter) if is_table(&alter.name) => {
            alter.actions.iter().any(|action| action.span.start > lost.span.start && gives(action))
        }
        StatementKind::Drop(drop) => {
            one.span.start > lost.span.start && drop.names.iter().any(is_table)
        }
        _ => false,
    })
}
