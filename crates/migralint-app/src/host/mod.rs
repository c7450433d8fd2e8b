//! What the program needs of the world: files, git, environment, terminal, the day.

mod at_revision;
mod git;

use std::io::ErrorKind;

pub(crate) use self::at_revision::AtRevision;
pub use self::git::GitPolicy;

/// The world. Paths are relative to the working directory or absolute, with `/`. Errors are words that follow
/// the name of the file: `does not exist`.
pub trait Host {
    /// The bytes of a regular file of at most [`MAX_FILE`] bytes. Nothing else is opened: a pipe would wait, a device
    /// never ends.
    ///
    /// # Errors
    /// When it cannot be read, is too large, or is something else.
    fn read_file(&self, path: &str) -> Result<Vec<u8>, String>;

    /// Writes a file, with the folders above it.
    ///
    /// # Errors
    /// When it cannot be written.
    fn write_file(&mut self, path: &str, contents: &[u8]) -> Result<(), String>;

    /// What is in a folder, in any order.
    ///
    /// # Errors
    /// When it cannot be read.
    fn read_folder(&self, path: &str) -> Result<Vec<Entry>, String>;

    /// What stands at a path, links followed.
    ///
    /// # Errors
    /// When nothing does, or it cannot be seen.
    fn metadata(&self, path: &str) -> Result<Metadata, String>;

    /// The whole path of what stands at a path, every link in it followed.
    ///
    /// # Errors
    /// When nothing stands there.
    fn real_path(&self, path: &str) -> Result<String, String>;

    /// The bytes of standard input.
    ///
    /// # Errors
    /// When it cannot be read.
    fn read_stdin(&mut self) -> Result<Vec<u8>, String>;

    /// Asks on the terminal; the line that is typed, or `None` without printing when no terminal is there.
    fn ask(&mut self, question: &str) -> Option<String>;

    /// Prints; a reader that has gone is no error.
    ///
    /// # Errors
    /// When the text is lost, on a full disk for example.
    fn print(&mut self, stream: Stream, text: &str) -> Result<(), String>;

    /// The width in columns when the stream is a terminal.
    fn terminal_width(&self, stream: Stream) -> Option<usize>;

    /// A variable of the environment that is set and not empty.
    fn variable(&self, name: &str) -> Option<String>;

    /// Runs git in the working directory.
    ///
    /// # Errors
    /// When git cannot be started.
    fn git(&self, arguments: &[&str]) -> Result<GitOutput, String>;

    /// The working directory: absolute, with `/`.
    fn working_directory(&self) -> String;

    /// Today in UTC, as `2026-01-31`.
    fn today(&self) -> String;
}

/// What stands in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// What it is, links not followed.
    pub kind: Kind,
}

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// A link; [`Host::metadata`] tells to what.
    Link,
    /// A pipe, a socket, a device.
    Other,
}

/// What is known of a file without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// What it is.
    pub kind: Kind,
    /// Its size in bytes.
    pub size: u64,
}

/// What git said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitOutput {
    /// Whether it exited with 0.
    pub success: bool,
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
}

/// Where the program prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// The report.
    Stdout,
    /// What could not be done, and notes.
    Stderr,
}

/// Why a file cannot be used, as words that follow its name; `details` are the system's own. All hosts say it alike.
pub fn why(kind: ErrorKind, details: &str) -> String {
    match kind {
        ErrorKind::NotFound | ErrorKind::NotADirectory => "does not exist".to_owned(),
        ErrorKind::PermissionDenied => "cannot be opened: permission denied".to_owned(),
        ErrorKind::IsADirectory => "is a folder".to_owned(),
        ErrorKind::InvalidFilename => "has a name that the system does not take".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "cannot be written: the disk is read-only".to_owned(),
        ErrorKind::StorageFull => "cannot be written: the disk is full".to_owned(),
        _ => format!("cannot be opened: {details}"),
    }
}

/// The largest file that is read, in bytes. A migration of this size is a dump.
pub const MAX_FILE: u64 = 64 * MEBIBYTE;

const MEBIBYTE: u64 = 1024 * 1024;

/// Why a file of this size, in bytes, is not read.
pub fn too_large(size: u64) -> String {
    let (size, most) = (size.div_ceil(MEBIBYTE), MAX_FILE / MEBIBYTE);
    format!("is too large: {size} MiB, and at most {most} MiB are read")
}

/// The bytes of a file, of which one more than [`MAX_FILE`] were read at most: it may have grown, or not known its size.
///
/// # Errors
/// When it is too large.
pub fn bounded(bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    match bytes.len() as u64 {
        size if size > MAX_FILE => Err(too_large(size)),
        _ => Ok(bytes),
    }
}

/// Why a folder, a pipe or a device is not read.
pub const NOT_A_FILE: &str = "is not a file";

/// Why a link cannot be followed.
pub const DANGLING: &str = "is a link to nothing";

/// Why git cannot be started, as words that follow `git`.
pub fn why_git(kind: ErrorKind, details: &str) -> String {
    match kind {
        ErrorKind::NotFound => "is not installed".to_owned(),
        _ => format!("cannot be started: {details}"),
    }
}

#[cfg(test)]
pub(crate) mod testing;
