//! How a tool names the files of a migration, and the one that is added behind another.

use super::folder::{clean, join};
use crate::history::migration::Migration;

/// How a tool names the files of a migration; `{id}` stands for what it records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Naming {
    /// The folder of the history, in a repository that holds nothing else.
    pub folder: &'static str,
    /// The migration's own file, below that folder.
    pub migration: &'static str,
    /// The file of its rollback, where that is not in the migration's own.
    pub rollback: &'static str,
    /// What decides which migration runs first.
    pub order: Order,
}

/// What decides which migration runs first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The values of the numbers in their ids.
    Numbers,
    /// The characters of their ids: `10` comes before `9`.
    Characters,
    /// A list in a file, or the place in one.
    Listed,
}

impl Naming {
    /// Files in one folder, in the order of their numbers.
    pub const FILES: Self = Self {
        folder: "migrations",
        migration: "{id}.sql",
        rollback: "{id}.down.sql",
        order: Order::Numbers,
    };

    /// Two files in one folder.
    pub const PAIRS: Self = Self { migration: "{id}.up.sql", ..Self::FILES };

    /// A folder for each migration.
    pub const FOLDERS: Self =
        Self { migration: "{id}/up.sql", rollback: "{id}/down.sql", ..Self::FILES };

    /// The paths of a migration and of its rollback, for a history in the folder `root`.
    pub fn paths(self, root: &str, id: &str) -> (String, String) {
        let path = |pattern: &str| clean(&join(root, &pattern.replace("{id}", id)));
        (path(self.migration), path(self.rollback))
    }

    /// The same in a repository that holds nothing else.
    pub fn default_paths(self, id: &str) -> (String, String) {
        self.paths(self.folder, id)
    }

    /// The id of a migration `name` that runs right behind `last`; `None` where an id alone does not put it there.
    pub fn next_id(self, last: &Migration, name: &str) -> Option<String> {
        let head = last.id.get(..last.id.len().checked_sub(last.name.len())?)?;
        let end = head.rfind(|c: char| c.is_ascii_digit())? + 1;
        let start = head[..end].rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| at + 1);
        let number = incremented(&head[start..end]);
        let is_behind = match self.order {
            Order::Numbers => true,
            Order::Characters => number.len() == end - start,
            Order::Listed => false,
        };
        let separator = if end == head.len() { "_" } else { &head[end..] };
        is_behind.then(|| format!("{}{number}{separator}{name}", &head[..start]))
    }
}

/// The number after one, with as many digits where that is possible.
fn incremented(digits: &str) -> String {
    let rest = digits.trim_end_matches('9');
    let zeros = "0".repeat(digits.len() - rest.len());
    match rest.as_bytes().split_last() {
        Some((last, before)) => {
            let before = &rest[..before.len()];
            format!("{before}{}{zeros}", char::from(last + 1))
        }
        None => format!("1{zeros}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::profile::TransactionMode;
    use crate::source::{SourceFile, Sources};

    fn next(naming: Naming, id: &str, name: &str) -> Option<String> {
        let file = Sources::default().add(SourceFile::new("", ""));
        let last = Migration::new(id.to_owned(), file, Vec::new(), TransactionMode::File);
        naming.next_id(&Migration { name: name.to_owned(), ..last }, "next")
    }

    #[test]
    fn the_next_id_has_the_next_number() {
        for (id, name, expected) in [
            ("00009_a", "a", "00010_next"),
            ("99_a", "a", "100_next"),
            ("20240131-a", "a", "20240132-next"),
            ("2024-01-31-120000_a", "a", "2024-01-31-120001_next"),
            ("V1.9__a", "a", "V1.10__next"),
            ("0042", "", "0043_next"),
            ("1_a-b", "a_b", "2_next"),
        ] {
            assert_eq!(next(Naming::FILES, id, name).as_deref(), Some(expected), "{id}");
        }
        let characters = Naming { order: Order::Characters, ..Naming::FILES };
        assert_eq!(next(characters, "08_a", "a").as_deref(), Some("09_next"));
        assert_eq!(next(characters, "99_a", "a"), None);
        assert_eq!(next(Naming { order: Order::Listed, ..Naming::FILES }, "1_a", "a"), None);
        assert_eq!(next(Naming::FILES, "init", "init"), None);
    }

    #[test]
    fn paths_are_below_or_beside_the_folder() {
        let naming = Naming { rollback: "../rollbacks/{id}.sql", ..Naming::FOLDERS };
        let paths = naming.paths("db/migrations", "1_a");
        assert_eq!(paths, ("db/migrations/1_a/up.sql".into(), "db/rollbacks/1_a.sql".into()));
    }
}
