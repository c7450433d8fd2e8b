//! A world in memory: files in `/w`, no git, no terminal.

use std::collections::BTreeMap;

use migralint_app::{Entry, GitOutput, Host, Kind, Metadata, Stream, run};

/// Files by their paths, relative to the working directory, and what was printed.
#[derive(Clone, Debug, Default)]
pub(crate) struct World {
    pub files: BTreeMap<String, Vec<u8>>,
    pub stdout: String,
    pub stderr: String,
}

/// What a run of the program left.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub code: u8,
    pub stdout: String,
    pub stderr: String,
}

impl World {
    /// Runs the program with these arguments behind its name.
    pub(crate) fn run(&mut self, arguments: &[&str]) -> Said {
        (self.stdout, self.stderr) = (String::new(), String::new());
        let code = run(self, ["migralint"].iter().chain(arguments));
        Said { code, stdout: self.stdout.clone(), stderr: self.stderr.clone() }
    }

    /// What lies below a folder, the names without it.
    fn below<'a>(&'a self, folder: &str) -> impl Iterator<Item = &'a str> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        self.files.keys().filter_map(move |path| path.strip_prefix(&prefix))
    }
}

const MISSING: &str = "does not exist";

impl Host for World {
    fn read_file(&self, path: &str) -> Result<Vec<u8>, String> {
        self.files.get(path).cloned().ok_or_else(|| MISSING.to_owned())
    }

    fn write_file(&mut self, path: &str, contents: &[u8]) -> Result<(), String> {
        self.files.insert(path.to_owned(), contents.to_vec());
        Ok(())
    }

    fn read_folder(&self, path: &str) -> Result<Vec<Entry>, String> {
        let mut entries = BTreeMap::new();
        for rest in self.below(path) {
            match rest.split_once('/') {
                Some((folder, _)) => entries.insert(folder.to_owned(), Kind::Folder),
                None => entries.insert(rest.to_owned(), Kind::File),
            };
        }
        Ok(entries.into_iter().map(|(name, kind)| Entry { name, kind }).collect())
    }

    fn metadata(&self, path: &str) -> Result<Metadata, String> {
        match self.files.get(path) {
            Some(bytes) => Ok(Metadata { kind: Kind::File, size: bytes.len() as u64 }),
            None if path.is_empty() || self.below(path).next().is_some() => {
                Ok(Metadata { kind: Kind::Folder, size: 0 })
            }
            None => Err(MISSING.to_owned()),
        }
    }

    fn real_path(&self, path: &str) -> Result<String, String> {
        Ok(format!("/w/{path}"))
    }

    fn read_stdin(&mut self) -> Result<Vec<u8>, String> {
        Ok(Vec::new())
    }

    fn ask(&mut self, _: &str) -> Option<String> {
        None
    }

    fn print(&mut self, stream: Stream, text: &str) -> Result<(), String> {
        match stream {
            Stream::Stdout => self.stdout.push_str(text),
            Stream::Stderr => self.stderr.push_str(text),
        }
        Ok(())
    }

    fn terminal_width(&self, _: Stream) -> Option<usize> {
        None
    }

    fn variable(&self, _: &str) -> Option<String> {
        None
    }

    fn git(&self, _: &[&str]) -> Result<GitOutput, String> {
        Err("git is not there".to_owned())
    }

    fn working_directory(&self) -> String {
        "/w".to_owned()
    }

    fn today(&self) -> String {
        "2026-06-15".to_owned()
    }
}
