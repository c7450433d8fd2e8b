//! Links to folders: what they lead to is searched under its own name, since git and GitHub know it by that.

use migralint::history::layout::{holds_histories, is_history_folder};

use super::around::ROLLBACKS;
use super::{Discovered, MAX_DEPTH};
use crate::host::Host;
use crate::path::{is_within, name, normal, parent};
use crate::pattern::PathPattern;

impl Discovered {
    /// Searches what the links lead to that were found. Each of them ends: what was searched is not searched again.
    pub(super) fn follow_links(&mut self, host: &dyn Host, exclude: &[PathPattern]) {
        while let Some(link) = self.links.pop() {
            let target = real(host, &link);
            if is_within(&link, &target) {
                continue;
            }
            if let Err(reason) = self.bounds.holds(host, &link) {
                // Others, such as Bazel's, may lead anywhere.
                if is_wanted(&link) || name(&link) == ROLLBACKS {
                    self.problem(&link, reason, false);
                }
                continue;
            }
            let history = parent(&link);
            if name(&link) == ROLLBACKS
                || is_history_folder(name(history)) && !is_within(&target, history)
            {
                // A part of what is around it.
                self.walk(host, &link, exclude, MAX_DEPTH);
                continue;
            }
            let is_known = self.folders.iter().any(|folder| is_within(&target, folder));
            if !is_known {
                self.given_folder(host, &target, exclude);
            }
        }
    }
}

/// A path with every link followed.
pub(super) fn real(host: &dyn Host, path: &str) -> String {
    match (host.real_path(path), host.real_path("")) {
        (Ok(path), Ok(here)) => normal(&path, &here),
        _ => path.to_owned(),
    }
}

fn is_wanted(path: &str) -> bool {
    is_history_folder(name(path)) || holds_histories(name(path))
}
