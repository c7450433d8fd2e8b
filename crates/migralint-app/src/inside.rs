//! Files that are written without having been named on the command line: never out of the repository, links followed.

use crate::Failure;
use crate::host::{DANGLING, Host};
use crate::path::{above, absolute, is_within, join, normal, parent};

/// Writes a file where the configuration, the layout or a migration's name says. It must lie in the repository around the
/// working directory (without one, in the working directory), or in one of the paths that were given.
///
/// # Errors
/// When it leads out, by itself or by a link, or cannot be written.
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
    let top = top(host).unwrap_or_default();
    let given = given.iter().filter(|path| *path != "-").map(|path| normal(path, &here));
    let mut roots = std::iter::once(top).chain(given);
    let holds = |root: String| real(host, &root, &here).is_ok_and(|root| is_within(&target, &root));
    if roots.any(holds) { Ok(()) } else { Err("is outside of this repository".to_owned()) }
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
