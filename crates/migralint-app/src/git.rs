//! What a git revision holds, for `--since`.

use std::collections::{BTreeMap, BTreeSet};

use crate::Failure;
use crate::host::{GitOutput, Host};
use crate::path::normal;

/// The files of a revision; paths are relative to the working directory.
#[derive(Debug, Default)]
pub(crate) struct Revision {
    /// Every file that it has.
    pub files: BTreeSet<String>,
    /// Those of them that were changed in the branch.
    pub edited: BTreeSet<String>,
    /// Those of them that came to it after the branch began, and that the branch does not have.
    pub merged: BTreeSet<String>,
    /// Those of them that the branch began with and took away, as far as that is known.
    pub gone: BTreeSet<String>,
    /// What the user should know.
    pub note: Option<String>,
    /// Its commit.
    commit: String,
    /// The commit at which what is checked out left it; where that is not known, its own.
    base: String,
    /// Options that turn filters off.
    filters: Vec<String>,
    /// The top of the repository, as git says it.
    top: String,
    /// From the top of the repository to the working directory: empty, or with a `/` behind.
    prefix: String,
}

impl Revision {
    /// The files of the whole repository that were there under another path, by the path that they have now.
    ///
    /// # Errors
    /// When git cannot be started, or does not say.
    pub(crate) fn moved(&self, host: &dyn Host) -> Result<BTreeMap<String, String>, Failure> {
        let command = ["diff", "--name-status", "-z", "--find-renames=100%", "--diff-filter=R"];
        let filters: Vec<&str> = self.filters.iter().map(String::as_str).collect();
        let command = [filters.as_slice(), &command, ALONE, &[&self.commit]].concat();
        let output = must(run(host, &command)?)?;
        let mut parts = output.split('\0');
        let mut moved = BTreeMap::new();
        while let (Some(_), Some(old), Some(new)) = (parts.next(), parts.next(), parts.next()) {
            moved.insert(relative(host, &self.prefix, new), relative(host, &self.prefix, old));
        }
        Ok(moved)
    }

    /// The commit at which what is checked out left it, and the path from the top to the working directory.
    pub(crate) fn base(&self) -> (String, String) {
        (self.base.clone(), self.prefix.clone())
    }

    /// Whether a folder is in another repository: a submodule, for example.
    ///
    /// # Errors
    /// When git cannot be started.
    pub(crate) fn is_other_repository(
        &self,
        host: &dyn Host,
        folder: &str,
    ) -> Result<bool, Failure> {
        let top = run(host, &["-C", folder, "rev-parse", "--show-toplevel"])?;
        Ok(top.success && top.stdout != self.top)
    }

    /// The text of one of its files.
    ///
    /// # Errors
    /// When git cannot be started, or does not give it.
    pub(crate) fn text(&self, host: &dyn Host, path: &str) -> Result<String, Failure> {
        must(run(host, &["cat-file", "blob", &object(&self.commit, &self.prefix, path)])?)
    }
}

/// What git calls a file of a commit; `prefix` leads from the top of the repository to the working directory, from where the
/// path is seen.
pub(crate) fn object(commit: &str, prefix: &str, path: &str) -> String {
    format!("{commit}:{}", normal(&format!("/{prefix}{path}"), "/"))
}

/// The commit of a revision, and the path from the top of the repository to the working directory: empty, or with a `/`
/// behind.
///
/// # Errors
/// When git does not know it, or there is no repository.
pub(crate) fn resolve(
    host: &dyn Host,
    option: &str,
    revision: &str,
) -> Result<(String, String), Failure> {
    if revision.starts_with('-') || revision.is_empty() {
        return Err(Failure(format!("{option}: `{revision}` is not a revision")));
    }
    let prefix = must(run(host, &["rev-parse", "--show-prefix"])?)?.trim().to_owned();
    match commit(host, revision)? {
        Some(commit) => Ok((commit, prefix)),
        None => Err(unknown(host, revision)?),
    }
}

