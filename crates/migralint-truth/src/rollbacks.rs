//! Rollbacks, run on a server: a generated one restores the schema, and of a kept one is said what the server shows.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use migralint::history::layout::{Interest, Options, Tree, find, interest};
use migralint::history::{History, Migration};
use migralint::page::blocks;
use migralint::postgres::PostgresVersion;
use migralint::rollback::{Generated, Style, WayBack, generate, replay_each};
use migralint::rules::infos;
use migralint::source::{SourceFile, Sources, Span, decode};
use migralint::syntax::parse;
use migralint::syntax::statement::StatementKind;
use postgres::Client;

use crate::forms::{Forms, Tally};
use crate::observe::words;
use crate::schema::schema;
use crate::server::Server;

/// Holds the ways back of every form, of every example on a page and of every history in `tests/histories` against a
/// server.
///
/// # Errors
/// When the server cannot be asked, or a history not be read.
pub(crate) fn hold_against(
    server: &Server,
    forms: &[Forms],
    tally: &mut Tally,
) -> Result<(), String> {
    for file in forms {
        let database = format!("rollbacks_{}", file.name());
        let mut client = server.database(&database)?;
        set_up(&mut client, file.schema())?;
        let before = schema(&mut client)?;
        for (line, sql) in file.of_version(server.major) {
            let mut files = Files::default();
            files.sources.add(SourceFile::new("1_schema.sql", file.schema()));
            files.sources.add(SourceFile::new("2_form.sql", sql));
            let place = format!("{}.sql:{line} on {}", file.name(), server.major);
            for history in files.histories() {
                form(&mut client, &before, &files.sources, &history, server, &place, tally)?;
            }
        }
    }
    server.database(EXAMPLES)?;
    for rule in infos() {
        for block in blocks(rule.page).iter().filter(|block| block.example().is_some()) {
            let mut sources = Sources::default();
            let history = block.history(&mut sources)?;
            let place = format!("rules/{}.md:{} on {}", rule.id, block.line, server.major);
            whole(&sources, &history, server, &place, tally)?;
        }
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/histories");
    for tool in entries(&folder)?.iter().filter(|path| path.is_dir()) {
        let mut files = Files::default();
        files.read(tool, "")?;
        for history in files.histories() {
            let place = format!("{} on {}", tool.display(), server.major);
            whole(&files.sources, &history, server, &place, tally)?;
        }
    }
    Ok(())
}

/// The database in which histories run, one after the other.
const EXAMPLES: &str = "rollbacks";

/// Makes the schema of forms. Its roles are there already: they belong to the server, not to the database.
fn set_up(client: &mut Client, schema: &str) -> Result<(), String> {
    for statement in parse(schema, &[Span::new(0, schema.len())]).statements {
        let sql = &schema[statement.span.start..statement.span.end];
        if !sql.contains("CREATE ROLE") {
            client.batch_execute(sql).map_err(|error| format!("{sql}: {}", words(&error)))?;
        }
    }
    Ok(())
}

/// Runs a form and its way back in one transaction that is taken back.
fn form(
    client: &mut Client,
    before: &BTreeSet<String>,
    sources: &Sources,
    history: &History,
    server: &Server,
    place: &str,
    tally: &mut Tally,
) -> Result<(), String> {
    let Some((migration, way)) =
        history.migrations.last().zip(ways(sources, history, server).pop())
    else {
        return Err(format!("{place}: is no migration"));
    };
    client.batch_execute("BEGIN").map_err(|error| words(&error))?;
    if apply(client, sources, migration.file, &migration.up).is_ok() {
        way.hold_against(client, sources, before, place, tally)?;
    }
    client.batch_execute("ROLLBACK; RESET ALL").map_err(|error| words(&error))
}

/// Runs a history, and the way back of each of its migrations in a transaction that is taken back.
fn whole(
    sources: &Sources,
    history: &History,
    server: &Server,
    place: &str,
    tally: &mut Tally,
) -> Result<(), String> {
    let mut client = server.cleared(EXAMPLES)?;
    for (migration, way) in history.migrations.iter().zip(ways(sources, history, server)) {
        let before = schema(&mut client)?;
        if apply(&mut client, sources, migration.file, &migration.up).is_err() {
            break;
        }
        client.batch_execute("BEGIN").map_err(|error| words(&error))?;
        let place = format!("{place}: {}", migration.id);
        way.hold_against(&mut client, sources, &before, &place, tally)?;
        client.batch_execute("ROLLBACK; RESET ALL").map_err(|error| words(&error))?;
    }
    Ok(())
}

/// The ways back of a migration.
struct Way {
    generated: Generated,
    /// The kept one, and whether it is said to lead back; `None` where that is not known.
    kept: Option<(migralint::history::Rollback, Option<bool>)>,
}

fn ways(sources: &Sources, history: &History, server: &Server) -> Vec<Way> {
    let mut all = Vec::new();
    let version = PostgresVersion::new(server.major).unwrap_or(PostgresVersion::NEWEST);
    let Some(last) = history.migrations.len().checked_sub(1) else { return all };
    let of = |at: usize| -> &Migration { &history.migrations[at] };
    replay_each(
        sources,
        history,
        version,
        last,
        |_| true,
        |at, passage, statements| {
            let migration = of(at);
            let source = sources.get(migration.file);
            let generated = generate(passage, statements, source, migration, Style::of(history));
            let kept = migration.rollback.clone().zip(WayBack::read(sources, migration, passage));
            let kept = kept.map(|(rollback, back)| {
                let verdict = &back.verdict;
                let is_right = verdict.failures.is_empty()
                    && verdict.differences.is_empty()
                    && !(back.is_needed && back.is_empty());
                (rollback, verdict.unknown.is_empty().then_some(is_right))
            });
            all.push(Way { generated, kept });
        },
    );
    all
}

impl Way {
    /// Runs each way back after its migration, in the transaction that is open.
    fn hold_against(
        &self,
        client: &mut Client,
        sources: &Sources,
        before: &BTreeSet<String>,
        place: &str,
        tally: &mut Tally,
    ) -> Result<(), String> {
        let after = schema(client)?;
        if after == *before {
            return Ok(());
        }
        if self.generated.missing.is_empty() {
            tally.run += 1;
            let sql = &self.generated.sql;
            let done = attempt(client, before, |client| {
                client.batch_execute(sql).map_err(|error| words(&error))
            })?;
            if let Some(why) = done {
                tally.different.push(format!("{place}: the generated rollback {why}\n{sql}"));
            }
        }
        if let Some((rollback, Some(is_right))) = &self.kept {
            let done = attempt(client, before, |client| {
                apply(client, sources, rollback.file, &rollback.down)
            })?;
            if done.as_ref().is_some_and(|why| why.contains(NO_TRANSACTION)) {
                return Ok(());
            }
            tally.run += 1;
            match (done, is_right) {
                (Some(why), true) => {
                    tally
                        .different
                        .push(format!("{place}: the rollback is said to lead back, and {why}"));
                }
                (None, false) => {
                    tally
                        .different
                        .push(format!("{place}: the rollback leads back, and is said not to"));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// How PostgreSQL refuses what runs in no transaction.
const NO_TRANSACTION: &str = "(25001)";

/// How PostgreSQL refuses what rows are in the way of: data exceptions and violated constraints.
const ROWS: [&str; 2] = ["(22", "(23"];

/// Takes all rows out of all tables.
const EMPTY: &str = "DO $$ DECLARE names text; BEGIN
    SELECT string_agg(format('%I.%I', n.nspname, c.relname), ', ') INTO names
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
      AND n.nspname NOT LIKE 'pg\\_t%';
    EXECUTE 'TRUNCATE ' || names || ' CASCADE';
END $$";

/// Runs a way back and takes it back; why it does not restore the schema `before`.
fn attempt(
    client: &mut Client,
    before: &BTreeSet<String>,
    run: impl Fn(&mut Client) -> Result<(), String>,
) -> Result<Option<String>, String> {
    client.batch_execute("SAVEPOINT way").map_err(|error| words(&error))?;
    let mut done = run(client);
    if done.as_ref().is_err_and(|error| ROWS.iter().any(|class| error.contains(class))) {
        // Rows are in the way, as the rollback says; the schema comes back without them.
        client.batch_execute("ROLLBACK TO way").map_err(|error| words(&error))?;
        client.batch_execute(EMPTY).map_err(|error| words(&error))?;
        done = run(client);
    }
    let why = if let Err(error) = done {
        Some(format!("fails: {error}"))
    } else {
        let back = schema(client)?;
        (back != *before).then(|| {
            let missing = lines(before.difference(&back));
            let surplus = lines(back.difference(before));
            format!("does not restore the schema\n  missing:{missing}\n  too much:{surplus}")
        })
    };
    client.batch_execute("ROLLBACK TO way").map_err(|error| words(&error))?;
    Ok(why)
}

fn lines<'a>(all: impl Iterator<Item = &'a String>) -> String {
    all.fold(String::new(), |all, line| all + "\n    " + line)
}

/// Runs parts of a file, statement by statement, but what only says where a transaction ends.
fn apply(
    client: &mut Client,
    sources: &Sources,
    file: migralint::source::FileId,
    parts: &[Span],
) -> Result<(), String> {
    let text = sources.get(file).text();
    for statement in parse(text, parts).statements {
        let ends = matches!(
            statement.kind,
            StatementKind::Begin | StatementKind::Commit { .. } | StatementKind::Rollback
        );
        if !ends {
            let sql = &text[statement.span.start..statement.span.end];
            client.batch_execute(sql).map_err(|error| words(&error))?;
        }
    }
    Ok(())
}

/// The files of a folder, read as the program reads them.
#[derive(Default)]
struct Files {
    sources: Sources,
    configs: BTreeMap<String, String>,
    others: BTreeSet<String>,
}

impl Files {
    fn read(&mut self, folder: &Path, prefix: &str) -> Result<(), String> {
        for entry in entries(folder)? {
            let name = entry.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let path = format!("{prefix}{name}");
            if entry.is_dir() {
                self.read(&entry, &format!("{path}/"))?;
                continue;
            }
            let text = || {
                let bytes = fs::read(&entry).map_err(|error| format!("{path}: {error}"))?;
                decode(bytes).map_err(|error| format!("{path}: {error}"))
            };
            match interest(&name) {
                Some(Interest::Sql) => {
                    let text = text()?;
                    self.sources.add(SourceFile::new(path, text));
                }
                Some(Interest::Config) => {
                    let text = text()?;
                    self.configs.insert(path, text);
                }
                Some(Interest::Name) => {
                    self.others.insert(path);
                }
                None => {}
            }
        }
        Ok(())
    }

    fn histories(&self) -> Vec<History> {
        let tree = Tree {
            sources: &self.sources,
            configs: &self.configs,
            others: &self.others,
            folders: &[String::new()],
            files: &BTreeSet::new(),
        };
        find(&tree, &Options::default()).histories
    }
}

/// What stands in a folder, in order.
fn entries(folder: &Path) -> Result<Vec<std::path::PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}
