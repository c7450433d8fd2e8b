//! Atlas, versioned: `<version>_<name>.sql` beside `atlas.sum`.

use super::folder::Folder;
use super::sections::comment_says;
use super::{Layout, Options, history, migration};
use crate::history::History;
use crate::history::profile::{RunnerProfile, TransactionMode};

pub(super) static LAYOUT: Layout = Layout::new("atlas", recognises, read);

fn recognises(folder: &Folder<'_>) -> bool {
    folder.config("atlas.sum").is_some()
}

fn read(folder: &Folder<'_>, _: &Options<'_>) -> History {
    let mut files: Vec<_> = folder.files().iter().collect();
    // Atlas orders by the bytes of the name.
    files.sort_by_key(|file| file.name);
    let migrations = files.into_iter().map(|file| {
        let is_none = file.text.lines().any(|line| comment_says(line, &["atlas:txmode", "none"]));
        let mode = if is_none { TransactionMode::Statement } else { TransactionMode::File };
        migration(file, file.stem(), mode)
    });
    let profile = RunnerProfile {
        tool: "Atlas",
        version: None,
        default: TransactionMode::File,
        summary: "Atlas runs each migration in a transaction".to_owned(),
        opt_out: Some("put the statement into a migration that begins with `-- atlas:txmode none`"),
        checksums: true,
    };
    let migrations = migrations.collect();
    history(folder, profile, migrations)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{TestTree, id_and_mode};
    use super::*;

    #[test]
    fn a_directive_turns_the_transaction_off() {
        let found = TestTree::new()
            .file("m/2_b.sql", "-- atlas:txmode none\n\nSELECT 1;")
            .file("m/1_a.sql", "SELECT 1;")
            .file("m/atlas.sum", "h1:x\n")
            .find();
        let [history] = found.histories.as_slice() else { panic!("{found:?}") };
        assert_eq!(
            id_and_mode(history),
            [("1_a", TransactionMode::File), ("2_b", TransactionMode::Statement)]
        );
    }
}
