//! `migralint baseline`: accepts what is found today.

use migralint::check;
use migralint::suppression::baseline::Baseline;

use super::{say, tell, wrote};
use crate::args::BaselineArgs;
use crate::host::Host;
use crate::path::normal;
use crate::project::load;
use crate::{CLEAN, Failure, baseline, repository_bounds};

pub(super) fn run(host: &mut dyn Host, args: &BaselineArgs) -> Result<u8, Failure> {
    let project = load(host, &args.history)?;
    if let Some(code) = tell(host, &args.history, &project) {
        return Ok(code);
    }
    let outcome = check(&project.sources, &project.histories, &project.settings, &project.accepted);
    let accepted = Baseline::of(&outcome);
    let here = host.working_directory();
    let given = args.output.as_ref().map(|path| normal(path, &here));
    let path = given.as_ref().unwrap_or(&project.baseline.path);
    let text = baseline::text(&here, path, &accepted)?;
    let fails = |reason: &str| Failure(format!("{path}: {reason}"));
    if !baseline::may_be_written(host, path) {
        return Err(fails("is not a baseline, and is not overwritten"));
    }
    if given.is_some() {
        repository_bounds::check_output(host, path, &project.sources)
            .and_then(|()| host.write_file(path, text.as_bytes()))
            .map_err(|reason| fails(&reason))?;
    } else {
        repository_bounds::write(host, path, &project.given, &text)?;
    }
    if !args.history.quiet {
        let count: usize = accepted.0.values().sum();
        let said = match count {
            0 => format!("{path}: nothing was found, so nothing is accepted"),
            1 => format!("{path}: 1 finding is accepted until its statement changes"),
            _ => format!("{path}: {count} findings are accepted until their statements change"),
        };
        wrote(host, &said)?;
        if given.as_ref().is_some_and(|given| *given != project.baseline.path) {
            let name = format!("`baseline = \"{path}\"` in migralint.toml makes `check` read it");
            say(host, "note", &name);
        }
    }
    Ok(CLEAN)
}
