//! See `rules/drop-default-breaks-inserts.md`.

use crate::context::MigrationContext;
use crate::diagnostic::Diagnostics;
use crate::name::quote;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::{ActionKind, StatementKind};
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-default-breaks-inserts",
        page: page!("drop-default-breaks-inserts"),
        category: Category::Compatibility,
        severity: Severity::Note,
        enabled: Enabled::PendingOnly,
    },
    check: Check::Migration(check),
};

fn check(ctx: &MigrationContext<'_>, out: &mut Diagnostics<'_>) {
    for step in ctx.steps {
        let StatementKind::AlterTable(alter) = &step.statement.kind else { continue };
        let table = ctx.after.resolve_relation(&alter.name);
        if step.effects.lock_on(&table).is_none() {
            continue;
        }
        // A default that is set again later in the migration is not missed.
        let missed = |column: &str| {
            ctx.after.column_exists(&table, column)
                && ctx.after.column(&table, column).is_some_and(|known| {
                    known.not_null && known.default.is_none() && known.identity.is_none()
                })
        };
        let found = alter.actions.iter().find_map(|action| match &action.kind {
            ActionKind::DropDefault { column } if missed(&column.name) => {
                Some((&column.name, action.span))
            }
            _ => None,
        });
        let Some((column, span)) = found else { continue };
        out.report(
            span,
            format!(
                "takes the default off \"{column}\" of {}, which is NOT NULL: inserts that leave it out fail",
                table.shown()
            ),
        )
        .label(words::lock(&step.effects, &table))
        .help("release code that always writes the column first")
        .safe(format!(
            "-- in a later migration, when all running code writes it:\nALTER TABLE {} ALTER COLUMN {} DROP DEFAULT;",
            table.sql(),
            quote(column)
        ))
        .table(&table);
    }
}
