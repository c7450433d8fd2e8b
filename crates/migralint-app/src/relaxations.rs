//! What a change turns off: the configuration and the baseline of the working tree beside those of the base revision.

use migralint::diagnostic::SuppressedBy;
use migralint::outcome::Outcome;
use migralint::relaxation::{Relaxation, Relaxed};
use migralint::rules::infos;
use migralint::settings::{Levels, Settings, Waiver};
use migralint::suppression::baseline::Baseline;

use crate::args::{FailOn, HistoryArgs};
use crate::config::{self, Config};
use crate::host::{AtRevision, Host};
use crate::path::{normal, parent, shown};
use crate::repository_bounds::Bounds;
use crate::{Failure, baseline};

/// A configuration and its baseline.
#[derive(Debug, Default)]
struct Rules {
    config: Config,
    baseline: Baseline,
}

/// What the rules of the working tree are less strict in than those of the base, each with the line that says it.
fn compare(host: &dyn Host, base: &Rules, now: &Rules) -> Vec<Relaxation> {
    let path = now.config.path.clone().or_else(|| base.config.path.clone()).unwrap_or_default();
    let text = host.read_file(&path).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let line = |word: &str| {
        let at = text.lines().position(|line| line.contains(word));
        at.map_or(1, |at| at + 1)
    };
    let mut found = Vec::new();
    let mut add = |what: Relaxed, word: &str| {
        found.push(Relaxation { what, path: path.clone(), line: line(word) });
    };
    if base.config.path.is_some() && now.config.path.is_none() {
        add(Relaxed::Configuration, "");
    }
    levels(&base.config.settings, &now.config.settings, &mut add);
    let excluded =
        |config: &Config, text: &str| config.exclude.iter().any(|one| one.text() == text);
    for pattern in now.config.exclude.iter().filter(|one| !excluded(&base.config, one.text())) {
        add(Relaxed::Excluded { files: pattern.text().to_owned() }, pattern.text());
    }
    for migration in now.config.after.iter().filter(|one| !base.config.after.contains(one)) {
        add(Relaxed::After { migration: migration.clone() }, migration);
    }
    let same =
        |a: &Waiver, b: &Waiver| a.path == b.path && a.rules == b.rules && a.until == b.until;
    for waiver in &now.config.settings.waivers {
        if !waiver.ended && !base.config.settings.waivers.iter().any(|old| same(old, waiver)) {
            let (files, rules) = (waiver.path.clone(), waiver.rules.clone());
            add(Relaxed::Waiver { files, rules }, waiver.path.as_str());
        }
    }
    for key in settings(base, now) {
        add(Relaxed::Setting { key }, key);
    }
    let count: usize = now
        .baseline
        .0
        .iter()
        .map(|(entry, count)| {
            count.saturating_sub(base.baseline.0.get(entry).copied().unwrap_or_default())
        })
        .sum();
    if count > 0 {
        let path = now.config.baseline.path.clone();
        found.push(Relaxation { what: Relaxed::Baseline { count }, path, line: 1 });
    }
    found
}

/// What the working tree has relaxed since a commit.
///
/// # Errors
/// When the configuration or the baseline of the working tree cannot be read. Those of the commit count as empty then: a
/// change may mend them.
pub(crate) fn since(
    host: &dyn Host,
    at: &AtRevision<'_>,
    args: &HistoryArgs,
    start: &str,
) -> Result<Vec<Relaxation>, Failure> {
    let named = args.config.as_ref().map(|path| normal(path, &host.working_directory()));
    let read = |host: &dyn Host| -> Result<Rules, Failure> {
        let bounds = Bounds::new(host, &args.paths);
        let named = named.as_deref().filter(|path| host.metadata(path).is_ok());
        let config = config::read(host, named, start, &bounds)?;
        let folder = config.path.as_deref().map(|path| shown(parent(path)).to_owned());
        let given: Vec<String> = args.paths.iter().cloned().chain(folder).collect();
        let baseline = baseline::read(host, &config.baseline, &given)?;
        Ok(Rules { config, baseline })
    };
    let base = read(at).unwrap_or_default();
    Ok(compare(host, &base, &read(host)?))
}

