//! See `rules/rename-column-breaks-running-code.md`.

use crate::diagnostic::Diagnostics;
use crate::effects::Renamed;
use crate::name::quote;
use crate::rule::{Category, Check, Rule, Severity, StatementContext, Status, page};
use crate::syntax::statement::ObjectKind;
use crate::words;

pub(crate) static RULE: Rule = Rule {
    id: "rename-column-breaks-running-code",
    page: page!("rename-column-breaks-running-code"),
    category: Category::Compatibility,
    severity: Severity::Error,
    status: Status::Default,
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let is_column = |renamed: &&Renamed| renamed.kind == ObjectKind::Column;
    let Some(renamed) = ctx.effects.renames.iter().find(is_column) else { return };
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
    if ctx.scope.is_prisma() {
        report.help(format!(
            "leave the column as it is and give the field its new name with @map(\"{old}\")"
        ));
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
