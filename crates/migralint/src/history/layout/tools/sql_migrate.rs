//! sql-migrate: `<number>-<name>.sql`, a migration and its rollback in one file under `-- +migrate Up` and
//! `-- +migrate Down`: <https://github.com/rubenv/sql-migrate/blob/master/sqlparse/sqlparse.go>.

use crate::history::layout::definition::{Advice, Database, Layout, MisplacedOptOut, Rollbacks};
use crate::history::layout::folder::{Folder, SqlFile};
use crate::history::layout::marks::most_are_marked;
use crate::history::layout::order::{leading_digits, number};
use crate::history::layout::sections::{Direction, LineEnd, sections, spans};
use crate::history::migration::{Migration, Rollback};
use crate::history::profile::{Record, RunnerProfile, TransactionMode};
use crate::history::splitting::Splitting;

pub(super) static LAYOUT: Layout = Layout {
    configs: &[CONFIG],
    directives: &["+migrate"],
    database,
    has_marks,
    needs_marks: true,
    record: Record::Name,
    opt_out: Some(
        "put the statement into a migration that begins with `-- +migrate Up notransaction`",
    ),
    misplaced_opt_out: Some(MisplacedOptOut {
        is: |words| words.contains(&"notransaction"),
        place: "only on the line of `-- +migrate Up`",
    }),
    rollbacks: Rollbacks::Section("-- +migrate Down"),
    advice: Advice {
        after_deletion: "; databases that have run what is missing are refused",
        ..Advice::NONE
    },
    ..Layout::new(("sql-migrate", "sql-migrate"), profile, recognizes, read)
};

const CONFIG: &str = "dbconfig.yml";

const SPLITTING: Splitting =
    Splitting::LineEnds { begin: "-- +migrate StatementBegin", end: "-- +migrate StatementEnd" };

fn profile(_: &Folder<'_>, _: Option<&str>) -> RunnerProfile {
    RunnerProfile::new(
        TransactionMode::File,
        SPLITTING,
        "sql-migrate runs each migration in a transaction",
    )
}

fn recognizes(folder: &Folder<'_>) -> bool {
    most_are_marked(folder, has_marks) || !folder.files().is_empty() && !dialects(folder).is_empty()
}

fn has_marks(text: &str) -> bool {
    text.contains("+migrate") && text.lines().any(|line| marker(line).is_some())
}

/// A line that begins a section.
struct Marker {
    direction: Direction,
    is_without_transaction: bool,
}

fn marker(line: &str) -> Option<Marker> {
    let mut words = line.strip_prefix("-- +migrate ")?.split_whitespace();
    let direction = match words.next()? {
        "Up" => Direction::Up,
        "Down" => Direction::Down,
        _ => return None,
    };
    Some(Marker { direction, is_without_transaction: words.any(|word| word == "notransaction") })
}

fn read(folder: &Folder<'_>, _: &RunnerProfile) -> Vec<Migration> {
    let mut files: Vec<&SqlFile<'_>> = folder.files_by_name();
    // Names without a number are the last.
    files.sort_by(|a, b| {
        let (left, right) = (leading_digits(a.name), leading_digits(b.name));
        left.is_empty().cmp(&right.is_empty()).then_with(|| number(left, right))
    });
    files.into_iter().map(migration).collect()
}

fn migration(file: &SqlFile<'_>) -> Migration {
    let markers = sections(file.text, LineEnd::LineFeed, marker);
    if markers.is_empty() {
        return file.migration(file.stem(), TransactionMode::File);
    }
    let is_without_transaction = markers
        .iter()
        .any(|(marker, _)| marker.direction == Direction::Up && marker.is_without_transaction);
    let sections: Vec<_> =
        markers.into_iter().map(|(marker, span)| (marker.direction, span)).collect();
    let (up, down) = (spans(&sections, Direction::Up), spans(&sections, Direction::Down));
    let mode = if !is_without_transaction {
        TransactionMode::File
    } else if SPLITTING.sends_one_query(file.text, &up) {
        TransactionMode::Batch
    } else {
        TransactionMode::Statement
    };
    Migration {
        up,
        rollback: (!down.is_empty()).then_some(Rollback { file: file.id, down }),
        ..file.migration(file.stem(), mode)
    }
}

/// The database of the environments whose migrations are in a folder.
fn database(folder: &Folder<'_>) -> Option<Database> {
    let dialects = dialects(folder);
    if dialects.contains(&"postgres") {
        return Some(Database::Postgres);
    }
    dialects.first().map(|dialect| Database::Other((*dialect).to_owned()))
}

