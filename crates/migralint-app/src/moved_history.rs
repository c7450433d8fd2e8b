//! Histories of which a revision has nothing: moved here from another folder, or in a repository of their own.

use migralint::history::History;
use migralint::source::Sources;

use crate::Failure;
use crate::git::Revision;
use crate::host::Host;
use crate::path::shown;

/// Takes migrations that only moved for those of the revision, since tools record their names and not where they lie;
/// says what is moved, and what the revision cannot know.
///
/// # Errors
/// When git cannot be started, or does not answer.
pub(crate) fn notes(
    host: &dyn Host,
    histories: &[History],
    sources: &Sources,
    revision: &mut Revision,
) -> Result<Vec<String>, Failure> {
    let path = |migration: &migralint::history::Migration| sources.get(migration.file).path();
    let is_unknown = |history: &&History| {
        let mut migrations = history.migrations.iter();
        !migrations.any(|migration| revision.files.contains(path(migration)))
    };
    let unknown: Vec<&History> = histories.iter().filter(is_unknown).collect();
    if unknown.is_empty() {
        return Ok(Vec::new());
    }
    let moved = revision.moved(host)?;
    let mut notes = Vec::new();
    for history in unknown {
        let root = shown(&history.root);
        let mut from = None;
        for new in history.migrations.iter().map(path) {
            let Some(old) = moved.get(new) else { continue };
            let inside = new.strip_prefix(&history.root).unwrap_or(new);
            if let Some(folder) = old.strip_suffix(inside) {
                from = Some(folder);
                revision.files.insert(new.to_owned());
            }
        }
        if let Some(from) = from {
            let from = shown(from.trim_end_matches('/'));
            notes.push(format!(
                "--since: {root} was {from}: of its migrations those are judged that are new or were changed too"
            ));
        } else if revision.is_other_repository(host, root)? {
            notes.push(format!(
                "--since: {root} is in a repository of its own, so all of its migrations are new; run migralint there"
            ));
        }
    }
    Ok(notes)
}
