//! Ways back that lie where the configuration says.

use super::{Discovered, MAX_DEPTH};
use crate::config::Config;
use crate::host::{Host, Kind};
use crate::path::{is_within, parent};

impl Discovered {
    /// Reads the whole project of a way back that was given: its history may stand anywhere in it.
    pub(super) fn project_of(&mut self, host: &dyn Host, path: &str, config: &Config) {
        if config.rollbacks.iter().any(|pattern| pattern.matches(path)) {
            let project = config.path.as_deref().map_or("", parent);
            self.folders.retain(|folder| folder != parent(path));
            self.folders.push(project.to_owned());
            self.walk(host, project, &config.exclude, MAX_DEPTH);
        }
    }

    /// Reads the ways back of histories in `folder` that lie in none of the folders that were searched.
    pub(super) fn look_for_rollbacks(&mut self, host: &dyn Host, folder: &str, config: &Config) {
        for pattern in &config.rollbacks {
            let ways = pattern.folder(folder);
            let is_read = self.folders.iter().any(|folder| is_within(&ways, folder));
            let is_folder = || host.metadata(&ways).is_ok_and(|found| found.kind == Kind::Folder);
            let is_in = || self.bounds.holds(host, &ways).is_ok();
            if !ways.is_empty() && !is_read && is_folder() && is_in() {
                self.walk(host, &ways, &config.exclude, MAX_DEPTH);
            }
        }
    }
}
