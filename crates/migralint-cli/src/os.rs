//! `Host` on the operating system.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File, FileType};
use std::io::{self, BufRead as _, IsTerminal as _, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use migralint_app::{
    DANGLING, Entry, GitOutput, GitPolicy, Host, Kind, MAX_FILE, Metadata, NOT_A_FILE, Stream,
    bounded, too_large, why, why_git,
};

/// The operating system.
#[derive(Default)]
pub(crate) struct OsHost {
    /// The real paths of what has a name that is no UTF-8, by the path that is shown.
    named: RefCell<BTreeMap<String, PathBuf>>,
}

impl OsHost {
    /// The path of what is shown under one. The working directory is the empty path.
    fn native(&self, path: &str) -> PathBuf {
        let named = self.named.borrow();
        if named.is_empty() {
            return native(path).to_owned();
        }
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        let known = ends.rev().find_map(|end| Some((named.get(&path[..end])?, &path[end..])));
        match known {
            Some((known, "")) => known.clone(),
            Some((known, rest)) => known.join(rest.trim_start_matches('/')),
            None => native(path).to_owned(),
        }
    }

    /// The name that is shown for one in a folder: what is no UTF-8 in it as `\\xFF`.
    fn shown(&self, folder: &str, name: &OsStr) -> String {
        let Some(bytes) = name.to_str().is_none().then_some(name.as_encoded_bytes()) else {
            return name.to_string_lossy().into_owned();
        };
        let mut shown = String::new();
        for part in bytes.utf8_chunks() {
            shown.push_str(part.valid());
            shown.extend(part.invalid().iter().map(|byte| format!("\\x{byte:02X}")));
        }
        let mut named = self.named.borrow_mut();
        let real = Path::new(folder).join(name);
        // Another may have this very name.
        while named.get(&join(folder, &shown)).is_some_and(|known| *known != real)
            || native(&join(folder, &shown)).symlink_metadata().is_ok()
        {
            shown.insert(0, '_');
        }
        named.insert(join(folder, &shown), real);
        shown
    }
}

impl Host for OsHost {
    fn read_file(&self, path: &str) -> Result<Vec<u8>, String> {
        let path = self.native(path);
        let path = path.as_path();
        // Opening a pipe would wait for a writer.
        if !fs::metadata(path).map_err(|error| words(&error))?.is_file() {
            return Err(NOT_A_FILE.to_owned());
        }
        let file = File::open(path).map_err(|error| words(&error))?;
        let size = file.metadata().map_err(|error| words(&error))?.len();
        if size > MAX_FILE {
            return Err(too_large(size));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
        file.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(|error| words(&error))?;
        bounded(bytes)
    }

    fn write_file(&mut self, path: &str, contents: &[u8]) -> Result<(), String> {
        let path = self.native(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| words(&error))?;
        }
        fs::write(path, contents).map_err(|error| words(&error))
    }

    fn read_folder(&self, path: &str) -> Result<Vec<Entry>, String> {
        let entries = fs::read_dir(self.native(path)).map_err(|error| words(&error))?;
        let entry = |entry: io::Result<fs::DirEntry>| {
            let entry = entry?;
            let name = self.shown(path, &entry.file_name());
            Ok(Entry { name, kind: kind(entry.file_type()?) })
        };
        entries.map(entry).collect::<io::Result<_>>().map_err(|error| words(&error))
    }

    fn metadata(&self, path: &str) -> Result<Metadata, String> {
        let path = self.native(path);
        match fs::metadata(&path) {
            Ok(metadata) => Ok(Metadata { kind: kind(metadata.file_type()), size: metadata.len() }),
            // A link to itself is one too.
            Err(error) if error.kind() != io::ErrorKind::PermissionDenied && path.is_symlink() => {
                Err(DANGLING.to_owned())
            }
            Err(error) => Err(words(&error)),
        }
    }

    fn real_path(&self, path: &str) -> Result<String, String> {
        let path = fs::canonicalize(self.native(path)).map_err(|error| words(&error))?;
        let path = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        // Windows writes `\\?\C:\d`.
        Ok(path.strip_prefix("//?/").map_or_else(|| path.clone(), ToOwned::to_owned))
    }

    fn read_stdin(&mut self) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map_err(|error| words(&error))?;
        Ok(bytes)
    }

    fn ask(&mut self, question: &str) -> Option<String> {
        if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
            return None;
        }
        self.print(Stream::Stdout, question).ok()?;
        let mut line = String::new();
        let read = io::stdin().lock().read_line(&mut line);
        read.ok().filter(|bytes| *bytes > 0).map(|_| line)
    }

    fn print(&mut self, stream: Stream, text: &str) -> Result<(), String> {
        let mut stream: Box<dyn io::Write> = match stream {
            Stream::Stdout => Box::new(io::stdout().lock()),
            Stream::Stderr => Box::new(io::stderr().lock()),
        };
        match stream.write_all(text.as_bytes()).and_then(|()| stream.flush()) {
            // A reader that has gone, such as `head`, is no error.
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(words(&error)),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    fn terminal_width(&self, stream: Stream) -> Option<usize> {
        let (is_terminal, size) = match stream {
            Stream::Stdout => {
                (io::stdout().is_terminal(), terminal_size::terminal_size_of(io::stdout()))
            }
            Stream::Stderr => {
                (io::stderr().is_terminal(), terminal_size::terminal_size_of(io::stderr()))
            }
        };
        is_terminal.then(|| size.map_or(DEFAULT_WIDTH, |(width, _)| usize::from(width.0)))
    }

    fn variable(&self, name: &str) -> Option<String> {
        std::env::var(name).ok().filter(|value| !value.is_empty())
    }

    fn git(&self, arguments: &[&str]) -> Result<GitOutput, String> {
        let policy = GitPolicy::new();
        let is_hook =
            self.variable("GIT_WORK_TREE").is_none() && std::env::var_os("GIT_PREFIX").is_some();
        let mut git = Command::new("git");
        for (name, _) in std::env::vars_os() {
            if !policy.keeps(&name.to_string_lossy(), is_hook) {
                git.env_remove(name);
            }
        }
        let output = git
            .envs(&policy.set)
            .args(&policy.options)
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| why_git(error.kind(), &error.to_string()))?;
        Ok(GitOutput {
            success: output.status.success(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    fn working_directory(&self) -> String {
        let path = std::env::current_dir().unwrap_or_default();
        path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
    }

    fn today(&self) -> String {
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
        day(seconds / SECONDS_A_DAY)
    }
}

/// The width of a terminal that does not tell its own.
const DEFAULT_WIDTH: usize = 80;

const SECONDS_A_DAY: u64 = 24 * 60 * 60;

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// The working directory is the empty path.
fn native(path: &str) -> &Path {
    Path::new(if path.is_empty() { "." } else { path })
}

fn kind(file_type: FileType) -> Kind {
    if file_type.is_file() {
        Kind::File
    } else if file_type.is_dir() {
        Kind::Folder
    } else if file_type.is_symlink() {
        Kind::Link
    } else {
        Kind::Other
    }
}

/// An error as words that follow the name of the file.
fn words(error: &io::Error) -> String {
    why(error.kind(), &error.to_string())
}

/// A day, counted from 1970-01-01, as ISO 8601 writes it.
/// <https://howardhinnant.github.io/date_algorithms.html#civil_from_days>
fn day(since_1970: u64) -> String {
    let days = since_1970 + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        for (days, expected) in [
            (0, "1970-01-01"),
            (11_016, "2000-02-29"),
            (11_017, "2000-03-01"),
            (20_454, "2026-01-01"),
        ] {
            assert_eq!(day(days), expected);
        }
    }
}
