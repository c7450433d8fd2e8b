//! See `rules/cannot-run-in-transaction.md`.

use crate::context::{Scope, StatementContext};
use crate::diagnostic::Diagnostics;
use crate::history::Misplaced;
use crate::history::profile::TransactionMode;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax;
use crate::transaction::Block;
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "cannot-run-in-transaction",
        page: page!("cannot-run-in-transaction"),
        category: Category::Transaction,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    if !ctx.effects.needs_no_transaction || ctx.effects.fails.is_some() {
        return;
    }
    let Some(block) = ctx.transaction.block else { return };
    let why = match block {
        Block::Explicit => "BEGIN has opened one".to_owned(),
        Block::Routine => "a DO block or function is always in one".to_owned(),
        Block::Implicit => implicit(ctx.scope),
        Block::Runner => runner(ctx.scope),
    };
    let help = match &ctx.scope.migration.misplaced_opt_out {
        Some(misplaced) if block == Block::Runner => misplaced_opt_out(ctx.scope, misplaced),
        _ => words::run_alone(ctx),
    };
    let sql = ctx.scope.text(ctx.statement.span);
    let command = syntax::command(ctx.scope.file.text(), ctx.statement);
    let is_concurrent = sql.split_whitespace().nth(2) == Some("CONCURRENTLY");
    let how = if is_concurrent { " CONCURRENTLY" } else { "" };
    out.report(
        ctx.statement.span,
        format!("{command}{how} cannot run inside a transaction, and {why}"),
    )
    .label("PostgreSQL refuses it, and the migration fails")
    .help(help)
    .safe(format!("-- {}:\n{sql};", place(ctx.scope)));
}

/// Where the statement can run.
fn place(scope: &Scope<'_>) -> &'static str {
    match scope.migration.transaction {
        TransactionMode::File | TransactionMode::Run if scope.layout().opt_out.is_none() => {
            "with psql, before the migration"
        }
        _ => "in a migration of its own",
    }
}

/// What to do with an opt-out that is not read.
fn misplaced_opt_out(scope: &Scope<'_>, misplaced: &Misplaced) -> String {
    let line = scope.file.line_of(misplaced.span.start);
    let (text, tool) = (scope.text(misplaced.span), scope.layout().tool);
    let place = misplaced.place;
    format!("move `{text}` from line {line}: {tool} reads it {place}")
}

/// What the migration tool puts into one transaction.
fn runner(scope: &Scope<'_>) -> String {
    let what = match scope.migration.transaction {
        TransactionMode::Run => "all migrations that are due run in one",
        _ => "each migration runs in one",
    };
    match &scope.migration.misplaced_opt_out {
        Some(misplaced) => {
            let line = scope.file.line_of(misplaced.span.start);
            format!("{what}, since the opt-out on line {line} is not read")
        }
        None => what.to_owned(),
    }
}

/// Why several statements are one transaction though none opened it.
fn implicit(scope: &Scope<'_>) -> String {
    if scope.profile().default == TransactionMode::Batch {
        "all statements of a migration are sent as one query, so in one transaction".to_owned()
    } else {
        let tool = scope.layout().tool;
        format!(
            "{tool} cannot split this file and sends all of it as one query, so in one transaction"
        )
    }
}
