//! See `rules/row-security-without-policy.md`.

use crate::context::MigrationContext;
use crate::diagnostic::Diagnostics;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::{ActionKind, AlterTableAction, StatementKind};
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "row-security-without-policy",
        page: page!("row-security-without-policy"),
        category: Category::Compatibility,
        severity: Severity::Warning,
        enabled: Enabled::ByDefault,
    },
    check: Check::Migration(check),
};

fn check(ctx: &MigrationContext<'_>, out: &mut Diagnostics<'_>) {
    for step in ctx.steps {
        let StatementKind::AlterTable(alter) = &step.statement.kind else { continue };
        let enables = |action: &&AlterTableAction| {
            matches!(action.kind, ActionKind::RowSecurity { enable: true })
        };
        let Some(action) = alter.actions.iter().find(enables) else { continue };
        let name = ctx.after.resolve_relation(&alter.name);
        let Some(table) = ctx.after.table(&name) else { continue };
        // A table that stood before the history may have policies that are not known.
        let bare = table.row_security && table.policies.is_empty() && table.origin.is_some();
        if !bare || step.effects.lock_on(&name).is_none() {
            continue;
        }
        let (owner, sql) = if table.force_row_security {
            ("every role, its owner included,", name.sql())
        } else {
            ("every role but its owner", name.sql())
        };
        out.report(
            action.span,
            format!(
                "turns row security on for {} without a policy: {owner} sees no rows",
                name.shown()
            ),
        )
        .label(words::lock(&step.effects, &name))
        .help("make the policies first, in the same transaction")
        .safe(format!(
            "CREATE POLICY read_all ON {sql} FOR SELECT USING (true);\n\
             ALTER TABLE {sql} ENABLE ROW LEVEL SECURITY;"
        ))
        .table(&name);
    }
}
