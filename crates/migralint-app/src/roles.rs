//! Which migrations are judged: those that the options leave new.

use std::collections::BTreeSet;

use migralint::history::{Change, History, Role};
use migralint::source::{FileId, Sources};

use crate::Failure;
use crate::git::Revision;
use crate::suggest::nearest;

/// Files were given: of their histories only their own migrations are judged.
pub(crate) fn only_given(histories: &mut [History], files: &BTreeSet<FileId>) {
    for history in histories {
        let is_given = |id: FileId| files.contains(&id);
        let any = history.migrations.iter().any(|migration| {
            is_given(migration.file)
                || migration.rollback.as_ref().is_some_and(|back| is_given(back.file))
        });
        if !any {
            continue;
        }
        for migration in &mut history.migrations {
            let back = migration.rollback.as_ref().is_some_and(|back| is_given(back.file));
            if !is_given(migration.file) && !back {
                migration.role = Role::Baseline;
            }
        }
    }
}

/// `--since`: what the revision has is not judged, what was edited since or merged meanwhile is marked, and what is new
/// but sorts before it is out of order. What runs again when it changes is new when it was edited.
pub(crate) fn since(histories: &mut [History], sources: &Sources, revision: &Revision) {
    for history in histories {
        let mut later_stood = false;
        for migration in history.migrations.iter_mut().rev() {
            let path = sources.get(migration.file).path();
            let is_edited = revision.edited.contains(path);
            if migration.repeatable {
                if revision.files.contains(path) && !is_edited {
                    migration.role = Role::Baseline;
                }
            } else if revision.files.contains(path) {
                migration.role = Role::Baseline;
                later_stood = true;
                if is_edited {
                    migration.change = Change::Edited;
                } else if revision.merged.contains(path) {
                    migration.change = Change::Merged;
                }
            } else if later_stood {
                migration.change = Change::OutOfOrder;
            }
        }
    }
}

/// `--after`: migrations up to and including these are not judged.
pub(crate) fn after(
    histories: &mut [History],
    sources: &Sources,
    ids: &[String],
) -> Result<(), Failure> {
    for id in ids {
        let mut is_known = false;
        for history in histories.iter_mut() {
            let wanted = id.trim_end_matches('/');
            let place = history.migrations.iter().position(|migration| {
                let path = sources.get(migration.file).path();
                migration.id == wanted
                    || path == wanted
                    || path.rsplit('/').next().is_some_and(|name| name == wanted)
            });
            if let Some(place) = place {
                is_known = true;
                history.migrations[..=place].iter_mut().for_each(|one| one.role = Role::Baseline);
            }
        }
        if !is_known {
            return Err(unknown(histories, id));
        }
    }
    Ok(())
}

/// `--applied`: migrations that are named are not judged.
pub(crate) fn applied(histories: &mut [History], file: &str, text: &str) -> Result<(), Failure> {
    let names: BTreeSet<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect();
    let mut is_any = names.is_empty();
    for migration in histories.iter_mut().flat_map(|history| &mut history.migrations) {
        let version = migration.id.split('_').next().unwrap_or_default();
        if names.contains(migration.id.as_str()) || names.contains(version) {
            migration.role = Role::Baseline;
            is_any = true;
        }
    }
    if is_any {
        Ok(())
    } else {
        Err(Failure(format!(
            "--applied: {file} names no migration of this history; one name a line is expected"
        )))
    }
}

fn unknown(histories: &[History], id: &str) -> Failure {
    let ids =
        || histories.iter().flat_map(|history| &history.migrations).map(|one| one.id.as_str());
    let containing: Vec<&str> = ids().filter(|other| other.contains(id)).collect();
    let mut near = containing;
    near.extend(nearest(id, ids()));
    if near.is_empty() {
        let last = ids().next_back();
        near.extend(last);
    }
    near.dedup();
    near.truncate(MAX_NEAR);
    let near: Vec<String> = near.iter().map(|id| format!("`{id}`")).collect();
    Failure(format!("no migration is named `{id}`; near it are {}", near.join(", ")))
}

/// How many near migrations are named.
const MAX_NEAR: usize = 3;

