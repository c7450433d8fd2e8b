//! From the configuration as it is written to what the program is told.

use std::collections::BTreeMap;
use std::ops::Range;

use super::document::{Document, RuleSettings};
use super::{Config, is_json, json, layout, postgres, rule, statistics};
use crate::baseline::{self, Place};
use crate::path::{join, normal, parent};
use crate::pattern::{PathPattern, rebase};
use crate::repository_bounds::Bounds;
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
    bounds: &Bounds,
) -> Result<Config, Failure> {
    // Keys and rules are unique enough to be found again by their text.
    let place = |word: &str| {
        let at = find(path, text, word).unwrap_or_default();
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
    for pattern in &Vec::from(document.exclude) {
        PathPattern::new(pattern).map_err(|Failure(reason)| located(pattern, &reason))?;
        config.exclude.push(PathPattern::new(&rebased(pattern))?);
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
        let text = bounds
            .with(host, parent(path))
            .holds(host, &place)
            .and_then(|()| host.read_file(&place))
            .and_then(|bytes| decode(bytes).map_err(|error| error.to_string()));
        let text = text.map_err(|reason| Failure(format!("{place}: {reason}")))?;
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
    for waiver in document.waivers {
        let rules = Vec::from(waiver.rules);
        for id in &rules {
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
                ended.push((settings.waivers.len(), written_at(path, text, until, stands)));
            }
        }
        for pattern in Vec::from(waiver.path) {
            PathPattern::new(&pattern).map_err(|Failure(reason)| located(&pattern, &reason))?;
            settings.waivers.push(Waiver {
                path: rebased(&pattern),
                rules: rules.clone(),
                reason: waiver.reason.clone(),
                owner: waiver.owner.clone(),
                until: until.clone(),
                ended: is_ended,
                place: None,
            });
        }
    }
    if !ended.is_empty() {
        config.ended = Some((SourceFile::new(path, text), ended));
    }
    Ok(config)
}

/// Where a word is first written in the configuration: under its key in JSON, outside comments in TOML.
fn find(path: &str, text: &str, word: &str) -> Option<usize> {
    if is_json(path) {
        return json::find(text, word);
    }
    let mut start = 0;
    text.split_inclusive('\n').find_map(|line| {
        let at = line.find(word).filter(|at| !line[..*at].trim_start().starts_with('#'));
        let found = at.map(|at| start + at);
        start += line.len();
        found
    })
}

/// Where the last day of a waiver stands: at its span in TOML, where it is first written in JSON.
fn written_at(path: &str, text: &str, until: &str, span: Option<Range<usize>>) -> Span {
    let found = || find(path, text, until).map(|at| at..at + until.len());
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
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2))
    else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::is_day;

    #[test]
    fn days_are_in_their_months() {
        for day in ["2026-01-31", "2026-04-30", "2028-02-29", "2000-02-29"] {
            assert!(is_day(day), "{day}");
        }
        for day in
            ["2026-02-29", "2100-02-29", "2026-04-31", "2026-13-01", "2026-1-01", "2026-01-00"]
        {
            assert!(!is_day(day), "{day}");
        }
    }
}
