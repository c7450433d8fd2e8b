//! The native command.

mod os;

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(migralint_app::run(&mut os::OsHost::default(), std::env::args_os()))
}
