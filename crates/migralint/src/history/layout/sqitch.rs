//! Sqitch: `deploy/<change>.sql` in the order of `sqitch.plan`, the way back in `revert/`.

use super::folder::{Folder, join};
use super::{Layout, Options, history, migration, rollback};
use crate::history::profile::{Record, RunnerProfile, TransactionMode};
use crate::history::{History, RollbackPlace};

pub(super) static LAYOUT: Layout = Layout::new("sqitch", recognises, read);

fn recognises(folder: &Folder<'_>) -> bool {
    folder.config("sqitch.plan").is_some()
}

fn read(folder: &Folder<'_>, _: &Options<'_>) -> History {
    let find = |kind: &str, change: &str| {
        let (path, name) = change.rsplit_once('/').map_or(("", change), |parts| parts);
        let start = folder.folder(kind);
        let parts = path.split('/').filter(|part| !part.is_empty());
        let own = parts.fold(start, |folder, part| folder?.folder(part))?;
        own.file(&format!("{name}.sql"))
    };
    let plan = folder.config("sqitch.plan").unwrap_or_default();
    let mut migrations: Vec<crate::history::Migration> = Vec::new();
    for change in plan.lines().filter_map(change) {
        let Some(file) = find("deploy", change) else { continue };
        // A change that was reworked stands in the plan twice; its file is the last one's.
        migrations.retain(|earlier| earlier.id != change);
        let mut migration = migration(&file, change, TransactionMode::Statement);
        migration.rollback = find("revert", change).as_ref().map(rollback);
        migration.rollback_place =
            Some(RollbackPlace::File(join(folder.path, &format!("revert/{change}.sql"))));
        migrations.push(migration);
    }
    let profile = RunnerProfile {
        tool: "Sqitch",
        version: None,
        default: TransactionMode::Statement,
        summary: "Sqitch runs a migration with psql: only `BEGIN` and `COMMIT` in the file make a transaction"
            .to_owned(),
        opt_out: Some("leave `BEGIN` and `COMMIT` out of the migration"),
        checksums: false,
        record: Record::Name,
    };
    history(folder, profile, migrations)
}

/// The change of a line of the plan: `name [dependencies] date planner # note`.
fn change(line: &str) -> Option<&str> {
    let name = line.split_whitespace().next()?;
    (!name.starts_with(['%', '#', '@', '-'])).then(|| name.trim_start_matches('+'))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{TestTree, id_and_mode};
    use super::*;
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
}