/// The commit at which what is checked out left a revision: where it is not known, that of the revision.
pub(crate) fn base_commit(host: &dyn Host, commit: &str) -> Result<String, Failure> {
    Ok(base(host, commit)?.commit(commit).to_owned())
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
    if !top.success && top.stderr.contains("not a git repository") {
        return Err(Failure(
            "--since: this is not a git repository; `--after MIGRATION` needs none".to_owned(),
        ));
    }
    // It stands there, and git refuses it: it belongs to another user.
    let top = must(top)?;
    if let Some((first, _)) = revision.split_once("..") {
        return Err(Failure(format!(
            "--since: `{revision}` is a range; the revision that it begins at is enough: `{first}`"
        )));
    }
    let Some(commit) = commit(host, revision)? else { return Err(unknown(host, revision)?) };
    let prefix = run(host, &["rev-parse", "--show-prefix"])?.stdout.trim().to_owned();
    let filters = without_filters(host)?;
    let within = Within { host, filters: &filters, prefix: &prefix, folders };
    let files = within.files(&commit)?;
    let changed = within.changed(&commit)?;
    let (edited, gone): (BTreeSet<_>, BTreeSet<_>) =
        changed.intersection(&files).cloned().partition(|path| host.metadata(path).is_ok());
    let mut found = Revision { files, edited, gone, ..Revision::default() };
    let left = base(host, &commit)?;
    left.commit(&commit).clone_into(&mut found.base);
    match left {
        Base::Known { base, .. } if base == commit => {}
        Base::Known { base, branch } => {
            // What differs because the revision moved on was not changed here.
            let (before, changed) = (within.files(&base)?, within.changed(&base)?);
            found.edited.retain(|path| changed.contains(path));
            found.gone.retain(|path| before.contains(path));
            found.merged = found.files.difference(&before).cloned().collect();
            if !found.merged.is_empty() {
                let known = within.files(&branch)?;
                found.merged.retain(|path| !known.contains(path));
            }
        }
        Base::Merged => {
            found.note = Some(incomplete(revision, "migrations that were merged meanwhile are"));
        }
        Base::Unknown => {
            found.edited.clear();
            found.gone.clear();
            let what = "merged migrations that the branch edited, and those that were merged meanwhile, are";
            found.note = Some(incomplete(revision, what));
        }
        Base::Unrelated => {
            found.edited.clear();
            found.gone.clear();
            found.note = Some(format!(
                "--since: `{revision}` has no commit in common with what is checked out, so edits of its migrations are \
                 not told; name the revision that the branch began at"
            ));
        }
    }
    (found.commit, found.top, found.prefix) = (commit, top, prefix);
    found.filters = filters;
    Ok(found)
}

/// The commit of a revision. Of names that git would find in several places, a branch of a remote comes first: a branch
/// or a tag of this very name may be somebody's who wants another base.
fn commit(host: &dyn Host, revision: &str) -> Result<Option<String>, Failure> {
    for name in
        [format!("refs/remotes/{revision}"), format!("refs/heads/{revision}"), revision.to_owned()]
    {
        let commit = format!("{name}^{{commit}}");
        let found = run(host, &["rev-parse", "--verify", "--quiet", &commit])?;
        if found.success {
            return Ok(Some(found.stdout.trim().to_owned()));
        }
    }
    Ok(None)
}

/// What keeps a comparison with the working tree from starting a program: drivers of a configuration, and the git that
/// looks into submodules.
const ALONE: &[&str] = &["--no-ext-diff", "--no-textconv", "--ignore-submodules=all"];

/// Options that turn off the filters of a configuration, through which git would send the files of the working tree.
/// <https://git-scm.com/docs/gitattributes#_filter>
fn without_filters(host: &dyn Host) -> Result<Vec<String>, Failure> {
    let names = r"^filter\..*\.(clean|process|required)$";
    let found = run(host, &["config", "--null", "--name-only", "--get-regexp", names])?;
    let names = found.stdout.split('\0').filter(|name| !name.is_empty());
    let mut options = Vec::new();
    for name in names {
        if name.contains('=') {
            return Err(Failure(format!(
                "--since: git is set up with a filter that is not read: `{name}`"
            )));
        }
        let value = if name.ends_with(".required") { "false" } else { "" };
        options.extend(["-c".to_owned(), format!("{name}={value}")]);
    }
    Ok(options)
}

/// What a note says where the clone ends before the base.
fn incomplete(revision: &str, what: &str) -> String {
    format!(
        "--since: git does not know where the branch left `{revision}`, so {what} not compared; fetch the whole history \
         (`fetch-depth: 0` of actions/checkout, or `git fetch --unshallow`)"
    )
}

/// Where the branch left the revision.
enum Base {
    /// At the commit `base`; its own last commit is `branch`.
    Known { base: String, branch: String },
    /// Before the clone begins; what is checked out is the merge of the two, so it differs by the branch alone.
    Merged,
    /// Before the clone begins.
    Unknown,
    /// Nowhere: they have no history in common.
    Unrelated,
}

