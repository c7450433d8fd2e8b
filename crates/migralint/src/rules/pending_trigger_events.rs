//! See `rules/pending-trigger-events.md`.

use crate::catalog::Constraint;
use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::name::{Name, QualifiedName};
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::source::Span;
use crate::syntax::statement::access::rows_written;
use crate::syntax::statement::{
    ActionKind, AlterTableAction, ConstraintKind, ObjectKind, RowChange, Statement, StatementKind,
};

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "pending-trigger-events",
        page: page!("pending-trigger-events"),
        category: Category::Transaction,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    if ctx.transaction.block.is_none() {
        return;
    }
    let pending = changed(ctx).into_iter().find_map(|table| {
        let (written, key) = pending(&table, ctx)?;
        Some((table, written, key))
    });
    let Some((table, written, key)) = pending else { return };
    let (shown, sql) = (table.shown(), ctx.scope.text(ctx.statement.span));
    out.report(
        ctx.statement.span,
        format!(
            "fails: the check of \"{key}\" on rows of {shown} that this transaction has changed is put off to its end"
        ),
    )
    .label("PostgreSQL refuses it while trigger events are pending")
    .help("change the table before its rows, or have the checks done first")
    .safe(format!("SET CONSTRAINTS ALL IMMEDIATE;\n{sql};"))
    .related(ctx.scope.migration.file, written, "rows are changed here")
    .table(&table);
}

/// The tables of which the statement demands that nothing is pending (`CheckTableNotInUse`).
fn changed(ctx: &StatementContext<'_>) -> Vec<QualifiedName> {
    let names = match &ctx.statement.kind {
        StatementKind::AlterTable(alter) if !alter.actions.iter().all(renames) => {
            std::slice::from_ref(&alter.name)
        }
        StatementKind::Drop(drop) if drop.kind == ObjectKind::Table => &drop.names,
        StatementKind::Truncate(truncate) => &truncate.tables,
        _ => &[],
    };
    names.iter().map(|name| ctx.before.resolve_relation(name)).collect()
}

fn renames(action: &AlterTableAction) -> bool {
    matches!(
        action.kind,
        ActionKind::RenameTo { .. }
            | ActionKind::RenameColumn { .. }
            | ActionKind::RenameConstraint { .. }
            | ActionKind::SetSchema { .. }
            | ActionKind::OwnerTo
    )
}

/// Where the transaction has changed rows of a table so that a check is put off, and the foreign key.
fn pending(table: &QualifiedName, ctx: &StatementContext<'_>) -> Option<(Span, String)> {
    let catalog = ctx.before;
    let own = catalog.constraints_of(table).iter().filter_map(|key| put_off(key, false));
    let referring = catalog.foreign_keys_to(table).filter_map(|(_, key)| put_off(key, true));
    let keys: Vec<Key<'_>> = own.chain(referring).collect();
    if keys.is_empty() {
        return None;
    }
    let all = ctx.scope.statements.iter().flat_map(|one| std::iter::once(one).chain(&one.inner));
    let earlier: Vec<&Statement> =
        all.take_while(|one| one.span.start < ctx.statement.span.start).collect();
    let in_transaction = earlier.into_iter().rev().take_while(|one| match &one.kind {
        StatementKind::Begin | StatementKind::Commit { .. } | StatementKind::Rollback => false,
        StatementKind::Other(command) => command != "SET CONSTRAINTS",
        _ => true,
    });
    let changes = in_transaction.flat_map(|one| {
        let of_table = |(name, _): &(&Name, RowChange)| catalog.resolve_relation(name) == *table;
        rows_written(&one.kind).filter(of_table).map(move |(_, change)| (one, change))
    });
    changes.into_iter().find_map(|(one, change)| {
        let key = keys.iter().find(|key| {
            let there = key.constraint.origin;
            let stands = there.migration != catalog.current || there.span < one.span;
            stands && key.waits_for(one, change)
        });
        Some((one.span, key?.constraint.name.clone()))
    })
}

/// A foreign key that is checked at the end of the transaction.
struct Key<'a> {
    constraint: &'a Constraint,
    /// Its columns in the table whose rows are changed.
    columns: &'a [String],
    /// Whether that is the table that it points at.
    referenced: bool,
}

fn put_off(constraint: &Constraint, referenced: bool) -> Option<Key<'_>> {
    let ConstraintKind::ForeignKey(key) = &constraint.kind else { return None };
    let mut words = constraint.options.split_whitespace();
    let columns = if referenced { &key.referenced } else { &key.columns };
    words.any(|word| word.eq_ignore_ascii_case("deferred")).then_some(Key {
        constraint,
        columns,
        referenced,
    })
}

impl Key<'_> {
    /// Whether a data statement that changes rows of the table so makes them wait for its check.
    fn waits_for(&self, statement: &Statement, change: RowChange) -> bool {
        match change {
            RowChange::Insert | RowChange::Merge => !self.referenced,
            RowChange::Update => match &statement.kind {
                StatementKind::Update(update) => {
                    update.assignments.iter().any(|(column, _)| self.columns.contains(column))
                }
                // Which columns an update inside a query sets is not known.
                _ => false,
            },
            RowChange::Delete => self.referenced,
            RowChange::Truncate => false,
        }
    }
}
