//! `migralint effects`: what every statement does.

use migralint::{check, reporters};

use super::{deliver, style, tell};
use crate::args::{EffectsArgs, EffectsFormat};
use crate::host::Host;
use crate::project::load;
use crate::{CLEAN, Failure, repository};

pub(super) fn run(host: &mut dyn Host, args: &EffectsArgs) -> Result<u8, Failure> {
    let project = load(host, &args.history)?;
    let outcome = check(&project.sources, &project.histories, &project.settings, &project.accepted);
    for report in &args.reports {
        let mut text = String::new();
        match report.format {
            EffectsFormat::Text => {
                let style = style(host, &args.history, report.output.is_some());
                reporters::text::effects(&outcome, style, &mut text);
            }
            EffectsFormat::Json => reporters::json::effects(&outcome, &mut text),
            EffectsFormat::Markdown => {
                let repository = repository::find(host);
                reporters::markdown::effects(&outcome, &repository, &mut text);
            }
        }
        deliver(host, report.output.as_deref(), &project.sources, &text)?;
    }
    Ok(tell(host, &args.history, &project).unwrap_or(CLEAN))
}
