//! The baseline file: what was found when migralint came, accepted until its statements change.

use std::collections::{BTreeMap, BTreeSet};

use migralint::outcome::Outcome;
use migralint::source::decode;
use migralint::suppression::baseline::{Baseline, Entry};
use serde::{Deserialize, Serialize};

use crate::path::{absolute, normal, parent};
use crate::repository_bounds::Bounds;
use crate::{Failure, Host};

/// The name of the file where the configuration names none.
pub(crate) const FILE: &str = "migralint-baseline.json";

/// The version of its format.
const VERSION: u32 = 1;

/// Where a baseline is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// Its path.
    pub path: String,
    /// Whether the configuration names it, so that it must be there.
    pub is_named: bool,
}

/// The file as it is written.
#[derive(Deserialize, Serialize)]
struct Document {
    version: u32,
    /// Paths are relative to the file.
    files: BTreeMap<String, Vec<Accepted>>,
}

/// Accepted diagnostics of one rule on one statement.
#[derive(Deserialize, Serialize)]
struct Accepted {
    rule: String,
    /// The fingerprint of the statement: 16 hexadecimal digits.
    statement: String,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    count: usize,
}

fn one() -> usize {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_one(count: &usize) -> bool {
    *count == 1
}

/// Reads the baseline. One that nobody names may be missing.
///
/// # Errors
/// When it cannot be read, or is none.
pub(crate) fn read(host: &dyn Host, place: &Place, given: &[String]) -> Result<Baseline, Failure> {
    let path = &place.path;
    if host.metadata(path).is_err() && !place.is_named {
        return Ok(Baseline::default());
    }
    let again = "`migralint baseline` writes it";
    let bounds = Bounds::new(host, given);
    let is_in = if place.is_named { bounds.holds(host, path) } else { bounds.allows(host, path) };
    let bytes = is_in
        .and_then(|()| host.read_file(path))
        .map_err(|reason| Failure(format!("{path}: {reason}; {again}")))?;
    let text = decode(bytes).map_err(|error| Failure(format!("{path}: {error}; {again} anew")))?;
    let document: Document = serde_json::from_str(&text)
        .map_err(|error| Failure(format!("{path}: is no baseline: {error}; {again} anew")))?;
    if document.version != VERSION {
        let version = document.version;
        return Err(Failure(format!(
            "{path}: has version {version} of the format, and this migralint reads {VERSION}"
        )));
    }
    let here = host.working_directory();
    let folder = absolute(parent(path), &here);
    let mut entries = BTreeMap::new();
    for (file, accepted) in document.files {
        let file = normal(&format!("{folder}/{file}"), &here);
        for Accepted { rule, statement, count } in accepted {
            let statement = u64::from_str_radix(&statement, 16)
                .map_err(|_| Failure(format!("{path}: `{statement}` is no fingerprint")))?;
            *entries.entry(Entry { path: file.clone(), rule, statement }).or_insert(0) += count;
        }
    }
    Ok(Baseline(entries))
}

/// Whether a baseline may be written to a path: nothing is there, or a baseline of some version, in which git may have
/// left the marks of a conflict.
pub(crate) fn may_be_written(host: &dyn Host, path: &str) -> bool {
    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only whether the keys are there counts")]
    struct Keys {
        version: u32,
        files: serde_json::Map<String, serde_json::Value>,
    }
    match host.read_file(path) {
        Ok(bytes) => {
            let text = String::from_utf8_lossy(&bytes);
            let has_line = |start: &str| text.lines().any(|line| line.trim().starts_with(start));
            bytes.is_empty()
                || serde_json::from_slice::<Keys>(&bytes).is_ok()
                || ["<<<<<<< ", "\"version\": 1", "\"files\": {"].iter().all(|line| has_line(line))
        }
        Err(_) => host.metadata(path).is_err(),
    }
}

/// A baseline as the text of the file at `path`, seen from `here`.
///
/// # Errors
/// When it cannot be put into JSON.
pub(crate) fn text(here: &str, path: &str, baseline: &Baseline) -> Result<String, Failure> {
    let folder = absolute(parent(path), here);
    let mut files: BTreeMap<String, Vec<Accepted>> = BTreeMap::new();
    for (Entry { path, rule, statement }, count) in &baseline.0 {
        let file = normal(&absolute(path, here), &folder);
        let (rule, statement) = (rule.clone(), format!("{statement:016x}"));
        files.entry(file).or_default().push(Accepted { rule, statement, count: *count });
    }
    let text = serde_json::to_string_pretty(&Document { version: VERSION, files })
        .map_err(|error| Failure(format!("{path}: {error}")))?;
    Ok(format!("{text}\n"))
}

/// Tells of entries that accept less than they say: their statements changed, or their files are gone.
pub(crate) fn stale(
    host: &dyn Host,
    place: &Place,
    baseline: &Baseline,
    outcome: &Outcome<'_>,
) -> Option<String> {
    let mut stale = baseline.stale(outcome);
    let paths: BTreeSet<&str> = baseline.0.keys().map(|entry| entry.path.as_str()).collect();
    let gone: BTreeSet<&str> =
        paths.into_iter().filter(|path| host.metadata(path).is_err()).collect();
    stale.extend(baseline.0.keys().filter(|entry| gone.contains(entry.path.as_str())).cloned());
    stale.sort();
    stale.dedup();
    let first = stale.first()?;
    let more = match stale.len() - 1 {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let (path, rule, at) = (&first.path, &first.rule, &place.path);
    Some(format!(
        "{at}: accepts `{rule}` in {path}{more}, which is not there any more; `migralint baseline` writes it anew"
    ))
}
