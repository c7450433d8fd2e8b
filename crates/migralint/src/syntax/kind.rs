//! What kind of change a statement is.

use super::statement::access::rows_written;
use super::statement::{RowChange, StatementKind};

impl StatementKind {
    /// Whether it changes rows of a table. `TRUNCATE` empties the table as a whole.
    pub fn changes_rows(&self) -> bool {
        rows_written(self).any(|(_, change)| change != RowChange::Truncate)
    }

    /// Whether it changes what there is: objects, their definitions, or a table as a whole. Comments do not count.
    pub fn changes_schema(&self) -> bool {
        match self {
            Self::CreateTable(_)
            | Self::CreateTableAs(_)
            | Self::AlterTable(_)
            | Self::Drop(_)
            | Self::Truncate(_)
            | Self::CreateIndex(_)
            | Self::CreateType(_)
            | Self::AlterType(_)
            | Self::CreateDomain(_)
            | Self::AlterDomain(_)
            | Self::CreateSequence(_)
            | Self::AlterSequence(_)
            | Self::CreateView(_)
            | Self::CreateFunction(_)
            | Self::CreateTrigger(_)
            | Self::Policy(_)
            | Self::CreateRule(_)
            | Self::CreateStatistics(_)
            | Self::CreateSchema(_)
            | Self::CreateExtension { .. }
            | Self::Publication(_)
            | Self::AlterObject(_)
            | Self::Grant(_) => true,
            Self::Insert(_)
            | Self::Update(_)
            | Self::Delete(_)
            | Self::Merge(_)
            | Self::Query(_)
            | Self::Explain(_)
            | Self::Copy { .. }
            | Self::Comment(_)
            | Self::Do(_)
            | Self::Call(_)
            | Self::Lock { .. }
            | Self::Vacuum { .. }
            | Self::Analyze { .. }
            | Self::Cluster { .. }
            | Self::Reindex(_)
            | Self::RefreshView(_)
            | Self::Set(_)
            | Self::Begin
            | Self::Commit { .. }
            | Self::Rollback
            | Self::Savepoint
            | Self::Other(_)
            | Self::Psql(_)
            | Self::Unreadable(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::source::Span;
    use crate::syntax::parse;

    #[test]
    fn rows_and_schema_are_told_apart() {
        for (sql, rows, schema) in [
            ("UPDATE a SET b = 1", true, false),
            ("WITH x AS (DELETE FROM a RETURNING *) SELECT * FROM x", true, false),
            ("COPY a FROM '/tmp/a'", true, false),
            ("SELECT 1", false, false),
            ("CREATE TABLE a (b int)", false, true),
            ("TRUNCATE a", false, true),
            ("GRANT SELECT ON a TO b", false, true),
            ("SET lock_timeout = '5s'", false, false),
            ("BEGIN", false, false),
            ("LOCK TABLE a", false, false),
        ] {
            let kind = &parse(sql, &[Span::new(0, sql.len())]).statements[0].kind;
            assert_eq!((kind.changes_rows(), kind.changes_schema()), (rows, schema), "{sql}");
        }
    }
}
