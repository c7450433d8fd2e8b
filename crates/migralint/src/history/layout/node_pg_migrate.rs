//! node-pg-migrate: `<timestamp>_<name>.sql`, both ways in one file under `-- Up Migration` and
//! `-- Down Migration`; migrations in JavaScript stand between.

use super::folder::Folder;
use super::order::leading_digits;
use super::sections::{Way, sections, spans};
use super::{Layout, Options, history, migration};
use crate::history::profile::{Record, RunnerProfile, TransactionMode};
use crate::history::{History, Migration, Rollback, RollbackPlace};

pub(super) static LAYOUT: Layout = Layout::new("node-pg-migrate", recognises, read);

fn recognises(folder: &Folder<'_>) -> bool {
    let has_marker =
        folder.files().iter().any(|file| file.text.lines().any(|line| way(line).is_some()));
    let is_named = matches!(folder.name(), "migrations" | "migration");
    has_marker || is_named && folder.any_config_above_says("package.json", "\"node-pg-migrate\"")
}

fn read(folder: &Folder<'_>, _: &Options<'_>) -> History {
    let mut migrations: Vec<Migration> = Vec::new();
    for file in folder.files() {
        if leading_digits(file.name).is_empty() {
            continue;
        }
        let whole = migration(file, file.stem(), TransactionMode::Run);
        let name = whole.name.replace('-', "_");
        let sections = sections(file.text, way);
        let up = spans(&sections, Way::Up);
        let down = spans(&sections, Way::Down);
        migrations.push(Migration {
            name,
            up: if sections.is_empty() { whole.up } else { up },
            rollback: (!down.is_empty()).then_some(Rollback { file: file.id, down }),
            rollback_place: Some(RollbackPlace::Section("-- Down Migration")),
            ..whole
        });
    }
    let profile = RunnerProfile {
        tool: "node-pg-migrate",
        version: None,
        default: TransactionMode::Run,
        summary: "node-pg-migrate runs all pending migrations in one transaction".to_owned(),
        opt_out: Some(
            "put the statement into a migration in JavaScript that calls `pgm.noTransaction()`",
        ),
        checksums: false,
        record: Record::Name,
    };
    history(folder, profile, migrations)
}

fn way(line: &str) -> Option<Way> {
    let words =
        line.trim().strip_prefix("--")?.trim_start_matches([' ', '\t', '-']).to_ascii_lowercase();
    let mut words = words.split_whitespace();
    match (words.next()?, words.next()?) {
        ("up", "migration") => Some(Way::Up),
        ("down", "migration") => Some(Way::Down),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{TestTree, down_text, id_and_mode, up_text};
    use super::*;
    use TransactionMode::Run;

    #[test]
    fn javascript_leaves_gaps() {
        let tree = TestTree::new()
            .file(
                "migrations/1700000000000_a-b.sql",
                "-- Up Migration\nUP;\n-- Down Migration\nDOWN;\n",
            )
            .file("migrations/1700000000001_b.js", "")
            .file("migrations/1700000000002_c.sql", "ALL;");
        let found = tree.find();
        let [history] = found.histories.as_slice() else { panic!("{found:?}") };
        assert_eq!(id_and_mode(history), [("1700000000000_a-b", Run), ("1700000000002_c", Run)]);
        assert_eq!(history.migrations[0].name, "a_b");
        assert!(history.has_gaps);
        assert_eq!(up_text(&tree, history, 0), "UP;\n");
        assert_eq!(down_text(&tree, history, 0), "DOWN;\n");
        assert_eq!(up_text(&tree, history, 1), "ALL;");
    }
}
