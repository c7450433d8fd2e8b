//! The place where the effects of one statement come together.

use std::collections::BTreeSet;

use super::versions::Since;
use super::{Cause, Dropped, Effects, LockMode, Renamed, Work};
use crate::catalog::{Catalog, Constraint, Origin};
use crate::name::QualifiedName;
use crate::postgres::PostgresVersion;
use crate::source::Span;
use crate::syntax::statement::{ConstraintKind, ObjectKind};

/// The effects of one statement as they are found.
pub(super) struct Collector<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) version: PostgresVersion,
    pub(super) effects: Effects,
}

impl Collector<'_> {
    /// Whether something was there before the migration.
    pub(super) fn is_old(&self, origin: Option<Origin>) -> bool {
        origin.is_none_or(|origin| origin.migration != self.catalog.current)
    }

    /// Takes a lock on a relation that stood before the migration.
    pub(super) fn lock(&mut self, table: &QualifiedName, mode: LockMode) {
        if self.catalog.exists(table) {
            self.effects.lock(table, mode);
        }
    }

    /// Takes a lock on a table and everything below it.
    pub(super) fn lock_tree(&mut self, table: &QualifiedName, mode: LockMode) {
        self.lock(table, mode);
        for child in self.catalog.descendants(table) {
            self.lock(&child, mode);
        }
    }

    /// Takes a lock on a table and its partitions, not on other children.
    pub(super) fn lock_partitions(&mut self, table: &QualifiedName, mode: LockMode) {
        self.lock(table, mode);
        for child in self.catalog.descendants(table) {
            if self.is_partition(&child) {
                self.lock(&child, mode);
            }
        }
    }

    /// Takes a lock on a table and everything below it; behind a view, on all that it reads.
    pub(super) fn lock_read(&mut self, relation: &QualifiedName, mode: LockMode) {
        let catalog = self.catalog;
        let (mut open, mut seen) = (vec![relation], BTreeSet::new());
        while let Some(relation) = open.pop() {
            if !seen.insert(relation) {
                continue;
            }
            self.lock_tree(relation, mode);
            if let Some(view) = catalog.view(relation).filter(|view| !view.materialized) {
                open.extend(&view.reads);
            }
        }
    }

    /// Whether a table is a partition of another one.
    pub(super) fn is_partition(&self, table: &QualifiedName) -> bool {
        self.catalog.table(table).is_some_and(|table| table.partition_of.is_some())
    }

    /// Writes a table anew.
    pub(super) fn rewrite(&mut self, table: &QualifiedName, span: Span, cause: Cause) {
        if self.holds_rows(table) {
            self.effects.rewrites.push(Work { table: table.clone(), span, cause });
        }
    }

    /// Reads a table whole.
    pub(super) fn scan(&mut self, table: &QualifiedName, span: Span, cause: Cause) {
        if self.holds_rows(table) {
            self.effects.scans.push(Work { table: table.clone(), span, cause });
        }
    }

    /// Writes a table and everything below it anew.
    pub(super) fn rewrite_tree(&mut self, table: &QualifiedName, span: Span, cause: &Cause) {
        self.rewrite(table, span, cause.clone());
        for child in self.catalog.descendants(table) {
            self.rewrite(&child, span, cause.clone());
        }
    }

    /// Reads a table and everything below it whole.
    pub(super) fn scan_tree(&mut self, table: &QualifiedName, span: Span, cause: &Cause) {
        self.scan(table, span, cause.clone());
        for child in self.catalog.descendants(table) {
            self.scan(&child, span, cause.clone());
        }
    }

    /// Whether a table stood before the migration and has rows: a foreign one has none here, a partitioned one
    /// only those of partitions that the history does not show.
    fn holds_rows(&self, table: &QualifiedName) -> bool {
        let catalog = self.catalog;
        let known = catalog.table(table);
        let partitioned = known.is_some_and(|table| table.partition_by.is_some());
        catalog.exists(table)
            && known.is_none_or(|table| !table.foreign)
            && (!partitioned || catalog.partitions_of(table).next().is_none())
            && catalog.view(table).is_none_or(|view| view.materialized)
    }

    /// Loses an object that stood before the migration.
    pub(super) fn drop(
        &mut self,
        kind: ObjectKind,
        name: &QualifiedName,
        part: Option<&str>,
        span: Span,
        implied: bool,
    ) {
        let part = part.map(str::to_owned);
        self.effects.drops.push(Dropped { kind, name: name.clone(), part, span, implied });
    }

    /// Renames an object that stood before the migration.
    pub(super) fn rename(
        &mut self,
        kind: ObjectKind,
        name: &QualifiedName,
        part: Option<&str>,
        to: &str,
        span: Span,
    ) {
        let (part, to) = (part.map(str::to_owned), to.to_owned());
        self.effects.renames.push(Renamed { kind, name: name.clone(), part, to, span });
    }

    /// Removes a table, and what that takes with it on other tables: the locks of `heap_drop_with_catalog` and
    /// `RemoveTriggerById`.
    pub(super) fn drop_table(&mut self, table: &QualifiedName, span: Span, implied: bool) {
        self.lock(table, LockMode::AccessExclusive);
        if self.catalog.exists(table) {
            self.drop(ObjectKind::Table, table, None, span, implied);
        }
        let catalog = self.catalog;
        let parent = catalog.table(table).and_then(|table| table.partition_of.as_ref());
        let parent = parent.map(|partition| &partition.parent);
        for constraint in catalog.constraints_of(table) {
            if let Some(referenced) = &constraint.references
                && !parent.is_some_and(|parent| catalog.has_same_foreign_key(parent, constraint))
            {
                self.lock_tree(referenced, LockMode::AccessExclusive);
            }
        }
        for (referrer, _) in catalog.foreign_keys_to(table) {
            self.lock_tree(referrer, LockMode::AccessExclusive);
        }
        for (parent, (referrer, _)) in parent
            .into_iter()
            .flat_map(|parent| catalog.foreign_keys_to(parent).map(move |key| (parent, key)))
        {
            self.lock_tree(referrer, LockMode::AccessExclusive);
            self.lock_partitions(parent, LockMode::AccessExclusive);
        }
        if let Some(partition) = catalog.table(table).and_then(|table| table.partition_of.as_ref())
        {
            self.lock(&partition.parent, LockMode::AccessExclusive);
            self.lock_default_partition(&partition.parent, table);
        }
    }

    /// Loses views because what they read goes with `CASCADE`.
    pub(super) fn drop_views(
        &mut self,
        views: impl IntoIterator<Item = QualifiedName>,
        span: Span,
    ) {
        for view in views {
            self.lock(&view, LockMode::AccessExclusive);
            if self.catalog.exists(&view) {
                let materialized = self.catalog.view(&view).is_some_and(|view| view.materialized);
                let kind =
                    if materialized { ObjectKind::MaterializedView } else { ObjectKind::View };
                self.drop(kind, &view, None, span, true);
            }
        }
    }

    /// Loses a foreign key of another table, because what it points at goes with `CASCADE`.
    pub(super) fn drop_foreign_key(
        &mut self,
        table: &QualifiedName,
        constraint: &Constraint,
        span: Span,
    ) {
        if self.catalog.exists(table) && self.is_old(Some(constraint.origin)) {
            self.drop(ObjectKind::Constraint, table, Some(&constraint.name), span, true);
        }
    }

    /// Loses the foreign keys to a table of which `points` says that they point at what goes.
    pub(super) fn drop_foreign_keys_to(
        &mut self,
        table: &QualifiedName,
        points: impl Fn(&[String]) -> bool,
        span: Span,
    ) {
        let catalog = self.catalog;
        for (referrer, constraint) in catalog.foreign_keys_to(table) {
            if let ConstraintKind::ForeignKey(key) = &constraint.kind
                && points(&self.referenced_columns(table, &key.referenced))
            {
                self.drop_foreign_key(referrer, constraint, span);
            }
        }
    }

    /// The tables that foreign keys of a partitioned table point at, and those that point at it, gain or lose
    /// triggers when a partition comes or goes.
    pub(super) fn lock_relatives(&mut self, parent: &QualifiedName, mode: LockMode) {
        let catalog = self.catalog;
        for constraint in catalog.constraints_of(parent) {
            if let Some(referenced) = &constraint.references {
                self.lock_tree(referenced, mode);
            }
        }
        let seen = Since::ReferrersSeePartitions.is_in(self.version);
        for (referrer, _) in catalog.foreign_keys_to(parent) {
            self.lock_tree(referrer, if seen { mode } else { LockMode::AccessShare });
        }
    }

    /// A change of a partition's bounds changes those of the default partition.
    pub(super) fn lock_default_partition(
        &mut self,
        parent: &QualifiedName,
        partition: &QualifiedName,
    ) {
        if let Some(default) = self.default_partition(parent)
            && default != *partition
        {
            self.lock(&default, LockMode::AccessExclusive);
        }
    }

    /// The default partition of a table, when it has one.
    pub(super) fn default_partition(&self, parent: &QualifiedName) -> Option<QualifiedName> {
        self.catalog.default_partition(parent).cloned()
    }

    /// Removes foreign keys: both tables lose triggers.
    pub(super) fn drop_foreign_keys_of_columns(&mut self, table: &QualifiedName, column: &str) {
        let catalog = self.catalog;
        for constraint in catalog.constraints_of(table) {
            if let (ConstraintKind::ForeignKey(key), Some(referenced)) =
                (&constraint.kind, &constraint.references)
                && key.columns.iter().any(|name| name == column)
            {
                self.lock_tree(referenced, LockMode::AccessExclusive);
            }
        }
        for (referrer, constraint) in catalog.foreign_keys_to(table) {
            if let ConstraintKind::ForeignKey(key) = &constraint.kind
                && self.referenced_columns(table, &key.referenced).iter().any(|name| name == column)
            {
                self.lock_tree(referrer, LockMode::AccessExclusive);
            }
        }
    }

    /// The tables with foreign keys that point at just these columns of a table.
    pub(super) fn referrers_by(
        &self,
        table: &QualifiedName,
        columns: &[String],
    ) -> BTreeSet<QualifiedName> {
        let points = |constraint: &Constraint| {
            let ConstraintKind::ForeignKey(key) = &constraint.kind else { return false };
            self.referenced_columns(table, &key.referenced) == columns
        };
        let keys = self.catalog.foreign_keys_to(table);
        keys.filter(|(_, key)| points(key)).map(|(referrer, _)| referrer.clone()).collect()
    }

    /// The columns that a foreign key points at: those written, or the primary key.
    pub(super) fn referenced_columns(
        &self,
        table: &QualifiedName,
        written: &[String],
    ) -> Vec<String> {
        if !written.is_empty() {
            return written.to_vec();
        }
        match self.catalog.primary_key(table).map(|key| &key.kind) {
            Some(ConstraintKind::PrimaryKey { columns }) => columns.clone(),
            _ => Vec::new(),
        }
    }
}
