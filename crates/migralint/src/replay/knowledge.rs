//! How much is known about what statements do.

use crate::catalog::Catalog;
use crate::name::Name;
use crate::syntax::statement::{Statement, StatementKind};

/// Every statement, those of `DO` blocks behind their block.
pub(crate) fn with_inner(statements: &[Statement]) -> impl Iterator<Item = &Statement> {
    statements.iter().flat_map(|statement| std::iter::once(statement).chain(&statement.inner))
}

/// How much is known about what a statement does.
pub(crate) enum Doing {
    /// All of it.
    Known,
    /// It calls a function that the history made.
    Called,
    /// Not all of it.
    Unknown,
}

/// What is known about a statement in that schema.
pub(crate) fn doing(statement: &Statement, catalog: &Catalog) -> Doing {
    match &statement.kind {
        StatementKind::Unreadable(_) | StatementKind::Psql(_) => Doing::Unknown,
        StatementKind::Do(block) if !block.dynamic.is_empty() => Doing::Unknown,
        StatementKind::Do(block) if !matches!(block.language.as_str(), "plpgsql" | "sql") => {
            Doing::Unknown
        }
        StatementKind::Call(_) => Doing::Called,
        StatementKind::Query(query) => {
            let is_own =
                |call: &Name| !catalog.function(&catalog.resolve_function(call)).is_empty();
            if query.calls.iter().any(is_own) { Doing::Called } else { Doing::Known }
        }
        StatementKind::CreateTable(_)
        | StatementKind::CreateTableAs(_)
        | StatementKind::AlterTable(_)
        | StatementKind::Drop(_)
        | StatementKind::Truncate(_)
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
        | StatementKind::Insert(_)
        | StatementKind::Update(_)
        | StatementKind::Delete(_)
        | StatementKind::Merge(_)
        | StatementKind::Explain(_)
        | StatementKind::Copy { .. }
        | StatementKind::Do(_)
        | StatementKind::Lock { .. }
        | StatementKind::Vacuum { .. }
        | StatementKind::Analyze { .. }
        | StatementKind::Cluster { .. }
        | StatementKind::Set(_)
        | StatementKind::Begin
        | StatementKind::Commit { .. }
        | StatementKind::Rollback
        | StatementKind::Savepoint
        | StatementKind::Other(_) => Doing::Known,
    }
}

/// Whether all that these statements do is known.
pub(crate) fn is_known(statements: &[Statement], catalog: &Catalog) -> bool {
    with_inner(statements).all(|statement| matches!(doing(statement, catalog), Doing::Known))
}
