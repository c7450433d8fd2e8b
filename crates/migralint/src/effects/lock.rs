//! Lock modes: which conflict with which, and what that means for the people who wait.

use std::fmt;

pub use crate::syntax::statement::LockMode;
use crate::syntax::statement::{ActionKind, ConstraintKind};

impl LockMode {
    /// All modes, weakest first.
    pub const ALL: [Self; 8] = [
        Self::AccessShare,
        Self::RowShare,
        Self::RowExclusive,
        Self::ShareUpdateExclusive,
        Self::Share,
        Self::ShareRowExclusive,
        Self::Exclusive,
        Self::AccessExclusive,
    ];

    /// As PostgreSQL writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AccessShare => "ACCESS SHARE",
            Self::RowShare => "ROW SHARE",
            Self::RowExclusive => "ROW EXCLUSIVE",
            Self::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            Self::Share => "SHARE",
            Self::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            Self::Exclusive => "EXCLUSIVE",
            Self::AccessExclusive => "ACCESS EXCLUSIVE",
        }
    }

    /// Whether two transactions cannot hold these modes on one table at once.
    /// <https://www.postgresql.org/docs/current/explicit-locking.html#TABLE-LOCK-COMPATIBILITY>
    pub fn conflicts_with(self, other: Self) -> bool {
        use LockMode::{
            AccessExclusive, AccessShare, Exclusive, RowExclusive, RowShare, Share,
            ShareRowExclusive, ShareUpdateExclusive,
        };
        let (weak, strong) = if self <= other { (self, other) } else { (other, self) };
        match weak {
            AccessShare => strong == AccessExclusive,
            RowShare => strong >= Exclusive,
            RowExclusive => strong >= Share,
            Share => strong != Share,
            ShareUpdateExclusive | ShareRowExclusive | Exclusive | AccessExclusive => true,
        }
    }

    /// Whether `SELECT` waits.
    pub fn blocks_reads(self) -> bool {
        self.conflicts_with(Self::AccessShare)
    }

    /// Whether `INSERT`, `UPDATE` and `DELETE` wait.
    pub fn blocks_writes(self) -> bool {
        self.conflicts_with(Self::RowExclusive)
    }

    /// What waits, in words that follow "blocks".
    pub fn blocks(self) -> &'static str {
        if self.blocks_reads() {
            "every read and write"
        } else if self.blocks_writes() {
            "every write"
        } else if self >= Self::ShareUpdateExclusive {
            "schema changes and vacuum, not reads or writes"
        } else {
            "schema changes, not reads or writes"
        }
    }
}

impl fmt::Display for LockMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The lock that an action of `ALTER TABLE` takes on the table itself (`AlterTableGetLockLevel` in `tablecmds.c`).
pub(super) fn of_action(action: &ActionKind) -> LockMode {
    match action {
        ActionKind::SetStatistics { .. }
        | ActionKind::SetColumnOptions { .. }
        | ActionKind::ClusterOn { .. }
        | ActionKind::SetWithoutCluster
        | ActionKind::ValidateConstraint { .. }
        | ActionKind::AttachPartition { .. }
        | ActionKind::DetachPartition { concurrently: true, .. }
        | ActionKind::DetachPartition { finalize: true, .. } => LockMode::ShareUpdateExclusive,
        ActionKind::SetParameters { names } | ActionKind::ResetParameters { names } => names
            .iter()
            .map(|name| parameter_level(name))
            .max()
            .unwrap_or(LockMode::ShareUpdateExclusive),
        ActionKind::AddConstraint(constraint)
            if matches!(constraint.kind, ConstraintKind::ForeignKey(_)) =>
        {
            LockMode::ShareRowExclusive
        }
        ActionKind::Trigger { .. } => LockMode::ShareRowExclusive,
        ActionKind::AddColumn { .. }
        | ActionKind::DropColumn { .. }
        | ActionKind::SetType { .. }
        | ActionKind::SetDefault { .. }
        | ActionKind::DropDefault { .. }
        | ActionKind::SetNotNull { .. }
        | ActionKind::DropNotNull { .. }
        | ActionKind::AddIdentity { .. }
        | ActionKind::SetIdentity { .. }
        | ActionKind::DropIdentity { .. }
        | ActionKind::SetExpression { .. }
        | ActionKind::DropExpression { .. }
        | ActionKind::SetStorage { .. }
        | ActionKind::SetCompression { .. }
        | ActionKind::AddConstraint(_)
        | ActionKind::AlterConstraint { .. }
        | ActionKind::DropConstraint { .. }
        | ActionKind::RenameColumn { .. }
        | ActionKind::RenameConstraint { .. }
        | ActionKind::RenameTo { .. }
        | ActionKind::SetSchema { .. }
        | ActionKind::OwnerTo
        | ActionKind::Rule { .. }
        | ActionKind::RowSecurity { .. }
        | ActionKind::ForceRowSecurity { .. }
        | ActionKind::SetWithoutOids
        | ActionKind::SetLogged { .. }
        | ActionKind::SetTablespace { .. }
        | ActionKind::SetAccessMethod { .. }
        | ActionKind::Inherit { .. }
        | ActionKind::OfType { .. }
        | ActionKind::ReplicaIdentity { .. }
        | ActionKind::DetachPartition { .. }
        | ActionKind::Other(_) => LockMode::AccessExclusive,
    }
}

/// The lock that changing a storage parameter takes (`relOpts` in `reloptions.c`).
fn parameter_level(name: &str) -> LockMode {
    match name.trim_start_matches("toast.") {
        "user_catalog_table"
        | "fastupdate"
        | "gin_pending_list_limit"
        | "buffering"
        | "pages_per_range"
        | "autosummarize"
        | "security_barrier"
        | "security_invoker"
        | "check_option" => LockMode::AccessExclusive,
        _ => LockMode::ShareUpdateExclusive,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conflicts_are_those_of_the_manual() {
        // Rows and columns as in the manual's table, weakest mode first.
        let table = [
            "       X", "      XX", "    XXXX", "   XXXXX", "  XX XXX", "  XXXXXX", " XXXXXXX",
            "XXXXXXXX",
        ];
        for (mode, row) in LockMode::ALL.into_iter().zip(table) {
            for (other, cell) in LockMode::ALL.into_iter().zip(row.chars()) {
                assert_eq!(mode.conflicts_with(other), cell == 'X', "{mode} against {other}");
            }
        }
    }
}
