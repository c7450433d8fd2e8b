//! node-pg-migrate: `<timestamp>_<name>.sql`, a migration and its rollback in one file under `-- Up Migration` and
//! `-- Down Migration`, or in `.up.sql` and `.down.sql`; there may be migrations in JavaScript between.

use super::golang_migrate::pair;
use crate::history::layout::definition::{Layout, Rollbacks};
use crate::history::layout::folder::{Folder, SqlFile};
use crate::history::layout::marks::most_are_marked;
use crate::history::layout::order::leading_digits;
use crate::history::layout::sections::{Direction, LineEnd, sections};
use crate::history::migration::{Migration, Rollback};
use crate::history::profile::{Record, RunnerProfile, TransactionMode};
use crate::history::splitting::Splitting;

pub(super) static LAYOUT: Layout = Layout {
    configs: &["package.json"],
    directives: &["up migration"],
    has_marks,
    record: Record::Name,
    opt_out: Some(
        "put the statement into a migration in JavaScript that calls `pgm.noTransaction()`",
    ),
    rollbacks: Rollbacks::Section("-- Down Migration"),
    ..Layout::new(("node-pg-migrate", "node-pg-migrate"), profile, recognizes, read)
};

fn profile(_: &Folder<'_>, _: Option<&str>) -> RunnerProfile {
    RunnerProfile::new(
        TransactionMode::Run,
        Splitting::Whole,
        "node-pg-migrate runs all pending migrations in one transaction",
    )
}

fn recognizes(folder: &Folder<'_>) -> bool {
    let has_marker =
        most_are_marked(folder, |text| text.lines().any(|line| direction(line).is_some()));
    let is_named = matches!(folder.name(), "migrations" | "migration");
    has_marker || is_named && folder.any_config_above_says("package.json", "\"node-pg-migrate\"")
}

/// `-- Up Migration` alone leaves nothing out, and people write it too.
fn has_marks(text: &str) -> bool {
    text.lines().any(|line| direction(line) == Some(Direction::Down))
}

fn read(folder: &Folder<'_>, _: &RunnerProfile) -> Vec<Migration> {
    let mut migrations: Vec<Migration> = Vec::new();
    for file in folder.files() {
        if leading_digits(file.name).is_empty() {
            continue;
        }
        let is_down = |id: &str| folder.file(&format!("{id}.up.sql")).is_some();
        let mut migration =
            match (file.stem().strip_suffix(".up"), file.stem().strip_suffix(".down")) {
                (Some(id), _) => pair(folder, file, id, TransactionMode::Run),
                (_, Some(id)) if is_down(id) => continue,
                _ => in_sections(file),
            };
        migration.name = migration.name.replace('-', "_");
        migrations.push(migration);
    }
    migrations
}

/// A migration with its rollback in one file. Each begins at the first of its lines, and ends at the first of the other's
/// or with the file. Without a line for the migration the whole file is that, what follows the line for the rollback
/// included: <https://github.com/salsita/node-pg-migrate/blob/main/src/sqlMigration.ts>.
fn in_sections(file: &SqlFile<'_>) -> Migration {
    let whole = file.migration(file.stem(), TransactionMode::Run);
    let sections = sections(file.text, LineEnd::Separator, direction);
    let first = |wanted: Direction| sections.iter().position(|(kind, _)| *kind == wanted);
    let (up, down) = (first(Direction::Up), first(Direction::Down));
    let span = |from: usize, other: Option<usize>| {
        let last = other.filter(|other| *other > from).unwrap_or(sections.len()) - 1;
        vec![sections[from].1.to(sections[last].1)]
    };
    Migration {
        up: up.map_or(whole.up, |up| span(up, down)),
        rollback: down.map(|down| Rollback { file: file.id, down: span(down, up) }),
        ..whole
    }
}

/// `-- Up Migration`, whatever follows.
fn direction(line: &str) -> Option<Direction> {
    let text = line.trim_start_matches(is_space).strip_prefix("--")?;
    let text = text.trim_start_matches(|c| c == '-' || is_space(c));
    let (word, rest) = text.split_once(is_space)?;
    let is_marker = rest
        .trim_start_matches(is_space)
        .get(.."migration".len())?
        .eq_ignore_ascii_case("migration");
    match word.to_ascii_lowercase().as_str() {
        "up" if is_marker => Some(Direction::Up),
        "down" if is_marker => Some(Direction::Down),
        _ => None,
    }
}

/// White space of JavaScript.
fn is_space(c: char) -> bool {
    c == '\u{feff}' || c.is_whitespace() && c != '\u{85}'
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::layout::testing::{TestTree, down_text, id_and_mode, up_text};
    use TransactionMode::Run;

    #[test]
    fn javascript_leaves_gaps() {
        let tree = TestTree::new()
            .file(
                "migrations/1700000000000_a-b.sql",
                "-- Up Migration\nUP;\n-- Down Migration\nDOWN;\n",
            )
            .file("package.json", "{\"dependencies\": {\"node-pg-migrate\": \"8\"}}")
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

    #[test]
    fn without_its_line_all_of_the_file_is_the_migration() {
        let tree = TestTree::new().file("m/1_a.sql", "UP;\n-- Down Migration\nDOWN;\n").file(
            "m/2_b.sql",
            "NEVER;\n---- up  migrations: b\nUP;\n-- Down migration: b\nDOWN;\n",
        );
        let found = tree.find();
        let history = &found.histories[0];
        assert_eq!(up_text(&tree, history, 0), "UP;\n-- Down Migration\nDOWN;\n");
        assert_eq!(up_text(&tree, history, 1), "UP;\n");
        assert_eq!(down_text(&tree, history, 1), "DOWN;\n");
    }

    #[test]
    fn a_rollback_may_have_a_file_of_its_own() {
        let tree = TestTree::new()
            .file("package.json", r#"{"dependencies": {"node-pg-migrate": "9"}}"#)
            .file("migrations/1_a-b.up.sql", "UP;")
            .file("migrations/1_a-b.down.sql", "DOWN;");
        let found = tree.find();
        assert_eq!(id_and_mode(&found.histories[0]), [("1_a-b", Run)]);
        assert_eq!(found.histories[0].migrations[0].name, "a_b");
        assert_eq!(down_text(&tree, &found.histories[0], 0), "DOWN;");
    }

    #[test]
    fn a_section_ends_at_the_first_line_of_the_other() {
        let tree = TestTree::new()
            .file(
                "m/1_a.sql",
                "-- Down Migration\nDOWN;\n-- Up Migration\nUP;\n-- Down Migration\nUP;\n",
            )
            .file("m/2_b.sql", "-- Up Migration\nUP;\r-- Down Migration\nDOWN;\n")
            .file("m/3_c.sql", "/*\u{2028}-- Up Migration */\nUP;\n-- Up Migration\nUP;\n")
            .file("m/4_d.sql", "-- Up Migration\nUP;\n\u{85}-- Down Migration\nUP;\n");
        let found = tree.find();
        let up = |at| up_text(&tree, &found.histories[0], at);
        assert_eq!(up(0), "UP;\n-- Down Migration\nUP;\n");
        assert_eq!(up(1), "UP;\r");
        assert_eq!(up(2), "UP;\n-- Up Migration\nUP;\n");
        assert_eq!(up(3), "UP;\n\u{85}-- Down Migration\nUP;\n");
        assert_eq!(down_text(&tree, &found.histories[0], 0), "DOWN;\n");
    }
}
