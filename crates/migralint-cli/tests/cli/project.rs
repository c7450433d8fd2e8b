//! A project on the disk, and the command run in it.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A folder of its own for each test, gone with it.
pub(crate) struct Project(pub(crate) PathBuf);

impl Project {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("cli-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        // The search for a configuration ends here.
        fs::create_dir(path.join(".git")).unwrap();
        Self(path)
    }

    pub(crate) fn file(self, path: &str, contents: impl AsRef<[u8]>) -> Self {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, contents).unwrap();
        self
    }

    /// Exit code, standard output, standard error.
    pub(crate) fn run(&self, line: &str) -> (i32, String, String) {
        self.run_with(line, "")
    }

    pub(crate) fn run_with(&self, line: &str, stdin: &str) -> (i32, String, String) {
        self.run_where(line, stdin, &[])
    }

    /// From a folder of the project.
    pub(crate) fn run_in(&self, folder: &str, line: &str) -> (i32, String, String) {
        Self::run_at(&self.0.join(folder), line, "", &[])
    }

    /// With variables of the environment.
    pub(crate) fn run_where(
        &self,
        line: &str,
        stdin: &str,
        variables: &[(&str, &str)],
    ) -> (i32, String, String) {
        Self::run_at(&self.0, line, stdin, variables)
    }

    pub(crate) fn run_at(
        folder: &Path,
        line: &str,
        stdin: &str,
        variables: &[(&str, &str)],
    ) -> (i32, String, String) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_migralint"))
            .args(line.split_whitespace())
            .current_dir(folder)
            .env_remove("FORCE_COLOR")
            .env_remove("GITHUB_ACTIONS")
            .env_remove("GITHUB_STEP_SUMMARY")
            .envs(variables.iter().copied())
            .env("GIT_CEILING_DIRECTORIES", env!("CARGO_TARGET_TMPDIR"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The program may end without reading.
        let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    /// Standard error of a run that could not check everything.
    pub(crate) fn fails(&self, line: &str) -> String {
        let (code, _, stderr) = self.run(line);
        assert_eq!(code, 2, "{line}: {stderr}");
        stderr
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A project with one harmless migration.
pub(crate) fn harmless() -> Project {
    Project::new().file("db/migrations/1_a.sql", "CREATE TABLE a (id bigint PRIMARY KEY);\n")
}
