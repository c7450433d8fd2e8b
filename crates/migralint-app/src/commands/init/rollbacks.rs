//! The folder for the way back that `init` proposes, where a tool has no place for one.

use super::Change;
use super::repository::Repository;
use crate::host::Host;
use crate::path::{is_outside, join, name, parent};

pub(super) fn propose(host: &dyn Host, repository: &Repository) -> Vec<Change> {
    let places = repository.histories.iter().filter_map(|history| history.rollback.as_deref());
    let mut changes: Vec<_> = places.filter_map(|place| folder(host, place)).collect();
    changes.dedup();
    changes
}

/// The folder of this way back, when it is one of ours and does not stand.
fn folder(host: &dyn Host, place: &str) -> Option<Change> {
    let folder = parent(place);
    // A history that a link leads to may be another repository's.
    if name(folder) != "rollbacks" || host.metadata(folder).is_ok() || is_outside(folder) {
        return None;
    }
    let text = format!(
        "# Rollbacks\n\nThe way back of each migration, in a file with its name: `{}`.\nIts statements restore the schema that \
         stood before the migration. migralint looks here,\nand asks for one where a migration cannot be taken back otherwise.\n",
        name(place)
    );
    let why = "the place for the way back of each migration; the tool has none of its own";
    Change::new_file(host, join(folder, "README.md"), text, why)
}
