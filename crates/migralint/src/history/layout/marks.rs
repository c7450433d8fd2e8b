//! Whether the files of a folder have the marks of a tool.

use super::folder::{Folder, SqlFile};
use super::order::leading_digits;
use super::other_database::is_foreign_file;
use super::rollback_paths::is_rollback;

/// Whether more than half of the migrations in a folder have marks. Where some of its files are numbered, the others are
/// none.
pub(super) fn most_are_marked(folder: &Folder<'_>, has_marks: impl Fn(&str) -> bool) -> bool {
    let files: Vec<_> = candidates(folder.files()).collect();
    let marked = files.iter().filter(|file| has_marks(file.text)).count();
    marked * 2 > files.len()
}

/// The files that are migrations by their names.
pub(super) fn candidates<'f, 'a>(
    files: &'f [SqlFile<'a>],
) -> impl Iterator<Item = &'f SqlFile<'a>> {
    let is_numbered = |file: &SqlFile<'_>| {
        !leading_digits(file.name.trim_start_matches(['V', 'U', 'R'])).is_empty()
    };
    let are_numbered = files.iter().any(is_numbered);
    files.iter().filter(move |file| {
        !is_foreign_file(file.name)
            && !is_rollback(file.path)
            && (!are_numbered || is_numbered(file))
    })
}
