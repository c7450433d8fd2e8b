//! tern: `<number>_<name>.sql`, both ways in one file around `---- create above / drop below ----`.

use super::agreement::most_are_marked;
use super::folder::Folder;
use super::order::{by_number, numbered};
use super::{Layout, Options, history, migration};
use crate::history::profile::{Record, RunnerProfile, TransactionMode};
use crate::history::{History, Migration, Rollback, RollbackPlace};
use crate::source::Span;

pub(super) static LAYOUT: Layout = Layout { has_marks, ..Layout::new("tern", recognises, read) };

/// The line between the ways.
const DIVIDER: &str = "---- create above / drop below ----";

fn recognises(folder: &Folder<'_>) -> bool {
    most_are_marked(folder, has_marks) || folder.other_files().any(|name| name == "tern.conf")
}

fn has_marks(text: &str) -> bool {
    text.contains(DIVIDER)
}

fn read(folder: &Folder<'_>, _: &Options<'_>) -> History {
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
            rollback_place: Some(RollbackPlace::Section(DIVIDER)),
            ..migration(file, file.stem(), mode)
        });
    }
    by_number(&mut migrations);
    let profile = RunnerProfile {
        tool: "tern",
        version: None,
        default: TransactionMode::File,
        summary: "tern runs each migration in a transaction".to_owned(),
        opt_out: Some("put the statement into a migration that says `---- tern: disable-tx ----`"),
        checksums: false,
        record: Record::LastVersion,
    };
    history(folder, profile, migrations)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{TestTree, down_text, id_and_mode, up_text};
    use super::*;

    #[test]
    fn a_line_divides_the_ways() {
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
