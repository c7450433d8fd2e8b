//! Patterns of paths as users write them.

use migralint::glob::{self, Pattern};

use crate::Failure;

/// A pattern that matches a file, or a folder and all that is in it.
#[derive(Clone, Debug)]
pub(crate) struct PathPattern {
    text: String,
    pattern: Pattern,
}

impl PathPattern {
    /// # Errors
    /// When it is no pattern, in words.
    pub(crate) fn new(text: &str) -> Result<Self, Failure> {
        glob::check(text)
            .map_err(|reason| Failure(format!("`{text}` is not a pattern: {reason}")))?;
        Ok(Self { text: text.to_owned(), pattern: Pattern::new(text) })
    }

    /// As it is written, relative to the working directory.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Whether it matches this very path.
    pub(crate) fn matches(&self, path: &str) -> bool {
        self.pattern.matches(path)
    }

    /// Whether it matches the path or a folder above it.
    pub(crate) fn covers(&self, path: &str) -> bool {
        self.pattern.covers(path)
    }
}

/// Whether a path that a user gives is a pattern.
pub(crate) fn is_pattern(path: &str) -> bool {
    path.contains(['*', '?', '['])
}

/// The folder that a pattern's matches lie in: its parts before the first that holds a wildcard.
pub(crate) fn literal_folder(pattern: &str) -> &str {
    let wild = pattern.find(['*', '?', '[']).unwrap_or(pattern.len());
    crate::path::parent(&pattern[..wild])
}

/// A pattern of the configuration as one that is relative to the working directory. `folder` is the
/// configuration's own, relative too.
pub(crate) fn rebase(pattern: &str, folder: &str, working_directory: &str) -> String {
    let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
    if !folder.starts_with("..") {
        return crate::path::join(&glob::escape(folder), pattern);
    }
    let ups = folder.split('/').count();
    let parts: Vec<&str> = working_directory.split('/').collect();
    let mut rest = pattern;
    let mut left = parts[parts.len().saturating_sub(ups)..].iter();
    while let Some(part) = left.next() {
        let (first, after) = rest.split_once('/').unwrap_or((rest, ""));
        if first == "**" {
            return rest.to_owned();
        }
        if !Pattern::new(first).matches(part) {
            return format!("{}{rest}", "../".repeat(left.len() + 1));
        }
        if after.is_empty() {
            return "**".to_owned();
        }
        rest = after;
    }
    rest.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_covers_what_is_in_it() {
        let pattern = PathPattern::new("db/*/").unwrap();
        assert!(pattern.covers("db/old/1.sql") && pattern.covers("db/old"));
        assert!(!pattern.covers("db") && !pattern.covers("other/db/old"));
        assert!(PathPattern::new("**/old").unwrap().covers("a/b/old/x.sql"));
        assert!(PathPattern::new("a**").is_err());
    }

    #[test]
    fn patterns_follow_the_configuration() {
        for (pattern, folder, expected) in [
            ("a/*.sql", "", "a/*.sql"),
            ("a/*.sql", "db", "db/a/*.sql"),
            ("./a.sql", "[db]", "[[]db[]]/a.sql"),
            ("./d/a.sql", "..", "a.sql"),
            ("d/a.sql", "..", "a.sql"),
            ("w/d/a.sql", "../..", "a.sql"),
            ("**/a.sql", "..", "**/a.sql"),
            ("*/a.sql", "..", "a.sql"),
            ("other/a.sql", "..", "../other/a.sql"),
            ("d", "..", "**"),
        ] {
            assert_eq!(rebase(pattern, folder, "/x/w/d"), expected, "{pattern} in {folder}");
        }
        assert_eq!(literal_folder("db/**/x.sql"), "db");
        assert_eq!(literal_folder("*.sql"), "");
    }
}
