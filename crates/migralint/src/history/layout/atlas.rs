//! Atlas, versioned: `<version>_<name>.sql` beside `atlas.sum`.

use super::folder::{Folder, SqlFile};
use super::order::by_name;
use super::sections::comment_says;
use super::{Layout, Options, history, migration};
use crate::history::History;
use crate::history::profile::{Record, RunnerProfile, TransactionMode};

pub(super) static LAYOUT: Layout = Layout::new("atlas", recognises, read);

fn recognises(folder: &Folder<'_>) -> bool {
    folder.config("atlas.sum").is_some()
}

fn read(folder: &Folder<'_>, _: &Options<'_>) -> History {
    let mut files = by_name(folder.files());
    // A checkpoint stands for all before it in a new database; one that has run those passes it over.
    let first = files.first().map(|file| file.id);
    files.retain(|file| Some(file.id) == first || !says(file, &["atlas:checkpoint"]));
    let migrations = files.into_iter().map(|file| {
        let is_none = says(file, &["atlas:txmode", "none"]);
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
        record: Record::Version,
    };
    let migrations = migrations.collect();
    history(folder, profile, migrations)
}

/// Whether a comment at the top says these words. An empty line must part it from what follows: only then it is about
/// the file. <https://atlasgo.io/versioned/apply#transaction-configuration>
fn says(file: &SqlFile<'_>, words: &[&str]) -> bool {
    let mut lines = file.text.lines().skip_while(|line| line.trim_start().starts_with("--"));
    let mut header = file.text.lines().take_while(|line| line.trim_start().starts_with("--"));
    lines.next().is_none_or(|line| line.trim().is_empty())
        && header.any(|line| comment_says(line, words))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{TestTree, id_and_mode};
    use super::*;

    #[test]
    fn a_checkpoint_counts_where_nothing_is_before_it() {
        let tree = || {
            TestTree::new()
                .file("m/2_checkpoint.sql", "-- atlas:checkpoint\n\nSELECT 1;")
                .file("m/3_c.sql", "SELECT 1;")
                .file("m/atlas.sum", "h1:x\n")
        };
        let ids = |tree: TestTree| -> Vec<String> {
            tree.find().histories[0].migrations.iter().map(|one| one.id.clone()).collect()
        };
        assert_eq!(ids(tree()), ["2_checkpoint", "3_c"]);
        assert_eq!(ids(tree().file("m/1_a.sql", "SELECT 1;")), ["1_a", "3_c"]);
    }

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
