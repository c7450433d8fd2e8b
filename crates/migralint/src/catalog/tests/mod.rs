//! Statements, and what the catalog says after them.

mod alter;
mod guards;
mod links;
mod naming;
mod objects;
mod partitions;
mod print;
mod tables;

use crate::catalog::Catalog;
use crate::source::{SourceFile, Sources};
use crate::syntax;

/// The catalog after `sql`, in which a line `-- migration` begins the next migration.
fn replay(sql: &str) -> Catalog {
    let mut sources = Sources::default();
    let mut catalog = Catalog::new();
    for (index, text) in sql.split("-- migration\n").enumerate() {
        let source = SourceFile::new(format!("{index}.sql"), text);
        let statements = syntax::parse(text, &[source.whole()]).statements;
        let file = sources.add(source);
        catalog.begin_migration(index);
        for statement in &statements {
            assert!(
                !matches!(statement.kind, syntax::statement::StatementKind::Unreadable(_)),
                "{statement:?}"
            );
            catalog.apply(statement, file);
        }
    }
    catalog
}

/// Asserts that the catalog after `sql` prints as `expected`, whose lines are trimmed. See [`print::print`].
#[track_caller]
fn check(sql: &str, expected: &str) {
    let expected: Vec<&str> =
        expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let printed = print::print(&replay(sql));
    assert_eq!(printed, expected, "\nprinted:\n{}\n", printed.join("\n"));
}
