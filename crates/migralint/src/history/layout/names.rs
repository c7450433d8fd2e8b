//! Names by which the folders and files of histories are known before any is read.

use super::tools::{FOLDERS, LAYOUTS};

/// Names of folders that are a whole history; some come twice.
pub fn history_folders() -> impl Iterator<Item = &'static str> {
    let of_tools = LAYOUTS.iter().filter_map(|layout| layout.naming.folder.rsplit('/').next());
    FOLDERS.iter().copied().chain(of_tools).filter(|name| !name.is_empty())
}

/// Whether a folder of this name is a whole history.
pub fn is_history_folder(name: &str) -> bool {
    history_folders().any(|folder| folder == name)
}

/// Whether a folder of this name is likely to hold a history.
pub fn holds_histories(name: &str) -> bool {
    let of_tools = LAYOUTS.iter().filter_map(|layout| layout.naming.folder.rsplit_once('/'));
    name == "database" || of_tools.into_iter().any(|(above, _)| above == name)
}

/// Names of files of which each is in a folder of its own, as `migration.sql`; some come twice.
pub fn files_in_own_folders() -> impl Iterator<Item = &'static str> {
    let files = LAYOUTS.iter().flat_map(|layout| [layout.naming.migration, layout.naming.rollback]);
    files.filter_map(|file| file.strip_prefix("{id}/"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_come_from_the_layouts() {
        let folders: BTreeSet<_> = history_folders().collect();
        let expected = ["drizzle", "migrate", "migration", "migrations", "schema_migrations"];
        assert!(folders.iter().eq(&expected), "{folders:?}");
        for (name, expected) in [("prisma", true), ("supabase", true), ("db", true), ("src", false)]
        {
            assert_eq!(holds_histories(name), expected, "{name}");
        }
        let files: BTreeSet<_> = files_in_own_folders().collect();
        assert!(files.iter().eq(&["down.sql", "migration.sql", "up.sql"]), "{files:?}");
    }
}
