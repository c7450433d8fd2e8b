//! `migralint rollback`: writes the way back of migrations, and says whether each leads back.

use std::collections::BTreeSet;

use migralint::history::{History, Role, RollbackPlace};
use migralint::reporters::safe;
use migralint::rollback::section::{Full, insert, is_empty};
use migralint::rollback::{Generated, Style, generate, replay_each};
use migralint::rule_info::Category;
use migralint::rules::infos;
use migralint::settings::Level;

use super::{say, tell, wrote};
use crate::args::{CheckArgs, FailOn, RollbackNewArgs};
use crate::host::{Host, Stream};
use crate::path::normal;
use crate::project::{Project, load};
use crate::suggest::nearest;
use crate::{CLEAN, FINDINGS, Failure, print, repository_bounds};

/// `migralint rollback check`: the rules about the way back alone, on every migration.
pub(super) fn check(host: &mut dyn Host, args: &CheckArgs) -> Result<u8, Failure> {
    let chosen = super::check::levels(args)?;
    let mut project = load(host, &args.history)?;
    for rule in infos().filter(|rule| rule.category != Category::Rollback) {
        project.settings.levels.insert(rule.id, Level::Off);
    }
    project.settings.overrides.push(chosen);
    project.accepted = project.read_baseline(host)?;
    project.settings.verify_all_rollbacks = true;
    for migration in project.histories.iter_mut().flat_map(|history| &mut history.migrations) {
        migration.role = Role::New;
    }
    super::check::report(host, args, &mut project, FailOn::Warning)
}

/// `migralint rollback new`.
pub(super) fn new(host: &mut dyn Host, args: &RollbackNewArgs) -> Result<u8, Failure> {
    let mut history = args.history.clone();
    let mut wanted = args.migration.clone();
    if let Some(path) = &args.migration
        && (args.all_missing || host.metadata(&normal(path, &host.working_directory())).is_ok())
    {
        history.paths.insert(0, path.clone());
        wanted = None;
    }
    let is_given = wanted.is_none() && args.migration.is_some() && !args.all_missing;
    let project = load(host, &history)?;
    let chosen = choose(&project, wanted.as_deref(), is_given, args.all_missing)?;
    let mut code = CLEAN;
    for (of, places) in project.histories.iter().zip(&chosen) {
        for (at, generated) in generated(&project, of, places) {
            let migration = &of.migrations[at];
            for words in &generated.missing {
                say(host, "note", &format!("{}: {words}", migration.id));
                code = FINDINGS;
            }
            if args.stdout {
                let is_terminal = host.terminal_width(Stream::Stdout).is_some();
                let seen = is_terminal.then(|| safe::block(&generated.sql));
                print(host, Stream::Stdout, seen.as_ref().unwrap_or(&generated.sql))?;
                continue;
            }
            match write(host, &project, of, at, &generated, args.force) {
                Err(Failure(why)) if args.all_missing => {
                    say(host, "note", &why);
                    code = FINDINGS;
                }
                done => done?,
            }
        }
    }
    Ok(tell(host, &history, &project).unwrap_or(code))
}

/// The places of the migrations that are meant, by history.
fn choose(
    project: &Project,
    wanted: Option<&str>,
    is_given: bool,
    all_missing: bool,
) -> Result<Vec<BTreeSet<usize>>, Failure> {
    let mut newest_is_taken = false;
    let places = project.histories.iter().map(|history| {
        let migrations = history.migrations.iter().enumerate();
        let is_meant = |at: usize| {
            let migration = &history.migrations[at];
            match wanted {
                _ if all_missing => {
                    let file = project.sources.get(migration.file);
                    !migration.repeatable
                        && (migration.rollback.is_none() || is_empty(file, migration))
                }
                Some(wanted) => migration.id == wanted || migration.name == wanted,
                None if is_given => migration.is_new(),
                None => false,
            }
        };
        let mut places: BTreeSet<usize> =
            migrations.map(|(at, _)| at).filter(|at| is_meant(*at)).collect();
        let takes_newest = wanted.is_none() && !all_missing && (!is_given || places.len() > 1);
        if takes_newest && !newest_is_taken {
            places = history.migrations.len().checked_sub(1).into_iter().collect();
            newest_is_taken = true;
        }
        places
    });
    let places: Vec<BTreeSet<usize>> = places.collect();
    let count: usize = places.iter().map(BTreeSet::len).sum();
    match wanted {
        Some(wanted) if count == 0 => {
            let ids = project.histories.iter().flat_map(|history| &history.migrations);
            let near = nearest(wanted, ids.map(|migration| migration.id.as_str()));
            let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            Err(Failure(format!("no migration is named `{wanted}`{near}")))
        }
        Some(wanted) if count > 1 => {
            Err(Failure(format!("{count} migrations are named `{wanted}`; give the path of one")))
        }
        _ => Ok(places),
    }
}

fn generated(
    project: &Project,
    history: &History,
    places: &BTreeSet<usize>,
) -> Vec<(usize, Generated)> {
    let Some(last) = places.last() else { return Vec::new() };
    let mut all = Vec::new();
    let postgres = project.settings.postgres;
    let is_wanted = |at| places.contains(&at);
    replay_each(
        &project.sources,
        history,
        postgres,
        *last,
        is_wanted,
        |at, passage, statements| {
            let migration = &history.migrations[at];
            let source = project.sources.get(migration.file);
            let style = Style::of(history);
            let generated = generate(passage, statements, source, migration, style);
            all.push((at, generated));
        },
    );
    all
}

fn write(
    host: &mut dyn Host,
    project: &Project,
    history: &History,
    at: usize,
    generated: &Generated,
    force: bool,
) -> Result<(), Failure> {
    let migration = &history.migrations[at];
    let file = project.sources.get(migration.file);
    let (place, text) = match &migration.rollback_place {
        Some(RollbackPlace::File(usual)) => {
            let kept =
                migration.rollback.as_ref().map(|back| project.sources.get(back.file).path());
            let place = kept.unwrap_or(usual);
            if !force && host.metadata(place).is_ok() {
                return Err(Failure(format!(
                    "{place}: is there already; write over it with --force"
                )));
            }
            (place, generated.sql.clone())
        }
        Some(RollbackPlace::Section(marker)) => {
            let place = file.path();
            let text = insert(file, migration, (history.layout, marker), &generated.sql, force);
            (place, text.map_err(|full| Failure(format!("{place}: {}", words(full, marker))))?)
        }
        Some(RollbackPlace::Lines(marker)) => {
            return Err(Failure(format!(
                "{}: the way back belongs into lines of the migration's own file that begin with `{}`; print it with \
                 --stdout",
                migration.id,
                marker.trim_end()
            )));
        }
        None => {
            return Err(Failure(format!(
                "{}: {} keeps no way back of it; print it with --stdout",
                migration.id, history.layout.tool
            )));
        }
    };
    repository_bounds::check(host, place, &project.given)
        .map_err(|reason| Failure(format!("{place}: {reason}; print it with --stdout")))?;
    repository_bounds::write(host, place, &project.given, &text)?;
    wrote(host, place)
}

fn words(full: Full, marker: &str) -> String {
    match full {
        Full::Kept => {
            format!("the section `{marker}` is not empty; write over it with --force")
        }
        Full::Several => format!("has several sections `{marker}`; print it with --stdout"),
    }
}
