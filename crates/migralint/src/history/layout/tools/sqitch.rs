//! Sqitch: `deploy/<change>.sql` in the order of `sqitch.plan`, the rollback in `revert/`.

use std::collections::BTreeMap;

use crate::history::layout::definition::{Layout, Rollbacks};
use crate::history::layout::folder::{Folder, join};
use crate::history::layout::naming::{Naming, Order};
use crate::history::migration::{Migration, RollbackPlace};
use crate::history::profile::{Record, RunnerProfile, TransactionMode};
use crate::history::splitting::Splitting;

pub(super) static LAYOUT: Layout = Layout {
    configs: &["sqitch.plan"],
    directives: &["deploy "],
    record: Record::Name,
    opt_out: Some("leave `BEGIN` and `COMMIT` out of the migration"),
    rollbacks: Rollbacks::File,
    naming: Naming {
        folder: "",
        migration: "deploy/{id}.sql",
        rollback: "revert/{id}.sql",
        order: Order::Listed,
    },
    ..Layout::new(("sqitch", "Sqitch"), profile, recognizes, read)
};

fn profile(_: &Folder<'_>, _: Option<&str>) -> RunnerProfile {
    RunnerProfile::new(
        TransactionMode::Statement,
        Splitting::Statements,
        "Sqitch runs a migration with psql: only `BEGIN` and `COMMIT` in the file make a transaction",
    )
}

fn recognizes(folder: &Folder<'_>) -> bool {
    folder.config("sqitch.plan").is_some()
}

fn read(folder: &Folder<'_>, _: &RunnerProfile) -> Vec<Migration> {
    let find = |kind: &str, change: &str| {
        let (path, name) = change.rsplit_once('/').map_or(("", change), |parts| parts);
        let start = folder.folder(kind);
        let parts = path.split('/').filter(|part| !part.is_empty());
        let own = parts.fold(start, |folder, part| folder?.folder(part))?;
        own.file(&format!("{name}.sql"))
    };
    let planned = changes(folder.config("sqitch.plan").unwrap_or_default());
    let migrations = planned.iter().filter_map(|change| {
        let mut migration = find("deploy", change)?.migration(change, TransactionMode::Statement);
        migration.rollback = find("revert", change).map(|file| file.rollback());
        migration.rollback_place =
            Some(RollbackPlace::File(join(folder.path, &format!("revert/{change}.sql"))));
        Some(migration)
    });
    migrations.collect()
}

/// The changes of a plan in order, a line each: `name [dependencies] date planner # note`. One that was reworked is
/// listed again, and what it was before is in `<change>@<tag>.sql`, after the first tag behind it (`sqitch rework`).
fn changes(plan: &str) -> Vec<String> {
    let (mut names, mut tags) = (Vec::new(), Vec::new());
    for word in plan.lines().filter_map(|line| line.split_whitespace().next()) {
        if word.starts_with('@') {
            tags.resize(names.len(), word);
        } else if !word.starts_with(['%', '#', '-']) {
            names.push(word.trim_start_matches('+'));
        }
    }
    let last: BTreeMap<&str, usize> =
        names.iter().enumerate().map(|(at, name)| (*name, at)).collect();
    let name = |(at, name): (usize, &&str)| match tags.get(at) {
        Some(tag) if last[name] != at => format!("{name}{tag}"),
        _ => (*name).to_owned(),
    };
    names.iter().enumerate().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::layout::testing::{TestTree, id_and_mode};
    use TransactionMode::Statement;

    #[test]
    fn the_plan_gives_the_order() {
        let found = TestTree::new()
            .file("deploy/users.sql", "BEGIN; SELECT 1; COMMIT;")
            .file("deploy/app/schema.sql", "SELECT 1;")
            .file("deploy/unplanned.sql", "SELECT 1;")
            .file("revert/users.sql", "SELECT 1;")
            .file("verify/users.sql", "SELECT 1;")
            .file(
                "sqitch.plan",
                "%syntax-version=1.0.0\n%project=x\n\napp/schema 2024-01-01T00:00:00Z A <a@b> # x\n\
                 @v1 2024-01-01T00:00:00Z A <a@b>\nusers [app/schema] 2024-01-02T00:00:00Z A <a@b> # y\n",
            )
            .find();
        let [history] = found.histories.as_slice() else { panic!("{found:?}") };
        assert_eq!(id_and_mode(history), [("app/schema", Statement), ("users", Statement)]);
        assert!(history.migrations[0].rollback.is_none());
        assert!(history.migrations[1].rollback.is_some());
    }

    #[test]
    fn what_a_change_was_before_it_was_reworked_is_kept() {
        let plan = "a 2024-01-01T00:00:00Z A <a@b>\n@v1 2024-01-02T00:00:00Z A <a@b>\n\
                    b 2024-01-03T00:00:00Z A <a@b>\n@v2 2024-01-04T00:00:00Z A <a@b>\n\
                    a [a@v1] 2024-01-05T00:00:00Z A <a@b>\n";
        assert_eq!(changes(plan), ["a@v1", "b", "a"]);
    }
}
