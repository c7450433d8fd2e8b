//! See `rules/maintenance-rewrites-table.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::effects::Cause;
use crate::lists;
use crate::name::QualifiedName;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::StatementKind;
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "maintenance-rewrites-table",
        page: page!("maintenance-rewrites-table"),
        category: Category::Locking,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let (command, all) = match &ctx.statement.kind {
        StatementKind::Vacuum { tables, full: true } => ("VACUUM FULL", tables.is_empty()),
        StatementKind::Cluster { table } => ("CLUSTER", table.is_none()),
        _ => return,
    };
    let is_its = |cause: &Cause| matches!(cause, Cause::VacuumFull | Cause::Cluster);
    let tables: Vec<QualifiedName> =
        ctx.rewrites().filter(|work| is_its(&work.cause)).map(|work| work.table.clone()).collect();
    let what = match &tables[..] {
        [] if all => "every table, one after the other".to_owned(),
        [] => return,
        _ => lists::tables(&tables),
    };
    let diagnostic = out.report(
        ctx.statement.span,
        format!("{command} writes {what} anew and blocks every read and write meanwhile"),
    );
    if let [first, ..] = &tables[..] {
        diagnostic.label(words::lock(ctx.effects, first)).table(first);
    }
    diagnostic.help(
        "take it out of the migration: plain VACUUM makes room for reuse without a lock that blocks, pg_repack \
         writes a table anew while it is used",
    );
    if command == "VACUUM FULL" && !tables.is_empty() {
        let sql: Vec<String> =
            tables.iter().map(|table| format!("VACUUM {};", table.sql())).collect();
        diagnostic.safe(sql.join("\n"));
    }
}
