//! The one door for what a migration says: identifiers, paths, comments and SQL leave it without a
//! character that steers a terminal or reorders what is read.

use std::io;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter};

/// Text for one line of a terminal: line breaks and tabs become visible escapes too.
pub fn line(text: &str) -> String {
    escape(text, |_| false)
}

/// Text of several lines for a terminal: line breaks stay, `\r\n` is one; tabs become four spaces.
pub fn block(text: &str) -> String {
    escape(&text.replace("\r\n", "\n").replace('\t', "    "), |c| c == '\n')
}

fn escape(text: &str, keep: fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if steers(c) && !keep(c) { push_escaped(&mut out, c) } else { out.push(c) }
    }
    out
}

/// Writes a character as an escape: `\n`, `\t`, `\r`, or its number as `\u{1b}`.
fn push_escaped(out: &mut String, c: char) {
    match c {
        '\n' | '\t' | '\r' => out.extend(c.escape_default()),
        _ => out.extend(c.escape_unicode()),
    }
}

/// Whether a character does something to a terminal or to the order of reading, instead of being seen:
/// controls, line and paragraph separators, bidirectional controls, byte order mark, tag characters, and what has no
/// width, by which two names would look the same. The joiners stay: scripts and emoji need them.
pub fn steers(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{00AD}'
                | '\u{061C}'
                | '\u{180E}'
                | '\u{200B}'
                | '\u{200E}'
                | '\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FEFF}'
                | '\u{FFF9}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E007F}'
        )
}

/// Text of several lines in which no line is a command to the service that runs it: GitHub takes lines that begin with
/// `::name::`, GitHub, Azure Pipelines and `TeamCity` take `##name[` anywhere. Such a mark becomes an escape.
/// <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>
pub fn without_commands(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        let (indent, mut rest) = line.split_at(indent);
        out.push_str(indent);
        if let Some(command) = rest.strip_prefix("::")
            && command.contains("::")
        {
            out.push_str("\\u{3a}:");
            rest = command;
        }
        while let Some(at) = second_number_sign(rest) {
            out.push_str(&rest[..at]);
            out.push_str("\\u{23}");
            rest = &rest[at + 1..];
        }
        out.push_str(rest);
    }
    out
}

/// Where the second `#` of a mark `##name[` is.
fn second_number_sign(text: &str) -> Option<usize> {
    let is_mark = |at: &usize| {
        text[at + 1..].strip_prefix('#').is_some_and(|rest| {
            rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()).starts_with('[')
        })
    };
    text.match_indices('#').map(|(at, _)| at).find(is_mark).map(|at| at + 1)
}

/// Appends a value as one line of JSON. Steering characters are `\u` escapes, so the data stays what it is
/// and a terminal is safe; so are marks of commands.
pub fn json(value: &impl Serialize, out: &mut String) {
    let mut bytes = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, SafeFormatter);
    // Only a map with keys that are not strings can fail, and no wire shape has one.
    if value.serialize(&mut serializer).is_ok() {
        out.push_str(&String::from_utf8_lossy(&bytes));
        out.push('\n');
    }
}

struct SafeFormatter;

impl Formatter for SafeFormatter {
    fn write_string_fragment<W>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + io::Write,
    {
        let mut rest = fragment;
        while let Some((at, c)) = next_escaped(rest) {
            CompactFormatter.write_string_fragment(writer, &rest[..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = &rest[at + c.len_utf8()..];
        }
        CompactFormatter.write_string_fragment(writer, rest)
    }
}

/// The next character that is written as its number.
fn next_escaped(text: &str) -> Option<(usize, char)> {
    let steering = text.char_indices().find(|(_, c)| steers(*c));
    let mark = second_number_sign(text).map(|at| (at, '#'));
    steering.into_iter().chain(mark).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One of each family that steers, between letters.
    pub(super) const HOSTILE: &str = "a\u{1b}[31mb\rc\u{7}d\u{9b}e\u{202e}f\u{2066}g\u{2028}h\u{e0041}i\u{7f}j\u{feff}k\u{200b}l\u{2060}m";

    #[test]
    fn a_line_shows_what_steers() {
        assert_eq!(
            line(HOSTILE),
            "a\\u{1b}[31mb\\rc\\u{7}d\\u{9b}e\\u{202e}f\\u{2066}g\\u{2028}h\\u{e0041}i\\u{7f}j\\u{feff}k\\u{200b}l\\u{2060}m"
        );
        assert_eq!(line("a\nb\tc"), "a\\nb\\tc");
    }

    #[test]
    fn a_line_keeps_what_is_seen() {
        let text = "\"Straße\" \u{1F469}\u{200D}\u{1F680} \\n שלום";
        assert_eq!(line(text), text);
    }

    #[test]
    fn a_block_keeps_lines() {
        assert_eq!(block("a\r\n\tb\nc\rd\u{1b}"), "a\n    b\nc\\rd\\u{1b}");
    }

    #[test]
    fn no_line_is_a_command() {
        let check = |text, expected| assert_eq!(without_commands(text), expected);
        check("a\n  ::error::b\n::a::b::c", "a\n  \\u{3a}:error::b\n\\u{3a}:a::b::c");
        check("SELECT 1\n  ::text\na ::error::b\n", "SELECT 1\n  ::text\na ::error::b\n");
        check("a ##[error]b ##vso[x]##[y", "a #\\u{23}[error]b #\\u{23}vso[x]#\\u{23}[y");
        check("###[x] ## [x] ##", "##\\u{23}[x] ## [x] ##");
    }

    #[test]
    fn json_has_no_command() {
        let mut out = String::new();
        json(&["##[error]a\u{1b}###vso[b ## c"], &mut out);
        assert!(second_number_sign(&out).is_none(), "{out}");
        assert_eq!(
            serde_json::from_str::<Vec<String>>(&out).unwrap(),
            ["##[error]a\u{1b}###vso[b ## c"]
        );
    }

    #[test]
    fn json_is_safe_and_means_the_same() {
        let mut out = String::new();
        json(&[HOSTILE], &mut out);
        assert!(!out.trim_end_matches('\n').chars().any(steers), "{out}");
        assert!(out.contains(r"\udb40\udc41"), "{out}");
        assert_eq!(serde_json::from_str::<Vec<String>>(&out).unwrap(), [HOSTILE]);
    }
}
