//! Refinery: `V<number>__<name>.sql` in this folder and below, `U<number>__<name>.sql` may come out of order.

use crate::history::layout::definition::Layout;
use crate::history::layout::folder::Folder;
use crate::history::layout::order::version;
use crate::history::migration::Migration;
use crate::history::profile::{RunnerProfile, TransactionMode};
use crate::history::splitting::Splitting;

pub(super) static LAYOUT: Layout = Layout {
    configs: &["Cargo.toml"],
    checksums: true,
    ..Layout::new(("refinery", "Refinery"), profile, recognizes, read)
};

fn profile(_: &Folder<'_>, _: Option<&str>) -> RunnerProfile {
    RunnerProfile::new(
        TransactionMode::File,
        Splitting::Whole,
        "Refinery runs each migration in a transaction",
    )
}

fn recognizes(folder: &Folder<'_>) -> bool {
    folder.any_config_above_says("Cargo.toml", "refinery")
        && folder.files().iter().any(|file| parts(file.stem()).is_some())
}

fn read(folder: &Folder<'_>, _: &RunnerProfile) -> Vec<Migration> {
    let all = folder.all_files();
    let mut files: Vec<_> =
        all.iter().filter_map(|file| Some((parts(file.stem())?, file))).collect();
    files.sort_by(|((a, _), _), ((b, _), _)| version(a, b));
    let migrations = files.into_iter().map(|((_, title), file)| {
        let mut migration = file.migration(file.stem(), TransactionMode::File);
        title.clone_into(&mut migration.name);
        migration
    });
    migrations.collect()
}

/// `V1__name` as version and name.
fn parts(stem: &str) -> Option<(&str, &str)> {
    let (number, title) = stem.strip_prefix(['V', 'U'])?.split_once("__")?;
    number.starts_with(|c: char| c.is_ascii_digit()).then_some((number, title))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::layout::testing::{TestTree, id_and_mode};
    use TransactionMode::File;

    #[test]
    fn versions_are_numbers() {
        let found = TestTree::new()
            .file("migrations/V10__c.sql", "SELECT 1;")
            .file("migrations/2026/V2__a.sql", "SELECT 1;")
            .file("migrations/U3__b.sql", "SELECT 1;")
            .file("Cargo.toml", "[dependencies]\nrefinery = \"0.8\"\n")
            .find();
        let [history] = found.histories.as_slice() else { panic!("{found:?}") };
        assert_eq!(id_and_mode(history), [("V2__a", File), ("U3__b", File), ("V10__c", File)]);
        assert_eq!(history.migrations[0].name, "a");
    }
}
