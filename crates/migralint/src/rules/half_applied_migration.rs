//! See `rules/half-applied-migration.md`.

use crate::catalog::Catalog;
use crate::context::MigrationContext;
use crate::diagnostic::Diagnostics;
use crate::effects::Cause;
use crate::history::profile::TransactionMode;
use crate::name::QualifiedName;
use crate::replay::Step;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::source::Span;
use crate::syntax::statement::{ActionKind, ConstraintKind, StatementKind};

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "half-applied-migration",
        page: page!("half-applied-migration"),
        category: Category::Transaction,
        severity: Severity::Note,
        enabled: Enabled::ByDefault,
    },
    check: Check::Migration(check),
};

fn check(ctx: &MigrationContext<'_>, out: &mut Diagnostics<'_>) {
    if !ctx.scope.is_pending {
        return;
    }
    let Some((step, why)) = ctx.steps.iter().find_map(|step| {
        let why = may_fail(step, ctx.after)?;
        let stays = |earlier: &Step<'_>| {
            let kind = &earlier.statement.kind;
            earlier.transaction.number < step.transaction.number
                && !earlier.effects.nothing_to_do
                && (kind.changes_schema() || kind.changes_rows())
        };
        ctx.steps.iter().any(stays).then_some((step, why))
    }) else {
        return needless(ctx, out);
    };
    let then = ctx.scope.layout().advice.after_failure;
    let builds_index = matches!(step.statement.kind, StatementKind::CreateIndex(_));
    let or = if builds_index || step.effects.needs_no_transaction {
        ""
    } else {
        ", or put `BEGIN;` and `COMMIT;` around all where their locks may be held together"
    };
    let sql = ctx.scope.text(step.statement.span);
    out.report(
        step.statement.span,
        format!("if this fails on {why}, the migration is half applied: what the statements before it did stays{then}"),
    )
    .label(format!("fails on {why}"))
    .help(format!("move it to a migration of its own{or}"))
    .safe(format!("-- in a migration of its own:\n{sql};"));
}

/// A migration that opts out of its transaction, of which no statement needs that.
fn needless(ctx: &MigrationContext<'_>, out: &mut Diagnostics<'_>) {
    let is_wrapped = |mode| matches!(mode, TransactionMode::File | TransactionMode::Run);
    let opts_out = is_wrapped(ctx.scope.profile().default)
        && ctx.scope.migration.transaction == TransactionMode::Statement;
    // Data is changed in batches that commit by themselves; what is unknown may need it.
    let profits = |step: &Step<'_>| {
        let statement = &step.statement.kind;
        step.effects.needs_no_transaction
            || step.transaction.block.is_some()
            || !(statement.changes_schema() || matches!(statement, StatementKind::Set(_)))
            || matches!(statement, StatementKind::Unreadable(_))
    };
    let mut changes = ctx.steps.iter().filter(|step| step.statement.kind.changes_schema());
    let (Some(first), Some(_)) = (changes.next(), changes.next()) else { return };
    if !opts_out || ctx.steps.iter().any(profits) {
        return;
    }
    out.report(
        first.statement.span,
        "the migration runs outside a transaction and no statement in it needs that: if one fails, those before it stay",
    )
    .label("commits by itself")
    .help("take the opt-out away, and the migration is applied as a whole or not at all");
}

/// On which rows a statement may fail that stood before the migration.
fn may_fail(step: &Step<'_>, after: &Catalog) -> Option<&'static str> {
    if step.effects.fails.is_some() || step.effects.fails_if_rows.is_some() {
        // It does so for sure, and that is told.
        return None;
    }
    let kind = &step.statement.kind;
    step.effects.scans.iter().find_map(|work| {
        let why = match work.cause {
            Cause::IndexBuild { .. } if matches!(kind, StatementKind::CreateIndex(index) if index.unique) => "duplicates",
            Cause::ConstraintIndex { .. } => "duplicates",
            Cause::NotNull { .. } => "nulls",
            Cause::Check { .. } | Cause::Domain { .. } | Cause::PartitionBounds => "rows that break it",
            Cause::ForeignKey { .. } => "rows without their counterpart",
            _ => return None,
        };
        let is_empty = |column: &String| is_empty(&work.table, column, after);
        let columns = columns(kind, work.span);
        (columns.is_empty() || !columns.iter().any(is_empty)).then_some(why)
    })
}

/// The columns of the key that the action at `span` makes; none where it makes no key.
fn columns(kind: &StatementKind, span: Span) -> Vec<String> {
    match kind {
        StatementKind::CreateIndex(index) => {
            index.keys.iter().filter_map(|key| key.column.clone()).collect()
        }
        StatementKind::AlterTable(alter) => {
            let action = alter.actions.iter().find(|action| action.span == span);
            match action.map(|action| &action.kind) {
                Some(ActionKind::AddConstraint(constraint)) => match &constraint.kind {
                    ConstraintKind::Unique { columns } => columns.clone(),
                    ConstraintKind::ForeignKey(key) => key.columns.clone(),
                    _ => Vec::new(),
                },
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

/// Whether a column holds nothing but nulls: the migration made it, and nothing filled it.
fn is_empty(table: &QualifiedName, column: &str, after: &Catalog) -> bool {
    after.column(table, column).is_some_and(|column| {
        column.origin.is_some_and(|origin| origin.migration == after.current)
            && column.default.is_none()
            && column.identity.is_none()
            && column.generated.is_none()
            && !column.filled
            && !column.not_null
    })
}
