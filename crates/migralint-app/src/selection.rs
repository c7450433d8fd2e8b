//! Which migrations are judged: those that the options leave new.

use std::collections::BTreeSet;

use migralint::history::profile::Record;
use migralint::history::{Change, History, Migration, Role};
use migralint::source::{FileId, Sources};

use crate::Failure;
use crate::git::Revision;
use crate::path::{name, parent};
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

/// `--applied`: migrations that are named are not judged; nor those before, where the tool writes down only the last.
pub(crate) fn applied(
    histories: &mut [History],
    sources: &Sources,
    file: &str,
    text: &str,
) -> Result<(), Failure> {
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with(['#', '-']));
    // Rows as `psql -At` and `\copy … csv` write them: names in any column, a version in the first.
    let rows =
        lines.map(|line| line.split(['|', ',', '\t']).map(|column| column.trim_matches('"')));
    let names: BTreeSet<&str> = rows.clone().flatten().collect();
    let versions: BTreeSet<&str> = rows.filter_map(|mut row| row.next()).collect();
    let mut is_any = names.is_empty();
    for history in histories {
        let is_applied = |migration: &Migration| {
            let path = sources.get(migration.file).path();
            let prefix = migration.id.split('_').next().unwrap_or_default();
            [&migration.id, path, parent(path), name(path)].iter().any(|name| names.contains(name))
                || [&migration.version(), prefix].iter().any(|version| versions.contains(version))
        };
        let all = &mut history.migrations;
        let last = all.iter().rposition(is_applied);
        is_any |= last.is_some();
        let is_whole = history.layout.record == Record::LastVersion;
        for (at, migration) in all.iter_mut().enumerate() {
            if is_applied(migration) || is_whole && Some(at) <= last {
                migration.role = Role::Baseline;
            }
        }
    }
    if is_any {
        Ok(())
    } else {
        Err(Failure(format!(
            "--applied: {file} names no migration of this history; one name or version a line is expected"
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
                "--literal-pathspecs ls-tree -r -z --name-only --full-name abc -- db/migration",
                true,
                "db/migration/V1__a.sql\0db/migration/R__x.sql\0db/migration/R__y.sql\0",
            )
            .answer(
                "--literal-pathspecs diff --name-only -z --no-renames --no-ext-diff --no-textconv --ignore-submodules=all abc -- db/migration",
                true,
                "db/migration/R__y.sql\0",
            )
            .answer("cat-file blob abc:db/migration/R__y.sql", true, "SELECT 1;");
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
                "--literal-pathspecs ls-tree -r -z --name-only --full-name abc -- db/migrations",
                true,
                "db/migrations/1_a.sql\0db/migrations/3_c.sql\0",
            )
            .answer(
                "--literal-pathspecs diff --name-only -z --no-renames --no-ext-diff --no-textconv --ignore-submodules=all abc -- db/migrations",
                true,
                "db/migrations/1_a.sql\0",
            )
            .answer("cat-file blob abc:db/migrations/1_a.sql", true, "SELECT 1;");
        let args = HistoryArgs { since: Some("main".to_owned()), ..args() };
        let project = load(&mut host, &args).unwrap();
        let changes = vec![("1_a", Change::Edited), ("2_b", Change::OutOfOrder)];
        assert_eq!(roles(&project), (vec!["2_b", "4_d"], changes));
    }

    #[test]
    fn what_was_merged_meanwhile_is_replayed() {
        let listing = |host: TestHost, commit: &str, files: &str, changed: &str| {
            let list = format!(
                "--literal-pathspecs ls-tree -r -z --name-only --full-name {commit} -- db/migrations"
            );
            let diff = format!(
                "--literal-pathspecs diff --name-only -z --no-renames --no-ext-diff --no-textconv --ignore-submodules=all {commit} -- db/migrations"
            );
            host.answer(&list, true, files).answer(&diff, true, changed)
        };
        let host = host()
            .answer("rev-parse --show-toplevel", true, "/w/d\n")
            .answer("rev-parse --show-prefix", true, "\n")
            .answer("rev-parse --verify --quiet main^{commit}", true, "abc\n")
            .answer("cat-file commit HEAD", true, "tree t\nparent def\n\nparent abc\n")
            .answer("merge-base abc HEAD", true, "base\n")
            .answer("cat-file blob abc:db/migrations/5_e.sql", true, "SELECT 5;")
            .answer(
                "--literal-pathspecs ls-tree -r -z --name-only --full-name HEAD -- db/migrations",
                true,
                "db/migrations/1_a.sql\0",
            );
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
    fn what_tools_write_down_names_what_is_applied() {
        fn check(files: &[&str], text: &str, expected: &[&str]) {
            let sql =
                if files[0].contains("0000") { "-- +goose Up\nSELECT 1;" } else { "SELECT 1;" };
            let mut host = files
                .iter()
                .fold(TestHost::new(), |host, path| host.file(path, sql))
                .file("applied.txt", text);
            let args = HistoryArgs { applied: Some("applied.txt".to_owned()), ..args() };
            assert_eq!(roles(&load(&mut host, &args).unwrap()).0, expected, "{text}");
        }
        let goose = ["db/migrations/00001_a.sql", "db/migrations/00002_b.sql"];
        check(&goose, "0\n1\n", &["00002_b"]);
        check(&goose, "db/migrations/00001_a.sql\n", &["00002_b"]);
        check(&goose, "version_id|is_applied\n\"1\"|t\n", &["00002_b"]);
        check(&goose, "# a comment\n-- another\n00001_a.sql\n", &["00002_b"]);
        let flyway = ["db/V1__a.sql", "db/V1_2__b.sql", "db/V2__c.sql"];
        check(&flyway, "1|a|SQL\n1.2|b|SQL\n", &["V2__c"]);
        check(&flyway, "1,<< Flyway Baseline >>,1\n,V1_2__b.sql\n", &["V2__c"]);
        let diesel = ["db/2024-01-01-000000_a/up.sql", "db/2024-01-02-000000_b/up.sql"];
        check(&diesel, "20240101000000\n", &["2024-01-02-000000_b"]);
        let migrate = ["db/1_a.up.sql", "db/1_a.down.sql", "db/2_b.up.sql", "db/3_c.up.sql"];
        check(&migrate, "2|f\n", &["3_c"]);
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