#[cfg(test)]
mod tests {
    use migralint::history::{Change, Role};

    use crate::args::HistoryArgs;
    use crate::host::testing::TestHost;
    use crate::project::{Project, load};

    fn host() -> TestHost {
        ["1_a", "2_b", "3_c", "4_d"].iter().fold(TestHost::new(), |host, id| {
            host.file(&format!("db/migrations/{id}.sql"), "SELECT 1;")
        })
    }

    fn args() -> HistoryArgs {
        HistoryArgs { paths: vec!["db".to_owned()], ..HistoryArgs::default() }
    }

    /// The migrations that are judged, and those that differ from the revision.
    fn roles(project: &Project) -> (Vec<&str>, Vec<(&str, Change)>) {
        let migrations = || project.histories.iter().flat_map(|history| &history.migrations);
        let new = migrations().filter(|one| one.role == Role::New).map(|one| one.id.as_str());
        let changed = migrations().filter(|one| one.change != Change::None);
        (new.collect(), changed.map(|one| (one.id.as_str(), one.change)).collect())
    }

    fn failure(mut host: TestHost, args: &HistoryArgs) -> String {
        load(&mut host, args).expect_err("a mistake").0
    }

    #[test]
    fn everything_is_new_without_a_choice() {
        let project = load(&mut host(), &args()).unwrap();
        assert_eq!(roles(&project), (vec!["1_a", "2_b", "3_c", "4_d"], vec![]));
    }

    #[test]
    fn what_runs_again_when_it_changes_may_be_edited() {
        let folder = ["V1__a", "V2__b", "R__x", "R__y"].iter().fold(TestHost::new(), |host, id| {
            host.file(&format!("db/migration/{id}.sql"), "SELECT 1;")
        });
        let mut host = folder
            .answer("rev-parse --show-toplevel", true, "/w/d\n")
            .answer("rev-parse --show-prefix", true, "\n")
            .answer("cat-file commit HEAD", true, "tree t\nparent def\n\nparent abc\n")
            .answer("merge-base abc HEAD", true, "abc\n")
            .answer("rev-parse --verify --quiet main^{commit}", true, "abc\n")
            .answer(
                "ls-tree -r -z --name-only --full-name abc -- db/migration",
                true,
                "db/migration/V1__a.sql\0db/migration/R__x.sql\0db/migration/R__y.sql\0",
            )
            .answer(
                "diff --name-only -z --no-renames --no-ext-diff abc -- db/migration",
                true,
                "db/migration/R__y.sql\0",
            );
        let args = HistoryArgs { since: Some("main".to_owned()), ..args() };
        let project = load(&mut host, &args).unwrap();
        assert_eq!(roles(&project), (vec!["V2__b", "R__y"], vec![]));
    }

    #[test]
    fn what_a_revision_has_is_not_judged() {
        let mut host = host()
            .answer("rev-parse --show-toplevel", true, "/w/d\n")
            .answer("rev-parse --show-prefix", true, "\n")
            .answer("cat-file commit HEAD", true, "tree t\nparent def\n\nparent abc\n")
            .answer("merge-base abc HEAD", true, "abc\n")
            .answer("rev-parse --verify --quiet main^{commit}", true, "abc\n")
            .answer(
                "ls-tree -r -z --name-only --full-name abc -- db/migrations",
                true,
                "db/migrations/1_a.sql\0db/migrations/3_c.sql\0",
            )
            .answer(
                "diff --name-only -z --no-renames --no-ext-diff abc -- db/migrations",
                true,
                "db/migrations/1_a.sql\0",
            );
        let args = HistoryArgs { since: Some("main".to_owned()), ..args() };
        let project = load(&mut host, &args).unwrap();
        let changes = vec![("1_a", Change::Edited), ("2_b", Change::OutOfOrder)];
        assert_eq!(roles(&project), (vec!["2_b", "4_d"], changes));
    }

