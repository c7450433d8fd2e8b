//! See `rules/foreign-key-locks-referenced-table.md`.

use crate::catalog::Catalog;
use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::name::QualifiedName;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::{ActionKind, ConstraintKind, ObjectKind, StatementKind};
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "foreign-key-locks-referenced-table",
        page: page!("foreign-key-locks-referenced-table"),
        category: Category::Locking,
        severity: Severity::Warning,
        enabled: Enabled::OnRequest,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let (doing, referenced) = match &ctx.statement.kind {
        StatementKind::CreateTable(create) => {
            let of_columns = create.columns.iter().flat_map(|column| &column.constraints);
            let keys = create.constraints.iter().chain(of_columns);
            let tables = keys.filter_map(|constraint| match &constraint.kind {
                ConstraintKind::ForeignKey(key) => Some(ctx.before.resolve_relation(&key.table)),
                _ => None,
            });
            ("a foreign key of this new table", tables.collect::<Vec<_>>())
        }
        StatementKind::Drop(drop) if drop.kind == ObjectKind::Table => {
            let names = drop.names.iter().map(|name| ctx.before.resolve_relation(name));
            let dropped: Vec<_> = names.collect();
            let tables = dropped.iter().flat_map(|table| referenced_by(table, ctx.before));
            let others = tables.filter(|table| !dropped.contains(table)).collect();
            ("dropping a table with a foreign key", others)
        }
        StatementKind::AlterTable(alter) => {
            let table = ctx.before.resolve_relation(&alter.name);
            let dropped = alter.actions.iter().filter_map(|action| match &action.kind {
                ActionKind::DropConstraint { name, .. } => {
                    let known = ctx.before.table(&table)?.constraint(&name.name)?;
                    known.references.clone().filter(|referenced| *referenced != table)
                }
                _ => None,
            });
            ("dropping this foreign key", dropped.collect())
        }
        _ => return,
    };
    let locked = referenced.iter().find(|table| ctx.effects.lock_on(table).is_some());
    let Some((table, mode)) = locked.and_then(|table| Some((table, ctx.effects.lock_on(table)?)))
    else {
        return;
    };
    out.report(
        ctx.statement.span,
        format!("{doing} blocks {} on {} {}", mode.blocks(), table.shown(), words::until_end(ctx)),
    )
    .label(words::lock(ctx.effects, table))
    .help("put it into a migration of its own, with a lock_timeout: the lock itself is brief")
    .table(table);
}

/// The tables that a table's foreign keys point at.
fn referenced_by(table: &QualifiedName, catalog: &Catalog) -> Vec<QualifiedName> {
    catalog
        .constraints_of(table)
        .iter()
        .filter_map(|constraint| constraint.references.clone())
        .collect()
}
