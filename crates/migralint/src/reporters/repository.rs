//! Paths as a host of code knows them: from the root of the repository, which need not be the working directory.

use std::fmt::Write as _;

/// The repository that the files are part of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repository {
    /// The working directory as seen from the root, for example `apps/web`; empty at the root or when not known.
    pub folder: String,
    /// The address under which the host shows its files, up to their path, without a slash at the end.
    pub files: Option<String>,
}

impl Repository {
    /// The path of a file from the root; `path` is relative to the working directory. Absolute ones stay.
    pub(super) fn path(&self, path: &str) -> String {
        if self.folder.is_empty() || path.starts_with('/') {
            return path.to_owned();
        }
        let mut parts: Vec<&str> = self.folder.split('/').filter(|part| !part.is_empty()).collect();
        for part in path.split('/').filter(|part| *part != ".") {
            match part {
                ".." if parts.last().is_some_and(|last| *last != "..") => {
                    parts.pop();
                }
                _ => parts.push(part),
            }
        }
        parts.join("/")
    }

    /// The address of a line; `None` when the host is not known or does not have the file.
    pub(super) fn line_url(&self, path: &str, line: usize) -> Option<String> {
        let path = self.path(path);
        let files = self.files.as_deref().filter(|_| !path.starts_with(['/', '.']))?;
        Some(format!("{files}/{}#L{line}", uri(&path)))
    }
}

/// A path as a URI reference: relative stays relative, all but unreserved characters and `/` are percent-encoded.
pub(super) fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    if path.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_begin_at_the_root() {
        let check = |folder: &str, path, expected| {
            let repository = Repository { folder: folder.to_owned(), files: None };
            assert_eq!(repository.path(path), expected, "{folder} {path}");
        };
        check("", "a/b.sql", "a/b.sql");
        check("", "../b.sql", "../b.sql");
        check("apps/web/", "a/b.sql", "apps/web/a/b.sql");
        check("apps/web", "../db/b.sql", "apps/db/b.sql");
        check("apps/web", "./../../../b.sql", "../b.sql");
        check("apps/web", "/tmp/b.sql", "/tmp/b.sql");
    }

    #[test]
    fn addresses_are_encoded() {
        let files = Some("https://host/o/r/blob/1".to_owned());
        let repository = Repository { folder: String::new(), files };
        assert_eq!(
            repository.line_url("a b/ü#).sql", 3).as_deref(),
            Some("https://host/o/r/blob/1/a%20b/%C3%BC%23%29.sql#L3")
        );
        assert_eq!(repository.line_url("../b.sql", 3), None);
        assert_eq!(Repository::default().line_url("b.sql", 3), None);
    }

    #[test]
    fn uris() {
        assert_eq!(uri("/tmp/a.sql"), "file:///tmp/a.sql");
        assert_eq!(uri("../a:b.sql"), "../a%3Ab.sql");
    }
}
