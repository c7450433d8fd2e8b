//! From the command line to histories and settings: configuration, discovery, layouts, roles.

use std::collections::BTreeSet;

use migralint::glob::Pattern;
use migralint::history::layout::{Found, Interest, Layout, Options, interest};
use migralint::history::{History, Migration};
use migralint::outcome::Unread;
use migralint::relaxation::{Relaxation, Relaxed};
use migralint::settings::Settings;
use migralint::source::{SourceFile, Sources, decode};
use migralint::suppression::baseline::Baseline;

use crate::args::{FailOn, HistoryArgs};
use crate::baseline::Place;
use crate::config::Config;
use crate::discover::Discovered;
use crate::git::Revision;
use crate::host::{AtRevision, Host};
use crate::path::{is_within, name, normal, parent, shown};
use crate::pattern::PathPattern;
use crate::repository_bounds::Bounds;
use crate::{
    Failure, base_layouts, baseline, config, deleted, discover, git, moved_history, relaxations,
    selection,
};

/// What a command works on.
#[derive(Debug)]
pub(crate) struct Project {
    /// All files.
    pub sources: Sources,
    /// The histories in them.
    pub histories: Vec<History>,
    /// What the engine is told.
    pub settings: Settings,
    /// What makes the exit code 1, by the configuration.
    pub fail_on: Option<FailOn>,
    /// Where the baseline is, or would be written.
    pub baseline: Place,
    /// What it accepts; nothing until a command reads it.
    pub accepted: Baseline,
    /// The paths that were given, and the folder of the configuration: files may be written below them.
    pub given: Vec<String>,
    /// Files that could not be read.
    pub problems: Vec<Unread>,
    /// The commit whose configuration and baseline count, and the path from the top of its tree to the working directory.
    pub config_from: Option<(String, String)>,
    /// What the change since the revision turns off.
    pub relaxations: Vec<Relaxation>,
    /// What the user should know.
    pub notes: Vec<String>,
}

impl Project {
    /// Reads the baseline that counts.
    ///
    /// # Errors
    /// When it cannot be read, or is none.
    pub(crate) fn read_baseline(&self, host: &dyn Host) -> Result<Baseline, Failure> {
        match &self.config_from {
            Some((commit, prefix)) => {
                let at = AtRevision::new(host, commit, prefix);
                baseline::read(&at, &self.baseline, &self.given)
            }
            None => baseline::read(host, &self.baseline, &self.given),
        }
    }
}

