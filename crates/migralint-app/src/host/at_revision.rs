//! The files of a git revision as a world: what stands there is read from its commit, all else is as it is.

use super::{Entry, GitOutput, Host, Kind, Metadata, Stream, too_large};
use crate::git::object;
use crate::host::MAX_FILE;
use crate::path::absolute;

/// A world whose files are those of a commit. Nothing is written in it.
pub(crate) struct AtRevision<'a> {
    host: &'a dyn Host,
    commit: &'a str,
    /// From the top of the repository to the working directory: empty, or with a `/` behind.
    prefix: &'a str,
}

impl<'a> AtRevision<'a> {
    /// The files of a commit, seen from the working directory.
    pub(crate) fn new(host: &'a dyn Host, commit: &'a str, prefix: &'a str) -> Self {
        Self { host, commit, prefix }
    }

    fn cat(&self, option: &str, path: &str) -> Result<String, String> {
        let name = object(self.commit, self.prefix, path);
        let output = self.host.git(&["cat-file", option, &name])?;
        if output.success { Ok(output.stdout) } else { Err("does not exist".to_owned()) }
    }
}

impl Host for AtRevision<'_> {
    fn read_file(&self, path: &str) -> Result<Vec<u8>, String> {
        match self.metadata(path)? {
            Metadata { kind: Kind::File, size } if size <= MAX_FILE => {
                self.cat("blob", path).map(String::into_bytes)
            }
            Metadata { kind: Kind::File, size } => Err(too_large(size)),
            Metadata { .. } => Err(super::NOT_A_FILE.to_owned()),
        }
    }

    fn metadata(&self, path: &str) -> Result<Metadata, String> {
        if crate::path::name(path) == ".git" {
            return self.host.metadata(path);
        }
        let kind = match self.cat("-t", path)?.trim() {
            "blob" => Kind::File,
            "tree" => Kind::Folder,
            _ => Kind::Other,
        };
        let size = self.cat("-s", path)?.trim().parse().unwrap_or(u64::MAX);
        Ok(Metadata { kind, size })
    }

    fn real_path(&self, path: &str) -> Result<String, String> {
        // A commit has no way out of itself.
        self.host.real_path(path).or_else(|_| Ok(absolute(path, &self.working_directory())))
    }

    fn read_folder(&self, _: &str) -> Result<Vec<Entry>, String> {
        Ok(Vec::new())
    }

    fn write_file(&mut self, _: &str, _: &[u8]) -> Result<(), String> {
        Err("is of a commit, and not written".to_owned())
    }

    fn read_stdin(&mut self) -> Result<Vec<u8>, String> {
        Ok(Vec::new())
    }

    fn ask(&mut self, _: &str) -> Option<String> {
        None
    }

    fn print(&mut self, _: Stream, _: &str) -> Result<(), String> {
        Ok(())
    }

    fn terminal_width(&self, stream: Stream) -> Option<usize> {
        self.host.terminal_width(stream)
    }

    fn variable(&self, name: &str) -> Option<String> {
        self.host.variable(name)
    }

    fn git(&self, arguments: &[&str]) -> Result<GitOutput, String> {
        self.host.git(arguments)
    }

    fn working_directory(&self) -> String {
        self.host.working_directory()
    }

    fn today(&self) -> String {
        self.host.today()
    }
}
