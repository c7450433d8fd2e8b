//! The layouts of the histories at the base revision: what a change brings does not turn them into another tool's.

use migralint::history::History;
use migralint::history::layout::{Base, Interest, Options, interest};
use migralint::outcome::Unread;
use migralint::source::SourceFile;

use crate::Failure;
use crate::discover::Discovered;
use crate::git::Revision;
use crate::host::Host;
use crate::path::{is_within, name, shown};

/// What the base has: its files as they are there, in these folders, and those around them as they are
/// in the working tree.
///
/// # Errors
/// When git does not give a file.
pub(crate) fn read(
    host: &dyn Host,
    found: &Discovered,
    folders: &[String],
    revision: &Revision,
    options: &Options<'_>,
) -> Result<Base, Failure> {
    let is_around = |path: &str| !folders.iter().any(|folder| is_within(path, folder));
    let is_same = |path: &str| revision.files.contains(path) && !revision.edited.contains(path);
    let stays = |path: &str| is_same(path) || is_around(path);
    let mut base = Discovered::default();
    base.folders.clone_from(&found.folders);
    for (_, file) in found.sources.iter().filter(|(_, file)| stays(file.path())) {
        base.sources.add(file.clone());
    }
    for (path, text) in found.configs.iter().filter(|(path, _)| stays(path)) {
        base.configs.insert(path.clone(), text.clone());
    }
    base.others.extend(found.others.iter().filter(|path| stays(path)).cloned());
    let lost = revision
        .files
        .iter()
        .filter(|path| revision.edited.contains(*path) || host.metadata(path).is_err());
    for path in lost {
        match interest(name(path)) {
            Some(Interest::Sql) => {
                base.sources.add(SourceFile::new(path, revision.text(host, path)?));
            }
            Some(Interest::Config) => {
                base.configs.insert(path.clone(), revision.text(host, path)?);
            }
            Some(Interest::Name) => {
                base.others.insert(path.clone());
            }
            None => {}
        }
    }
    let layouts = base.histories(host, &Options { base: None, ..*options }).histories.into_iter();
    let layouts = layouts.map(|history| (history.root, history.layout));
    let files = revision.files.difference(&revision.edited).cloned().collect();
    Ok(Base { layouts: layouts.collect(), files, edited: revision.edited.clone() })
}

/// What is said of histories that the change would turn into another tool's: each is checked as what it was.
pub(crate) fn changed(histories: &[History], base: &Base) -> Vec<Unread> {
    let is_other = |history: &&History| {
        let before = base.layouts.get(&history.root);
        match before {
            Some(before) => *before != history.layout,
            // Its folder took the place of one below.
            None => base.layouts.keys().any(|root| is_within(root, &history.root)),
        }
    };
    let changed = histories.iter().filter(is_other).map(|history| {
        let before = base.layouts.iter().find(|(root, _)| is_within(root, &history.root));
        let before = before.map_or("", |(_, layout)| layout.name);
        Unread {
            path: shown(&history.root).to_owned(),
            reason: format!(
                "files of this change make it a history of {}, and the base revision has it as {before}: it is checked \
                 as {before}; set `layout` in the configuration if that is wrong",
                history.layout.name
            ),
        }
    });
    changed.collect()
}
