//! What is read and written without having been named on the command line: never outside of the repository, links
//! followed, and nothing of git's own.

use migralint::source::Sources;

use crate::Failure;
use crate::host::{DANGLING, Host};
use crate::path::{above, absolute, is_within, join, name, normal, parent};

/// Where files lie that are read: in the repository around the working directory (without one, in the working
/// directory), and in the paths that were given. All are real paths.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bounds {
    roots: Vec<String>,
}

impl Bounds {
    /// The bounds of a run that was given these paths. One inside the repository adds nothing: a change can put a link
    /// there.
    pub(crate) fn new(host: &dyn Host, given: &[String]) -> Self {
        let here = host.working_directory();
        let top = absolute(&top(host).unwrap_or_default(), &here);
        let outside = given.iter().filter(|path| *path != "-").map(|path| absolute(path, &here));
        let outside = outside.filter(|path| !is_within(path, &top));
        let real = |path: &String| host.real_path(path).ok();
        let mut roots: Vec<String> = outside.filter_map(|path| real(&path)).collect();
        roots.extend(real(&top));
        Self { roots }
    }

    /// These bounds and a folder that was found or given, such as that of the configuration.
    pub(crate) fn with(&self, host: &dyn Host, folder: &str) -> Self {
        let mut roots: Vec<String> = host.real_path(folder).into_iter().collect();
        roots.extend(self.roots.iter().cloned());
        Self { roots }
    }

    /// Whether a path lies in the bounds with every link followed; why not otherwise.
    pub(crate) fn holds(&self, host: &dyn Host, path: &str) -> Result<(), String> {
        let why = |reason| host.metadata(path).err().unwrap_or(reason);
        let path = host.real_path(path).map_err(why)?;
        let holds = self.roots.iter().any(|root| is_within(&path, root));
        if holds { Ok(()) } else { Err(OUTSIDE.to_owned()) }
    }

    /// Whether a path that was found beside or above others may be read: it is in the bounds, or leads out of them by
    /// no link of its own.
    pub(crate) fn allows(&self, host: &dyn Host, path: &str) -> Result<(), String> {
        self.holds(host, path).or_else(|reason| {
            let own = join(&host.real_path(parent(path))?, name(path));
            let is_link = host.real_path(path)? != own;
            let top = self.roots.last().map_or("", String::as_str);
            if is_link || is_within(&absolute(path, &host.working_directory()), top) {
                Err(if is_link { LEADS_OUT.to_owned() } else { reason })
            } else {
                Ok(())
            }
        })
    }
}

const OUTSIDE: &str = "is outside of this repository";
const LEADS_OUT: &str = "is a link that leads out of this repository, and is not read";

/// Writes a file where the configuration, the layout or a migration's name says. It must lie in the repository around the
/// working directory (without one, in the working directory), or in one of the paths that were given.
///
/// # Errors
/// When it leads out, by itself or by a link, is git's own, or cannot be written.
pub(crate) fn write(
    host: &mut dyn Host,
    path: &str,
    given: &[String],
    text: &str,
) -> Result<(), Failure> {
    let fails = |reason: &str| Failure(format!("{path}: {reason}"));
    check(host, path, given).map_err(|reason| fails(&reason))?;
    host.write_file(path, text.as_bytes()).map_err(|reason| fails(&reason))
}

/// Whether such a file may be written; why not otherwise.
pub(crate) fn check(host: &dyn Host, path: &str, given: &[String]) -> Result<(), String> {
    let here = host.working_directory();
    let target = real(host, path, &here)?;
    is_not_of_git(&target)?;
    let top = top(host).unwrap_or_default();
    let given = given.iter().filter(|path| *path != "-").map(|path| normal(path, &here));
    let mut roots = std::iter::once(top).chain(given);
    let holds = |root: String| real(host, &root, &here).is_ok_and(|root| is_within(&target, &root));
    if roots.any(holds) { Ok(()) } else { Err(OUTSIDE.to_owned()) }
}

/// Whether a file that the command line names may be written: none of those that the run reads, nor one of git's.
pub(crate) fn check_output(host: &dyn Host, path: &str, inputs: &Sources) -> Result<(), String> {
    let here = host.working_directory();
    let target = real(host, path, &here)?;
    is_not_of_git(&target)?;
    let is_input = |input: &str| host.real_path(input).is_ok_and(|input| input == target);
    if inputs.iter().any(|(_, file)| name(file.path()) == name(&target) && is_input(file.path())) {
        return Err("is a migration, and is not overwritten".to_owned());
    }
    Ok(())
}

/// Whether a real path leads to no file of git's own. `git~1` is what Windows calls `.git` too.
fn is_not_of_git(path: &str) -> Result<(), String> {
    let is_git = |part: &str| {
        let part = part.trim_end_matches([' ', '.']);
        part.eq_ignore_ascii_case(".git") || part.eq_ignore_ascii_case("git~1")
    };
    if path.split('/').any(is_git) {
        return Err("is one of git's own files".to_owned());
    }
    Ok(())
}

/// The whole path to what will stand at a path: links in what stands are followed, the rest is as written.
fn real(host: &dyn Host, path: &str, here: &str) -> Result<String, String> {
    let mut stands = absolute(path, here);
    let mut rest = String::new();
    loop {
        if let Ok(real) = host.real_path(&stands) {
            return Ok(if rest.is_empty() { real } else { join(&real, &rest) });
        }
        if host.metadata(&stands).is_err_and(|reason| reason == DANGLING) {
            return Err(DANGLING.to_owned());
        }
        let name = stands.rsplit('/').next().unwrap_or_default();
        rest = if rest.is_empty() { name.to_owned() } else { join(name, &rest) };
        let folder = parent(&stands).to_owned();
        if folder == stands || folder.is_empty() {
            return Ok(absolute(path, here));
        }
        stands = folder;
    }
}

/// The top of the repository around the working directory.
pub(crate) fn top(host: &dyn Host) -> Option<String> {
    let here = host.working_directory();
    let mut folder = String::new();
    while host.metadata(&join(&folder, ".git")).is_err() {
        folder = above(&folder, &here)?;
    }
    Some(folder)
}
