//! See `rules/add-unique-constraint-blocks-table.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::effects::Cause;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::safe_way::SafeWay;
use crate::syntax::statement::ConstraintKind;
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "add-unique-constraint-blocks-table",
        page: page!("add-unique-constraint-blocks-table"),
        category: Category::Locking,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let asks = |cause: &Cause| matches!(cause, Cause::ConstraintIndex { .. });
    let added = ctx.constraining(asks, |kind| matches!(kind, ConstraintKind::Unique { .. }));
    let [(first, _), ..] = added[..] else { return };
    let (table, _) = ctx.clauses();
    let what = if added.len() == 1 {
        "the index of the unique constraint"
    } else {
        "the indexes of the unique constraints"
    };
    let diagnostic = out.report(
        first.span,
        format!("building {what} blocks every read and write on {}", table.shown()),
    );
    diagnostic.label(words::lock(ctx.effects, table)).table(table);
    if ctx.before.is_partitioned(table) {
        diagnostic.help(words::KEY_OF_PARTITIONS);
        return;
    }
    diagnostic
        .help("build the index CONCURRENTLY first, then add the constraint USING INDEX")
        .safe(SafeWay::new(ctx, table).apart(&added).sql());
}
