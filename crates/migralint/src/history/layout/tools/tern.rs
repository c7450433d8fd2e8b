//! tern: `<number>_<name>.sql`, a migration and its rollback in one file around `---- create above / drop below ----`.

use crate::history::layout::definition::{Layout, MisplacedOptOut, Rollbacks};
use crate::history::layout::folder::Folder;
use crate::history::layout::marks::most_are_marked;
use crate::history::layout::order::{by_number, numbered};
use crate::history::migration::{Migration, Rollback};
use crate::history::profile::{Record, RunnerProfile, TransactionMode};
use crate::history::splitting::Splitting;
use crate::source::Span;

/// The line between a migration and its rollback.
const DIVIDER: &str = "---- create above / drop below ----";

pub(super) static LAYOUT: Layout = Layout {
    other_files: &["tern.conf"],
    has_marks,
    record: Record::LastVersion,
    opt_out: Some("put the statement into a migration that says `---- tern: disable-tx ----`"),
    misplaced_opt_out: Some(MisplacedOptOut {
        is: |words| words.contains(&"disable-tx"),
        place: "only as a line `---- tern: disable-tx ----` that ends with LF",
    }),
    rollbacks: Rollbacks::Section(DIVIDER),
    ..Layout::new(("tern", "tern"), profile, recognizes, read)
};

// Outside a transaction it cuts between statements.
fn profile(_: &Folder<'_>, _: Option<&str>) -> RunnerProfile {
    RunnerProfile::new(
        TransactionMode::File,
        Splitting::Whole,
        "tern runs each migration in a transaction",
    )
}

fn recognizes(folder: &Folder<'_>) -> bool {
    most_are_marked(folder, has_marks) || folder.other_files().any(|name| name == "tern.conf")
}

fn has_marks(text: &str) -> bool {
    text.contains(DIVIDER)
}

fn read(folder: &Folder<'_>, _: &RunnerProfile) -> Vec<Migration> {
    let mut migrations: Vec<Migration> = Vec::new();
    for file in folder.files() {
        if numbered(file.name, "_").is_none() {
            continue;
        }
        let divider = file.text.find(DIVIDER);
        let above = &file.text[..divider.unwrap_or(file.text.len())];
        // Each way has an opt-out of its own, a whole line: one that ends with CRLF is another.
        let mode = if above.split('\n').any(|line| line == "---- tern: disable-tx ----") {
            TransactionMode::Statement
        } else {
            TransactionMode::File
        };
        let down = divider.map(|at| Span::new(at + DIVIDER.len(), file.text.len()));
        migrations.push(Migration {
            up: vec![Span::new(0, divider.unwrap_or(file.text.len()))],
            rollback: down.map(|down| Rollback { file: file.id, down: vec![down] }),
            ..file.migration(file.stem(), mode)
        });
    }
    by_number(&mut migrations);
    migrations
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::layout::testing::{TestTree, down_text, id_and_mode, up_text};

    #[test]
    fn a_line_divides_migration_and_rollback() {
        let tree = TestTree::new()
            .file(
                "m/002_b.sql",
                "---- tern: disable-tx ----\nUP;\n---- create above / drop below ----\nDOWN;\n",
            )
            .file("m/003_c.sql", "---- tern: disable-tx ----\r\nUP;\r\n")
            .file(
                "m/001_a.sql",
                "UP;\n---- create above / drop below ----\n---- tern: disable-tx ----\nDOWN;\n",
            );
        let found = tree.find();
        let [history] = found.histories.as_slice() else { panic!("{found:?}") };
        assert_eq!(
            id_and_mode(history),
            [
                ("001_a", TransactionMode::File),
                ("002_b", TransactionMode::Statement),
                ("003_c", TransactionMode::File)
            ]
        );
        assert_eq!(up_text(&tree, history, 1), "---- tern: disable-tx ----\nUP;\n");
        assert_eq!(down_text(&tree, history, 1), "\nDOWN;\n");
        let misplaced = |at: usize| history.migrations[at].misplaced_opt_out.is_some();
        assert_eq!([0, 1, 2].map(misplaced), [false, false, true]);
        assert!(history.migrations[2].rollback.is_none());
    }
}
