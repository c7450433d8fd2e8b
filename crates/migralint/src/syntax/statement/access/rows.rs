//! Whose rows a statement writes.

use super::super::{Query, RowChange, StatementKind, Write};
use crate::name::Name;

/// The tables whose rows a statement writes, and how: its own table first, then those of `WITH`. What triggers and
/// called functions write is left out.
pub fn rows_written(kind: &StatementKind) -> impl Iterator<Item = (&Name, RowChange)> {
    let (tables, change, writes) = match kind {
        StatementKind::Insert(insert) => own(&insert.table, RowChange::Insert, &insert.query),
        StatementKind::Update(update) => own(&update.table, RowChange::Update, &update.query),
        StatementKind::Delete(delete) => own(&delete.table, RowChange::Delete, &delete.query),
        StatementKind::Merge(merge) => own(&merge.table, RowChange::Merge, &merge.query),
        StatementKind::Copy { table: Some(table), from: true } => {
            (std::slice::from_ref(table), RowChange::Insert, &[][..])
        }
        StatementKind::Truncate(truncate) => (&truncate.tables[..], RowChange::Truncate, &[][..]),
        StatementKind::Query(query) => (&[][..], RowChange::Insert, &query.writes[..]),
        StatementKind::CreateTableAs(create) => {
            (&[][..], RowChange::Insert, &create.query.writes[..])
        }
        StatementKind::Copy { .. }
        | StatementKind::CreateTable(_)
        | StatementKind::AlterTable(_)
        | StatementKind::Drop(_)
        | StatementKind::CreateIndex(_)
        | StatementKind::Reindex(_)
        | StatementKind::CreateType(_)
        | StatementKind::AlterType(_)
        | StatementKind::CreateDomain(_)
        | StatementKind::AlterDomain(_)
        | StatementKind::CreateSequence(_)
        | StatementKind::AlterSequence(_)
        | StatementKind::CreateView(_)
        | StatementKind::RefreshView(_)
        | StatementKind::CreateFunction(_)
        | StatementKind::CreateTrigger(_)
        | StatementKind::Policy(_)
        | StatementKind::CreateRule(_)
        | StatementKind::CreateStatistics(_)
        | StatementKind::CreateSchema(_)
        | StatementKind::CreateExtension { .. }
        | StatementKind::Publication(_)
        | StatementKind::AlterObject(_)
        | StatementKind::Comment(_)
        | StatementKind::Grant(_)
        | StatementKind::Explain(_)
        | StatementKind::Do(_)
        | StatementKind::Call(_)
        | StatementKind::Lock { .. }
        | StatementKind::Vacuum { .. }
        | StatementKind::Analyze { .. }
        | StatementKind::Cluster { .. }
        | StatementKind::Set(_)
        | StatementKind::Begin
        | StatementKind::Commit { .. }
        | StatementKind::Rollback
        | StatementKind::Savepoint
        | StatementKind::Other(_)
        | StatementKind::Psql(_)
        | StatementKind::Unreadable(_) => (&[][..], RowChange::Insert, &[][..]),
    };
    let own = tables.iter().map(move |table| (table, change));
    own.chain(writes.iter().map(|write| (&write.table, write.change)))
}

fn own<'s>(
    table: &'s Name,
    change: RowChange,
    query: &'s Query,
) -> (&'s [Name], RowChange, &'s [Write]) {
    (std::slice::from_ref(table), change, &query.writes)
}
