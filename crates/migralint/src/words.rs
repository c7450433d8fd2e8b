//! Words that rules share, so that the same fact reads the same everywhere.

use crate::effects::{Effects, LockMode};
use crate::history::profile::TransactionMode;
use crate::name::QualifiedName;
use crate::rule::Scope;

/// The lock on a table in words, for a label: `ACCESS EXCLUSIVE lock: blocks every read and write on "User"`.
pub(crate) fn lock(effects: &Effects, table: &QualifiedName) -> String {
    let mode = effects.lock_on(table).unwrap_or(LockMode::AccessShare);
    format!("{mode} lock: blocks {} on {}", mode.blocks(), table.shown())
}

/// Until when a lock that this statement takes is held.
pub(crate) fn until_end(scope: &Scope<'_>) -> &'static str {
    if scope.migration.transaction.wraps(scope.statements.len()) {
        "until the migration ends"
    } else {
        "until it is done"
    }
}

/// How to run a statement outside a transaction with this tool, as an order.
pub(crate) fn run_alone(scope: &Scope<'_>) -> String {
    let alone = match scope.migration.transaction {
        TransactionMode::Statement => {
            return "nothing else is needed: each statement commits by itself".to_owned();
        }
        TransactionMode::Batch => "put it in a migration of its own, with no other statement",
        TransactionMode::File | TransactionMode::Run => "put it in a migration of its own",
    };
    match scope.profile().opt_out {
        Some(opt_out) if scope.migration.transaction != TransactionMode::Batch => {
            format!("{alone}, and {opt_out}")
        }
        _ => alone.to_owned(),
    }
}
