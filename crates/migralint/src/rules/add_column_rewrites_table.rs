//! See `rules/add-column-rewrites-table.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::effects::Cause;
use crate::lists;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::safe_way::SafeWay;
use crate::syntax::statement::{AlterTableAction, Column};
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "add-column-rewrites-table",
        page: page!("add-column-rewrites-table"),
        category: Category::Locking,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let (table, _) = ctx.clauses();
    let clauses = ctx.rewriting(|_| true);
    let added: Vec<(&AlterTableAction, &Column)> =
        clauses.iter().filter_map(|action| Some((*action, action.new_column()?))).collect();
    let [(first, column), ..] = added[..] else { return };
    let why = reason(ctx, first).unwrap_or("each row gets a value of its own");
    let mut way = SafeWay::new(ctx, table);
    for (_, column) in &added {
        way.compute_column(column);
    }
    let names: Vec<&str> = added.iter().map(|(_, column)| column.name.name.as_str()).collect();
    out.report(
        first.span,
        format!("adding {} writes all of {} anew: {why}", lists::columns(&names), table.shown()),
    )
    .label(words::lock(ctx.effects, table))
    .help(help(ctx, column))
    .safe(way.sql())
    .table(table);
}

/// Why the first clause writes the table anew.
fn reason(ctx: &StatementContext<'_>, action: &AlterTableAction) -> Option<&'static str> {
    let work = ctx.rewrites().find(|work| work.span == action.span)?;
    Some(match work.cause {
        Cause::VolatileDefault { .. } => "its default is computed for every row",
        Cause::Serial { .. } | Cause::Identity { .. } => "every row is numbered",
        Cause::Generated { .. } => "it is computed for every row",
        Cause::ConstrainedDomain { .. } => "its domain may refuse the value of a row",
        _ => return None,
    })
}

fn help(ctx: &StatementContext<'_>, column: &Column) -> &'static str {
    if column.generated.is_none() {
        "add it without a value, set the default for new rows, and fill the old ones in batches"
    } else if ctx.scope.settings.postgres.major() >= 18 {
        "make it VIRTUAL: it is computed when it is read"
    } else {
        "add a plain column that a trigger fills, and fill the old rows in batches"
    }
}
