//! `migralint init`: sets migralint up in a repository. It shows each change first and overwrites nothing.

mod build_script;
mod configuration;
mod dependency;
mod diff;
mod files;
mod package_manager;
mod pre_commit;
mod repository;
mod rollbacks;
mod runner;
mod workflow;

use std::fmt::Write as _;

use migralint::reporters::safe;

use crate::args::InitArgs;
use crate::config::QUERY;
use crate::host::{Host, Stream};
use crate::{CLEAN, FAILED, Failure, print, repository_bounds};
use repository::Repository;

/// A change that is proposed.
#[derive(Debug, PartialEq, Eq)]
struct Change {
    /// The file.
    path: String,
    /// Its text; `None` where it does not stand.
    before: Option<String>,
    /// Its text from then on.
    after: String,
    /// What it is for.
    why: String,
}

impl Change {
    /// A new file; `None` where one stands.
    fn new_file(host: &dyn Host, path: String, after: String, why: &str) -> Option<Self> {
        let is_free = host.metadata(&path).is_err();
        is_free.then(|| Self { path, before: None, after, why: why.to_owned() })
    }
}

pub(super) fn run(host: &mut dyn Host, args: &InitArgs) -> Result<u8, Failure> {
    let repository = Repository::look(host)?;
    let mut changes = Vec::new();
    changes.extend(configuration::propose(host, &repository));
    changes.extend(rollbacks::propose(host, &repository));
    changes.extend(workflow::propose(host, &repository));
    changes.extend(pre_commit::propose(&repository));
    let script = build_script::propose(&repository);
    let mut steps = Vec::new();
    if script.is_none() {
        steps.extend(build_script::step(&repository));
    }
    let roots: Vec<&str> = repository.histories.iter().map(|found| found.root.as_str()).collect();
    steps.extend(repository.runners.iter().map(|runner| runner.step(repository.command(), &roots)));
    changes.extend(script);
    dependency::propose(&repository, &mut changes);
    if repository.histories.is_empty() {
        steps = vec!["once there are migrations, `migralint init` proposes the rest\n".to_owned()];
    }
    say(host, &found(&repository))?;
    if changes.is_empty() {
        say(host, &by_hand(&steps))?;
        if steps.is_empty() {
            say(host, "nothing to do: migralint is set up here\n")?;
        }
        return Ok(CLEAN);
    }
    let mut decision = if args.yes { Decision::All } else { Decision::Ask };
    let mut unwritten = 0;
    for change in &changes {
        let verb = if change.before.is_some() { "change" } else { "add" };
        say(host, &format!("\n{verb} {}: {}\n\n", safe::line(&change.path), change.why))?;
        say(
            host,
            &safe::block(&diff::of(change.before.as_deref().unwrap_or_default(), &change.after)),
        )?;
        if args.dry_run || !decide(host, &mut decision) {
            unwritten += 1;
            continue;
        }
        repository_bounds::write(host, &change.path, &[], &change.after)?;
        say(host, &format!("\nwrote {}\n", safe::line(&change.path)))?;
    }
    say(host, &by_hand(&steps))?;
    if decision == Decision::NoTerminal {
        let written = if unwritten == changes.len() { "nothing" } else { "no more" };
        say(
            host,
            &format!(
                "\n{written} was written: there is no terminal to ask; `migralint init --yes` writes all of it\n"
            ),
        )?;
        return Ok(FAILED);
    }
    if args.dry_run {
        say(host, "\nnothing was written; `migralint init` asks before each change\n")?;
    } else if unwritten < changes.len() && !repository.histories.is_empty() {
        say(host, &next(&repository))?;
    }
    Ok(CLEAN)
}

/// Whether changes are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Decision {
    Ask,
    All,
    NoTerminal,
}

/// Whether one change is written.
fn decide(host: &mut dyn Host, decision: &mut Decision) -> bool {
    match decision {
        Decision::All => return true,
        Decision::NoTerminal => return false,
        Decision::Ask => {}
    }
    loop {
        let Some(answer) = host.ask("\nwrite it? [Y/n] ") else {
            *decision = Decision::NoTerminal;
            return false;
        };
        match answer.trim().to_lowercase().as_str() {
            "" | "y" | "yes" => return true,
            "n" | "no" => return false,
            _ => {}
        }
    }
}

/// What the repository holds, in words.
fn found(repository: &Repository) -> String {
    let mut text = String::new();
    for history in &repository.histories {
        let count = match history.count {
            1 => "1 migration".to_owned(),
            count => format!("{count} migrations"),
        };
        let root = if history.root.is_empty() { "." } else { &history.root };
        let _ = writeln!(text, "{}: {count}, {}", safe::line(root), history.layout.tool);
    }
    for note in &repository.notes {
        let _ = writeln!(text, "note: {}", safe::line(note));
    }
    text
}

/// What `init` does not write itself.
fn by_hand(steps: &[String]) -> String {
    if steps.is_empty() {
        return String::new();
    }
    let steps: Vec<_> = steps.iter().map(|step| safe::block(step)).collect();
    format!("\nby hand:\n\n- {}", steps.join("\n- "))
}

/// What comes next.
fn next(repository: &Repository) -> String {
    let run = repository.command();
    let install = match repository.package_manager {
        Some(manager) => {
            format!("  {}   # the command, and its entry in the lock file\n", manager.install)
        }
        None => String::new(),
    };
    format!(
        "\nnext:\n{install}  {run}   # what is dangerous in the new migrations\n\nsizes of tables make the report sharper. This \
         writes them; then `statistics = \"migralint-tables.csv\"`\nunder [tables] in migralint.toml:\n\n\
         psql \"$DATABASE_URL\" --csv > migralint-tables.csv <<'SQL'\n{QUERY};\nSQL\n"
    )
}

fn say(host: &mut dyn Host, text: &str) -> Result<(), Failure> {
    print(host, Stream::Stdout, text)
}

#[cfg(test)]
mod tests;
