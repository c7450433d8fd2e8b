//! The program: arguments, configuration, discovery, git and commands, over a [`Host`]. It reaches the world
//! through that alone, so the native and the WebAssembly command are the same code.

mod args;
mod base_layouts;
mod baseline;
mod commands;
mod config;
mod deleted;
mod discover;
mod git;
mod host;
mod moved_history;
mod path;
mod pattern;
mod project;
mod relaxations;
mod repository;
mod repository_bounds;
mod selection;
mod suggest;

#[cfg(feature = "command")]
pub use args::command;
#[cfg(feature = "schema")]
pub use config::schema;
pub use host::{
    DANGLING, Entry, GitOutput, GitPolicy, Host, Kind, MAX_FILE, Metadata, NOT_A_FILE, Stream,
    bounded, too_large, why, why_git,
};

use std::ffi::OsString;

use args::Parsed;
use migralint::reporters::{github, safe, text};

/// The exit code when nothing was found.
pub const CLEAN: u8 = 0;
/// The exit code when there are findings.
pub const FINDINGS: u8 = 1;
/// The exit code when something could not be checked: wrong arguments, files that cannot be read.
pub const FAILED: u8 = 2;

/// Why the program cannot go on: one sentence for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Failure(String);

/// Runs the program; `arguments` begin with its name. Returns the exit code.
pub fn run(host: &mut dyn Host, arguments: impl IntoIterator<Item = impl Into<OsString>>) -> u8 {
    let width = host.terminal_width(Stream::Stdout);
    let arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    let format = if repository::is_github(host) { &github::FORMAT } else { &text::FORMAT };
    let result = match args::parse(arguments, width, format) {
        Parsed::Run(command) => commands::run(host, &command),
        Parsed::Print { text, is_error } => {
            let text = safe::without_commands(&safe::block(&text));
            let stream = if is_error { Stream::Stderr } else { Stream::Stdout };
            print(host, stream, &text).map(|()| if is_error { FAILED } else { CLEAN })
        }
    };
    result.unwrap_or_else(|Failure(message)| {
        let message = format!("error: {}\n", safe::block(&message));
        // Nothing is left to say where standard error fails too.
        let _ = host.print(Stream::Stderr, &safe::without_commands(&message));
        FAILED
    })
}

/// Prints; a report that is lost is a failure.
fn print(host: &mut dyn Host, stream: Stream, text: &str) -> Result<(), Failure> {
    let name = match stream {
        Stream::Stdout => "standard output",
        Stream::Stderr => "standard error",
    };
    host.print(stream, text).map_err(|reason| Failure(format!("{name}: {reason}")))
}
