//! The commands.

mod baseline;
mod check;
mod effects;
mod explain;
mod init;
mod rollback;
mod rules;
mod summary;

use migralint::reporters::repository::Repository;
use migralint::reporters::sarif::Accepted;
use migralint::reporters::text::{Detail, Style};
use migralint::reporters::{Context, safe};
use migralint::source::Sources;

use crate::args::{Color, Command, HistoryArgs, Report, RollbackCommand};
use crate::host::{Host, Stream};
use crate::path::normal;
use crate::project::Project;
use crate::{FAILED, Failure, print, repository, repository_bounds};

/// Runs a command; returns the exit code.
pub(crate) fn run(host: &mut dyn Host, command: &Command) -> Result<u8, Failure> {
    match command {
        Command::Check(args) => check::run(host, args),
        Command::Effects(args) => effects::run(host, args),
        Command::Rollback(RollbackCommand::New(args)) => rollback::new(host, args),
        Command::Rollback(RollbackCommand::Check(args)) => rollback::check(host, args),
        Command::Baseline(args) => baseline::run(host, args),
        Command::Init(args) => init::run(host, args),
        Command::Explain { rule } => explain::run(host, rule),
        Command::Rules => rules::run(host),
    }
}

/// What a report needs to know of who reads it.
fn context(host: &dyn Host, args: &HistoryArgs, report: &Report) -> Context {
    let is_github = repository::is_github(host);
    Context {
        style: style(host, args, report.output.is_some()),
        repository: if report.format.names_files {
            repository::find(host)
        } else {
            Repository::default()
        },
        accepted: if is_github { Accepted::LeftOut } else { Accepted::Suppressed },
    }
}

/// How a text report looks: on the terminal, or in a file.
fn style(host: &dyn Host, args: &HistoryArgs, is_file: bool) -> Style {
    let terminal = if is_file { None } else { host.terminal_width(Stream::Stdout) };
    let is_wanted = match args.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if host.variable("NO_COLOR").is_some() => false,
        Color::Auto if host.variable("FORCE_COLOR").is_some() => !is_file,
        Color::Auto => {
            terminal.is_some() && host.variable("TERM").is_none_or(|term| term != "dumb")
        }
    };
    Style {
        color: is_wanted,
        unicode: terminal.is_some(),
        width: terminal.map_or(PLAIN_WIDTH, |width| width.clamp(MIN_WIDTH, PLAIN_WIDTH)),
        detail: if args.quiet { Detail::Quiet } else { Detail::Normal },
    }
}

/// The width of a report that goes to no terminal, and the greatest on one: longer lines are hard to read.
const PLAIN_WIDTH: usize = 100;
/// The least width; a narrower terminal breaks lines itself.
const MIN_WIDTH: usize = 40;

/// Sends a report to its file, or to standard output. The file is none of those that the run reads.
fn deliver(
    host: &mut dyn Host,
    output: Option<&str>,
    inputs: &Sources,
    report: &str,
) -> Result<(), Failure> {
    let Some(path) = output else {
        return print(host, Stream::Stdout, report);
    };
    let place = normal(path, &host.working_directory());
    let written = repository_bounds::check_output(host, &place, inputs)
        .and_then(|()| host.write_file(&place, report.as_bytes()));
    written.map_err(|reason| Failure(format!("--output: {path}: {reason}")))
}

/// Tells what could not be read, and what the user should know; 2 when something could not be read.
fn tell(host: &mut dyn Host, args: &HistoryArgs, project: &Project) -> Option<u8> {
    if !args.quiet {
        for note in &project.notes {
            say(host, "note", note);
        }
    }
    for problem in &project.problems {
        say(host, "error", &problem.to_string());
    }
    (!project.problems.is_empty()).then_some(FAILED)
}

/// Tells that a file was written.
fn wrote(host: &mut dyn Host, words: &str) -> Result<(), Failure> {
    let line = format!("wrote {}\n", safe::line(words));
    print(host, Stream::Stdout, &safe::without_commands(&line))
}

/// Tells something that is no part of a report.
fn say(host: &mut dyn Host, level: &str, words: &str) {
    let line = format!("{level}: {}\n", safe::line(words));
    // What is no part of a report may be lost.
    let _ = host.print(Stream::Stderr, &safe::without_commands(&line));
}
