//! A rollback in the migration's own file, for tools that keep both ways in one.

use super::verify::do_nothing;
use crate::history::Migration;
use crate::history::layout::Layout;
use crate::source::SourceFile;
use crate::syntax;

/// Why a rollback is not put into a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// A way back stands there already.
    Kept,
    /// It has several sections for it.
    Several,
}

/// The text of a migration's file with `sql` as its rollback behind the line `marker`. Comments of a section that does
/// nothing stay; with `force` nothing of it stays.
///
/// # Errors
/// When a way back stands there and `force` is not given, or when it is not one section.
pub fn insert(
    file: &SourceFile,
    migration: &Migration,
    (layout, marker): (&Layout, &str),
    sql: &str,
    force: bool,
) -> Result<String, Full> {
    let text = file.text();
    let end_of_line = if text.contains("\r\n") { "\r\n" } else { "\n" };
    // The file's name says what the first line says.
    let headless = sql.split_once('\n').filter(|(first, _)| first.starts_with("-- Rollback of"));
    let sql = headless.map_or(sql, |(_, rest)| rest);
    let sql = sql.trim_start_matches('\n').replace('\n', end_of_line);
    let down = migration.rollback.as_ref().filter(|back| back.file == migration.file);
    let Some(down) = down else {
        let text = text.trim_end();
        return Ok(format!("{text}{end_of_line}{end_of_line}{marker}{end_of_line}{sql}"));
    };
    let [section] = down.down.as_slice() else { return Err(Full::Several) };
    let is_empty = do_nothing(&syntax::parse(text, &[*section]).statements);
    if !is_empty && !force {
        return Err(Full::Kept);
    }
    let is_kept = |line: &&str| is_empty && !force && is_comment(line, layout);
    let kept: String =
        file.slice(*section).lines().filter(is_kept).flat_map(|line| [line, end_of_line]).collect();
    let (before, after) = (&text[..section.start], &text[section.end..]);
    let before_end = if before.ends_with('\n') { "" } else { end_of_line };
    let gap = if after.is_empty() { "" } else { end_of_line };
    Ok(format!("{before}{before_end}{kept}{sql}{gap}{after}"))
}

/// Whether a migration's own file has a section for its way back, and nothing is in it.
pub fn is_empty(file: &SourceFile, migration: &Migration) -> bool {
    migration.rollback.as_ref().is_some_and(|back| {
        back.file == migration.file
            && do_nothing(&syntax::parse(file.text(), &back.down).statements)
    })
}

/// Whether a line is a comment for people.
fn is_comment(line: &str, layout: &Layout) -> bool {
    let text = line.trim().strip_prefix("--").map(|text| text.trim_start().to_ascii_lowercase());
    text.is_some_and(|text| !layout.is_directive(&text))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::history::RollbackPlace;
    use crate::history::layout::{Options, Tree, find};
    use crate::source::Sources;

    const SQL: &str = "-- Rollback of 1_a\n\nDROP TABLE a;\n";

    fn put(text: &str, force: bool) -> Result<String, Full> {
        let mut sources = Sources::default();
        sources.add(SourceFile::new("migrations/1_a.sql", text));
        let tree = Tree {
            sources: &sources,
            configs: &BTreeMap::new(),
            others: &BTreeSet::new(),
            folders: &[String::new()],
            files: &BTreeSet::new(),
        };
        let found = find(&tree, &Options::default());
        let migration = &found.histories[0].migrations[0];
        let Some(RollbackPlace::Section(marker)) = migration.rollback_place else {
            panic!("{migration:?}")
        };
        let layout = found.histories[0].layout;
        insert(sources.get(migration.file), migration, (layout, marker), SQL, force)
    }

    #[test]
    fn a_section_is_added_or_filled() {
        for (text, expected) in [
            (
                "-- +goose Up\nCREATE TABLE a ();\n",
                "-- +goose Up\nCREATE TABLE a ();\n\n-- +goose Down\nDROP TABLE a;\n",
            ),
            (
                "-- +goose Up\r\nCREATE TABLE a ();\r\n-- +goose Down\r\n-- why\r\n-- +goose StatementBegin\r\nSELECT 'down SQL query';\r\n-- +goose StatementEnd\r\n",
                "-- +goose Up\r\nCREATE TABLE a ();\r\n-- +goose Down\r\n-- why\r\nDROP TABLE a;\r\n",
            ),
            (
                "-- migrate:up\nCREATE TABLE a ();\n-- migrate:down",
                "-- migrate:up\nCREATE TABLE a ();\n-- migrate:down\nDROP TABLE a;\n",
            ),
            (
                "-- migrate:down\n\n-- migrate:up\nCREATE TABLE a ();\n",
                "-- migrate:down\nDROP TABLE a;\n\n-- migrate:up\nCREATE TABLE a ();\n",
            ),
            (
                "CREATE TABLE a ();\n---- create above / drop below ----\n",
                "CREATE TABLE a ();\n---- create above / drop below ----\nDROP TABLE a;\n",
            ),
        ] {
            assert_eq!(put(text, false).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_stands_there_stays() {
        let text = "-- migrate:up\nCREATE TABLE a ();\n-- migrate:down\n-- why\nDROP TABLE b;\n";
        assert_eq!(put(text, false), Err(Full::Kept));
        let forced = "-- migrate:up\nCREATE TABLE a ();\n-- migrate:down\nDROP TABLE a;\n";
        assert_eq!(put(text, true).as_deref(), Ok(forced));
        let twice = "-- migrate:up\nA;\n-- migrate:down\nB;\n-- migrate:down\nC;\n";
        assert_eq!(put(twice, true), Err(Full::Several));
    }
}
