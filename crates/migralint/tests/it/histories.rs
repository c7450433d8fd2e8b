//! The folders in `tests/histories`, each as its tool leaves it in a repository.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use migralint::history::History;
use migralint::history::layout::{Base, Found, Interest, LAYOUTS, Options, Tree, find, interest};
use migralint::source::{SourceFile, Sources, decode};

/// All files of a folder, read as the program does.
#[derive(Default)]
struct Files {
    sources: Sources,
    configs: BTreeMap<String, String>,
    others: BTreeSet<String>,
}

impl Files {
    fn read(&mut self, folder: &Path, prefix: &str) {
        let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(Result::unwrap).collect();
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let name = entry.file_name().into_string().unwrap();
            let path = format!("{prefix}{name}");
            if entry.path().is_dir() {
                self.read(&entry.path(), &format!("{path}/"));
                continue;
            }
            if interest(&name) == Some(Interest::Name) {
                self.others.insert(path);
            } else if interest(&name).is_some() {
                self.add(&path, &decode(fs::read(entry.path()).unwrap()).unwrap());
            }
        }
    }

    fn add(&mut self, path: &str, text: &str) {
        match interest(path.rsplit('/').next().unwrap()) {
            Some(Interest::Sql) => {
                self.sources.add(SourceFile::new(path, text));
            }
            Some(Interest::Config) => {
                self.configs.insert(path.to_owned(), text.to_owned());
            }
            Some(Interest::Name) => {
                self.others.insert(path.to_owned());
            }
            None => panic!("{path} is of no interest"),
        }
    }

    fn tree(&self) -> Tree<'_> {
        const NONE: &BTreeSet<migralint::source::FileId> = &BTreeSet::new();
        const ROOT: &[String] = &[String::new()];
        Tree {
            sources: &self.sources,
            configs: &self.configs,
            others: &self.others,
            folders: ROOT,
            files: NONE,
        }
    }
}

/// What is found in a folder of `tests/histories`: a migration a line.
fn show(name: &str) -> String {
    let folder = crate::root().join("tests/histories").join(name);
    let mut files = Files::default();
    files.read(&folder, "");
    render(&find(&files.tree(), &Options::default()), &files.sources)
}

fn render(found: &Found, sources: &Sources) -> String {
    let mut out = String::new();
    for history in &found.histories {
        let gaps = if history.has_gaps { ", with gaps" } else { "" };
        writeln!(out, "{}: {}{gaps}", history.root, history.layout.tool).unwrap();
        for migration in &history.migrations {
            write!(out, "  {} {:?}", migration.id, migration.transaction).unwrap();
            if let Some(rollback) = &migration.rollback {
                write!(out, ", back by {}", sources.get(rollback.file).path()).unwrap();
            }
            out.push_str(if migration.documented { ", documented\n" } else { "\n" });
        }
    }
    for skipped in &found.skipped {
        writeln!(out, "{} {}", skipped.root, skipped.reason).unwrap();
    }
    out
}

#[test]
fn every_folder_is_shown() {
    let folder = crate::root().join("tests/histories");
    let tests = include_str!("histories.rs");
    for entry in
        fs::read_dir(folder).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_dir())
    {
        let name = entry.file_name().into_string().unwrap();
        assert!(tests.contains(&format!("show(\"{name}\")")), "{name} has no test");
    }
}