/// Reads everything that the command line names.
pub(crate) fn load(host: &mut dyn Host, args: &HistoryArgs) -> Result<Project, Failure> {
    let working_directory = host.working_directory();
    let first = args.paths.first().filter(|path| *path != "-").or(args.stdin_filename.as_ref());
    let first = normal(first.map_or(".", String::as_str), &working_directory);
    let bounds = Bounds::new(host, &args.paths);
    let config_path = args.config.as_ref().map(|path| normal(path, &working_directory));
    let config_from = match &args.config_from {
        Some(revision) => Some(git::resolve(host, "--config-from", revision)?),
        None => None,
    };
    let first = start(host, &first);
    let mut config = match &config_from {
        Some((commit, prefix)) => {
            let at = AtRevision::new(host, commit, prefix);
            config::read(&at, config_path.as_deref(), first, &bounds)?
        }
        None => config::read(host, config_path.as_deref(), first, &bounds)?,
    };
    let mut settings = std::mem::take(&mut config.settings);
    if let Some(major) = args.postgres {
        settings.postgres = config::postgres(major)?;
    }
    let layout = args.layout.as_ref().or(config.layout.as_ref());
    let layout = layout.map(|name| config::layout(name)).transpose()?;
    let options = Options {
        layout,
        prisma_version: config.prisma_version.as_deref(),
        rollbacks: &config.rollbacks,
        base: None,
    };

    let stdin = args.stdin_filename.as_deref();
    let mut found = discover::discover(host, &args.paths, stdin, &config, bounds.clone())?;
    let layouts = histories(host, &mut found, &options);

    let problems = found.problems.iter().filter(|problem| {
        let is_part = |history: &History| is_within(&problem.path, &history.root);
        problem.is_given || layouts.histories.is_empty() || layouts.histories.iter().any(is_part)
    });
    let mut problems = problems
        .map(|problem| Unread { path: problem.path.clone(), reason: problem.reason.clone() })
        .collect::<Vec<_>>();
    let skipped: Vec<String> = layouts
        .skipped
        .iter()
        .map(|skipped| format!("{}: {}", shown(&skipped.root), skipped.reason))
        .collect();
    // A hook gives what changed, and all of that may be excluded.
    let is_excluded = found.excluded > 0 && problems.is_empty() && skipped.is_empty();
    if layouts.histories.is_empty() && !is_excluded && args.since.is_none() {
        return Err(nothing(&args.paths, layout, &problems, &skipped));
    }

    let (mut histories, mut disagreements) = (layouts.histories, layouts.disagreements);
    let mut not_run = Vec::new();
    let mut notes = Vec::new();
    if args.config.is_none() && config_from.is_none() {
        let nearest = nearest_configs(host, &histories, &bounds)?;
        match nearest.iter().collect::<Vec<_>>().as_slice() {
            [Some(path)] if config.path.as_ref() != Some(path) && !reads_stdin(args) => {
                return load(host, &HistoryArgs { config: Some(path.clone()), ..args.clone() });
            }
            _ => notes.extend(unused(&nearest, config.path.as_deref())),
        }
    }
    // A change may have hidden them.
    let folders: Vec<String> = match histories.as_slice() {
        [] => found.folders.clone(),
        histories => histories.iter().map(|history| history.root.clone()).collect(),
    };
    let revision = args.since.as_ref().map(|revision| git::read(host, revision, &folders));
    let mut revision = revision.transpose()?;
    if let Some(revision) = &mut revision {
        if add_merged(host, revision, &config.exclude, &mut found.sources)? {
            histories = self::histories(host, &mut found, &options).histories;
        }
        if layout.is_none() {
            let base = base_layouts::read(host, &found, &folders, revision, &options)?;
            problems.extend(base_layouts::changed(&histories, &base));
            let options = Options { base: Some(&base), ..options };
            let again = self::histories(host, &mut found, &options);
            (histories, disagreements) = (again.histories, again.disagreements);
            not_run = again.not_run;
        }
        notes.extend(revision.note.clone());
        notes.extend(moved_history::notes(host, &histories, &found.sources, revision)?);
        notes.extend(deleted::notes(host, &histories, &found.sources, revision)?);
    }
    if histories.is_empty() && !is_excluded {
        return Err(nothing(&args.paths, layout, &problems, &skipped));
    }
    let mut relaxations = Vec::new();
    // Where the branch left the base, whatever the base has changed since.
    let base = match (&config_from, &revision) {
        (_, Some(revision)) => Some(revision.base()),
        (Some((commit, prefix)), None) => Some((git::base_commit(host, commit)?, prefix.clone())),
        (None, None) => None,
    };
    if let Some((commit, prefix)) = &base {
        let at = AtRevision::new(host, commit, prefix);
        relaxations = relaxations::since(host, &at, args, first)?;
    }
    relaxations.extend(not_run.into_iter().map(|(path, tool)| Relaxation {
        what: Relaxed::NotRun { tool },
        path,
        line: 1,
    }));
    if let Some(revision) = &revision {
        let removed = revision.gone.iter();
        let removed = removed.filter(|path| interest(name(path)) == Some(Interest::Sql));
        relaxations.extend(removed.map(|path| Relaxation {
            what: Relaxed::Migration,
            path: path.clone(),
            line: 1,
        }));
    }
    selection::only_given(&mut histories, &found.files);
    if let Some(revision) = &revision {
        selection::since(&mut histories, &found.sources, revision);
    }
    let (after, from) = match &config.path {
        Some(path) if args.after.is_empty() => (&config.after, format!("{path}: `after`")),
        _ => (&args.after, "--after".to_owned()),
    };
    selection::after(&mut histories, &found.sources, after)
        .map_err(|Failure(reason)| Failure(format!("{from}: {reason}")))?;
    if args.paths.is_empty() {
        notes.extend(matching_nothing(&config, &settings, &found.sources));
    }
    if let Some(path) = &args.applied {
        let text = host.read_file(&normal(path, &working_directory));
        let text = text.and_then(|bytes| decode(bytes).map_err(|error| error.to_string()));
        let text = text.map_err(|reason| Failure(format!("--applied: {path}: {reason}")))?;
        selection::applied(&mut histories, &found.sources, path, &text)?;
    }
    problems.extend(disagreements.into_iter().filter_map(|one| {
        let is_new = |migration: &Migration| migration.file == one.file && migration.is_new();
        let mut migrations = histories.iter().flat_map(|history| &history.migrations);
        let path = found.sources.get(one.file).path().to_owned();
        migrations.any(is_new).then(|| Unread { path, reason: one.to_string() })
    }));
    notes.extend(skipped);
    if found.excluded > 0 {
        let files = if found.excluded == 1 { "file" } else { "files" };
        notes.push(format!("{} given {files} excluded by the configuration", found.excluded));
    }
    if let Some((file, days)) = config.ended {
        let file = found.sources.add(file);
        for (index, day) in days {
            settings.waivers[index].place = Some((file, day));
        }
    }
    let configured = config.path.as_deref().map(|path| shown(parent(path)).to_owned());
    Ok(Project {
        sources: found.sources,
        histories,
        settings,
        fail_on: config.fail_on,
        baseline: config.baseline,
        accepted: Baseline::default(),
        given: args.paths.iter().cloned().chain(configured).collect(),
        problems,
        relaxations,
        config_from,
        notes,
    })
}

