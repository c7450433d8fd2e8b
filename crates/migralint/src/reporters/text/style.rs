//! How a text report looks: colour, characters, width.

use std::fmt::Write as _;

/// How a text report looks. The caller knows the terminal; nothing here asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Colours, as ANSI escapes.
    pub color: bool,
    /// Box-drawing characters; plain ASCII without.
    pub unicode: bool,
    /// The width in columns.
    pub width: usize,
    /// How much is said.
    pub detail: Detail,
}

/// How much a text report says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// One line a diagnostic, and nothing when there is none.
    Quiet,
    /// Source, what to do, what was assumed.
    #[default]
    Normal,
    /// Accepted diagnostics and the addresses of the rules' pages too.
    Verbose,
}

impl Style {
    /// No colour, no characters but ASCII: for files and pages.
    pub const fn plain(width: usize) -> Self {
        Self { color: false, unicode: false, width, detail: Detail::Normal }
    }

    /// With a width that holds words, whatever a terminal says of itself.
    pub(super) fn legible(self) -> Self {
        Self { width: self.width.max(40), ..self }
    }

    pub(super) fn ellipsis(self) -> &'static str {
        if self.unicode { "…" } else { "..." }
    }

    /// Text with an ANSI attribute, where colours are on.
    pub(super) fn paint(self, attribute: &str, text: &str) -> String {
        if self.color { format!("\u{1b}[{attribute}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// Bold, as an ANSI attribute.
pub(super) const BOLD: &str = "1";
/// Dim, as an ANSI attribute.
pub(super) const DIM: &str = "2";
/// Cyan, as an ANSI attribute.
pub(super) const CYAN: &str = "36";

/// Breaks lines at spaces so that each holds `width` columns at most; a longer word stays whole.
/// The first line has `first` columns less.
pub(super) fn wrap(text: &str, width: usize, first: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut column = first;
    for (number, line) in text.lines().enumerate() {
        if number > 0 {
            out.push('\n');
            column = 0;
        }
        for (at, word) in line.split(' ').enumerate() {
            let length = word.chars().count();
            if at > 0 && column + 1 + length > width {
                out.push('\n');
                column = 0;
            } else if at > 0 {
                out.push(' ');
                column += 1;
            }
            out.push_str(word);
            column += length;
        }
    }
    out
}

/// `1 error`, `2 errors`.
pub(in crate::reporters) fn count(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

/// Appends a first line after `head`, and the others under it.
pub(super) fn push_hanging(out: &mut String, indent: usize, head: (&str, &str), text: &str) {
    let (shown, plain) = head;
    for (number, line) in text.lines().enumerate() {
        let _ = match (number, line) {
            (0, _) => writeln!(out, "{:indent$}{shown}{line}", ""),
            (_, "") => writeln!(out),
            _ => writeln!(out, "{:width$}{line}", "", width = indent + plain.chars().count()),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wraps_at_spaces_only() {
        assert_eq!(
            wrap("run it --with-this path/to/file", 10, 0),
            "run it\n--with-this\npath/to/file"
        );
        assert_eq!(wrap("aa bb", 5, 1), "aa\nbb");
        assert_eq!(wrap("aa\n\n  bb", 80, 0), "aa\n\n  bb");
    }

    #[test]
    fn hangs_lines_under_the_first() {
        let mut out = String::new();
        push_hanging(&mut out, 2, ("help: ", "help: "), "a\n\nb");
        assert_eq!(out, "  help: a\n\n        b\n");
    }
}