/// The rules that are off or less severe, everywhere or in some files.
fn levels(base: &Settings, now: &Settings, add: &mut impl FnMut(Relaxed, &str)) {
    let of =
        |settings: &Settings| Settings { overrides: Vec::new(), ..settings.clone() }.levels_for("");
    let (before, after): (Levels, Levels) = (of(base), of(now));
    for rule in infos() {
        let id = rule.id.to_owned();
        match (before.severity(rule), after.severity(rule)) {
            (Some(_), None) => add(Relaxed::RuleDisabled { rule: id }, rule.id),
            (Some(from), Some(to)) if to < from => {
                add(Relaxed::LevelLowered { rule: id, from, to }, rule.id);
            }
            _ => {}
        }
    }
    // Those that are new may relax a rule, and those that are gone may have kept it strict.
    let lost = base.overrides.iter().filter(|one| !now.overrides.contains(one));
    let new = now.overrides.iter().filter(|one| !base.overrides.contains(one));
    for (one, is_new) in lost.map(|one| (one, false)).chain(new.map(|one| (one, true))) {
        let of = |settings: &Settings| {
            Settings { overrides: vec![one.clone()], ..settings.clone() }.levels_for(&one.path)
        };
        let (with, without) = if is_new { (of(now), &before) } else { (of(base), &after) };
        for rule in infos().filter(|rule| one.levels.contains_key(rule.id)) {
            let (with, without) = (with.severity(rule), without.severity(rule));
            let is_relaxed = if is_new { with < without } else { without < with };
            if is_relaxed {
                let (rule, files) = (rule.id.to_owned(), one.path.clone());
                let word = files.clone();
                add(Relaxed::Override { rule, files }, &word);
            }
        }
    }
}

/// The keys of settings that are less strict, or others.
fn settings(base: &Rules, now: &Rules) -> Vec<&'static str> {
    let (old, new) = (&base.config.settings, &now.config.settings);
    let strictness = |fail_on: Option<FailOn>| match fail_on {
        Some(FailOn::Warning) => 2,
        None | Some(FailOn::Error) => 1,
        Some(FailOn::Never) => 0,
    };
    [
        ("postgres", new.postgres > old.postgres),
        ("lock-timeout-is-set", new.lock_timeout_is_set && !old.lock_timeout_is_set),
        ("small", new.sizes.small.iter().any(|table| !old.sizes.small.contains(table))),
        ("large", old.sizes.large.iter().any(|table| !new.sizes.large.contains(table))),
        ("statistics", new.sizes.measured != old.sizes.measured),
        ("max-tables", new.max_tables > old.max_tables),
        ("needed-by", new.rollback_needed_by < old.rollback_needed_by),
        ("fail-on", strictness(now.config.fail_on) < strictness(base.config.fail_on)),
        ("layout", now.config.layout != base.config.layout),
        ("prisma-version", now.config.prisma_version != base.config.prisma_version),
        ("rollbacks", now.config.rollbacks != base.config.rollbacks),
    ]
    .into_iter()
    .filter_map(|(key, is_relaxed)| is_relaxed.then_some(key))
    .collect()
}

