//! Text that is no Markdown and no HTML.

use crate::reporters::safe;

/// The longest text of one cell, in characters.
const MAX_TEXT: usize = 2_000;

/// Words on one line, in a cell or elsewhere: nothing in them is markup, a link or the end of the cell.
pub(super) fn plain(text: &str) -> String {
    let shown = safe::line(text);
    let mut out = String::with_capacity(shown.len());
    let mut chars = shown.chars().enumerate().peekable();
    let mut before = ' ';
    while let Some((at, c)) = chars.next() {
        if at == MAX_TEXT {
            out.push('…');
            break;
        }
        let after = chars.peek().map_or(' ', |(_, c)| *c);
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '|' => out.push_str("&#124;"),
            '@' => out.push_str("&#64;"),
            // An address would become a link.
            '.' if ends_with_www(&out) => out.push_str("&#46;"),
            ':' if after == ' ' => out.push(c),
            '_' if before.is_alphanumeric() && after.is_alphanumeric() => out.push(c),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '~' | ':' | '$' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
        before = c;
    }
    out
}

fn ends_with_www(text: &str) -> bool {
    text.len() >= 3 && text.as_bytes()[text.len() - 3..].eq_ignore_ascii_case(b"www")
}

/// Words in which what stands between backticks has the type of code.
pub(super) fn prose(text: &str) -> String {
    let mut parts = text.split('`');
    let mut out = parts.next().map(plain).unwrap_or_default();
    while let Some(part) = parts.next() {
        match parts.next() {
            Some(after) => out.extend([code(part), plain(after)]),
            None => out.push_str(&plain(&format!("`{part}"))),
        }
    }
    out
}

/// A name in the type of code.
pub(super) fn code(name: &str) -> String {
    format!("<code>{}</code>", plain(name))
}

/// A text in some language between fences that nothing in it can close.
pub(super) fn fenced(language: &str, text: &str) -> String {
    let text = safe::block(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}\n", text.trim_end_matches('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_markup() {
        let check = |text, expected| assert_eq!(plain(text), expected);
        check("a|b\nc", "a&#124;b\\\\nc");
        check("<img src=x> &amp;", "&lt;img src=x&gt; &amp;amp;");
        check("[x](y) `z` **w**", "\\[x\\](y) \\`z\\` \\*\\*w\\*\\*");
        check("a_b _c_: d", "a_b \\_c\\_: d");
        check("https://a.b www.c.d", "https\\://a.b www&#46;c.d");
        check(&"é".repeat(3_000), &format!("{}…", "é".repeat(MAX_TEXT)));
    }

    #[test]
    fn backticks_are_code() {
        let check = |text, expected| assert_eq!(prose(text), expected);
        check("say `a|b` and `c`", "say <code>a&#124;b</code> and <code>c</code>");
        check("a ` b", "a \\` b");
        check("a `<b>` ` c", "a <code>&lt;b&gt;</code> \\` c");
    }

    #[test]
    fn a_fence_is_longer_than_those_inside() {
        assert_eq!(fenced("sql", "a\n````\nb\n"), "`````sql\na\n````\nb\n`````\n");
        assert_eq!(fenced("sql", "a"), "```sql\na\n```\n");
    }
}
