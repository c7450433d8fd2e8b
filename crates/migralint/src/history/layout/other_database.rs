//! Folders and files that are named for another database than PostgreSQL.

use super::folder::{Tree, is_within};

/// Databases and stores whose migrations are often kept beside those of PostgreSQL.
const FOREIGN: &[&str] = &[
    "bigquery",
    "cassandra",
    "clickhouse",
    "cockroach",
    "cockroachdb",
    "d1",
    "duckdb",
    "h2",
    "hsqldb",
    "libsql",
    "mariadb",
    "mssql",
    "mysql",
    "oracle",
    "redshift",
    "scylla",
    "snowflake",
    "spanner",
    "sqlite",
    "sqlite3",
    "sqlserver",
    "tidb",
    "turso",
];

/// Whether a folder below a searched one is named for another database.
pub(super) fn is_foreign(tree: &Tree<'_>, path: &str) -> bool {
    let below =
        |folder: &String| is_within(path, folder).then(|| &path[folder.len().min(path.len())..]);
    let rests: Vec<&str> = tree.folders.iter().filter_map(below).collect();
    !rests.is_empty()
        && rests.iter().all(|rest| rest.split('/').any(|part| FOREIGN.contains(&part)))
}

/// Whether a file is named for another database, for example `1_users.sqlite.up.sql`.
pub(super) fn is_foreign_file(name: &str) -> bool {
    let middle = name.split('.').skip(1);
    middle.into_iter().any(|part| FOREIGN.contains(&part.to_ascii_lowercase().as_str()))
}
