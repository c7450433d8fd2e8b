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
/// controls, line and paragraph separators, bidirectional controls, byte order mark, tag characters.
pub fn steers(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{061C}'
                | '\u{200E}'
                | '\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2066}'..='\u{2069}'
                | '\u{FEFF}'
                | '\u{FFF9}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E007F}'
        )
}

/// Appends a value as one line of JSON. Steering characters are `\u` escapes, so the data stays what it is
/// and a terminal is safe.
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
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| steers(*c)) {
            CompactFormatter.write_string_fragment(writer, &rest[..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = &rest[at + c.len_utf8()..];
        }
        CompactFormatter.write_string_fragment(writer, rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One of each family that steers, between letters.
    pub(super) const HOSTILE: &str =
        "a\u{1b}[31mb\rc\u{7}d\u{9b}e\u{202e}f\u{2066}g\u{2028}h\u{e0041}i\u{7f}j\u{feff}k";

    #[test]
    fn a_line_shows_what_steers() {
        assert_eq!(
            line(HOSTILE),
            "a\\u{1b}[31mb\\rc\\u{7}d\\u{9b}e\\u{202e}f\\u{2066}g\\u{2028}h\\u{e0041}i\\u{7f}j\\u{feff}k"
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
    fn json_is_safe_and_means_the_same() {
        let mut out = String::new();
        json(&[HOSTILE], &mut out);
        assert!(!out.trim_end_matches('\n').chars().any(steers), "{out}");
        assert!(out.contains(r"\udb40\udc41"), "{out}");
        assert_eq!(serde_json::from_str::<Vec<String>>(&out).unwrap(), [HOSTILE]);
    }
}
