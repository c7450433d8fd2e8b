//! `migralint baseline`: accepts what is found today.

use migralint::check;
use migralint::suppression::baseline::Baseline;

use super::tell;
use crate::args::BaselineArgs;
use crate::host::{Host, Stream};
use crate::path::normal;
use crate::project::load;
use crate::{CLEAN, Failure, baseline};

pub(super) fn run(host: &mut dyn Host, args: &BaselineArgs) -> Result<u8, Failure> {
    let project = load(host, &args.history)?;
    if let Some(code) = tell(host, &args.history, &project) {
        return Ok(code);
    }
    let outcome = check(&project.sources, &project.histories, &project.settings);
    let accepted = Baseline::of(&outcome);
    let here = host.working_directory();
    let given = args.output.as_ref().map(|path| normal(path, &here));
    let path = given.as_ref().unwrap_or(&project.baseline.path);
    baseline::write(host, path, &accepted)?;
    if !args.history.quiet {
        let count: usize = accepted.0.values().sum();
        let said = match count {
            0 => format!("wrote {path}: nothing was found, so nothing is accepted\n"),
            1 => format!("wrote {path}: 1 finding is accepted until its statement changes\n"),
            _ => format!(
                "wrote {path}: {count} findings are accepted until their statements change\n"
            ),
        };
        host.print(Stream::Stdout, &said);
        if given.as_ref().is_some_and(|given| *given != project.baseline.path) {
            let name =
                format!("note: `baseline = \"{path}\"` in migralint.toml makes `check` read it\n");
            host.print(Stream::Stderr, &name);
        }
    }
    Ok(CLEAN)
}
