//! The native command.

mod os;

use std::process::ExitCode;

/// Most of a run is small allocations.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(migralint_app::run(&mut os::OsHost::default(), std::env::args_os()))
}
