//! From the configuration as it is written to what the program is told.

use std::collections::BTreeMap;
use std::ops::Range;

use super::document::{Document, RuleSettings};
use super::{Config, Place, is_json, layout, postgres, rule, statistics};
use crate::baseline;
use crate::path::{join, normal, parent};
use crate::pattern::{PathPattern, rebase};
use crate::{Failure, Host};
use migralint::history::layout::RollbackPattern;
use migralint::settings::{Level, Override, Waiver};
use migralint::source::{SourceFile, Span, decode};

/// Resolves a document; paths in it are relative to its own file.
///
/// # Errors
/// What is wrong, with the place.
pub(super) fn resolve(
    host: &dyn Host,
    path: &str,
    text: &str,
    document: Document,
) -> Result<Config, Failure> {
    // Keys and rules are unique enough to be found again by their text.
    let place = |word: &str| {
        let at = text.find(word).unwrap_or_default();
        let position = SourceFile::new(path, text).position(at);
        format!("{path}:{}:{}", position.line, position.column)
    };
    let located = |word: &str, reason: &str| Failure(format!("{}: {reason}", place(word)));
    let rebased = |pattern: &str| rebase(pattern, parent(path), &host.working_directory());
    let find_rule = |id: &str| rule(id).map_err(|Failure(reason)| located(id, &reason));

    let mut config = Config {
        layout: document.layout,
        prisma_version: document.prisma_version,
        after: document.after.into(),
        fail_on: document.fail_on,
        baseline: Place {
            path: join(parent(path), document.baseline.as_deref().unwrap_or(baseline::FILE)),
            is_named: document.baseline.is_some(),
        },
        ..Config::default()
    };
    if let Some(name) = &config.layout {
        layout(name).map_err(|Failure(reason)| located(name, &reason))?;
    }
    if let Some(version) = &config.prisma_version
        && !version.trim_start_matches(['^', '~', 'v']).starts_with(|c: char| c.is_ascii_digit())
    {
        return Err(located(
            version,
            &format!("`{version}` is not a version of Prisma, such as `7.3.0`"),
        ));
    }
    for pattern in &document.exclude {
        let compiled = PathPattern::new(&rebased(pattern));
        config.exclude.push(compiled.map_err(|Failure(reason)| located(pattern, &reason))?);
    }
    for text in Vec::from(document.rollbacks) {
        let pattern = RollbackPattern::new(&text)
            .map_err(|reason| located(&text, &reason))?
            .renamed(|text| normal(&join(parent(path), text), &host.working_directory()));
        config.rollbacks.push(pattern);
    }
    let settings = &mut config.settings;
    if let Some(major) = document.postgres {
        settings.postgres =
            postgres(major).map_err(|Failure(reason)| located("postgres", &reason))?;
    }
    settings.lock_timeout_is_set = document.lock_timeout_is_set;
    settings.sizes.small.extend(document.tables.small);
    settings.sizes.large.extend(document.tables.large);
    if let Some(file) = &document.tables.statistics {
        let place = join(parent(path), file);
        let bytes =
            host.read_file(&place).and_then(|bytes| decode(bytes).map_err(|e| e.to_string()));
        let text = bytes.map_err(|reason| Failure(format!("{place}: {reason}")))?;
        settings.sizes.measured =
            statistics::read(&text).map_err(|reason| Failure(format!("{place}:{reason}")))?;
    }
    for (id, entry) in &document.rules {
        let id = find_rule(id)?.id;
        let told = RuleSettings::from(*entry);
        settings.levels.extend(told.level.map(|level| (id, Level::from(level))));
        let only_for = |rule: &str, key: &str| {
            let reason = || format!("`{key}` is for `{rule}`, not for `{id}`");
            if id == rule { Ok(()) } else { Err(located(key, &reason())) }
        };
        if let Some(most) = told.max_tables {
            only_for("unrelated-changes", "max-tables")?;
            settings.max_tables = most;
        }
        if let Some(needed) = told.needed_by {
            only_for("missing-rollback", "needed-by")?;
            settings.rollback_needed_by = needed.into();
        }
    }
    for entry in document.overrides {
        let mut levels = BTreeMap::new();
        for (id, level) in &entry.rules {
            levels.insert(find_rule(id)?.id, Level::from(*level));
        }
        for pattern in Vec::from(entry.path) {
            PathPattern::new(&pattern).map_err(|Failure(reason)| located(&pattern, &reason))?;
            settings.overrides.push(Override { path: rebased(&pattern), levels: levels.clone() });
        }
    }
    let mut ended = Vec::new();
    for (index, waiver) in document.waivers.into_iter().enumerate() {
        for id in &waiver.rules {
            find_rule(id)?;
        }
        let stands = waiver.until.as_ref().map(toml::Spanned::span);
        let until = waiver.until.map(|until| String::from(until.into_inner()));
        let is_ended = until.as_ref().is_some_and(|until| *until < host.today());
        if let Some(until) = &until {
            if !is_day(until) {
                let reason = format!("`{until}` is not a day, such as `2026-01-31`");
                return Err(located(until, &reason));
            }
            if is_ended {
                ended.push((index, written_at(path, text, until, stands)));
            }
        }
        PathPattern::new(&waiver.path).map_err(|Failure(reason)| located(&waiver.path, &reason))?;
        settings.waivers.push(Waiver {
            path: rebased(&waiver.path),
            rules: waiver.rules,
            reason: waiver.reason,
            owner: waiver.owner,
            until,
            ended: is_ended,
            place: None,
        });
    }
    if !ended.is_empty() {
        config.ended = Some((SourceFile::new(path, text), ended));
    }
    Ok(config)
}

/// Where the last day of a waiver stands: at its span in TOML, where it is first written in JSON.
fn written_at(path: &str, text: &str, until: &str, span: Option<Range<usize>>) -> Span {
    let found = || text.find(until).map(|at| at..at + until.len());
    let range = if is_json(path) { found() } else { span };
    range.map_or(Span::default(), |range| Span::new(range.start, range.end))
}

/// Whether a text is a day as ISO 8601 writes it.
fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |text: &str, digits: usize| {
        (text.len() == digits).then(|| text.parse::<u32>().ok()).flatten()
    };
    let [year, month, day] = parts.as_slice() else { return false };
    number(year, 4).is_some()
        && number(month, 2).is_some_and(|month| (1..=12).contains(&month))
        && number(day, 2).is_some_and(|day| (1..=31).contains(&day))
}
