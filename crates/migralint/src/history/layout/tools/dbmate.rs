//! dbmate: `<number>_<name>.sql` in order of the names' bytes, so that 10 comes before 9; a migration and its rollback in one
//! file under `-- migrate:up` and `-- migrate:down`.

use crate::history::layout::definition::{Layout, MisplacedOptOut, Rollbacks};
use crate::history::layout::folder::Folder;
use crate::history::layout::marks::most_are_marked;
use crate::history::layout::naming::{Naming, Order};
use crate::history::layout::order::leading_digits;
use crate::history::layout::other_database::is_foreign_file;
use crate::history::layout::sections::{Direction, LineEnd, comment_words, sections, spans};
use crate::history::migration::{Migration, Rollback};
use crate::history::profile::{RunnerProfile, TransactionMode};
use crate::history::splitting::Splitting;

pub(super) static LAYOUT: Layout = Layout {
    directives: &["migrate:"],
    has_marks,
    needs_marks: true,
    opt_out: Some(
        "put the statement alone into a migration that begins with `-- migrate:up transaction:false`",
    ),
    misplaced_opt_out: Some(MisplacedOptOut {
        is: |words| words.contains(&"transaction:false"),
        place: "only on the line of `-- migrate:up`",
    }),
    rollbacks: Rollbacks::Section("-- migrate:down"),
    naming: Naming { folder: "db/migrations", order: Order::Characters, ..Naming::FILES },
    ..Layout::new(("dbmate", "dbmate"), profile, recognizes, read)
};

fn profile(_: &Folder<'_>, _: Option<&str>) -> RunnerProfile {
    RunnerProfile::new(
        TransactionMode::File,
        Splitting::Whole,
        "dbmate runs each migration in a transaction",
    )
}

fn recognizes(folder: &Folder<'_>) -> bool {
    most_are_marked(folder, has_marks)
}

fn has_marks(text: &str) -> bool {
    text.contains("migrate:up") && text.lines().any(|line| direction(line) == Some(Direction::Up))
}

fn read(folder: &Folder<'_>, _: &RunnerProfile) -> Vec<Migration> {
    let mut migrations: Vec<Migration> = Vec::new();
    for file in folder.files_by_name().into_iter().filter(|file| !is_foreign_file(file.name)) {
        let sections = sections(file.text, LineEnd::LineFeed, direction);
        let up = spans(&sections, Direction::Up);
        if leading_digits(file.name).is_empty() {
            continue;
        }
        let up = if up.is_empty() { vec![file.whole()] } else { up };
        // Without a transaction the section is sent as one simple query.
        let mode = if file.text.lines().any(is_without_transaction) {
            TransactionMode::Batch
        } else {
            TransactionMode::File
        };
        let down = spans(&sections, Direction::Down);
        migrations.push(Migration {
            up,
            rollback: (!down.is_empty()).then_some(Rollback { file: file.id, down }),
            ..file.migration(file.stem(), mode)
        });
    }
    migrations
}

/// The direction that a line begins. What may be none of dbmate's lines begins no rollback, so that nothing that runs is left
/// out: <https://github.com/amacneil/dbmate/blob/main/pkg/dbmate/migration.go>.
fn direction(line: &str) -> Option<Direction> {
    match comment_words(line)?.first()?.as_str() {
        "migrate:up" => Some(Direction::Up),
        "migrate:down" => is_down(line).then_some(Direction::Down),
        _ => None,
    }
}

/// `^--\s*migrate:down(\s*$|\s+\S+)$`, the white space that of Go's regular expressions.
fn is_down(line: &str) -> bool {
    let is_space = |c: char| matches!(c, '\t' | '\n' | '\u{c}' | '\r' | ' ');
    let comment = line.strip_prefix("--").map(|rest| rest.trim_start_matches(is_space));
    let Some(rest) = comment.and_then(|rest| rest.strip_prefix("migrate:down")) else {
        return false;
    };
    let option = rest.trim_start_matches(is_space);
    option.is_empty() || option.len() < rest.len() && !option.contains(is_space)
}

fn is_without_transaction(line: &str) -> bool {
    direction(line) == Some(Direction::Up)
        && line.split_whitespace().any(|word| word == "transaction:false")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::layout::testing::{TestTree, down_text, id_and_mode, up_text};

    #[test]
    fn a_rollback_is_in_the_same_file() {
        let tree = TestTree::new()
            .file(
                "db/migrations/2_b.sql",
                "-- migrate:up transaction:false\nUP;\n-- migrate:down\nDOWN;\n",
            )
            .file(
                "db/migrations/10_c.sql",
                "-- migrate:up transaction:FALSE\nC;\n-- migrate:down\n",
            )
            .file(
                "db/migrations/1_a.sql",
                "-- migrate:up\nA;\n-- migrate:down\nB;\n-- migrate:up\nC;\n",
            );
        let found = tree.find();
        let [history] = found.histories.as_slice() else { panic!("{found:?}") };
        assert_eq!(
            id_and_mode(history),
            [
                ("10_c", TransactionMode::File),
                ("1_a", TransactionMode::File),
                ("2_b", TransactionMode::Batch)
            ]
        );
        assert_eq!(up_text(&tree, history, 1), "A;\nC;\n");
        assert_eq!(down_text(&tree, history, 2), "DOWN;\n");
    }

    #[test]
    fn only_what_dbmate_reads_begins_a_rollback() {
        for no_marker in [
            " -- migrate:down",
            "-- Migrate:Down",
            "-- migrate:down a b",
            "-- migrate:down\rDROP TABLE t;",
        ] {
            let up = format!("UP;\n{no_marker}\nUP;\n");
            let text = format!("-- migrate:up\n{up}-- migrate:down transaction:false\nDOWN;\n");
            let tree = TestTree::new().file("m/1_a.sql", &text);
            let found = tree.find();
            assert_eq!(up_text(&tree, &found.histories[0], 0), up, "{no_marker:?}");
        }
    }
}