    #[test]
    fn what_was_merged_meanwhile_is_replayed() {
        let listing = |host: TestHost, commit: &str, files: &str, changed: &str| {
            let list = format!("ls-tree -r -z --name-only --full-name {commit} -- db/migrations");
            let diff =
                format!("diff --name-only -z --no-renames --no-ext-diff {commit} -- db/migrations");
            host.answer(&list, true, files).answer(&diff, true, changed)
        };
        let host = host()
            .answer("rev-parse --show-toplevel", true, "/w/d\n")
            .answer("rev-parse --show-prefix", true, "\n")
            .answer("rev-parse --verify --quiet main^{commit}", true, "abc\n")
            .answer("cat-file commit HEAD", true, "tree t\nparent def\n\nparent abc\n")
            .answer("merge-base abc HEAD", true, "base\n")
            .answer("show abc:db/migrations/5_e.sql", true, "SELECT 5;");
        let merged = "db/migrations/1_a.sql\0db/migrations/2_b.sql\0db/migrations/5_e.sql\0db/migrations/notes.txt\0";
        let host = listing(host, "abc", merged, "db/migrations/5_e.sql\0");
        let mut host = listing(host, "base", "db/migrations/1_a.sql\0db/migrations/2_b.sql\0", "");
        let args = HistoryArgs { since: Some("main".to_owned()), ..args() };
        let project = load(&mut host, &args).unwrap();
        let late = Change::OutOfOrder;
        let changes = vec![("3_c", late), ("4_d", late), ("5_e", Change::Merged)];
        assert_eq!(roles(&project), (vec!["3_c", "4_d"], changes));
        let last = project.histories[0].migrations.last().unwrap();
        assert_eq!(project.sources.get(last.file).text(), "SELECT 5;");
    }

    #[test]
    fn what_comes_after_a_migration_is_judged() {
        for id in ["2_b", "2_b.sql", "db/migrations/2_b.sql"] {
            let args = HistoryArgs { after: vec![id.to_owned()], ..args() };
            assert_eq!(roles(&load(&mut host(), &args).unwrap()).0, ["3_c", "4_d"], "{id}");
        }
        let args = HistoryArgs { after: vec!["2_bb".to_owned()], ..args() };
        assert_eq!(
            failure(host(), &args),
            "--after: no migration is named `2_bb`; near it are `2_b`"
        );
    }

    #[test]
    fn the_command_line_comes_before_the_configuration() {
        let host = || host().file("migralint.toml", "after = '3_c'");
        assert_eq!(roles(&load(&mut host(), &args()).unwrap()).0, ["4_d"]);
        let args = HistoryArgs { after: vec!["1_a".to_owned()], ..args() };
        assert_eq!(roles(&load(&mut host(), &args).unwrap()).0, ["2_b", "3_c", "4_d"]);
    }

    #[test]
    fn applied_migrations_are_not_judged() {
        let args = HistoryArgs { applied: Some("applied.txt".to_owned()), ..args() };
        let project = load(&mut host().file("applied.txt", "# all\n1_a\r\n2\n"), &args).unwrap();
        assert_eq!(roles(&project).0, ["3_c", "4_d"]);
        let message = failure(host().file("applied.txt", "other\n"), &args);
        assert!(message.starts_with("--applied: applied.txt names no migration"), "{message}");
    }

    #[test]
    fn a_given_file_is_judged_alone() {
        let args = HistoryArgs { paths: vec!["db/migrations/3_c.sql".to_owned()], ..args() };
        let project = load(&mut host(), &args).unwrap();
        assert_eq!(roles(&project).0, ["3_c"]);
        assert_eq!(project.histories[0].migrations.len(), 4);
    }

    #[test]
    fn standard_input_takes_the_place_of_its_file() {
        let mut host = host();
        host.stdin = b"SELECT 2;".to_vec();
        let args = HistoryArgs {
            paths: vec!["-".to_owned()],
            stdin_filename: Some("db/migrations/3_c.sql".to_owned()),
            ..HistoryArgs::default()
        };
        let project = load(&mut host, &args).unwrap();
        assert_eq!(roles(&project).0, ["3_c"]);
        let texts: Vec<_> = project.sources.iter().map(|(_, file)| file.text()).collect();
        assert_eq!(texts.iter().filter(|text| **text == "SELECT 2;").count(), 1);
        assert_eq!(texts.len(), 4);
    }
}
