//! See `rules/drop-schema-loses-data.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::lists;
use crate::name::quote;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::{ObjectKind, StatementKind};

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-schema-loses-data",
        page: page!("drop-schema-loses-data"),
        category: Category::Destructive,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let drops = &ctx.effects.drops;
    let is_whole = |kind| matches!(kind, ObjectKind::Schema | ObjectKind::Database);
    let Some(lost) = drops.iter().find(|lost| is_whole(lost.kind)) else { return };
    let StatementKind::Drop(drop) = &ctx.statement.kind else { return };
    let inside = drops.iter().filter(|inside| inside.implied && inside.part.is_none());
    let inside: Vec<_> = inside.map(|inside| &inside.name).collect();
    let is_schema = lost.kind == ObjectKind::Schema;
    // Without CASCADE a schema must be empty; one that the history made and never filled is.
    let made_here = ctx.before.schemas.contains_key(&lost.name.name);
    if is_schema && (!drop.cascade || made_here && inside.is_empty()) {
        return;
    }
    let what = if inside.is_empty() { "everything".to_owned() } else { lists::tables(&inside) };
    let name = &lost.name.name;
    let help = format!(
        "drop what is in it by name, in migrations before this one, then the {} without CASCADE",
        lost.kind.words()
    );
    let report = out
        .report(lost.span, format!("drops the {} \"{name}\" and {what} in it", lost.kind.words()));
    report.label("all rows in it are lost");
    if is_schema {
        report.help(help).safe(format!("DROP SCHEMA {};", quote(name)));
    } else {
        report.help("drop a database by hand, after a backup that was restored once");
    }
}
