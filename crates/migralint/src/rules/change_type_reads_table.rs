//! See `rules/change-type-reads-table.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::effects::Cause;
use crate::lists;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::ActionKind;
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "change-type-reads-table",
        page: page!("change-type-reads-table"),
        category: Category::Locking,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    if ctx.scope.enum_replacement(ctx.statement).is_some() || ctx.rewrites().next().is_some() {
        return;
    }
    let clauses = ctx.scanning(|cause| {
        matches!(cause, Cause::IndexRebuild { .. } | Cause::Check { .. } | Cause::ForeignKey { .. })
    });
    let mut clauses = clauses.into_iter();
    let Some((action, column, data_type)) = clauses.find_map(|action| match &action.kind {
        ActionKind::SetType { column, data_type, .. } => Some((action, &column.name, data_type)),
        _ => None,
    }) else {
        return;
    };
    let (table, _) = ctx.clauses();
    let mut work: Vec<String> = Vec::new();
    for scan in ctx.scans().filter(|scan| scan.span == action.span) {
        let what = match &scan.cause {
            Cause::IndexRebuild { .. } => "builds its indexes anew".to_owned(),
            Cause::Check { constraint } => format!("holds every row against \"{constraint}\""),
            Cause::ForeignKey { constraint } => {
                format!("holds every row of {} against \"{constraint}\"", scan.table.shown())
            }
            _ => continue,
        };
        if !work.contains(&what) {
            work.push(what);
        }
    }
    out.report(
        action.span,
        format!(
            "changing \"{column}\" of {} to {} {}, while reads and writes wait",
            table.shown(),
            data_type.text,
            lists::join(&work)
        ),
    )
    .label(words::lock(ctx.effects, table))
    .help("drop what depends on the column first and bring it back online afterwards: indexes CONCURRENTLY, constraints NOT VALID")
    .table(table);
}
