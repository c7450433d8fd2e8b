//! Holds what migralint says of statements against real PostgreSQL servers: `migralint-truth [VERSION...]`.

mod forms;
mod observe;
mod rollbacks;
mod schema;
mod server;

use std::path::Path;
use std::process::ExitCode;

use forms::{Forms, Tally};
use server::Server;

/// Every version that is supported.
const ALL: [u8; 5] = [14, 15, 16, 17, 18];

fn main() -> ExitCode {
    let chosen: Vec<u8> =
        std::env::args().skip(1).filter_map(|version| version.parse().ok()).collect();
    match run(if chosen.is_empty() { &ALL } else { &chosen }) {
        Ok(tally) => report(&tally),
        Err(why) => {
            say(&why);
            ExitCode::from(2)
        }
    }
}

fn run(versions: &[u8]) -> Result<Tally, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/effects");
    let entries =
        std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "sql"));
    paths.sort();
    let files = paths.iter().map(|path| Forms::read(path)).collect::<Result<Vec<_>, _>>()?;
    say(&format!("{} forms in {} files", files.iter().map(Forms::len).sum::<usize>(), files.len()));
    let mut tally = Tally::default();
    for version in versions {
        let server = Server::start(*version)?;
        let (run, different) = (tally.run, tally.different.len());
        for file in &files {
            file.hold_against(&server, &mut tally)?;
        }
        let (run, different) = (tally.run - run, tally.different.len() - different);
        say(&format!("PostgreSQL {version}: {run} forms, {different} differ"));
        let (run, different) = (tally.run, tally.different.len());
        rollbacks::hold_against(&server, &files, &mut tally)?;
        let (run, different) = (tally.run - run, tally.different.len() - different);
        say(&format!(
            "PostgreSQL {version}: {run} rollbacks, {different} do otherwise than is said"
        ));
    }
    Ok(tally)
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