#[test]
fn atlas() {
    insta::assert_snapshot!(show("atlas"), @r"
    migrations: Atlas
      20260101000000_init File
      20260102000000_team_name Statement
      20260103000000_team_size File
    ");
}

#[test]
fn dbmate() {
    insta::assert_snapshot!(show("dbmate"), @r"
    db/migrations: dbmate
      20260101000000_create_notes File, back by db/migrations/20260101000000_create_notes.sql
      20260102000000_index_notes Batch, back by db/migrations/20260102000000_index_notes.sql
      20260103000000_notes_body_required File
    ");
}

#[test]
fn diesel() {
    insta::assert_snapshot!(show("diesel"), @r"
    migrations: Diesel
      00000000000000_diesel_initial_setup File, back by migrations/00000000000000_diesel_initial_setup/down.sql
      2026-01-20-090000_create_feeds File, back by migrations/2026-01-20-090000_create_feeds/down.sql
      20260205113000_index_feeds_url Batch, back by migrations/20260205113000_index_feeds_url/down.sql
    ");
}

#[test]
fn drizzle() {
    insta::assert_snapshot!(show("drizzle"), @r"
    drizzle: Drizzle
      0000_quiet_river Run
      0001_bold_cloud Run
      0002_calm_stone Run
    ");
}

#[test]
fn drizzle_1() {
    insta::assert_snapshot!(show("drizzle-1"), @r"
    drizzle: Drizzle
      20260301120000_quiet_river Run
      20260302093000_bold_cloud Run
    ");
}

#[test]
fn flyway() {
    insta::assert_snapshot!(show("flyway"), @r"
    src/main/resources/db/migration: Flyway
      V1__create_customers File, back by src/main/resources/db/migration/U1__create_customers.sql
      V1.1__widen_name File
      V2__index_name Statement
      V10__customer_notes File
      R__customer_view File
    ");
}

#[test]
fn golang_migrate() {
    insta::assert_snapshot!(show("golang-migrate"), @r"
    db/migrations: golang-migrate
      000001_create_meters Batch, back by db/migrations/000001_create_meters.down.sql
      000002_meters_slug_unique Batch, back by db/migrations/000002_meters_slug_unique.down.sql
      000010_meters_unit Batch
    ");
}

#[test]
fn goose() {
    insta::assert_snapshot!(show("goose"), @r"
    migrations: goose, with gaps
      00001_init File, back by migrations/00001_init.sql
      00003_notify File, back by migrations/00003_notify.sql
      00004_state_index Statement, back by migrations/00004_state_index.sql
    ");
}

#[test]
fn graphile_migrate() {
    insta::assert_snapshot!(show("graphile-migrate"), @r"
    migrations: graphile-migrate
      committed/000001 File
      committed/000002-title-index Batch
      current File
    ");
}

#[test]
fn hasura() {
    insta::assert_snapshot!(show("hasura"), @r"
    migrations/default: Hasura
      1767225600000_create_books File, back by migrations/default/1767225600000_create_books/down.sql
      1767312000000_books_year File, back by migrations/default/1767312000000_books_year/down.sql
      1767398400000_books_isbn File
    ");
}

#[test]
fn liquibase() {
    insta::assert_snapshot!(show("liquibase"), @r"
    changelog: Liquibase
      001-invoices::ines:create-invoices File
      001-invoices::ines:index-total Statement
      002-currency::omar:add-currency File
      002-currency::omar:total-in File
    ");
}

#[test]
fn node_pg_migrate() {
    insta::assert_snapshot!(show("node-pg-migrate"), @r"
    migrations: node-pg-migrate, with gaps
      1767225600000_rooms Run, back by migrations/1767225600000_rooms.sql
      1767398400000_topic Run
    ");
}

#[test]
fn plain() {
    insta::assert_snapshot!(show("plain"), @r"
    migrations: psql
      1_create_events Statement
      2_event_kinds Statement, back by migrations/2_event_kinds.down.sql
      10_index_kind Statement, back by migrations/rollbacks/10_index_kind.sql
    ");
}

#[test]
fn prisma() {
    insta::assert_snapshot!(show("prisma"), @r"
    prisma/migrations: Prisma Migrate
      20260105101500_init Statement
      20260212083000_add_due_date Statement, back by prisma/rollbacks/20260212083000.sql
      20260301174500_index_loans_by_member Batch
      20260318120000_drop_returned Statement, back by prisma/rollbacks/20260318120000_drop_returned.sql, documented
    ");
}

#[test]
fn prisma_config() {
    insta::assert_snapshot!(show("prisma-config"), @r"
    database/migration: Prisma Migrate
      20260101000000_init Batch
      20260201000000_email Batch
    ");
}

#[test]
fn prisma_monorepo() {
    insta::assert_snapshot!(show("prisma-monorepo"), @r"
    packages/database/prisma/migrations: Prisma Migrate
      0_init Batch
      1_refunds Batch, back by packages/database/prisma/migrations/1_refunds/down.sql
    services/mail/migrations: golang-migrate
      001_outbox Batch, back by services/mail/migrations/001_outbox.down.sql
    packages/reports/prisma/mysql/migrations is for `mysql`, and migralint reads PostgreSQL only
    ");
}

#[test]
fn prisma_schema_folder() {
    insta::assert_snapshot!(show("prisma-schema-folder"), @r"
    prisma/schema/migrations: Prisma Migrate
      20260101000000_init Batch
    ");
}

#[test]
fn refinery() {
    insta::assert_snapshot!(show("refinery"), @r"
    migrations: Refinery
      V1__sensors File
      V2__readings File
      V10__sensor_place File
    ");
}

#[test]
fn sqitch() {
    insta::assert_snapshot!(show("sqitch"), @r"
    : Sqitch
      appschema Statement, back by revert/appschema.sql
      planes@v1.0.0 Statement, back by revert/planes@v1.0.0.sql
      seats Statement, back by revert/seats.sql
      planes Statement, back by revert/planes.sql
    ");
}

#[test]
fn sql_migrate() {
    insta::assert_snapshot!(show("sql-migrate"), @r"
    db/migrations: sql-migrate
      20260105090000-parcels File, back by db/migrations/20260105090000-parcels.sql
      20260106090000-code-index Statement, back by db/migrations/20260106090000-code-index.sql
      20260107090000-announce File, back by db/migrations/20260107090000-announce.sql
      20260108090000-weight File, back by db/migrations/20260108090000-weight.sql
    ");
}

#[test]
fn sqlx() {
    insta::assert_snapshot!(show("sqlx"), @r"
    api/migrations: SQLx
      20260110080000_accounts File, back by api/migrations/20260110080000_accounts.down.sql
      20260111080000_account_limits File
      20260112080000_owner_index Batch, back by api/migrations/20260112080000_owner_index.down.sql
    ");
}

#[test]
fn supabase() {
    insta::assert_snapshot!(show("supabase"), @r"
    supabase/migrations: Supabase CLI
      20260110120000_remote_schema Batch
      20260111120000_picture_owner Batch
      20260112120000_title_index Statement
    ");
}

#[test]
fn tern() {
    insta::assert_snapshot!(show("tern"), @r"
    migrations: tern
      001_create_people File, back by migrations/001_create_people.sql
      002_index_people Statement, back by migrations/002_index_people.sql
      003_birthday File
    ");
}

#[test]
fn a_migration_is_added_behind_the_last() {
    let mut count = 0;
    for entry in fs::read_dir(crate::root().join("tests/histories")).unwrap().map(Result::unwrap) {
        if !entry.path().is_dir() {
            continue;
        }
        let mut files = Files::default();
        files.read(&entry.path(), "");
        for before in find(&files.tree(), &Options::default()).histories {
            let naming = before.layout.naming;
            let last = before.migrations.iter().rfind(|migration| !migration.repeatable).unwrap();
            let Some(next) = naming.next_id(last, "next") else { continue };
            let mut after = Files::default();
            after.read(&entry.path(), "");
            let text = after.sources.get(last.file).text().to_owned();
            after.add(&naming.paths(&before.root, &next).0, &text);
            let found = find(&after.tree(), &Options::default()).histories;
            let history = found.iter().find(|one| one.root == before.root).unwrap();
            let newest = history.migrations.iter().rfind(|migration| !migration.repeatable);
            assert_eq!(newest.unwrap().id, next, "{}", before.layout.name);
            assert_eq!(history.migrations.len(), before.migrations.len() + 1);
            count += 1;
        }
    }
    assert!(count > 15, "only {count} histories go on");
}

#[test]
fn only_its_own_tool_reads_the_marks_of_a_history() {
    for entry in fs::read_dir(crate::root().join("tests/histories")).unwrap().map(Result::unwrap) {
        if !entry.path().is_dir() {
            continue;
        }
        let mut files = Files::default();
        files.read(&entry.path(), "");
        for history in find(&files.tree(), &Options::default()).histories {
            for migration in &history.migrations {
                let file = files.sources.get(migration.file);
                let readers = LAYOUTS.iter().filter(|layout| layout.reads_marks_of(file.text()));
                let others: Vec<_> = readers.filter(|layout| **layout != history.layout).collect();
                assert!(others.is_empty(), "{}: {others:?}", file.path());
            }
        }
    }
}

/// What a change can add to turn a history into another tool's: files with that tool's marks, each with a drop where
/// the tool would not run it, or the tool's own files.
fn bait(at: usize, root: &str) -> Vec<(String, &'static str)> {
    let file = |name: &str, text: &'static str| (format!("{root}{name}"), text);
    let sql = [
        "-- +goose Up\nSELECT 1;\n-- +goose Down\nDROP TABLE bait;\n",
        "-- +migrate Up\nSELECT 1;\n-- +migrate Down\nDROP TABLE bait;\n",
        "-- migrate:up\nSELECT 1;\n-- migrate:down\nDROP TABLE bait;\n",
        "--liquibase formatted sql\n--changeset a:1 dbms:mysql\nDROP TABLE bait;\n",
        "SELECT 1;\n---- create above / drop below ----\nDROP TABLE bait;\n",
        "-- Up Migration\nSELECT 1;\n-- Down Migration\nDROP TABLE bait;\n",
        "--! Previous: -\nDROP TABLE bait;\n",
    ];
    let names = ["99991231235959_bait.sql", "99991231235959_bait.up.sql", "V9999__bait.sql"];
    if let Some(text) = sql.get(at / names.len()) {
        return vec![file(names[at % names.len()], text)];
    }
    match at - sql.len() * names.len() {
        0 => vec![file("meta/_journal.json", "{\"dialect\": \"postgresql\", \"entries\": []}")],
        1 => vec![
            file("sqitch.plan", "%project=a\nx 2026-01-01T00:00:00Z A <a@b.c> # x\n"),
            file("deploy/x.sql", "SELECT 1;"),
        ],
        2 => vec![file("atlas.sum", "h1:x=\n")],
        3 => vec![file("migration_lock.toml", "provider = \"sqlite\"\n")],
        4 => vec![file("99_x/up.sql", "SELECT 1;"), file("99_x/down.sql", "SELECT 1;")],
        5 => vec![file("99_x/migration.sql", "SELECT 1;")],
        6 => vec![file("tern.conf", "")],
        9 => vec![file("dbconfig.yml", "development:\n  dialect: sqlite3\n")],
        7 => vec![file("committed/000001.sql", "--! Previous: -\nSELECT 1;")],
        8 => vec![file("99_x/migration.sql", "SELECT 1;"), file("99_x/snapshot.json", "{}")],
        _ => Vec::new(),
    }
}

/// How many baits there are.
const BAITS: usize = 31;

#[test]
fn one_change_does_not_turn_a_history_into_another_tools() {
    for entry in fs::read_dir(crate::root().join("tests/histories")).unwrap() {
        let entry = entry.unwrap();
        if !entry.path().is_dir() {
            continue;
        }
        let mut before = Files::default();
        before.read(&entry.path(), "");
        let found = find(&before.tree(), &Options::default());
        let base = Base {
            layouts: found
                .histories
                .iter()
                .map(|history| (history.root.clone(), history.layout))
                .collect(),
            files: before.sources.iter().map(|(_, file)| file.path().to_owned()).collect(),
            edited: BTreeSet::new(),
        };
        for history in &found.histories {
            let name = entry.file_name().into_string().unwrap();
            let root =
                if history.root.is_empty() { String::new() } else { format!("{}/", history.root) };
            for at in 0..BAITS {
                let bait = bait(at, &root);
                assert!(!bait.is_empty(), "{at} is no bait");
                if bait.iter().any(|(path, _)| before.configs.contains_key(path)) {
                    // A plan or a journal says what its tool runs.
                    continue;
                }
                let mut after = Files::default();
                after.read(&entry.path(), "");
                for (path, text) in &bait {
                    after.add(path, text);
                }
                let says = format!("{name}: {bait:?}");
                check_bait(
                    &after,
                    history,
                    &Options { base: Some(&base), ..Options::default() },
                    &says,
                );
            }
        }
    }
}

/// The history is what it was, with all migrations that it had; a new one of it is read as its tool runs it.
fn check_bait(after: &Files, before: &History, options: &Options<'_>, says: &str) {
    let found = find(&after.tree(), options);
    let same = |history: &&History| history.root == before.root;
    let Some(history) = found.histories.iter().find(same) else { panic!("{says}: it is gone") };
    assert_eq!(history.layout, before.layout, "{says}");
    let ids = |history: &History| -> BTreeSet<String> {
        history.migrations.iter().map(|migration| migration.id.clone()).collect()
    };
    assert!(ids(history).is_superset(&ids(before)), "{says}: {:?}", ids(history));
    for migration in &history.migrations {
        let file = after.sources.get(migration.file);
        let is_bait = file.text().contains("DROP TABLE bait");
        let up = migration.up.iter().any(|part| file.slice(*part).contains("DROP TABLE bait"));
        let is_own = history.layout.reads_marks_of(file.text());
        if is_bait && !up {
            assert!(is_own, "{says}: {} hides its drop", file.path());
        } else if is_bait && !is_own {
            let told = found.disagreements.iter().any(|one| one.file == migration.file);
            let is_marked = LAYOUTS.iter().any(|layout| layout.reads_marks_of(file.text()));
            assert!(told || !is_marked, "{says}: nothing is said of {}", file.path());
        }
    }
}
