//! A world in memory for tests: its working directory is `/w/d`, the day 2026-06-15.

use std::collections::BTreeMap;

use crate::path::absolute;

use super::{Entry, GitOutput, Host, Kind, Metadata, Stream};

#[derive(Default)]
pub(crate) struct TestHost {
    files: BTreeMap<String, Vec<u8>>,
    broken: BTreeMap<String, String>,
    git: BTreeMap<String, GitOutput>,
    variables: BTreeMap<String, String>,
    pub(crate) stdin: Vec<u8>,
    /// What is typed, the first answer last; without any there is no terminal.
    pub(crate) answers: Vec<String>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl TestHost {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Adds a file.
    pub(crate) fn file(mut self, path: &str, text: impl AsRef<[u8]>) -> Self {
        self.files.insert(path.to_owned(), text.as_ref().to_vec());
        self
    }

    /// Adds a link that cannot be followed.
    pub(crate) fn broken(mut self, path: &str, reason: &str) -> Self {
        self.broken.insert(path.to_owned(), reason.to_owned());
        self
    }

    /// Sets a variable of the environment.
    pub(crate) fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.insert(name.to_owned(), value.to_owned());
        self
    }

    /// What git answers to a command line.
    pub(crate) fn answer(mut self, command: &str, success: bool, stdout: &str) -> Self {
        let output = GitOutput { success, stdout: stdout.to_owned(), stderr: String::new() };
        self.git.insert(command.to_owned(), output);
        self
    }

    /// The text of a file that stands there now.
    pub(crate) fn text(&self, path: &str) -> Option<String> {
        self.files.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned())
    }

    /// Sets a variable of the environment.
    pub(crate) fn set(mut self, name: &str, value: &str) -> Self {
        self.variables.insert(name.to_owned(), value.to_owned());
        self
    }

    fn paths(&self) -> impl Iterator<Item = (&String, Kind)> {
        let files = self.files.keys().map(|path| (path, Kind::File));
        files.chain(self.broken.keys().map(|path| (path, Kind::Link)))
    }
}

impl Host for TestHost {
    fn read_file(&self, path: &str) -> Result<Vec<u8>, String> {
        match self.broken.get(path) {
            Some(reason) => Err(reason.clone()),
            None => self.files.get(path).cloned().ok_or_else(|| "does not exist".to_owned()),
        }
    }

    fn write_file(&mut self, path: &str, contents: &[u8]) -> Result<(), String> {
        self.files.insert(path.to_owned(), contents.to_vec());
        Ok(())
    }

    fn read_folder(&self, path: &str) -> Result<Vec<Entry>, String> {
        let mut entries = BTreeMap::new();
        for (file, kind) in self.paths() {
            let Some(rest) = (if path.is_empty() {
                Some(file.as_str()).filter(|file| !file.starts_with("../"))
            } else {
                file.strip_prefix(&format!("{path}/"))
            }) else {
                continue;
            };
            match rest.split_once('/') {
                Some((folder, _)) => entries.insert(folder.to_owned(), Kind::Folder),
                None => entries.insert(rest.to_owned(), kind),
            };
        }
        Ok(entries.into_iter().map(|(name, kind)| Entry { name, kind }).collect())
    }

    fn metadata(&self, path: &str) -> Result<Metadata, String> {
        if let Some(reason) = self.broken.get(path) {
            return Err(reason.clone());
        }
        if let Some(bytes) = self.files.get(path) {
            return Ok(Metadata { kind: Kind::File, size: bytes.len() as u64 });
        }
        let is_folder =
            path.is_empty() || self.paths().any(|(file, _)| file.starts_with(&format!("{path}/")));
        if is_folder {
            Ok(Metadata { kind: Kind::Folder, size: 0 })
        } else {
            Err("does not exist".to_owned())
        }
    }

    fn real_path(&self, path: &str) -> Result<String, String> {
        Ok(absolute(path, &self.working_directory()))
    }

    fn read_stdin(&mut self) -> Result<Vec<u8>, String> {
        Ok(std::mem::take(&mut self.stdin))
    }

    fn ask(&mut self, question: &str) -> Option<String> {
        let answer = self.answers.pop()?;
        self.stdout.push_str(question);
        Some(answer)
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

    fn variable(&self, name: &str) -> Option<String> {
        self.variables.get(name).cloned()
    }

    fn git(&self, arguments: &[&str]) -> Result<GitOutput, String> {
        let command = arguments.join(" ");
        let nothing = GitOutput { success: false, stdout: String::new(), stderr: String::new() };
        let is_question = ["config ", "rev-parse --verify --quiet refs/"];
        let is_question = is_question.iter().any(|start| command.starts_with(start));
        let answer = self.git.get(&command).cloned().or(is_question.then_some(nothing));
        answer.ok_or_else(|| format!("no answer to git {command}"))
    }

    fn working_directory(&self) -> String {
        "/w/d".to_owned()
    }

    fn today(&self) -> String {
        "2026-06-15".to_owned()
    }
}
