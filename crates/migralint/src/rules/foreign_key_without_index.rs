//! See `rules/foreign-key-without-index.md`.

use crate::catalog::{Constraint, Index};
use crate::context::MigrationContext;
use crate::diagnostic::Diagnostics;
use crate::lists;
use crate::name::{QualifiedName, quote};
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::{ConstraintKind, StatementKind};
use std::collections::BTreeSet;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "foreign-key-without-index",
        page: page!("foreign-key-without-index"),
        category: Category::Locking,
        severity: Severity::Warning,
        enabled: Enabled::OnRequest,
    },
    check: Check::Migration(check),
};

fn check(ctx: &MigrationContext<'_>, out: &mut Diagnostics<'_>) {
    let names = ctx.steps.iter().filter_map(|step| match &step.statement.kind {
        StatementKind::CreateTable(create) => Some(&create.name),
        StatementKind::AlterTable(alter) => Some(&alter.name),
        _ => None,
    });
    let tables: BTreeSet<QualifiedName> =
        names.map(|name| ctx.after.resolve_relation(name)).collect();
    for table in tables.iter().filter(|table| !ctx.scope.settings.is_small(table)) {
        for key in ctx.after.constraints_of(table) {
            let is_new = key.origin.migration == ctx.after.current;
            if let Some((columns, referenced)) = columns(key).filter(|_| is_new)
                && !ctx.after.indexes_of(table).any(|(_, index)| serves(index, columns))
            {
                let (shown, sql) = (table.shown(), table.sql());
                out.report(
                    key.origin.span,
                    format!(
                        "each delete from {} reads all of {shown}: no index begins with {}",
                        referenced.shown(),
                        lists::columns(columns)
                    ),
                )
                .label("a foreign key builds no index of its own")
                .help("build one, unless rows of the referenced table are never deleted")
                .safe(format!(
                    "CREATE INDEX CONCURRENTLY ON {sql} ({});",
                    columns.iter().map(|name| quote(name)).collect::<Vec<_>>().join(", ")
                ))
                .table(table);
            }
        }
    }
}

/// The columns of a foreign key, and the table that it points at.
fn columns(constraint: &Constraint) -> Option<(&[String], &QualifiedName)> {
    match &constraint.kind {
        ConstraintKind::ForeignKey(key) => Some((&key.columns, constraint.references.as_ref()?)),
        _ => None,
    }
}

/// Whether rows with given values in the columns are found by the index.
fn serves(index: &Index, columns: &[String]) -> bool {
    let first = index.columns.iter().take(columns.len());
    let held: BTreeSet<_> = first.flatten().collect();
    !index.partial && columns.iter().all(|column| held.contains(column))
}