impl Base {
    /// The commit where it is known, otherwise that of the revision.
    fn commit<'a>(&'a self, revision: &'a str) -> &'a str {
        match self {
            Self::Known { base, .. } => base,
            Self::Merged | Self::Unknown | Self::Unrelated => revision,
        }
    }
}

/// Where the branch left the revision. What is checked out may be the merge of the two, as pull requests are tested:
/// then the branch is the parent that the revision does not hold.
fn base(host: &dyn Host, commit: &str) -> Result<Base, Failure> {
    let mut tip = "HEAD".to_owned();
    let mut is_merge = false;
    if let [first, second] = parents(host)?.as_slice() {
        let holds = |parent: &String| {
            let output = run(host, &["merge-base", "--is-ancestor", parent, commit])?;
            Ok(parent == commit || output.success)
        };
        match (holds(first)?, holds(second)?) {
            (true, false) => tip.clone_from(second),
            (false, true) => tip.clone_from(first),
            _ => {}
        }
        is_merge = [first, second].iter().any(|parent| *parent == commit);
    }
    let base = run(host, &["merge-base", commit, &tip])?;
    let base = base.stdout.trim();
    if !base.is_empty() {
        return Ok(Base::Known { base: base.to_owned(), branch: tip });
    }
    Ok(match is_shallow(host)? {
        true if is_merge => Base::Merged,
        true => Base::Unknown,
        false => Base::Unrelated,
    })
}

/// The parents of what is checked out, also where a shallow clone has them no more.
fn parents(host: &dyn Host) -> Result<Vec<String>, Failure> {
    let text = run(host, &["cat-file", "commit", "HEAD"])?.stdout;
    let header = text.split("\n\n").next().unwrap_or_default();
    let parents = header.lines().filter_map(|line| line.strip_prefix("parent "));
    Ok(parents.map(str::to_owned).collect())
}

fn is_shallow(host: &dyn Host) -> Result<bool, Failure> {
    Ok(run(host, &["rev-parse", "--is-shallow-repository"])?.stdout.trim() == "true")
}

/// Folders of the working directory in a repository.
struct Within<'a> {
    host: &'a dyn Host,
    /// Options that turn filters off.
    filters: &'a [String],
    prefix: &'a str,
    folders: &'a [String],
}

impl Within<'_> {
    /// Every file that a commit has there.
    fn files(&self, commit: &str) -> Result<BTreeSet<String>, Failure> {
        self.list(&[], &["ls-tree", "-r", "-z", "--name-only", "--full-name", commit, "--"])
    }

    /// Every file there that is another in the working tree.
    fn changed(&self, commit: &str) -> Result<BTreeSet<String>, Failure> {
        let command = [&["diff", "--name-only", "-z", "--no-renames"], ALONE, &[commit, "--"]];
        self.list(self.filters, &command.concat())
    }

    fn list(&self, options: &[String], command: &[&str]) -> Result<BTreeSet<String>, Failure> {
        let folders = self.folders.iter().map(String::as_str);
        let folders: Vec<&str> =
            folders.map(|folder| if folder.is_empty() { "." } else { folder }).collect();
        // `[slug]` is the name of a folder too.
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        let command = [options.as_slice(), &["--literal-pathspecs"], command, &folders].concat();
        let output = must(run(self.host, &command)?)?;
        let paths = output.split('\0').filter(|path| !path.is_empty());
        Ok(paths.map(|path| relative(self.host, self.prefix, path)).collect())
    }
}

/// A path of git, which is relative to the top of the repository, from the working directory on.
fn relative(host: &dyn Host, prefix: &str, path: &str) -> String {
    path.strip_prefix(prefix).map_or_else(
        || {
            let depth = prefix.split('/').filter(|part| !part.is_empty()).count();
            normal(&format!("{}{path}", "../".repeat(depth)), &host.working_directory())
        },
        str::to_owned,
    )
}

