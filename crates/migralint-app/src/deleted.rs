//! Merged migrations that a branch took away: deleted, renamed, or squashed into a new one.

use migralint::history::layout::{Interest, files_in_own_folders, interest};
use migralint::history::{History, Migration};
use migralint::source::Sources;

use crate::Failure;
use crate::git::Revision;
use crate::host::Host;
use crate::path::{is_within, name, parent};

/// More files than this are not compared to find out how they were renamed.
const MAX_COMPARED: usize = 20;

/// How many are named.
const MAX_NAMED: usize = 3;

/// What is said of the merged migrations that are gone.
///
/// # Errors
/// When git cannot be started, or does not give a file.
pub(crate) fn notes(
    host: &dyn Host,
    histories: &[History],
    sources: &Sources,
    revision: &Revision,
) -> Result<Vec<String>, Failure> {
    let mut notes = Vec::new();
    for history in histories {
        let mut gone: Vec<&String> = revision.gone.iter().collect();
        gone.retain(|path| is_within(path, &history.root) && may_be_migration(history, path));
        let path = |migration: &Migration| sources.get(migration.file).path();
        let mut new: Vec<&Migration> = history.migrations.iter().collect();
        new.retain(|migration| !revision.files.contains(path(migration)));
        if gone.len() <= MAX_COMPARED && !new.is_empty() {
            let mut kept = Vec::new();
            for old in gone {
                let text = revision.text(host, old)?;
                let same = |one: &&Migration| sources.get(one.file).text() == text;
                match new.iter().position(same) {
                    Some(at) => notes.push(renamed(id(old), &new.remove(at).id)),
                    None => kept.push(old),
                }
            }
            gone = kept;
        }
        notes.extend(match (gone.as_slice(), new.as_slice()) {
            ([], _) => None,
            ([_, _, ..], [baseline]) => Some(squashed(history, &gone, baseline)),
            _ => Some(deleted(history, &gone)),
        });
    }
    Ok(notes)
}

fn renamed(old: &str, new: &str) -> String {
    format!(
        "`{old}` was merged and is `{new}` now: databases that have run it run it again; give it its name back"
    )
}

fn squashed(history: &History, gone: &[&String], baseline: &Migration) -> String {
    let new = &baseline.id;
    let how = (history.layout.advice.mark_applied)(new);
    format!(
        "{} merged migrations are gone and `{new}` is new, as when they are squashed: tell {} in every database that has \
         run them that `{new}` has run ({how}), before it is deployed",
        gone.len(),
        history.layout.tool
    )
}

fn deleted(history: &History, gone: &[&String]) -> String {
    let mut named: Vec<String> =
        gone.iter().take(MAX_NAMED).map(|path| format!("`{}`", id(path))).collect();
    if gone.len() > MAX_NAMED {
        named.push(format!("{} more", gone.len() - MAX_NAMED));
    }
    let refuses = history.layout.advice.after_deletion;
    let is = if gone.len() == 1 { "was merged and is" } else { "were merged and are" };
    format!(
        "{} {is} gone: what it did stays in databases that have run it, and new ones never get it{refuses}; bring it \
         back, and undo it by a new migration",
        named.join(", ")
    )
}

/// Whether a file may be a migration: SQL, and no rollback by its name.
fn may_be_migration(history: &History, path: &str) -> bool {
    let name = name(path);
    interest(name) == Some(Interest::Sql) && !(history.layout.names_rollback)(name)
}

/// The migration of a file: its folder where each stands in one of its own.
fn id(path: &str) -> &str {
    match name(path) {
        file if files_in_own_folders().any(|own| own == file) => name(parent(path)),
        file => file.strip_suffix(".sql").unwrap_or(file),
    }
}
