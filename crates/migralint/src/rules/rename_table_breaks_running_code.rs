//! See `rules/rename-table-breaks-running-code.md`.

use crate::context::MigrationContext;
use crate::diagnostic::Diagnostics;
use crate::effects::Renamed;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::{ObjectKind, Statement, StatementKind};
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "rename-table-breaks-running-code",
        page: page!("rename-table-breaks-running-code"),
        category: Category::Compatibility,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Migration(check),
};

fn check(ctx: &MigrationContext<'_>, out: &mut Diagnostics<'_>) {
    for step in ctx.steps {
        renamed_schema(ctx, step.statement, out);
        // A view under the old name keeps running code alive.
        let breaks = |renamed: &&Renamed| {
            renamed.kind != ObjectKind::Column && ctx.after.view(&renamed.name).is_none()
        };
        let Some(renamed) = step.effects.renames.iter().find(breaks) else { continue };
        let (kind, old) = (renamed.kind.words(), renamed.name.shown());
        // A new schema comes with the name.
        let to = match renamed.to.split_once('.') {
            Some((schema, name)) if name == renamed.name.name => renamed.name.in_schema(schema),
            _ => renamed.name.renamed(&renamed.to),
        };
        let report = out.report(
            renamed.span,
            format!(
                "renames the {kind} {old} to {}: running code that uses the old name fails",
                to.shown()
            ),
        );
        report.label(words::lock(&step.effects, &renamed.name)).table(&renamed.name);
        if let Some(models) = ctx.scope.models() {
            report.help((models.map_table)(&renamed.name.name));
        } else {
            let (old, new) = (renamed.name.sql(), to.sql());
            let view = format!("CREATE VIEW {old} AS SELECT * FROM {new};");
            // What runs code may do much more than the rename.
            let now = match &step.statement.kind {
                StatementKind::AlterTable(_) | StatementKind::AlterObject(_) => {
                    let sql = ctx.scope.text(step.statement.span);
                    format!("BEGIN;\n{sql};\n{view}\nCOMMIT;")
                }
                _ => format!("-- in the transaction that renames it:\n{view}"),
            };
            report
                .help("leave a view under the old name until no running code uses it")
                .safe(format!("{now}\n-- in a later migration:\nDROP VIEW {old};"));
        }
    }
}

/// A schema that stood before takes all its tables with it.
fn renamed_schema(ctx: &MigrationContext<'_>, statement: &Statement, out: &mut Diagnostics<'_>) {
    let StatementKind::AlterObject(alter) = &statement.kind else { return };
    let Some(to) = alter.rename_to.as_ref().filter(|_| alter.kind == ObjectKind::Schema) else {
        return;
    };
    let made = ctx.after.schemas.get(&to.name).map(|origin| origin.migration);
    if made == Some(ctx.after.current) {
        return;
    }
    let (from, to) = (&alter.name.name, &to.name);
    out.report(
        statement.span,
        format!(
            "renames the schema \"{from}\" to \"{to}\": running code that names a table in it fails"
        ),
    )
    .label("its tables are not found under the old name, nor by a search_path that has it")
    .help("leave its name until no running code uses it");
}
