//! All rules, in the order of their ids.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::history::Change;
use crate::rule::{Check, MigrationContext, Rule, StatementContext};

pub(crate) mod backfill_in_schema_change;
pub(crate) mod create_index_blocks_writes;
pub(crate) mod create_trigger_blocks_writes;
pub(crate) mod edited_migration;
pub(crate) mod explicit_lock_blocks_table;
pub(crate) mod foreign_key_locks_referenced_table;
pub(crate) mod half_applied_migration;
pub(crate) mod lock_held_during_long_work;
pub(crate) mod migration_name;
pub(crate) mod missing_lock_timeout;
pub(crate) mod missing_rollback;
pub(crate) mod out_of_order_migration;
pub(crate) mod transaction_left_open;
pub(crate) mod unchecked_dynamic_sql;
pub(crate) mod undocumented_breaking_change;
pub(crate) mod unknown_rule_in_ignore;
pub(crate) mod unreadable_statement;
pub(crate) mod unrelated_changes;
pub(crate) mod unused_ignore;

/// All rules, in the order of their ids.
pub static RULES: &[&Rule] = &[
    &backfill_in_schema_change::RULE,
    &create_index_blocks_writes::RULE,
    &create_trigger_blocks_writes::RULE,
    &edited_migration::RULE,
    &explicit_lock_blocks_table::RULE,
    &foreign_key_locks_referenced_table::RULE,
    &half_applied_migration::RULE,
    &lock_held_during_long_work::RULE,
    &migration_name::RULE,
    &missing_lock_timeout::RULE,
    &missing_rollback::RULE,
    &out_of_order_migration::RULE,
    &transaction_left_open::RULE,
    &unchecked_dynamic_sql::RULE,
    &undocumented_breaking_change::RULE,
    &unknown_rule_in_ignore::RULE,
    &unreadable_statement::RULE,
    &unrelated_changes::RULE,
    &unused_ignore::RULE,
];

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

/// Runs every rule that is on and looks at whole migrations: all of them on a new one, on another those that
/// look at how it has changed.
pub(crate) fn check_migration(context: &MigrationContext<'_>, found: &mut Vec<Diagnostic>) {
    let migration = context.scope.migration;
    for rule in RULES {
        let check = match rule.check {
            Check::Migration(check) if migration.is_new() => check,
            Check::Change(check) if migration.change != Change::None => check,
            _ => continue,
        };
        if let Some(severity) = context.scope.settings.severity(rule) {
            check(context, &mut Diagnostics::new(rule, severity, migration.file, found));
        }
    }
}
