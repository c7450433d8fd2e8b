//! See `rules/add-primary-key-blocks-table.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::effects::Cause;
use crate::lists;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::safe_way::{SafeWay, When};
use crate::syntax::statement::{AlterTableAction, ConstraintKind};
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "add-primary-key-blocks-table",
        page: page!("add-primary-key-blocks-table"),
        category: Category::Locking,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let (table, _) = ctx.clauses();
    let builds =
        ctx.constraining(is_index, |kind| matches!(kind, ConstraintKind::PrimaryKey { .. }));
    let adopts = ctx.scanning(|cause| matches!(cause, Cause::NotNull { .. }));
    let adopts = adopts.into_iter().filter(|action| adopts_index(action));
    let Some(action) = builds.iter().map(|(action, _)| *action).chain(adopts).next() else {
        return;
    };
    let nullable = nullable(ctx, action);
    let mut message = match builds.len() {
        0 => format!(
            "searching {} for nulls blocks every read and write on {}",
            lists::columns(&nullable),
            table.shown()
        ),
        _ => format!(
            "building the index of the primary key blocks every read and write on {}",
            table.shown()
        ),
    };
    let fails = ctx.effects.fails_if_rows.as_ref().is_some_and(|(span, _)| *span == action.span);
    if fails {
        let them = lists::columns(&nullable);
        message = format!("{message}, and it fails on the first null in {them}");
    }
    let diagnostic = out.report(action.span, message);
    diagnostic.label(words::lock(ctx.effects, table)).table(table);
    if ctx.before.is_partitioned(table) {
        diagnostic.help(words::KEY_OF_PARTITIONS);
        return;
    }
    let mut way = SafeWay::new(ctx, table);
    if !nullable.is_empty() {
        way.require(When::Now, &nullable);
    }
    way.apart(&builds);
    if builds.is_empty() {
        way.add(When::Last, ctx.scope.text(ctx.statement.span));
    }
    diagnostic
        .help("refuse nulls and build the index CONCURRENTLY first, then add the key USING INDEX")
        .safe(way.sql());
}

fn is_index(cause: &Cause) -> bool {
    matches!(cause, Cause::ConstraintIndex { .. })
}

fn adopts_index(action: &AlterTableAction) -> bool {
    let is =
        |kind: &ConstraintKind| matches!(kind, ConstraintKind::UsingIndex { primary: true, .. });
    action.constraints().iter().any(|constraint| is(&constraint.kind))
}

/// The columns that the clause searches for nulls.
fn nullable<'a>(ctx: &StatementContext<'a>, action: &AlterTableAction) -> Vec<&'a str> {
    let mut columns: Vec<&str> = Vec::new();
    for work in ctx.scans().filter(|work| work.span == action.span) {
        if let Cause::NotNull { column } = &work.cause
            && !columns.contains(&column.as_str())
        {
            columns.push(column);
        }
    }
    columns
}
