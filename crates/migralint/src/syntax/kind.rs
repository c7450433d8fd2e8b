//! What kind of change a statement is.

use super::statement::StatementKind;

impl StatementKind {
    /// Whether it changes rows of a table.
    pub fn changes_rows(&self) -> bool {
        match self {
            Self::Insert(_)
            | Self::Update(_)
            | Self::Delete(_)
            | Self::Merge(_)
            | Self::Copy { from: true, .. } => true,
            Self::Query(query) => !query.writes.is_empty(),
            _ => false,
        }
    }

    /// Whether it changes what there is: objects, their definitions, or a table as a whole. Comments do not count.
    pub fn changes_schema(&self) -> bool {
        !self.changes_rows()
            && !matches!(
                self,
                Self::Query(_)
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
                    | Self::Unreadable(_)
            )
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
