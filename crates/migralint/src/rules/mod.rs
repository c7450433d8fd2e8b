//! All rules, in the order of their ids.

use crate::rule::Rule;
use crate::rule_info::{Category, RuleInfo};
use crate::settings::Levels;

mod add_check_scans_table;
mod add_column_rewrites_table;
mod add_exclusion_constraint_blocks_table;
mod add_foreign_key_scans_table;
mod add_json_column;
mod add_primary_key_blocks_table;
mod add_unique_constraint_blocks_table;
mod backfill_in_schema_change;
mod cannot_run_in_transaction;
mod change_type_reads_table;
mod change_type_rewrites_table;
mod concurrent_index_may_stay_invalid;
mod conflicting_migration;
mod create_extension_needs_superuser;
mod create_index_blocks_writes;
mod create_partition_locks_parent;
mod create_table_as_leaves_constraints_behind;
mod create_trigger_blocks_writes;
mod delete_without_where;
mod detach_partition_blocks_table;
mod domain_constraint_scans_tables;
mod drop_and_add_looks_like_rename;
mod drop_cascade_takes_more;
mod drop_column_loses_data;
mod drop_default_breaks_inserts;
mod drop_index_blocks_table;
mod drop_not_null_breaks_readers;
mod drop_schema_loses_data;
mod drop_table_loses_data;
mod drop_type_breaks_users;
mod drop_view_breaks_readers;
mod edited_migration;
mod empty_rollback;
mod ended_waiver;
mod enum_value_used_in_same_transaction;
mod explicit_lock_blocks_table;
mod failing_rollback;
mod foreign_key_locks_referenced_table;
mod foreign_key_without_index;
mod grant_to_public;
mod half_applied_migration;
mod identifier_too_long;
mod incomplete_rollback;
mod lock_held_during_long_work;
mod lost_replica_identity_breaks_writes;
mod maintenance_rewrites_table;
mod migration_name;
mod missing_lock_timeout;
mod missing_rollback;
mod move_table_rewrites_table;
mod new_partition_scans_table;
mod orphan_rollback;
mod out_of_order_migration;
mod pending_trigger_events;
mod refresh_blocks_reads;
mod reindex_blocks_writes;
mod rename_column_breaks_running_code;
mod rename_enum_value_breaks_running_code;
mod rename_table_breaks_running_code;
mod replace_enum_rewrites_table;
mod required_column_fails_on_rows;
mod rollback_loses_data;
mod row_security_without_policy;
mod security_definer_without_search_path;
mod set_expression_rewrites_table;
mod set_local_without_transaction;
mod set_logged_rewrites_table;
mod set_not_null_fails_on_nulls;
mod set_not_null_scans_table;
mod statement_always_fails;
mod transaction_left_open;
mod triggers_left_off;
mod truncate_loses_data;
mod unchecked_dynamic_sql;
mod undocumented_breaking_change;
mod unknown_rule_in_ignore;
mod unreadable_rollback;
mod unreadable_statement;
mod unrelated_changes;
mod unused_ignore;
mod update_without_where;
mod validate_in_same_transaction;

/// All rules, in the order of their ids.
pub static RULES: &[&Rule] = &[
    &add_check_scans_table::RULE,
    &add_column_rewrites_table::RULE,
    &add_exclusion_constraint_blocks_table::RULE,
    &add_foreign_key_scans_table::RULE,
    &add_json_column::RULE,
    &add_primary_key_blocks_table::RULE,
    &add_unique_constraint_blocks_table::RULE,
    &backfill_in_schema_change::RULE,
    &cannot_run_in_transaction::RULE,
    &change_type_reads_table::RULE,
    &change_type_rewrites_table::RULE,
    &concurrent_index_may_stay_invalid::RULE,
    &conflicting_migration::RULE,
    &create_extension_needs_superuser::RULE,
    &create_index_blocks_writes::RULE,
    &create_partition_locks_parent::RULE,
    &create_table_as_leaves_constraints_behind::RULE,
    &create_trigger_blocks_writes::RULE,
    &delete_without_where::RULE,
    &detach_partition_blocks_table::RULE,
    &domain_constraint_scans_tables::RULE,
    &drop_and_add_looks_like_rename::RULE,
    &drop_cascade_takes_more::RULE,
    &drop_column_loses_data::RULE,
    &drop_default_breaks_inserts::RULE,
    &drop_index_blocks_table::RULE,
    &drop_not_null_breaks_readers::RULE,
    &drop_schema_loses_data::RULE,
    &drop_table_loses_data::RULE,
    &drop_type_breaks_users::RULE,
    &drop_view_breaks_readers::RULE,
    &edited_migration::RULE,
    &empty_rollback::RULE,
    &ended_waiver::RULE,
    &enum_value_used_in_same_transaction::RULE,
    &explicit_lock_blocks_table::RULE,
    &failing_rollback::RULE,
    &foreign_key_locks_referenced_table::RULE,
    &foreign_key_without_index::RULE,
    &grant_to_public::RULE,
    &half_applied_migration::RULE,
    &identifier_too_long::RULE,
    &incomplete_rollback::RULE,
    &lock_held_during_long_work::RULE,
    &lost_replica_identity_breaks_writes::RULE,
    &maintenance_rewrites_table::RULE,
    &migration_name::RULE,
    &missing_lock_timeout::RULE,
    &missing_rollback::RULE,
    &move_table_rewrites_table::RULE,
    &new_partition_scans_table::RULE,
    &orphan_rollback::RULE,
    &out_of_order_migration::RULE,
    &pending_trigger_events::RULE,
    &refresh_blocks_reads::RULE,
    &reindex_blocks_writes::RULE,
    &rename_column_breaks_running_code::RULE,
    &rename_enum_value_breaks_running_code::RULE,
    &rename_table_breaks_running_code::RULE,
    &replace_enum_rewrites_table::RULE,
    &required_column_fails_on_rows::RULE,
    &rollback_loses_data::RULE,
    &row_security_without_policy::RULE,
    &security_definer_without_search_path::RULE,
    &set_expression_rewrites_table::RULE,
    &set_local_without_transaction::RULE,
    &set_logged_rewrites_table::RULE,
    &set_not_null_fails_on_nulls::RULE,
    &set_not_null_scans_table::RULE,
    &statement_always_fails::RULE,
    &transaction_left_open::RULE,
    &triggers_left_off::RULE,
    &truncate_loses_data::RULE,
    &unchecked_dynamic_sql::RULE,
    &undocumented_breaking_change::RULE,
    &unknown_rule_in_ignore::RULE,
    &unreadable_rollback::RULE,
    &unreadable_statement::RULE,
    &unrelated_changes::RULE,
    &unused_ignore::RULE,
    &update_without_where::RULE,
    &validate_in_same_transaction::RULE,
];

/// What every rule is called, in the order of their ids.
pub fn infos() -> impl Iterator<Item = &'static RuleInfo> + Clone {
    RULES.iter().map(|rule| &rule.info)
}

/// The rule of this id.
pub fn find(id: &str) -> Option<&'static RuleInfo> {
    let at = RULES.binary_search_by(|rule| rule.info.id.cmp(id)).ok()?;
    Some(&RULES[at].info)
}

/// Whether any rule of a category is enabled.
pub(crate) fn any_enabled(category: Category, levels: &Levels) -> bool {
    let mut rules = RULES.iter().filter(|rule| rule.info.category == category);
    rules.any(|rule| levels.severity(&rule.info).is_some())
}
