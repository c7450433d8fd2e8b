//! Atlas, versioned: `<version>_<name>.sql` beside `atlas.sum`.

use crate::history::layout::definition::{Layout, MisplacedOptOut};
use crate::history::layout::folder::{Folder, SqlFile};
use crate::history::layout::naming::{Naming, Order};
use crate::history::layout::sections::comment_says;
use crate::history::migration::Migration;
use crate::history::profile::{RunnerProfile, TransactionMode};
use crate::history::splitting::Splitting;

pub(super) static LAYOUT: Layout = Layout {
    configs: &["atlas.sum"],
    directives: &["atlas:"],
    checksums: true,
    opt_out: Some("put the statement into a migration that begins with `-- atlas:txmode none`"),
    misplaced_opt_out: Some(MisplacedOptOut {
        is: |words| words == ["atlas:txmode", "none"],
        place: "only at the top of the file, with an empty line after it",
    }),
    naming: Naming { order: Order::Characters, ..Naming::FILES },
    ..Layout::new(("atlas", "Atlas"), profile, recognizes, read)
};

fn profile(_: &Folder<'_>, _: Option<&str>) -> RunnerProfile {
    RunnerProfile::new(
        TransactionMode::File,
        Splitting::Statements,
        "Atlas runs each migration in a transaction",
    )
}

fn recognizes(folder: &Folder<'_>) -> bool {
    folder.config("atlas.sum").is_some()
}

fn read(folder: &Folder<'_>, _: &RunnerProfile) -> Vec<Migration> {
    let mut files = folder.files_by_name();
    // A checkpoint replaces all before it in a new database; one that has run those passes it over.
    let first = files.first().map(|file| file.id);
    files.retain(|file| Some(file.id) == first || !says(file, &["atlas:checkpoint"]));
    let migrations = files.into_iter().map(|file| {
        let is_none = says(file, &["atlas:txmode", "none"]);
        let mode = if is_none { TransactionMode::Statement } else { TransactionMode::File };
        file.migration(file.stem(), mode)
    });
    migrations.collect()
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
    use super::*;
    use crate::history::layout::testing::{TestTree, id_and_mode};

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
