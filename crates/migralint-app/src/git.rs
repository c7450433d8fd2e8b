//! What a git revision holds, for `--since`.

use std::collections::BTreeSet;

use crate::Failure;
use crate::host::{GitOutput, Host};
use crate::path::normal;

/// The files of a revision; paths are relative to the working directory.
#[derive(Debug, Default)]
pub(crate) struct Revision {
    /// Every file that it has.
    pub files: BTreeSet<String>,
    /// Those of them that are different now.
    pub edited: BTreeSet<String>,
}

/// Reads what a revision holds under these folders.
pub(crate) fn read(
    host: &dyn Host,
    revision: &str,
    folders: &[String],
) -> Result<Revision, Failure> {
    if revision.starts_with('-') || revision.is_empty() {
        return Err(Failure(format!("--since: `{revision}` is not a revision")));
    }
    let top = run(host, &["rev-parse", "--show-toplevel"])?;
    if !top.success {
        return Err(Failure(
            "--since: this is not a git repository; `--after MIGRATION` needs none".to_owned(),
        ));
    }
    let commit =
        run(host, &["rev-parse", "--verify", "--quiet", &format!("{revision}^{{commit}}")])?;
    if !commit.success {
        return Err(unknown(host, revision)?);
    }
    let commit = commit.stdout.trim();
    // Paths of git are relative to the top of the repository.
    let prefix = run(host, &["rev-parse", "--show-prefix"])?.stdout;
    let up = "../".repeat(prefix.trim().split('/').filter(|part| !part.is_empty()).count());
    let working_directory = host.working_directory();
    let relative = |output: &str| -> BTreeSet<String> {
        let paths = output.split('\0').filter(|path| !path.is_empty());
        paths
            .map(|path| match path.strip_prefix(prefix.trim()) {
                Some(inside) => inside.to_owned(),
                None => normal(&format!("{up}{path}"), &working_directory),
            })
            .collect()
    };
    let folders: Vec<&str> =
        folders.iter().map(|folder| if folder.is_empty() { "." } else { folder }).collect();
    let list =
        [&["ls-tree", "-r", "-z", "--name-only", "--full-name", commit, "--"], folders.as_slice()];
    let list = must(run(host, &list.concat())?)?;
    let diff = [
        &["diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", commit, "--"],
        folders.as_slice(),
    ];
    let diff = must(run(host, &diff.concat())?)?;
    Ok(Revision { files: relative(&list), edited: relative(&diff) })
}

/// Why a revision is not known, and what helps.
fn unknown(host: &dyn Host, revision: &str) -> Result<Failure, Failure> {
    let shallow = run(host, &["rev-parse", "--is-shallow-repository"])?;
    let help = if host.variable("VERCEL").is_some() {
        "Vercel clones ten commits, without the remote: say what has run with `after` in the configuration"
    } else if shallow.stdout.trim() == "true" {
        "this clone is shallow: fetch the whole history (`fetch-depth: 0` of actions/checkout, or \
         `git fetch --unshallow`)"
    } else {
        "fetch it, or name another"
    };
    Ok(Failure(format!("--since: git does not know the revision `{revision}`; {help}")))
}

fn run(host: &dyn Host, arguments: &[&str]) -> Result<GitOutput, Failure> {
    host.git(arguments).map_err(|reason| Failure(format!("--since: git {reason}")))
}

fn must(output: GitOutput) -> Result<String, Failure> {
    if output.success {
        Ok(output.stdout)
    } else {
        Err(Failure(format!("--since: git says: {}", output.stderr.trim())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::testing::TestHost;

    fn host() -> TestHost {
        TestHost::new()
            .answer("rev-parse --show-toplevel", true, "/w\n")
            .answer("rev-parse --show-prefix", true, "d/\n")
            .answer("rev-parse --verify --quiet main^{commit}", true, "abc\n")
            .answer("rev-parse --verify --quiet gone^{commit}", false, "")
    }

    #[test]
    fn paths_are_relative_to_the_working_directory() {
        let host = host()
            .answer(
                "ls-tree -r -z --name-only --full-name abc -- m ../e",
                true,
                "d/m/1.sql\0e/2.sql\0",
            )
            .answer(
                "diff --name-only -z --no-renames --no-ext-diff abc -- m ../e",
                true,
                "d/m/1.sql\0",
            );
        let revision = read(&host, "main", &["m".to_owned(), "../e".to_owned()]).unwrap();
        assert_eq!(revision.files.iter().collect::<Vec<_>>(), ["../e/2.sql", "m/1.sql"]);
        assert_eq!(revision.edited.iter().collect::<Vec<_>>(), ["m/1.sql"]);
    }

    #[test]
    fn on_vercel_the_configuration_helps() {
        let host = host()
            .answer("rev-parse --is-shallow-repository", true, "true")
            .variable("VERCEL", "1");
        let message = read(&host, "gone", &[]).expect_err("unknown").0;
        assert!(message.contains("`after` in the configuration"), "{message}");
    }

    #[test]
    fn a_shallow_clone_is_told_how_to_fetch() {
        for (shallow, expected) in [("true", true), ("false", false)] {
            let host = host().answer("rev-parse --is-shallow-repository", true, shallow);
            let message = read(&host, "gone", &[]).expect_err("unknown").0;
            assert!(message.contains("`gone`"), "{message}");
            assert_eq!(message.contains("fetch-depth: 0"), expected, "{message}");
        }
    }
}
