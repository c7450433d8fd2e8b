//! Which files layouts look at.

use super::tools::LAYOUTS;

/// What layouts want to know of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interest {
    /// SQL: its text, in [`Tree::sources`](super::Tree::sources).
    Sql,
    /// A configuration: its text, in [`Tree::configs`](super::Tree::configs).
    Config,
    /// That it exists, in [`Tree::others`](super::Tree::others).
    Name,
}

/// What layouts want to know of a file, by its name.
pub fn interest(name: &str) -> Option<Interest> {
    let lower = name.to_ascii_lowercase();
    let ending = lower.rsplit('.').next().unwrap_or_default();
    if ending == "sql" && lower.contains('.') {
        Some(Interest::Sql)
    } else if is_config(name) {
        Some(Interest::Config)
    } else {
        let may_be_migration = lower.contains(".sql.")
            || name.starts_with(|c: char| c.is_ascii_digit() || c == 'V' || c == '.');
        let is_note =
            ending == "md" || ["readme", "notes"].iter().any(|start| lower.starts_with(start));
        let marks_tool = || LAYOUTS.iter().any(|one| one.other_files.contains(&lower.as_str()));
        (may_be_migration || is_note || marks_tool()).then_some(Interest::Name)
    }
}

/// Whether a file of this name is a configuration that a layout reads.
pub fn is_config(name: &str) -> bool {
    let is = |config: &&str| match config.strip_prefix('*') {
        Some(ending) => name.to_ascii_lowercase().ends_with(ending),
        None => *config == name,
    };
    LAYOUTS.iter().flat_map(|layout| layout.configs).any(is)
}
