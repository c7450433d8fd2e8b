//! All rules, in the order of their ids.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::rule::{Check, MigrationContext, Rule, StatementContext};

pub(crate) mod unknown_rule_in_ignore;
pub(crate) mod unused_ignore;

/// All rules, in the order of their ids.
pub static RULES: &[&Rule] = &[&unknown_rule_in_ignore::RULE, &unused_ignore::RULE];

/// The rule of this id.
pub fn find(id: &str) -> Option<&'static Rule> {
    let at = RULES.binary_search_by(|rule| rule.id.cmp(id)).ok()?;
    Some(RULES[at])
}

/// Runs every rule that is on and looks at statements.
pub(crate) fn check_statement(context: &StatementContext<'_>, found: &mut Vec<Diagnostic>) {
    for rule in RULES {
        if let (Check::Statement(check), Some(severity)) =
            (&rule.check, context.scope.settings.severity(rule))
        {
            check(
                context,
                &mut Diagnostics::new(rule, severity, context.scope.migration.file, found),
            );
        }
    }
}

/// Runs every rule that is on and looks at whole migrations.
pub(crate) fn check_migration(context: &MigrationContext<'_>, found: &mut Vec<Diagnostic>) {
    for rule in RULES {
        if let (Check::Migration(check), Some(severity)) =
            (&rule.check, context.scope.settings.severity(rule))
        {
            check(
                context,
                &mut Diagnostics::new(rule, severity, context.scope.migration.file, found),
            );
        }
    }
}
