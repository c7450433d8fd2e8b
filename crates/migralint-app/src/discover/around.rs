//! What is around the paths that were given: the history that a file belongs to, ways back, configurations.

use std::collections::BTreeSet;

use migralint::history::layout::{
    files_in_own_folders, history_folders, is_config, is_history_folder,
};

use super::{Discovered, MAX_DEPTH};
use crate::host::{Host, Kind};
use crate::path::{above, absolute, is_outside, is_within, join, name, normal, parent};
use crate::pattern::PathPattern;

/// The folder of ways back that stands beside a history.
pub(super) const ROLLBACKS: &str = "rollbacks";

/// How far above the working directory a history is looked for: Hasura's `migrations/default/1_a`.
const MAX_ABOVE: usize = 2;

impl Discovered {
    /// Reads what is around a file that was given: the history that it belongs to.
    pub(super) fn context(&mut self, host: &dyn Host, path: &str, exclude: &[PathPattern]) {
        let here = host.working_directory();
        let own = above(path, &here).unwrap_or_default();
        let folders = if let Some(history) = history_around(host, &own) {
            vec![(history, MAX_DEPTH)]
        } else if files_in_own_folders().any(|file| file == name(path))
            && is_own_folder(&own, &here)
        {
            vec![(above(&own, &here).unwrap_or_default(), 1)]
        } else {
            let beside = beside(host, path);
            if beside.is_empty() { vec![(own, 0)] } else { beside }
        };
        for (folder, depth) in folders {
            if !self.folders.contains(&folder) {
                self.walk(host, &folder, exclude, depth);
                self.folders.push(folder);
            }
        }
    }

    /// Reads what layouts want to know of the folders above: configurations, and ways back beside.
    pub(super) fn look_above(&mut self, host: &dyn Host, folder: &str, exclude: &[PathPattern]) {
        let here = host.working_directory();
        let mut current = folder.to_owned();
        let mut is_first = true;
        while host.metadata(&join(&current, ".git")).is_err() {
            let Some(next) = above(&current, &here) else { break };
            if self.folders.iter().any(|other| other != folder && is_within(&next, other)) {
                break;
            }
            for entry in host.read_folder(&next).unwrap_or_default() {
                let path = normal(&join(&next, &entry.name), &here);
                if entry.kind == Kind::File && is_config(&entry.name) {
                    self.take(host, &path);
                } else if entry.kind == Kind::Link && is_config(&entry.name) {
                    self.link(host, path, false);
                } else if is_first && entry.kind == Kind::Folder && entry.name == ROLLBACKS {
                    self.walk(host, &path, exclude, MAX_DEPTH);
                }
            }
            is_first = false;
            current = next;
        }
    }
}

/// The files of a folder that is one migration.
pub(super) fn own_files(host: &dyn Host, folder: &str) -> Vec<String> {
    let here = host.working_directory();
    let around = || history_around(host, folder).is_some_and(|history| history != folder);
    if !is_own_folder(folder, &here) && !around() {
        return Vec::new();
    }
    let names: BTreeSet<&str> = files_in_own_folders().collect();
    let files = names.into_iter().map(|name| join(folder, name));
    files.filter(|path| host.metadata(path).is_ok()).collect()
}

/// Whether a folder may be one migration's: the working directory, and those around it, only when named as one.
fn is_own_folder(folder: &str, here: &str) -> bool {
    let is_numbered =
        || name(&absolute(folder, here)).starts_with(|first: char| first.is_ascii_digit());
    !folder.is_empty() && !is_outside(folder) || is_numbered()
}

/// Whether the working directory is a history, or in one.
pub(super) fn is_inside_history(host: &dyn Host) -> bool {
    history_around(host, "").is_some()
}

/// The folder, this one or above, whose name tells that it is a history. The search ends at the top of the repository.
fn history_around(host: &dyn Host, folder: &str) -> Option<String> {
    let here = host.working_directory();
    let mut folder = folder.to_owned();
    let mut ups = 0;
    loop {
        if is_history_folder(name(&absolute(&folder, &here))) {
            return Some(folder);
        }
        let is_around = folder.is_empty() || is_outside(&folder);
        if is_around && (ups == MAX_ABOVE || host.metadata(&join(&folder, ".git")).is_ok()) {
            return None;
        }
        ups += usize::from(is_around);
        folder = above(&folder, &here)?;
    }
}

/// The histories beside the folder of a file that is a way back, each with how deep it is searched.
fn beside(host: &dyn Host, path: &str) -> Vec<(String, usize)> {
    let folder = parent(path);
    if name(folder) != ROLLBACKS {
        return Vec::new();
    }
    let is_folder =
        |path: &String| host.metadata(path).is_ok_and(|found| found.kind == Kind::Folder);
    let names: BTreeSet<&str> = history_folders().collect();
    let folders = names.into_iter().map(|name| join(parent(folder), name)).filter(is_folder);
    folders.map(|folder| (folder, MAX_DEPTH)).collect()
}
