//! See `rules/create-partition-locks-parent.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::StatementKind;
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "create-partition-locks-parent",
        page: page!("create-partition-locks-parent"),
        category: Category::Locking,
        severity: Severity::Warning,
        enabled: Enabled::OnRequest,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let StatementKind::CreateTable(create) = &ctx.statement.kind else { return };
    let Some(partition) = &create.partition_of else { return };
    let parent = ctx.before.resolve_relation(&partition.parent);
    if ctx.effects.lock_on(&parent).is_none() || ctx.scope.settings.is_small(&parent) {
        return;
    }
    let (child, up) = (create.name.sql(), parent.sql());
    let until = words::until_end(ctx);
    out.report(
        ctx.statement.span,
        format!("creating a partition blocks every read and write on {} {until}", parent.shown()),
    )
    .label(words::lock(ctx.effects, &parent))
    .help("create a table of its own and attach it: that lets reads and writes through")
    .safe(format!(
        "CREATE TABLE {child} (LIKE {up} INCLUDING ALL);\n\
         ALTER TABLE {up} ATTACH PARTITION {child} {};",
        partition.bounds
    ))
    .table(&parent);
}
