//! The examples of the rule pages: their last migrations run on a server, statement by statement, on tables with rows.

use std::collections::BTreeSet;

use migralint::history::{Migration, Role};
use migralint::outcome::StatementOutcome;
use migralint::page::{Block, blocks};
use migralint::postgres::PostgresVersion;
use migralint::rules::infos;
use migralint::source::Sources;
use migralint::suppression::baseline::Baseline;
use migralint::syntax::parse;
use migralint::syntax::statement::{Statement, StatementKind};
use postgres::Client;

use crate::forms::{Tally, judge, one_line};
use crate::observe::{observe_for_good, standing, words};
use crate::rows::{empty, populate};
use crate::server::Server;

/// Commands that only say where a transaction ends: here each statement has one of its own.
const CONTROL: [&str; 7] =
    ["BEGIN", "START TRANSACTION", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE"];

/// What the example of a page with some words in it takes to stand without making it.
const GIVEN: [(&str, &str, &str); 5] = [
    (
        "drop-type-breaks-users",
        "2_drop_status\nDROP TYPE \"Status\" CASCADE",
        "CREATE TYPE \"Status\" AS ENUM ('active')",
    ),
    ("grant-to-public", "reporting", "CREATE ROLE reporting"),
    ("incomplete-rollback", "before_history", "CREATE TABLE before_history (note text DEFAULT '')"),
    (
        "move-table-rewrites-table",
        "fast",
        "SET allow_in_place_tablespaces = on; CREATE TABLESPACE fast LOCATION ''",
    ),
    (
        "security-definer-without-search-path",
        "admins",
        "CREATE SCHEMA app; CREATE TABLE app.admins (id bigint); CREATE TABLE admins (id bigint)",
    ),
];

/// The rule that says what no server can show: what another branch makes before.
const CONFLICT: &str = "conflicting-migration";

/// Holds every example of every page against a server, but those that are written for another version.
///
/// # Errors
/// When the server cannot be asked at all.
pub(crate) fn hold_against(server: &Server, tally: &mut Tally) -> Result<(), String> {
    server.database("pages")?;
    for rule in infos() {
        for block in blocks(rule.page).iter().filter(|block| block.example().is_some()) {
            let place = format!("rules/{}.md:{} on {}", rule.id, block.line, server.major);
            let given =
                |(id, part, _): &&(&str, &str, &str)| *id == rule.id && block.text.contains(*part);
            let given = GIVEN.iter().find(given).map(|(.., sql)| *sql);
            run(block, given, server, &place, tally).map_err(|why| format!("{place}: {why}"))?;
        }
    }
    Ok(())
}

fn run(
    block: &Block<'_>,
    given: Option<&str>,
    server: &Server,
    place: &str,
    tally: &mut Tally,
) -> Result<(), String> {
    let mut settings = block.settings()?;
    let version = PostgresVersion::new(server.major).unwrap_or(PostgresVersion::NEWEST);
    if block.info.contains("postgres=") && settings.postgres != version {
        return Ok(());
    }
    settings.postgres = version;
    let mut sources = Sources::default();
    let histories = [block.history(&mut sources)?];
    let outcome = migralint::check(&sources, &histories, &settings, &Baseline::default());
    let mut client = server.cleared("pages")?;
    for sql in given.iter().flat_map(|given| given.split("; ")) {
        // A role or a tablespace that an example before this one has made stands still.
        let _ = client.batch_execute(sql);
    }
    for (number, migration) in histories[0].migrations.iter().enumerate() {
        populate(&mut client)?;
        if migration.role == Role::New {
            let said = outcome.histories[0].statements.iter();
            let conflicts = outcome.diagnostics().filter(|one| one.rule.id == CONFLICT);
            let conflicts: Vec<_> = conflicts.map(|one| (one.file, one.span)).collect();
            let stands = |one: &&StatementOutcome| {
                !conflicts.iter().any(|(file, span)| *file == one.file && one.span.contains(*span))
            };
            let said: Vec<_> = said.filter(|one| one.migration == number).filter(stands).collect();
            judge_migration(&mut client, &sources, &said, place, tally)?;
        } else if let Err(why) = apply(&mut client, &sources, migration) {
            tally.run += 1;
            tally.different.push(format!("{place}: {} fails: {why}", migration.id));
            return Ok(());
        }
    }
    Ok(())
}

fn apply(client: &mut Client, sources: &Sources, migration: &Migration) -> Result<(), String> {
    let text = sources.get(migration.file).text();
    for statement in parse(text, &migration.up).statements {
        let sql = &text[statement.span.start..statement.span.end];
        if client.batch_execute(sql).is_err() {
            empty(client);
            client.batch_execute(sql).map_err(|error| words(&error))?;
        }
    }
    Ok(())
}

fn judge_migration(
    client: &mut Client,
    sources: &Sources,
    statements: &[&StatementOutcome],
    place: &str,
    tally: &mut Tally,
) -> Result<(), String> {
    let standing = standing(client)?;
    for said in statements {
        let text = sources.get(said.file).text();
        let sql = &text[said.span.start..said.span.end];
        if CONTROL.contains(&said.command.as_str()) || sql.starts_with('\\') {
            continue;
        }
        tally.run += 1;
        let parsed = parse(text, &[said.span]).statements;
        let known = parsed.first().map_or(Known::No, Known::of);
        if let Some(what) = difference(client, &standing, sql, said, known) {
            tally.different.push(format!("{place}: {}\n    {what}", one_line(sql)));
        }
    }
    Ok(())
}

/// How much of a statement the engine knows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    All,
    /// It builds SQL at run time, and a rule says so.
    Some,
    /// It cannot be read, and a rule says so.
    No,
}

impl Known {
    fn of(statement: &Statement) -> Self {
        match &statement.kind {
            StatementKind::Unreadable(_) => Self::No,
            StatementKind::Do(block) if !block.dynamic.is_empty() => Self::Some,
            _ => Self::All,
        }
    }
}

fn difference(
    client: &mut Client,
    standing: &BTreeSet<u32>,
    sql: &str,
    said: &StatementOutcome,
    known: Known,
) -> Option<String> {
    if said.effects.needs_no_transaction || known != Known::All {
        let done = client.batch_execute(sql).map_err(|error| words(&error));
        return match known {
            Known::No => done.is_ok().then(|| "succeeds, and is said to be unreadable".to_owned()),
            _ => done.err().filter(|_| said.effects.fails.is_none()),
        };
    }
    let observed = observe_for_good(client, standing, sql);
    let Err(error) = &observed else { return judge(observed, &said.effects) };
    let minds_rows = VIOLATIONS.iter().any(|code| error.contains(code));
    // What comes next is held against the schema that it expects.
    empty(client);
    let again = observe_for_good(client, standing, sql);
    let reads_rows = !said.effects.scans.is_empty() || !said.effects.rewrites.is_empty();
    if minds_rows && reads_rows {
        judge(again, &said.effects)
    } else {
        judge(observed, &said.effects)
    }
}

/// What a server says when rows are not as a constraint wants them: those here are made up.
const VIOLATIONS: [&str; 3] = ["(23503)", "(23505)", "(23514)"];
