//! `migralint check`: what is dangerous in the new migrations.

use std::collections::BTreeMap;

use migralint::check;
use migralint::history::Migration;
use migralint::outcome::Outcome;
use migralint::reporters::markdown;
use migralint::rule_info::Severity;
use migralint::settings::{Level, Override};

use super::{context, deliver, summary, tell};
use crate::args::{CheckArgs, FailOn};
use crate::host::Host;
use crate::project::{Project, load};
use crate::{CLEAN, FINDINGS, Failure, baseline, config, relaxations};

pub(super) fn run(host: &mut dyn Host, args: &CheckArgs) -> Result<u8, Failure> {
    let chosen = levels(args)?;
    let mut project = load(host, &args.history)?;
    project.settings.overrides.push(chosen);
    project.accepted = project.read_baseline(host)?;
    report(host, args, &mut project, FailOn::Error)
}

/// The levels that the command line sets.
pub(super) fn levels(args: &CheckArgs) -> Result<Override, Failure> {
    let levels = [
        (&args.allow, Level::Off),
        (&args.warn, Level::At(Severity::Warning)),
        (&args.deny, Level::At(Severity::Error)),
    ];
    let mut chosen = BTreeMap::new();
    for (ids, level) in levels {
        for id in ids {
            chosen.insert(config::rule(id)?.id, level);
        }
    }
    Ok(Override { path: "**".to_owned(), levels: chosen })
}

/// Checks a project and delivers the reports that were asked for; `fail_on` holds where nothing else is told.
pub(super) fn report(
    host: &mut dyn Host,
    args: &CheckArgs,
    project: &mut Project,
    fail_on: FailOn,
) -> Result<u8, Failure> {
    let mut outcome =
        check(&project.sources, &project.histories, &project.settings, &project.accepted);
    outcome.unread.clone_from(&project.problems);
    outcome.relaxations.clone_from(&project.relaxations);
    if args.history.since.is_some() {
        let ignored = relaxations::ignored(&outcome);
        outcome.relaxations.extend(ignored);
    }
    for report in &args.reports {
        let context = context(host, &args.history, report);
        if report.format.has_job_summary {
            let mut markdown = String::new();
            (markdown::FORMAT.check)(&outcome, &context, &mut markdown);
            summary::add(host, &markdown)?;
        }
        let mut text = String::new();
        (report.format.check)(&outcome, &context, &mut text);
        deliver(host, report.output.as_deref(), &project.sources, &text)?;
    }
    let stale = baseline::stale(host, &project.baseline, &project.accepted, &outcome);
    project.notes.extend(stale);
    if outcome.diagnostics().count() >= MANY && is_first_run(project) {
        project.notes.push(
            "all migrations were judged, as if none had run: `migralint init` sets up that only new ones are; \
             `migralint baseline` accepts what is found today"
                .to_owned(),
        );
    }
    let fail_on = args.fail_on.or(project.fail_on).unwrap_or(fail_on);
    let code = if fails(&outcome, fail_on) { FINDINGS } else { CLEAN };
    Ok(tell(host, &args.history, project).unwrap_or(code))
}

/// So many findings are old debt rather than one change's.
const MANY: usize = 10;

/// Whether nothing says yet what has run, or is accepted.
fn is_first_run(project: &Project) -> bool {
    let migrations = || project.histories.iter().flat_map(|history| &history.migrations);
    project.accepted.0.is_empty() && migrations().count() > 1 && migrations().all(Migration::is_new)
}

fn fails(outcome: &Outcome<'_>, fail_on: FailOn) -> bool {
    let least = match fail_on {
        FailOn::Error => Severity::Error,
        FailOn::Warning => Severity::Warning,
        FailOn::Never => return false,
    };
    outcome.diagnostics().any(|diagnostic| diagnostic.severity >= least)
}