/// Why a revision is not known, and what helps.
fn unknown(host: &dyn Host, revision: &str) -> Result<Failure, Failure> {
    let help = if host.variable("VERCEL").is_some() {
        "Vercel clones ten commits, without the remote: say what has run with `after` in the configuration"
    } else if is_shallow(host)? {
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
            .answer("cat-file commit HEAD", true, "tree t\nparent def\n\nparent abc\n")
            .answer("merge-base abc HEAD", true, "base\n")
            .answer(
                "--literal-pathspecs ls-tree -r -z --name-only --full-name HEAD -- m ../e",
                true,
                "d/m/1.sql\0",
            )
            .file("m/1.sql", "")
            .file("m/3.sql", "")
            .listing("abc", "d/m/1.sql\0d/m/3.sql\0e/2.sql\0", "d/m/1.sql\0d/m/3.sql\0d/m/4.sql\0")
            .listing("base", "d/m/1.sql\0e/2.sql\0", "d/m/1.sql\0d/m/4.sql\0")
    }

    impl TestHost {
        fn listing(self, commit: &str, files: &str, changed: &str) -> Self {
            let list = format!(
                "--literal-pathspecs ls-tree -r -z --name-only --full-name {commit} -- m ../e"
            );
            let diff = format!(
                "--literal-pathspecs diff --name-only -z --no-renames --no-ext-diff --no-textconv --ignore-submodules=all {commit} -- m ../e"
            );
            self.answer(&list, true, files).answer(&diff, true, changed)
        }
    }

    fn main(host: &TestHost) -> Revision {
        read(host, "main", &["m".to_owned(), "../e".to_owned()]).unwrap()
    }

    fn paths(paths: &BTreeSet<String>) -> Vec<&str> {
        paths.iter().map(String::as_str).collect()
    }

    #[test]
    fn paths_are_relative_to_the_working_directory() {
        let host = host().answer("cat-file blob abc:e/2.sql", true, "SELECT 1;");
        let revision = main(&host);
        assert_eq!(paths(&revision.files), ["../e/2.sql", "m/1.sql", "m/3.sql"]);
        assert_eq!(revision.text(&host, "../e/2.sql"), Ok("SELECT 1;".to_owned()));
    }

    #[test]
    fn what_the_revision_got_since_is_merged_and_not_edited() {
        let revision = main(&host());
        assert_eq!(paths(&revision.edited), ["m/1.sql"]);
        assert_eq!(paths(&revision.merged), ["m/3.sql"]);
        let current = main(&host().answer("merge-base abc HEAD", true, "abc\n"));
        assert_eq!((current.edited.len(), current.merged.len()), (2, 0));
    }

    /// The merge of `abc`, the revision, and `def`, the branch.
    fn merge() -> TestHost {
        host()
            .answer("cat-file commit HEAD", true, "tree t\nparent abc\nparent def\n\nmerge\n")
            .answer("merge-base --is-ancestor abc abc", true, "")
            .answer("merge-base --is-ancestor def abc", false, "")
    }

    #[test]
    fn a_merge_is_taken_apart() {
        let own = "--literal-pathspecs ls-tree -r -z --name-only --full-name def -- m ../e";
        let host =
            merge().answer("merge-base abc def", true, "base\n").answer(own, true, "d/m/1.sql\0");
        assert_eq!(paths(&main(&host).merged), ["m/3.sql"]);
    }

    #[test]
    fn what_the_branch_has_too_was_not_merged_meanwhile() {
        let own = "--literal-pathspecs ls-tree -r -z --name-only --full-name HEAD -- m ../e";
        let host = host().answer(own, true, "d/m/1.sql\0d/m/3.sql\0");
        assert_eq!(paths(&main(&host).merged), [""; 0]);
    }

    #[test]
    fn a_range_is_named() {
        let message = read(&host(), "main...HEAD", &[]).expect_err("a range").0;
        assert!(message.ends_with("is enough: `main`"), "{message}");
    }

    #[test]
    fn without_a_base_it_is_told_and_no_edit_is_claimed() {
        for (shallow, expected) in [("true", "fetch-depth: 0"), ("false", "no commit in common")] {
            let host = host().answer("merge-base abc HEAD", false, "").answer(
                "rev-parse --is-shallow-repository",
                true,
                shallow,
            );
            let revision = main(&host);
            assert!(revision.note.is_some_and(|note| note.contains(expected)), "{expected}");
            assert_eq!((revision.edited.len(), revision.merged.len()), (0, 0));
        }
    }

    #[test]
    fn a_shallow_merge_differs_by_the_branch_alone() {
        let host = merge().answer("merge-base abc def", false, "").answer(
            "rev-parse --is-shallow-repository",
            true,
            "true",
        );
        let revision = main(&host);
        assert!(revision.note.is_some_and(|note| note.contains("fetch-depth: 0")));
        assert_eq!((revision.edited.len(), revision.merged.len()), (2, 0));
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
