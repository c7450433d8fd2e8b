//! Which migrations are judged: those that the options leave new.

use std::collections::BTreeSet;

use migralint::history::{Change, History, Role};
use migralint::source::{FileId, Sources};

use crate::Failure;
use crate::git::Revision;
use crate::suggest::nearest;

/// Files were given: of their histories only their own migrations are judged.
pub(crate) fn only_given(histories: &mut [History], files: &BTreeSet<FileId>) {
    for history in histories {
        let is_given = |id: FileId| files.contains(&id);
        let any = history.migrations.iter().any(|migration| {
            is_given(migration.file)
                || migration.rollback.as_ref().is_some_and(|back| is_given(back.file))
        });
        if !any {
            continue;
        }
        for migration in &mut history.migrations {
            let back = migration.rollback.as_ref().is_some_and(|back| is_given(back.file));
            if !is_given(migration.file) && !back {
                migration.role = Role::Baseline;
            }
        }
    }
}

/// `--since`: what the revision has is not judged, unless it was edited; what sorts before it is out of order.
pub(crate) fn since(histories: &mut [History], sources: &Sources, revision: &Revision) {
    for history in histories {
        let mut later_stood = false;
        for migration in history.migrations.iter_mut().rev() {
            let path = sources.get(migration.file).path();
            if revision.files.contains(path) {
                migration.role = Role::Baseline;
                later_stood = true;
                if revision.edited.contains(path) {
                    migration.change = Change::Edited;
                }
            } else if later_stood {
                migration.change = Change::OutOfOrder;
            }
        }
    }
}

/// `--after`: migrations up to and including these are not judged.
pub(crate) fn after(
    histories: &mut [History],
    sources: &Sources,
    ids: &[String],
) -> Result<(), Failure> {
    for id in ids {
        let mut is_known = false;
        for history in histories.iter_mut() {
            let wanted = id.trim_end_matches('/');
            let place = history.migrations.iter().position(|migration| {
                let path = sources.get(migration.file).path();
                migration.id == wanted
                    || path == wanted
                    || path.rsplit('/').next().is_some_and(|name| name == wanted)
            });
            if let Some(place) = place {
                is_known = true;
                history.migrations[..=place].iter_mut().for_each(|one| one.role = Role::Baseline);
            }
        }
        if !is_known {
            return Err(unknown(histories, id));
        }
    }
    Ok(())
}

/// `--applied`: migrations that are named are not judged.
pub(crate) fn applied(histories: &mut [History], file: &str, text: &str) -> Result<(), Failure> {
    let names: BTreeSet<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect();
    let mut is_any = names.is_empty();
    for migration in histories.iter_mut().flat_map(|history| &mut history.migrations) {
        let version = migration.id.split('_').next().unwrap_or_default();
        if names.contains(migration.id.as_str()) || names.contains(version) {
            migration.role = Role::Baseline;
            is_any = true;
        }
    }
    if is_any {
        Ok(())
    } else {
        Err(Failure(format!(
            "--applied: {file} names no migration of this history; one name a line is expected"
        )))
    }
}

fn unknown(histories: &[History], id: &str) -> Failure {
    let ids =
        || histories.iter().flat_map(|history| &history.migrations).map(|one| one.id.as_str());
    let containing: Vec<&str> = ids().filter(|other| other.contains(id)).collect();
    let mut near = containing;
    near.extend(nearest(id, ids()));
    if near.is_empty() {
        let last = ids().next_back();
        near.extend(last);
    }
    near.dedup();
    near.truncate(MAX_NEAR);
    let near: Vec<String> = near.iter().map(|id| format!("`{id}`")).collect();
    Failure(format!("--after: no migration is named `{id}`; near it are {}", near.join(", ")))
}

/// How many near migrations are named.
const MAX_NEAR: usize = 3;
