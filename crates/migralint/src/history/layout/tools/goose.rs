//! goose: `<number>_<name>.sql`, a migration and its rollback in one file under `-- +goose Up` and `-- +goose Down`.

use crate::history::layout::definition::{Layout, MisplacedOptOut, Rollbacks};
use crate::history::layout::folder::Folder;
use crate::history::layout::marks::most_are_marked;
use crate::history::layout::order::{by_number, leading_digits};
use crate::history::layout::other_database::is_foreign_file;
use crate::history::layout::sections::{
    Direction, LineEnd, comment_says, comment_words, sections, spans,
};
use crate::history::migration::{Migration, Rollback};
use crate::history::profile::{RunnerProfile, TransactionMode};
use crate::history::splitting::Splitting;

pub(super) static LAYOUT: Layout = Layout {
    directives: &["+goose"],
    has_marks,
    needs_marks: true,
    opt_out: Some("put the statement into a migration that says `-- +goose NO TRANSACTION`"),
    misplaced_opt_out: Some(MisplacedOptOut {
        is: |words| words.ends_with(&["no", "transaction"]),
        place: "only as `-- +goose NO TRANSACTION`",
    }),
    rollbacks: Rollbacks::Section("-- +goose Down"),
    ..Layout::new(("goose", "goose"), profile, recognizes, read)
};

const SPLITTING: Splitting =
    Splitting::LineEnds { begin: "-- +goose StatementBegin", end: "-- +goose StatementEnd" };

fn profile(_: &Folder<'_>, _: Option<&str>) -> RunnerProfile {
    RunnerProfile::new(
        TransactionMode::File,
        SPLITTING,
        "goose runs each migration in a transaction",
    )
}

fn recognizes(folder: &Folder<'_>) -> bool {
    most_are_marked(folder, has_marks)
}

fn has_marks(text: &str) -> bool {
    has_line(text, &["+goose", "up"])
}

fn read(folder: &Folder<'_>, _: &RunnerProfile) -> Vec<Migration> {
    let mut migrations: Vec<Migration> = Vec::new();
    for file in folder.files().iter().filter(|file| !is_foreign_file(file.name)) {
        let sections = sections(file.text, LineEnd::LineFeed, |line| {
            if comment_says(line, &["+goose", "up"]) {
                Some(Direction::Up)
            } else {
                is_down(line).then_some(Direction::Down)
            }
        });
        let up = spans(&sections, Direction::Up);
        if leading_digits(file.name).is_empty() {
            continue;
        }
        let up = if up.is_empty() { vec![file.whole()] } else { up };
        let mode = if !has_line(file.text, &["+goose", "no", "transaction"]) {
            TransactionMode::File
        } else if SPLITTING.sends_one_query(file.text, &up) {
            TransactionMode::Batch
        } else {
            TransactionMode::Statement
        };
        let down = spans(&sections, Direction::Down);
        migrations.push(Migration {
            up,
            rollback: (!down.is_empty()).then_some(Rollback { file: file.id, down }),
            ..file.migration(file.stem(), mode)
        });
    }
    by_number(&mut migrations);
    migrations
}

/// Whether a line begins the rollback. Behind white space, or with more words, it is a comment for some versions and an
/// error for others: <https://github.com/pressly/goose/blob/main/internal/sqlparser/parser.go>.
fn is_down(line: &str) -> bool {
    line.starts_with("--") && comment_words(line).is_some_and(|words| words == ["+goose", "down"])
}

fn has_line(text: &str, words: &[&str]) -> bool {
    text.contains("+goose") && text.lines().any(|line| comment_says(line, words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::layout::testing::{TestTree, down_text, id_and_mode, up_text};

    #[test]
    fn a_block_is_one_query() {
        let file =
            |up: &str| format!("-- +goose NO TRANSACTION\n-- +goose Up\n{up}-- +goose Down\n");
        let block = "-- +goose StatementBegin\nA;\nB;\n-- +goose StatementEnd\n";
        let found = TestTree::new()
            .file("m/1_a.sql", &file(block))
            .file("m/2_b.sql", &file(&block.repeat(2)))
            .file("m/3_c.sql", &file(&format!("{block}C;\n")))
            .find();
        assert_eq!(
            id_and_mode(&found.histories[0]),
            [
                ("1_a", TransactionMode::Batch),
                ("2_b", TransactionMode::Statement),
                ("3_c", TransactionMode::Statement)
            ]
        );
    }

    #[test]
    fn a_rollback_is_in_the_same_file() {
        let tree = TestTree::new()
            .file(
                "m/00002_b.sql",
                "-- +goose NO TRANSACTION\r\n-- +goose Up\r\nUP;\r\n-- +goose Down\r\nDOWN;\r\n",
            )
            .file(
                "m/00001_a.sql",
                "-- +goose Up\n-- +goose StatementBegin\nUP;\n-- +goose StatementEnd\n",
            )
            .file("m/00003_c.go", "package m");
        let found = tree.find();
        let [history] = found.histories.as_slice() else { panic!("{found:?}") };
        assert_eq!(
            id_and_mode(history),
            [("00001_a", TransactionMode::File), ("00002_b", TransactionMode::Statement)]
        );
        assert!(history.has_gaps);
        assert_eq!(up_text(&tree, history, 1), "UP;\r\n");
        assert_eq!(down_text(&tree, history, 1), "DOWN;\r\n");
        assert!(history.migrations[0].rollback.is_none());
    }

    #[test]
    fn only_what_goose_reads_begins_a_rollback() {
        for no_marker in [" -- +goose Down", "-- +goose Down x", "-- +goose Down\r; DROP TABLE t;"]
        {
            let up = format!("UP;\n{no_marker}\nUP;\n");
            let text = format!("-- +goose Up\n{up}-- +goose Down\nDOWN;\n");
            let tree = TestTree::new().file("m/1_a.sql", &text);
            let found = tree.find();
            assert_eq!(up_text(&tree, &found.histories[0], 0), up, "{no_marker:?}");
        }
    }
}
