//! See `rules/drop-table-loses-data.md`.

use std::collections::BTreeSet;

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::lists;
use crate::name::QualifiedName;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::{ObjectKind, StatementKind};

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-table-loses-data",
        page: page!("drop-table-loses-data"),
        category: Category::Destructive,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let StatementKind::Drop(drop) = &ctx.statement.kind else { return };
    if drop.kind != ObjectKind::Table || ctx.effects.fails.is_some() {
        return;
    }
    let lost = ctx.effects.drops.iter().filter(|lost| lost.kind == ObjectKind::Table);
    let tables: Vec<&QualifiedName> = lost.map(|lost| &lost.name).collect();
    let Some(first) = tables.first() else { return };
    let (it, whose) = (lists::it(&tables), if tables.len() == 1 { "its" } else { "their" });
    let lost: BTreeSet<_> = tables.iter().copied().collect();
    let others: Vec<_> = ctx.effects.locks.keys().filter(|table| !lost.contains(table)).collect();
    let label = match others.len() {
        0 => format!("{whose} rows are lost"),
        _ => format!(
            "{whose} rows are lost; blocks every read and write on {} too",
            lists::tables(&others)
        ),
    };
    let help = if let Some(models) = ctx.scope.models() {
        models.ignore_table.to_owned()
    } else {
        format!(
            "release code that no longer uses {it}, keep a copy of the rows, then drop {it} in a later migration"
        )
    };
    let sql = ctx.scope.text(ctx.statement.span);
    out.report(
        ctx.statement.span,
        format!("drops {} and all {whose} rows", lists::tables(&tables)),
    )
    .label(label)
    .help(help)
    .safe(format!("-- in a later migration, when no running code uses {it}:\n{sql};"))
    .table(first);
}
