//! `migralint effects`: what every statement does.

use migralint::check;

use super::{context, deliver, tell};
use crate::args::EffectsArgs;
use crate::host::Host;
use crate::project::load;
use crate::{CLEAN, Failure};

pub(super) fn run(host: &mut dyn Host, args: &EffectsArgs) -> Result<u8, Failure> {
    let project = load(host, &args.history)?;
    let outcome = check(&project.sources, &project.histories, &project.settings, &project.accepted);
    for report in &args.reports {
        let mut text = String::new();
        if let Some(write) = report.format.effects {
            write(&outcome, &context(host, &args.history, report), &mut text);
        }
        deliver(host, report.output.as_deref(), &project.sources, &text)?;
    }
    Ok(tell(host, &args.history, &project).unwrap_or(CLEAN))
}
