//! See `rules/identifier-too-long.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::name::{MAX_IDENTIFIER_BYTES, UNKNOWN, truncate};
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::source::Span;
use crate::syntax::statement::{ActionKind, Column, Constraint, StatementKind};

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "identifier-too-long",
        page: page!("identifier-too-long"),
        category: Category::Correctness,
        severity: Severity::Note,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let mut spans = Vec::new();
    made(&ctx.statement.kind, &mut spans);
    for span in spans {
        let written = last_part(ctx.scope.text(span));
        if written.len() <= MAX_IDENTIFIER_BYTES || written.contains(UNKNOWN) {
            continue;
        }
        let cut = truncate(written);
        let other = format!("another name that begins so fails or hits the same object: \"{cut}\"");
        out.report(span, format!("\"{written}\" is cut to {} bytes", cut.len()))
            .label(other)
            .help(format!("choose a name of at most {MAX_IDENTIFIER_BYTES} bytes"));
        return;
    }
}

/// The name itself, without its schema and quotes.
fn last_part(written: &str) -> &str {
    match written.strip_suffix('"') {
        Some(quoted) => quoted.rsplit('"').next().unwrap_or(quoted),
        None => written.rsplit('.').next().unwrap_or(written),
    }
}

/// The places of the names that a statement gives.
fn made(kind: &StatementKind, out: &mut Vec<Span>) {
    match kind {
        StatementKind::CreateTable(create) => {
            out.push(create.name.span);
            create.columns.iter().for_each(|column| of_column(column, out));
            of_constraints(&create.constraints, out);
        }
        StatementKind::AlterTable(alter) => {
            for action in &alter.actions {
                match &action.kind {
                    ActionKind::AddColumn { column, .. } => of_column(column, out),
                    ActionKind::AddConstraint(constraint) => {
                        of_constraints(std::slice::from_ref(constraint), out);
                    }
                    ActionKind::RenameTo { to }
                    | ActionKind::RenameColumn { to, .. }
                    | ActionKind::RenameConstraint { to, .. } => out.push(to.span),
                    _ => {}
                }
            }
        }
        StatementKind::CreateIndex(create) => out.extend(create.name.iter().map(|name| name.span)),
        StatementKind::CreateType(create) => out.push(create.name.span),
        StatementKind::CreateView(create) => out.push(create.name.span),
        StatementKind::CreateSequence(create) => out.push(create.name.span),
        StatementKind::CreateFunction(create) => out.push(create.name.span),
        StatementKind::CreateTrigger(create) => out.push(create.name.span),
        StatementKind::Policy(policy) => out.push(policy.name.span),
        _ => {}
    }
}

fn of_column(column: &Column, out: &mut Vec<Span>) {
    out.push(column.name.span);
    of_constraints(&column.constraints, out);
}

fn of_constraints(constraints: &[Constraint], out: &mut Vec<Span>) {
    out.extend(
        constraints.iter().filter_map(|constraint| constraint.name.as_ref()).map(|name| name.span),
    );
}