/// The dialects of the environments whose `dir` is this folder, by the nearest configuration.
fn dialects<'a>(folder: &Folder<'a>) -> Vec<&'a str> {
    let configs = folder.configs_above(CONFIG);
    let Some(config) = configs.first() else { return Vec::new() };
    let mut environments: Vec<(&str, &str)> = Vec::new();
    for line in config.lines().filter(|line| !line.trim().is_empty()) {
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = value.split(" #").next().unwrap_or_default().trim().trim_matches(['"', '\'']);
        match (key.trim(), environments.last_mut()) {
            _ if !line.starts_with([' ', '\t', '#']) => environments.push(("", "migrations")),
            ("dialect", Some((dialect, _))) => *dialect = value,
            ("dir", Some((_, dir))) => *dir = value,
            _ => {}
        }
    }
    let is_here = |dir: &str| {
        let dir = dir.trim_start_matches("./").trim_end_matches('/');
        let before = folder.path.strip_suffix(dir);
        before.is_some_and(|before| before.is_empty() || before.ends_with('/'))
    };
    environments.retain(|(dialect, dir)| !dialect.is_empty() && is_here(dir));
    environments.into_iter().map(|(dialect, _)| dialect).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::layout::testing::{TestTree, down_text, id_and_mode, up_text};
    use TransactionMode::{Batch, File, Statement};

    #[test]
    fn a_rollback_is_never_part_of_its_migration() {
        let tree = TestTree::new()
            .file(
                "m/1_a.sql",
                "NEVER;\n-- +migrate Up\nA;\n-- +migrate Down\nB;\n-- +migrate Up\nC;\n",
            )
            .file("m/2_b.sql", "-- +migrate Down\r\nDOWN;\r\n-- +migrate Up\r\nUP;\r\n")
            .file("m/3_c.sql", "-- +migrate Down\nDOWN;\n");
        let found = tree.find();
        let [history] = found.histories.as_slice() else { panic!("{found:?}") };
        assert_eq!(history.layout.name, "sql-migrate");
        let up: Vec<_> = (0..3).map(|at| up_text(&tree, history, at)).collect();
        assert_eq!(up, ["A;\nC;\n", "UP;\r\n", ""]);
        let down: Vec<_> = (0..3).map(|at| down_text(&tree, history, at)).collect();
        assert_eq!(down, ["B;\n", "DOWN;\r\n", "DOWN;\n"]);
    }

    #[test]
    fn numbers_come_before_names() {
        let up = "-- +migrate Up\n";
        let found = TestTree::new()
            .file("m/a.sql", up)
            .file("m/10-b.sql", up)
            .file("m/9-c.sql", up)
            .file("m/009-b.sql", up)
            .find();
        let ids: Vec<_> = found.histories[0].migrations.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, ["009-b", "9-c", "10-b", "a"]);
    }

    #[test]
    fn an_option_turns_the_transaction_off() {
        let up = |rest: &str| format!("-- +migrate Up {rest}");
        let found = TestTree::new()
            .file("m/1.sql", &up("notransaction\nA;\nB;\n"))
            .file("m/2.sql", &up("notransaction\nA; B;\n"))
            .file("m/3.sql", &up("noTransaction\nA;\n"))
            .file("m/4.sql", &up("\nA;\n-- +migrate Down notransaction\nB;\n"))
            .file("m/5.sql", &up("\n-- notransaction\nA;\n"))
            .find();
        assert_eq!(
            id_and_mode(&found.histories[0]),
            [("1", Statement), ("2", Batch), ("3", File), ("4", File), ("5", File)]
        );
        let misplaced = found.histories[0].migrations.iter().map(|one| &one.misplaced_opt_out);
        let misplaced: Vec<_> = misplaced.map(Option::is_some).collect();
        assert_eq!(misplaced, [false, false, false, false, true]);
    }

    #[test]
    fn only_what_sql_migrate_reads_begins_a_section() {
        for no_marker in [" -- +migrate Down", "-- +migrate down", "--+migrate Down", "-- +migrate"]
        {
            let up = format!("UP;\n{no_marker}\nUP;\n");
            let text = format!("-- +migrate Up\n{up}-- +migrate Down\nDOWN;\n");
            let tree = TestTree::new().file("m/1_a.sql", &text);
            let found = tree.find();
            assert_eq!(up_text(&tree, &found.histories[0], 0), up, "{no_marker:?}");
        }
    }

    #[test]
    fn the_configuration_names_folders_and_databases() {
        let config = "development:\n  dialect: sqlite3\n  dir: db/lite\n\n\
                      production: # live\n    dialect: 'postgres' # 16\n    dir: ./db/pg/\n";
        let found = TestTree::new()
            .file("dbconfig.yml", config)
            .file("db/lite/1_a.sql", "-- +migrate Up\nA;\n")
            .file("db/pg/1_a.sql", "A;\n")
            .file("db/other/1_a.sql", "A;\n")
            .find();
        let [history] = found.histories.as_slice() else { panic!("{found:?}") };
        assert_eq!((history.root.as_str(), history.layout.name), ("db/pg", "sql-migrate"));
        assert_eq!(found.disagreements.len(), 1, "1_a.sql lacks its marks");
        let [skipped] = found.skipped.as_slice() else { panic!("{found:?}") };
        assert_eq!((skipped.root.as_str(), skipped.reason.contains("sqlite3")), ("db/lite", true));
    }
}
