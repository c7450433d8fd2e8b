//! See `rules/drop-index-blocks-table.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::lists;
use crate::name::QualifiedName;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::{ObjectKind, StatementKind};
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-index-blocks-table",
        page: page!("drop-index-blocks-table"),
        category: Category::Locking,
        severity: Severity::Warning,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let StatementKind::Drop(drop) = &ctx.statement.kind else { return };
    if drop.kind != ObjectKind::Index || drop.concurrently || ctx.effects.fails.is_some() {
        return;
    }
    let names = drop.names.iter().map(|name| ctx.before.resolve_relation(name));
    let indexes: Vec<QualifiedName> =
        names.filter(|index| is_dropped(ctx, index, drop.if_exists)).collect();
    let [first, ..] = &indexes[..] else { return };
    let table = ctx.before.index(first).map(|index| &index.table);
    let of = table.map_or_else(|| "its table".to_owned(), QualifiedName::shown);
    let (names, until) = (lists::tables(&indexes), words::until_end(ctx));
    let message = format!("dropping {names} blocks every read and write on {of} {until}");
    let diagnostic = out.report(ctx.statement.span, message);
    if let Some(table) = table {
        diagnostic.label(words::lock(ctx.effects, table)).table(table);
    }
    if table.is_some_and(|table| ctx.before.is_partitioned(table)) {
        diagnostic.help(
            "set a lock_timeout, so that it gives way: the index of a partitioned table cannot be dropped CONCURRENTLY",
        );
        return;
    }
    let if_exists = if drop.if_exists { "IF EXISTS " } else { "" };
    let safe: Vec<String> = indexes
        .iter()
        .map(|index| format!("DROP INDEX CONCURRENTLY {if_exists}{};", index.sql()))
        .collect();
    diagnostic
        .help(format!("drop it CONCURRENTLY: {}", words::run_alone_unsplit(ctx)))
        .safe(safe.join("\n"));
    if ctx.transaction.block.is_none() && ctx.scope.statements.len() == 1 && safe.len() == 1 {
        let sql = safe[0].trim_end_matches(';');
        diagnostic.fix("drop the index concurrently", ctx.statement.span, sql);
    }
}

/// Whether an index goes that stood before the migration. One that the history did not make is taken to stand,
/// unless the statement itself leaves it open.
fn is_dropped(ctx: &StatementContext<'_>, index: &QualifiedName, if_exists: bool) -> bool {
    match ctx.before.index(index) {
        Some(known) => {
            !ctx.scope.settings.is_small(&known.table)
                && ctx.effects.drops.iter().any(|dropped| dropped.name == *index)
        }
        None => !if_exists,
    }
}
