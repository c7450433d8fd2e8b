//! All rules, in the order of their ids.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::rule::{Check, MigrationContext, Rule, StatementContext};

pub(crate) mod add_check_scans_table;
pub(crate) mod add_column_rewrites_table;
pub(crate) mod add_exclusion_constraint_blocks_table;
pub(crate) mod add_foreign_key_scans_table;
pub(crate) mod add_primary_key_blocks_table;
pub(crate) mod add_unique_constraint_blocks_table;
pub(crate) mod change_type_reads_table;
pub(crate) mod change_type_rewrites_table;
pub(crate) mod create_index_blocks_writes;
pub(crate) mod create_partition_locks_parent;
pub(crate) mod detach_partition_blocks_table;
pub(crate) mod domain_constraint_scans_tables;
pub(crate) mod drop_index_blocks_table;
pub(crate) mod maintenance_rewrites_table;
pub(crate) mod move_table_rewrites_table;
pub(crate) mod new_partition_scans_table;
pub(crate) mod refresh_blocks_reads;
pub(crate) mod reindex_blocks_writes;
pub(crate) mod replace_enum_rewrites_table;
pub(crate) mod required_column_fails_on_rows;
pub(crate) mod set_expression_rewrites_table;
pub(crate) mod set_logged_rewrites_table;
pub(crate) mod set_not_null_fails_on_nulls;
pub(crate) mod set_not_null_scans_table;
pub(crate) mod unknown_rule_in_ignore;
pub(crate) mod unused_ignore;
pub(crate) mod validate_in_same_transaction;

/// All rules, in the order of their ids.
pub static RULES: &[&Rule] = &[
    &add_check_scans_table::RULE,
    &add_column_rewrites_table::RULE,
    &add_exclusion_constraint_blocks_table::RULE,
    &add_foreign_key_scans_table::RULE,
    &add_primary_key_blocks_table::RULE,
    &add_unique_constraint_blocks_table::RULE,
    &change_type_reads_table::RULE,
    &change_type_rewrites_table::RULE,
    &create_index_blocks_writes::RULE,
    &create_partition_locks_parent::RULE,
    &detach_partition_blocks_table::RULE,
    &domain_constraint_scans_tables::RULE,
    &drop_index_blocks_table::RULE,
    &maintenance_rewrites_table::RULE,
    &move_table_rewrites_table::RULE,
    &new_partition_scans_table::RULE,
    &refresh_blocks_reads::RULE,
    &reindex_blocks_writes::RULE,
    &replace_enum_rewrites_table::RULE,
    &required_column_fails_on_rows::RULE,
    &set_expression_rewrites_table::RULE,
    &set_logged_rewrites_table::RULE,
    &set_not_null_fails_on_nulls::RULE,
    &set_not_null_scans_table::RULE,
    &unknown_rule_in_ignore::RULE,
    &unused_ignore::RULE,
    &validate_in_same_transaction::RULE,
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
