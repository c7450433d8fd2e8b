//! See `rules/pending-trigger-events.md`.

use crate::catalog::{Catalog, Constraint};
use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::name::QualifiedName;
use crate::rule::{Category, Check, Rule, Severity, Status, page};
use crate::source::Span;
use crate::syntax::statement::{
    ActionKind, AlterTableAction, ConstraintKind, ObjectKind, Statement, StatementKind,
};
use crate::transaction::written_table;

pub(crate) static RULE: Rule = Rule {
    id: "pending-trigger-events",
    page: page!("pending-trigger-events"),
    category: Category::Transaction,
    severity: Severity::Error,
    status: Status::Default,
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    if ctx.transaction.block.is_none() || ctx.transaction.written.is_empty() {
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
    let first = ctx.transaction.written.get(table)?;
    let here = first.start..ctx.statement.span.start;
    let mut found = None;
    let all = ctx.scope.statements.iter().flat_map(|one| std::iter::once(one).chain(&one.inner));
    for one in all.filter(|one| here.contains(&one.span.start)) {
        match &one.kind {
            StatementKind::Other(command) if command == "SET CONSTRAINTS" => found = None,
            _ if found.is_none() && written_table(one, ctx.before).as_ref() == Some(table) => {
                found = put_off(one, table, ctx.before).map(|key| (one.span, key));
            }
            _ => {}
        }
    }
    found
}

/// The foreign key of which a data statement puts off the check.
fn put_off(statement: &Statement, table: &QualifiedName, catalog: &Catalog) -> Option<String> {
    let is_put_off = |key: &&Constraint| {
        let mut words = key.options.split_whitespace();
        let earlier =
            key.origin.migration != catalog.current || key.origin.span.start < statement.span.start;
        earlier && words.any(|word| word.eq_ignore_ascii_case("deferred"))
    };
    let mut own = catalog.constraints_of(table).iter().filter(is_put_off).filter_map(|key| {
        let ConstraintKind::ForeignKey(foreign) = &key.kind else { return None };
        Some((key, &foreign.columns))
    });
    let mut referring =
        catalog.foreign_keys_to(table).map(|(_, key)| key).filter(is_put_off).filter_map(|key| {
            let ConstraintKind::ForeignKey(foreign) = &key.kind else { return None };
            Some((key, &foreign.referenced))
        });
    let key = match &statement.kind {
        StatementKind::Update(update) => {
            let sets = |columns: &Vec<String>| {
                update.assignments.iter().any(|(column, _)| columns.contains(column))
            };
            own.find(|(_, columns)| sets(columns))
                .or_else(|| referring.find(|(_, columns)| sets(columns)))
        }
        StatementKind::Delete(_) => referring.next(),
        _ => own.next(),
    };
    key.map(|(key, _)| key.name.clone())
}
