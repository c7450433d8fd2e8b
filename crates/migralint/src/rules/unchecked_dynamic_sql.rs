//! See `rules/unchecked-dynamic-sql.md`.

use std::collections::BTreeSet;

use crate::context::MigrationContext;
use crate::diagnostic::Diagnostics;
use crate::name::Name;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::source::Span;
use crate::syntax::statement::{Statement, StatementKind};

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "unchecked-dynamic-sql",
        page: page!("unchecked-dynamic-sql"),
        category: Category::Unchecked,
        severity: Severity::Note,
        enabled: Enabled::ByDefault,
    },
    check: Check::Migration(check),
};

fn check(ctx: &MigrationContext<'_>, out: &mut Diagnostics<'_>) {
    let mut outer = ctx.start();
    let mut told = BTreeSet::new();
    for step in ctx.steps {
        if !step.nested {
            outer = step.statement.span;
        }
        if step.expanded {
            continue;
        }
        let Some(place) = place(step.statement, ctx) else { continue };
        if !told.insert(place) {
            continue;
        }
        let what = match &step.statement.kind {
            StatementKind::Do(block) if block.language != "plpgsql" => {
                format!("this block is in {}", block.language)
            }
            _ => "SQL is built at run time here".to_owned(),
        };
        let inside = outer.start <= place.start && place.end <= outer.end;
        let diagnostic = out.report(
            if inside { place } else { outer },
            format!("{what}, so what it locks and loses is not checked"),
        );
        diagnostic.label("not read").help("write the statements out where the names are known");
        if !inside {
            diagnostic.related(ctx.scope.migration.file, place, "it is built here");
        }
    }
}

/// Where a statement builds SQL at run time, itself or in a function that this migration makes.
fn place(statement: &Statement, ctx: &MigrationContext<'_>) -> Option<Span> {
    match &statement.kind {
        StatementKind::Do(block) => block.dynamic.first().copied(),
        StatementKind::Query(query) => query.calls.iter().find_map(|call| in_function(call, ctx)),
        StatementKind::Call(procedure) => in_function(procedure, ctx),
        _ => None,
    }
}

fn in_function(call: &Name, ctx: &MigrationContext<'_>) -> Option<Span> {
    let called = ctx.after.resolve_function(call);
    ctx.scope.statements.iter().find_map(|made| match &made.kind {
        StatementKind::CreateFunction(function)
            if ctx.after.resolve_function(&function.name) == called =>
        {
            function.dynamic.first().copied()
        }
        _ => None,
    })
}
