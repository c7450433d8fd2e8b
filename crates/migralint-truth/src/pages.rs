//! The examples of the rule pages: their last migrations run on a server, statement by statement, on tables with rows.

use std::collections::BTreeSet;

use migralint::history::{Migration, Role};
use migralint::outcome::StatementOutcome;
use migralint::page::{Block, blocks};
use migralint::postgres::PostgresVersion;
use migralint::rules::RULES;
use migralint::source::Sources;
use migralint::syntax::parse;
use postgres::Client;

use crate::forms::{Tally, judge, one_line};
use crate::observe::{observe_for_good, standing, words};
use crate::rows::{empty, populate};
use crate::server::Server;

/// Commands that only say where a transaction ends: here each statement has one of its own.
const CONTROL: [&str; 7] =
    ["BEGIN", "START TRANSACTION", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE"];

/// Holds every example of every page against a server, but those that are written for another version.
///
/// # Errors
/// When the server cannot be asked at all.
pub(crate) fn hold_against(server: &Server, tally: &mut Tally) -> Result<(), String> {
    for rule in RULES {
        for block in blocks(rule.page).iter().filter(|block| block.example().is_some()) {
            let place = format!("rules/{}.md:{} on {}", rule.id, block.line, server.major);
            run(block, server, &place, tally).map_err(|why| format!("{place}: {why}"))?;
        }
    }
    Ok(())
}

fn run(block: &Block<'_>, server: &Server, place: &str, tally: &mut Tally) -> Result<(), String> {
    let mut settings = block.settings()?;
    let version = PostgresVersion::new(server.major).unwrap_or(PostgresVersion::NEWEST);
    if block.info.contains("postgres=") && settings.postgres != version {
        return Ok(());
    }
    settings.postgres = version;
    let mut sources = Sources::default();
    let histories = [block.history(&mut sources)?];
    let outcome = migralint::check(&sources, &histories, &settings);
    let mut client = server.database("pages")?;
    for (number, migration) in histories[0].migrations.iter().enumerate() {
        if migration.role == Role::New {
            let said = outcome.histories[0].statements.iter();
            let said: Vec<_> = said.filter(|one| one.migration == number).collect();
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
        client.batch_execute(sql).map_err(|error| words(&error))?;
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
    populate(client)?;
    let standing = standing(client)?;
    for said in statements {
        if CONTROL.contains(&said.command.as_str()) {
            continue;
        }
        tally.run += 1;
        let text = sources.get(said.file).text();
        let sql = &text[said.span.start..said.span.end];
        if let Some(what) = difference(client, &standing, sql, said) {
            tally.different.push(format!("{place}: {}\n    {what}", one_line(sql)));
        }
    }
    Ok(())
}

fn difference(
    client: &mut Client,
    standing: &BTreeSet<u32>,
    sql: &str,
    said: &StatementOutcome,
) -> Option<String> {
    if said.effects.needs_no_transaction {
        let done = client.batch_execute(sql).map_err(|error| words(&error));
        return done.err().filter(|_| said.effects.fails.is_none());
    }
    let observed = observe_for_good(client, standing, sql);
    let failed = observed.is_err();
    let what = judge(observed, &said.effects);
    if failed {
        // What comes next is held against the schema that it expects.
        empty(client);
        let _ = client.batch_execute(sql);
    }
    what
}
