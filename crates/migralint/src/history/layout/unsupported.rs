//! Histories that are reported and not read: those of Prisma 8, which keeps its SQL in
//! `migrations/<app>/<timestamp>_<name>/ops.json`. The format still changes.

use std::collections::BTreeMap;

use super::definition::Skipped;
use super::folder::{Tree, parent};

/// The folders of a tree that hold such migrations.
pub(super) fn skipped(tree: &Tree<'_>) -> Vec<Skipped> {
    let mut folders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (path, text) in tree.configs {
        // Others have files of this name too.
        let is_prisma = path.ends_with("/ops.json") && text.contains("\"operationClass\"");
        if is_prisma && tree.is_searched(path) {
            folders.entry(parent(parent(path))).or_default().push(path);
        }
    }
    let skipped = folders.into_iter().map(|(root, paths)| {
        let (count, last) = (paths.len(), paths.last().copied().unwrap_or_default());
        let migrations = if count == 1 { "migration" } else { "migrations" };
        let reason = format!(
            "holds {count} {migrations} of Prisma 8, whose `ops.json` migralint does not read yet; give it the SQL: \
             `jq -r '.[].execute[].sql + \";\"' {last} | migralint -`"
        );
        Skipped { root: root.to_owned(), reason }
    });
    skipped.collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::TestTree;

    #[test]
    fn prisma_8_is_told() {
        let ops =
            r#"[{"id": "a", "operationClass": "additive", "execute": [{"sql": "SELECT 1"}]}]"#;
        let found = TestTree::new()
            .file("migrations/app/20260101T0900_init/ops.json", ops)
            .file("migrations/app/20260102T0900_more/ops.json", ops)
            .file("other/ops.json", "[]")
            .find();
        let [skipped] = found.skipped.as_slice() else { panic!("{found:?}") };
        assert_eq!(skipped.root, "migrations/app");
        assert!(skipped.reason.starts_with("holds 2 migrations of Prisma 8"), "{}", skipped.reason);
        assert!(skipped.reason.contains("20260102T0900_more/ops.json | migralint -"));
    }
}
