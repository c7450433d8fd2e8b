//! See `rules/rename-column-breaks-running-code.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::effects::Renamed;
use crate::name::quote;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::{ActionKind, ObjectKind, StatementKind};
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "rename-column-breaks-running-code",
        page: page!("rename-column-breaks-running-code"),
        category: Category::Compatibility,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let is_column = |renamed: &&Renamed| renamed.kind == ObjectKind::Column;
    let Some(renamed) = ctx.effects.renames.iter().find(is_column) else {
        return takes_place(ctx, out);
    };
    let Some(old) = &renamed.part else { return };
    let (table, new) = (&renamed.name, &renamed.to);
    let report = out.report(
        renamed.span,
        format!(
            "renames the column \"{old}\" of {} to \"{new}\": running code that uses the old name fails",
            table.shown()
        ),
    );
    report.label(words::lock(ctx.effects, table)).table(table);
    if let Some(models) = ctx.scope.models() {
        report.help((models.map_column)(old));
        return;
    }
    report.help("add a column, write to both, copy the values, and drop the old one later");
    let known = ctx.before.column(table, old).and_then(|column| column.data_type.as_ref());
    if let Some(data_type) = known {
        let (sql, old, new) = (table.sql(), quote(old), quote(new));
        report.safe(format!(
            "ALTER TABLE {sql} ADD COLUMN {new} {};\n\
             -- release code that writes to both, then copy in batches:\n\
             UPDATE {sql} SET {new} = {old} WHERE {new} IS DISTINCT FROM {old};\n\
             -- in a later migration, when no running code uses the old one:\n\
             ALTER TABLE {sql} DROP COLUMN {old};",
            data_type.text
        ));
    }
}

/// A column that the migration made takes the name of one that it dropped.
fn takes_place(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let StatementKind::AlterTable(alter) = &ctx.statement.kind else { return };
    let table = ctx.before.resolve_relation(&alter.name);
    for action in &alter.actions {
        let ActionKind::RenameColumn { to, .. } = &action.kind else { continue };
        let Some(dropped) = ctx.dropped_before(&table, &to.name) else { continue };
        out.report(
            action.span,
            format!(
                "another column takes the place of \"{}\" of {}: running code meets other values, \
                 perhaps of another type, and fails in between",
                to.name,
                table.shown()
            ),
        )
        .label(words::lock(ctx.effects, &table))
        .help("give the new column a name of its own, and drop the old one in a later migration")
        .related(ctx.scope.migration.file, dropped, "the old column is dropped here")
        .table(&table);
    }
}
