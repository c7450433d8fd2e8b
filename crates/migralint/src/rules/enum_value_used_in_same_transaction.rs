//! See `rules/enum-value-used-in-same-transaction.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::history::profile::TransactionMode;
use crate::name::QualifiedName;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::source::Span;
use crate::syntax;
use crate::syntax::statement::StatementKind;
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "enum-value-used-in-same-transaction",
        page: page!("enum-value-used-in-same-transaction"),
        category: Category::Transaction,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    if ctx.transaction.enum_values.is_empty() {
        return;
    }
    let Some(place) = evaluated(ctx) else { return };
    let mentioned = syntax::mentions(ctx.scope.file.text(), place);
    let names = syntax::mentions(ctx.scope.file.text(), ctx.statement.span).names;
    let used = ctx.transaction.enum_values.iter().find_map(|(name, value, added)| {
        let (_, at) = mentioned.strings.iter().find(|(string, _)| string == value)?;
        let is_of_type = names.contains(&name.name)
            || ctx.before.columns_of_type(name).any(|(table, _)| names.contains(&table.name));
        (is_of_type && !is_free(ctx, name)).then_some((name, value, *added, *at))
    });
    let Some((name, value, added, at)) = used else { return };
    let help = match ctx.scope.migration.transaction {
        TransactionMode::Run => words::run_alone(ctx),
        _ => "add the value in a migration before this one".to_owned(),
    };
    let (add, sql) = (ctx.scope.text(added), ctx.scope.text(ctx.statement.span));
    out.report(
        at,
        format!(
            "'{value}' was added to {} in this transaction and cannot be used before it commits",
            name.shown()
        ),
    )
    .label("PostgreSQL refuses the new value, and the migration fails")
    .help(help)
    .safe(format!("{add};\n-- in a later migration:\n{sql};"))
    .related(ctx.scope.migration.file, added, "the value is added here");
}

/// The part of the statement in which PostgreSQL reads values at once.
fn evaluated(ctx: &StatementContext<'_>) -> Option<Span> {
    match &ctx.statement.kind {
        // What a block does is asked of the statements in it; a body is read when it runs, unless it is SQL.
        StatementKind::Do(_)
        | StatementKind::AlterType(_)
        | StatementKind::CreateType(_)
        | StatementKind::Comment(_) => None,
        StatementKind::CreateFunction(function) => {
            function.body.filter(|_| function.language == "sql")
        }
        _ => Some(ctx.statement.span),
    }
}

/// Whether new values of the type can be used at once: from PostgreSQL 17 when the type itself is new.
fn is_free(ctx: &StatementContext<'_>, name: &QualifiedName) -> bool {
    ctx.scope.settings.postgres.major() >= 17 && !ctx.before.exists(name)
}