/// What is said of patterns that name no file. Only where all files of the configuration's folder were looked at.
fn matching_nothing(config: &Config, settings: &Settings, sources: &Sources) -> Option<String> {
    let path = config.path.as_deref().filter(|path| parent(path).is_empty())?;
    let waivers = settings.waivers.iter().map(|one| ("waiver", one.path.as_str()));
    let overrides = settings.overrides.iter().map(|one| ("override", one.path.as_str()));
    let (what, pattern) = waivers.chain(overrides).find(|(_, pattern)| {
        let pattern = Pattern::new(pattern);
        !pattern.covers(path) && !sources.iter().any(|(_, file)| pattern.covers(file.path()))
    })?;
    Some(format!("{path}: no file matches `{pattern}`, the path of this {what}"))
}

fn reads_stdin(args: &HistoryArgs) -> bool {
    args.paths.iter().any(|path| path == "-")
}

/// The configurations that are nearest to histories.
fn nearest_configs(
    host: &dyn Host,
    histories: &[History],
    bounds: &Bounds,
) -> Result<BTreeSet<Option<String>>, Failure> {
    let nearest = |history: &History| Ok(config::read(host, None, &history.root, bounds)?.path);
    histories.iter().map(nearest).collect()
}

/// What is said of configurations that are nearer to a history than the one that is used.
fn unused(nearest: &BTreeSet<Option<String>>, used: Option<&str>) -> Vec<String> {
    let other = nearest.iter().flatten().filter(|path| Some(path.as_str()) != used);
    let used = used.map_or("no configuration holds".to_owned(), |used| format!("{used} holds"));
    let note = |path: &String| {
        let folder = shown(parent(path));
        format!(
            "{path} is not used, since {used} for all histories of this run; `migralint {folder}` uses it"
        )
    };
    other.map(note).collect()
}

/// The histories that the command line means.
fn histories(host: &dyn Host, found: &mut Discovered, options: &Options<'_>) -> Found {
    let mut layouts = found.histories(host, options);
    layouts.histories.retain(|history| {
        found.given_folders.iter().any(|folder| is_within(&history.root, folder))
            || history.migrations.iter().any(|migration| {
                let back = migration.rollback.as_ref().map(|back| back.file);
                found.files.contains(&migration.file)
                    || back.is_some_and(|id| found.files.contains(&id))
            })
    });
    layouts
}

/// Adds the SQL files that were merged meanwhile and that the working tree lacks; says whether there are any.
fn add_merged(
    host: &dyn Host,
    revision: &Revision,
    exclude: &[PathPattern],
    sources: &mut Sources,
) -> Result<bool, Failure> {
    let mut is_any = false;
    for path in &revision.merged {
        let is_excluded = exclude.iter().any(|pattern| pattern.covers(path));
        if interest(name(path)) == Some(Interest::Sql)
            && !is_excluded
            && host.metadata(path).is_err()
        {
            sources.add(SourceFile::new(path, revision.text(host, path)?));
            is_any = true;
        }
    }
    Ok(is_any)
}

/// Where the search for the configuration begins: the folder of the first path.
fn start<'a>(host: &dyn Host, first: &'a str) -> &'a str {
    let first = if crate::pattern::is_pattern(first) {
        return crate::pattern::literal_folder(first);
    } else {
        first
    };
    match host.metadata(first) {
        Ok(metadata) if metadata.kind == crate::host::Kind::Folder => first,
        _ => parent(first),
    }
}

/// Why there is nothing to check.
fn nothing(
    paths: &[String],
    layout: Option<&Layout>,
    problems: &[Unread],
    skipped: &[String],
) -> Failure {
    let problems = problems.iter().map(ToString::to_string);
    let reasons: Vec<String> = problems.chain(skipped.iter().cloned()).collect();
    if !reasons.is_empty() {
        return Failure(reasons.join("\nerror: "));
    }
    let place = if paths.is_empty() { ".".to_owned() } else { paths.join(", ") };
    if let Some(Layout { name, .. }) = layout {
        return Failure(format!(
            "no migrations of the layout `{name}` found in {place}; without a layout all are tried"
        ));
    }
    Failure(format!(
        "no migrations found in {place}: looked for the folders of Prisma, Diesel, goose and the other layouts \
         (`migralint --help` lists them), and for .sql files in folders named `migrations`; give the folder that holds \
         yours. Migrations that are programs (Rails, TypeORM, Knex) are not read: give the SQL that they run to \
         `migralint -`"
    ))
}
