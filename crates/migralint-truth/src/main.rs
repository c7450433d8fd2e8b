//! Holds what migralint says of statements against real PostgreSQL servers: `migralint-truth [VERSION...]`. With
//! `--generate` it writes the tables of the engine instead that come from the servers' catalogs.

mod forms;
mod observe;
mod pages;
mod rollbacks;
mod rows;
mod schema;
mod server;
mod tables;

use std::path::Path;
use std::process::ExitCode;

use forms::{Forms, Tally};
use server::Server;
use tables::Tables;

/// Every version that is supported.
const ALL: [u8; 5] = [14, 15, 16, 17, 18];

/// What this program ends with when no server can be had.
const NO_SERVER: u8 = 3;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let chosen: Vec<u8> = arguments.iter().filter_map(|version| version.parse().ok()).collect();
    let generate = arguments.iter().any(|argument| argument == "--generate");
    let versions = if chosen.is_empty() { ALL.to_vec() } else { chosen };
    let mut tally = Tally::default();
    let mut tables = Tables::default();
    // Every version has a server and a thread of its own.
    let done = std::thread::scope(|scope| {
        let threads: Vec<_> =
            versions.iter().map(|version| scope.spawn(move || one(*version, generate))).collect();
        threads.into_iter().map(std::thread::ScopedJoinHandle::join).collect::<Vec<_>>()
    });
    for done in done {
        match done {
            Ok(Ok((catalogs, found))) => {
                tables.add(catalogs);
                tally.add(found);
            }
            Ok(Err((code, why))) => {
                say(&why);
                return ExitCode::from(code);
            }
            Err(_) => return ExitCode::from(2),
        }
    }
    if generate {
        return match tables.write() {
            Ok(()) => ExitCode::SUCCESS,
            Err(why) => {
                say(&why);
                ExitCode::from(2)
            }
        };
    }
    if versions == ALL {
        tally.run += 1;
        for path in tables.stale() {
            let what =
                format!("{path}: is not what the servers say; run `cargo xtask truth --generate`");
            tally.different.push(what);
        }
    }
    report(&tally)
}

/// What one version says and does; otherwise what to end with, and why.
fn one(version: u8, generate: bool) -> Result<(Tables, Tally), (u8, String)> {
    let server = Server::start(version).map_err(|why| (NO_SERVER, why))?;
    let mut tally = Tally::default();
    let tables = Tables::read(&server).map_err(|why| (2, why))?;
    if !generate {
        hold_against(&server, &mut tally).map_err(|why| (2, why))?;
    }
    Ok((tables, tally))
}

fn forms() -> Result<Vec<Forms>, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/effects");
    let entries =
        std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "sql"));
    paths.sort();
    paths.iter().map(|path| Forms::read(path)).collect()
}

fn hold_against(server: &Server, tally: &mut Tally) -> Result<(), String> {
    let files = forms()?;
    for file in &files {
        file.hold_against(server, tally)?;
    }
    let forms = tally.run;
    pages::hold_against(server, tally)?;
    let examples = tally.run - forms;
    rollbacks::hold_against(server, &files, tally)?;
    let rollbacks = tally.run - forms - examples;
    say(&format!(
        "PostgreSQL {}: {forms} forms, {examples} statements of rule pages, {rollbacks} rollbacks, {} differ",
        server.major,
        tally.different.len()
    ));
    Ok(())
}

fn report(tally: &Tally) -> ExitCode {
    for difference in &tally.different {
        say(difference);
    }
    let failed = tally.different.len();
    say(&format!("truth: {} passed, {failed} failed", tally.run - failed));
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[expect(clippy::print_stdout, reason = "the one place where this program speaks")]
fn say(text: &str) {
    println!("{text}");
}