/// The findings that ignore comments of new migrations suppress.
pub(crate) fn ignored(outcome: &Outcome<'_>) -> Vec<Relaxation> {
    let mut found = Vec::new();
    for diagnostic in outcome.histories.iter().flat_map(|history| &history.diagnostics) {
        let Some(suppression) = &diagnostic.suppression else { continue };
        if suppression.by != SuppressedBy::Comment {
            continue;
        }
        let file = outcome.sources.get(diagnostic.file);
        let (rule, reason) = (diagnostic.rule.id.to_owned(), suppression.reason.clone());
        found.push(Relaxation {
            what: Relaxed::Ignored { rule, reason },
            path: file.path().to_owned(),
            line: file.line_of(diagnostic.span.start),
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::args::HistoryArgs;
    use crate::host::testing::TestHost;
    use crate::project::load;

    /// What is said of a change of the configuration from the first text to the second.
    fn told(base: &str, now: &str) -> Vec<String> {
        let mut host = TestHost::new()
            .file("migrations/1_a.sql", "SELECT 1;")
            .file("migrations/2_b.sql", "SELECT 1;")
            .file("migralint.toml", now)
            .answer("rev-parse --show-toplevel", true, "/w/d\n")
            .answer("rev-parse --show-prefix", true, "\n")
            .answer("rev-parse --verify --quiet main^{commit}", true, "abc\n")
            .answer("cat-file commit HEAD", true, "tree t\n\n")
            .answer("merge-base abc HEAD", true, "abc\n")
            .answer(
                "--literal-pathspecs ls-tree -r -z --name-only --full-name abc -- migrations",
                true,
                "migrations/1_a.sql\0",
            )
            .answer(
                "--literal-pathspecs diff --name-only -z --no-renames --no-ext-diff --no-textconv --ignore-submodules=all abc -- migrations",
                true,
                "",
            )
            .answer("cat-file -t abc:migralint.toml", true, "blob\n")
            .answer("cat-file -s abc:migralint.toml", true, "9\n")
            .answer("cat-file blob abc:migralint.toml", true, base);
        let args = HistoryArgs { since: Some("main".to_owned()), ..HistoryArgs::default() };
        let project = load(&mut host, &args).unwrap();
        let one = |one: &migralint::relaxation::Relaxation| {
            format!("{}:{} {}", one.path, one.line, one.what)
        };
        project.relaxations.iter().map(one).collect()
    }

    #[test]
    fn what_a_change_turns_off_is_told() {
        for (base, now, expected) in [
            ("", "postgres = 14", ""),
            (
                "",
                "[rules]\ndrop-table-loses-data = 'off'",
                "migralint.toml:2 this change disables rule `drop-table-loses-data`",
            ),
            (
                "",
                "[rules]\ndrop-table-loses-data = 'note'",
                "migralint.toml:2 this change lowers rule `drop-table-loses-data` from error to note",
            ),
            ("[rules]\ndrop-table-loses-data = 'off'", "", ""),
            ("", "exclude = ['db/old/**']", "migralint.toml:1 this change excludes `db/old/**`"),
            (
                "",
                "after = '1_a'",
                "migralint.toml:1 this change counts migrations up to `1_a` as applied",
            ),
            (
                "postgres = 14",
                "\npostgres = 17",
                "migralint.toml:2 this change changes the setting `postgres`",
            ),
            ("", "fail-on = 'never'", "migralint.toml:1 this change changes the setting `fail-on`"),
            ("", "layout = 'plain'", "migralint.toml:1 this change changes the setting `layout`"),
            (
                "",
                "[[waivers]]\npath = 'migrations/2*'\nrules = ['delete-without-where']\nreason = 'x'",
                "migralint.toml:2 this change adds a waiver of `delete-without-where` for `migrations/2*`",
            ),
            (
                "",
                "[[overrides]]\npath = 'migrations/*'\nrules = { delete-without-where = 'off' }",
                "migralint.toml:2 this change relaxes rule `delete-without-where` in `migrations/*`",
            ),
            (
                "",
                "[tables]\nsmall = ['t']",
                "migralint.toml:2 this change changes the setting `small`",
            ),
            (
                "[rules]\ndelete-without-where = 'off'\n[[overrides]]\npath = 'migrations/*'\nrules = { delete-without-where = 'error' }",
                "[rules]\ndelete-without-where = 'off'",
                "migralint.toml:1 this change relaxes rule `delete-without-where` in `migrations/*`",
            ),
        ] {
            assert_eq!(told(base, now).join("\n"), expected, "{base} -> {now}");
        }
    }
}
