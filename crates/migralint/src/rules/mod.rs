//! All rules, in the order of their ids.

use crate::context::{MigrationContext, Scope, StatementContext};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::history::Change;
use crate::rule::{Check, Rule, Status};
use crate::sizes::Size;

pub(crate) mod add_check_scans_table;
pub(crate) mod add_column_rewrites_table;
pub(crate) mod add_exclusion_constraint_blocks_table;
pub(crate) mod add_foreign_key_scans_table;
pub(crate) mod add_json_column;
pub(crate) mod add_primary_key_blocks_table;
pub(crate) mod add_unique_constraint_blocks_table;
pub(crate) mod backfill_in_schema_change;
pub(crate) mod cannot_run_in_transaction;
pub(crate) mod change_type_reads_table;
pub(crate) mod change_type_rewrites_table;
pub(crate) mod concurrent_index_may_stay_invalid;
pub(crate) mod conflicting_migration;
pub(crate) mod create_extension_needs_superuser;
pub(crate) mod create_index_blocks_writes;
pub(crate) mod create_partition_locks_parent;
pub(crate) mod create_table_as_leaves_constraints_behind;
pub(crate) mod create_trigger_blocks_writes;
pub(crate) mod delete_without_where;
pub(crate) mod detach_partition_blocks_table;
pub(crate) mod domain_constraint_scans_tables;
pub(crate) mod drop_and_add_looks_like_rename;
pub(crate) mod drop_cascade_takes_more;
pub(crate) mod drop_column_loses_data;
pub(crate) mod drop_default_breaks_inserts;
pub(crate) mod drop_index_blocks_table;
pub(crate) mod drop_not_null_breaks_readers;
pub(crate) mod drop_schema_loses_data;
pub(crate) mod drop_table_loses_data;
pub(crate) mod drop_type_breaks_users;
pub(crate) mod drop_view_breaks_readers;
pub(crate) mod edited_migration;
pub(crate) mod empty_rollback;
pub(crate) mod ended_waiver;
pub(crate) mod enum_value_used_in_same_transaction;
pub(crate) mod explicit_lock_blocks_table;
pub(crate) mod failing_rollback;
pub(crate) mod foreign_key_locks_referenced_table;
pub(crate) mod foreign_key_without_index;
pub(crate) mod grant_to_public;
pub(crate) mod half_applied_migration;
pub(crate) mod identifier_too_long;
pub(crate) mod incomplete_rollback;
pub(crate) mod lock_held_during_long_work;
pub(crate) mod lost_replica_identity_breaks_writes;
pub(crate) mod maintenance_rewrites_table;
pub(crate) mod migration_name;
pub(crate) mod missing_lock_timeout;
pub(crate) mod missing_rollback;
pub(crate) mod move_table_rewrites_table;
pub(crate) mod new_partition_scans_table;
pub(crate) mod orphan_rollback;
pub(crate) mod out_of_order_migration;
pub(crate) mod pending_trigger_events;
pub(crate) mod refresh_blocks_reads;
pub(crate) mod reindex_blocks_writes;
pub(crate) mod rename_column_breaks_running_code;
pub(crate) mod rename_enum_value_breaks_running_code;
pub(crate) mod rename_table_breaks_running_code;
pub(crate) mod replace_enum_rewrites_table;
pub(crate) mod required_column_fails_on_rows;
pub(crate) mod rollback_loses_data;
pub(crate) mod row_security_without_policy;
pub(crate) mod security_definer_without_search_path;
pub(crate) mod set_expression_rewrites_table;
pub(crate) mod set_local_without_transaction;
pub(crate) mod set_logged_rewrites_table;
pub(crate) mod set_not_null_fails_on_nulls;
pub(crate) mod set_not_null_scans_table;
pub(crate) mod statement_always_fails;
pub(crate) mod transaction_left_open;
pub(crate) mod triggers_left_off;
pub(crate) mod truncate_loses_data;
pub(crate) mod unchecked_dynamic_sql;
pub(crate) mod undocumented_breaking_change;
pub(crate) mod unknown_rule_in_ignore;
pub(crate) mod unreadable_rollback;
pub(crate) mod unreadable_statement;
pub(crate) mod unrelated_changes;
pub(crate) mod unused_ignore;
pub(crate) mod update_without_where;
pub(crate) mod validate_in_same_transaction;

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

/// The rule of this id.
pub fn find(id: &str) -> Option<&'static Rule> {
    let at = RULES.binary_search_by(|rule| rule.id.cmp(id)).ok()?;
    Some(RULES[at])
}

/// Runs every rule that is on and looks at statements.
pub(crate) fn check_statement(context: &StatementContext<'_>, found: &mut Vec<Diagnostic>) {
    for rule in RULES {
        if let Check::Statement(check) = &rule.check {
            run(rule, context.scope, found, |out| check(context, out));
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
        run(rule, context.scope, found, |out| check(context, out));
    }
}

/// Runs a rule where it is on: everywhere, or on migrations that are still to run and on large tables.
fn run(
    rule: &'static Rule,
    scope: &Scope<'_>,
    found: &mut Vec<Diagnostic>,
    check: impl FnOnce(&mut Diagnostics<'_>),
) {
    let file = scope.migration.file;
    let Some(severity) = scope.levels.severity(rule) else { return };
    let waits = rule.status == Status::StillToRun && !scope.levels.is_set(rule);
    if !waits || scope.is_still_to_run {
        check(&mut Diagnostics::new(rule, severity, file, found));
        return;
    }
    let sizes = &scope.settings.sizes;
    if sizes.has_large() {
        let mut all = Vec::new();
        check(&mut Diagnostics::new(rule, severity, file, &mut all));
        all.retain(|one| one.table.as_ref().and_then(|table| sizes.of(table)) == Some(Size::Large));
        found.append(&mut all);
    }
}
