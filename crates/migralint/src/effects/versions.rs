//! What changed between versions of PostgreSQL, as far as effects depend on it.

use crate::postgres::PostgresVersion;

/// A change in PostgreSQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Since {
    /// Foreign keys to a partitioned table have triggers at each partition, so a new partition locks the tables that
    /// point at its parent against writes.
    ReferrersSeePartitions,
    /// Renaming a trigger of a partitioned table renames those of its partitions.
    TriggersRenamedBelow,
    /// Adding any constraint locks the children first, as its `NOT NULL` constraints may reach them.
    ConstraintsLockChildren,
    /// `GRANT` locks the tables that it names, weakly.
    GrantLocks,
    /// Foreign keys of partitioned tables may be `NOT VALID`.
    PartitionedKeysNotValid,
}

/// Each change, the major version that brought it, and where that is written.
const CHANGES: &[(Since, u8, &str)] = &[
    (
        Since::ReferrersSeePartitions,
        15,
        "release notes of 15: improve foreign key behavior of updates on partitioned tables that move rows between \
         partitions",
    ),
    (
        Since::TriggersRenamedBelow,
        15,
        "release notes of 15: when renaming triggers on partitioned tables, rename those of all partitions",
    ),
    (
        Since::ConstraintsLockChildren,
        18,
        "release notes of 18: store column NOT NULL specifications in pg_constraint; ATPrepCmd in tablecmds.c",
    ),
    (Since::GrantLocks, 18, "objectNamesToOids in aclchk.c of 18"),
    (
        Since::PartitionedKeysNotValid,
        18,
        "release notes of 18: allow NOT VALID foreign key constraints on partitioned tables",
    ),
];

impl Since {
    /// Whether a version has it.
    pub(super) fn is_in(self, version: PostgresVersion) -> bool {
        CHANGES.iter().any(|(change, since, _)| *change == self && version.major() >= *since)
    }
}
