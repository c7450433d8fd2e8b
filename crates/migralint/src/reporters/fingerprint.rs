//! What makes a report on a line the same report after lines above it were added: a hash of what follows.

use crate::source::SourceFile;

/// How many units a hash is made of.
const WINDOW: usize = 100;
const MULTIPLIER: u64 = 37;
/// Stands behind the last unit of a file.
const END: u64 = 65_535;

/// The fingerprint of each line, as GitHub's upload of SARIF computes it (`primaryLocationLineHash`): the first 100
/// UTF-16 units from the start of the line, spaces and tabs left out, any line break one `\n`; behind the colon, how
/// many lines with that hash there were so far. A byte order mark counts.
pub(super) fn line_fingerprints(file: &SourceFile) -> Vec<String> {
    let (units, starts) = units(file);
    let mut seen = std::collections::BTreeMap::new();
    let fingerprint = |start: usize| {
        let window = units[start..].iter().copied().chain(std::iter::repeat(0)).take(WINDOW);
        let hash =
            window.fold(0_u64, |hash, unit| hash.wrapping_mul(MULTIPLIER).wrapping_add(unit));
        let count = seen.entry(hash).and_modify(|count| *count += 1).or_insert(1_usize);
        format!("{hash:x}:{count}")
    };
    starts.into_iter().map(fingerprint).collect()
}

/// The units that count, and where each line starts in them.
fn units(file: &SourceFile) -> (Vec<u64>, Vec<usize>) {
    let text = file.text();
    let mark = file.has_mark().then_some(0xFEFF);
    let (mut units, mut starts) = (Vec::with_capacity(text.len() + 1), Vec::new());
    let (mut at_start, mut after_return) = (true, false);
    for unit in mark.into_iter().chain(text.encode_utf16()).map(u64::from) {
        let is_second_half = after_return && unit == u64::from(b'\n');
        after_return = unit == u64::from(b'\r');
        if is_second_half || unit == u64::from(b' ') || unit == u64::from(b'\t') {
            continue;
        }
        if at_start {
            starts.push(units.len());
        }
        let unit = if after_return { u64::from(b'\n') } else { unit };
        at_start = unit == u64::from(b'\n');
        units.push(unit);
    }
    if at_start {
        starts.push(units.len());
    }
    units.push(END);
    (units, starts)
}

/// The 64-bit FNV-1a hash of some parts, the end of each marked.
/// <https://datatracker.ietf.org/doc/html/draft-eastlake-fnv>
pub(super) fn fnv(parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0xFF]));
    bytes.fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What GitHub's upload computes for these texts.
    #[test]
    fn fingerprints_are_those_of_github() {
        let check = |text: &str, expected: &[&str]| {
            let file = SourceFile::read("a.sql", text.into()).unwrap();
            assert_eq!(line_fingerprints(&file), expected, "{text:?}");
        };
        check("", &["c129715d7a2bc9a3:1"]);
        let lines =
            ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"];
        check(" a\nb\n  \t\tc\n d", &lines);
        check(" a\r\nb\r\n  \t\tc\r\n d", &lines);
        check(" a\rb\r  \t\tc\r d", &lines);
        let marked = ["145e271bdfce5c71:1", "ec80fc141881aa61:1", "c129715d7a2bc9a3:1"];
        check("\u{feff}DROP TABLE w;\nDROP TABLE x;\n", &marked);
        check(
            "x = 2\nx = 1\nprint(x)\nx = 3\nprint(x)\nx = 4\nprint(x)\n",
            &[
                "e54938cc54b302f1:1",
                "bb609acbe9138d60:1",
                "1131fd5871777f34:1",
                "5c482a0f8b35ea28:1",
                "54517377da7028d2:1",
                "2c644846cb18d53e:1",
                "f1b89f20de0d133:1",
                "c129715d7a2bc9a3:1",
            ],
        );
        let same = "Lorem ipsum dolor sit amet.\n".repeat(10);
        let same = line_fingerprints(&SourceFile::new("a.sql", same));
        assert_eq!(same[..3], ["a7f2ff13bc495cf2:1", "a7f2ff13bc495cf2:2", "a7f2ff13bc495cf2:3"]);
        assert_eq!(same[6..8], ["a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1"]);
    }

    #[test]
    fn parts_are_told_apart() {
        assert_ne!(fnv(&["ab", "c"]), fnv(&["a", "bc"]));
        assert_eq!(fnv(&[]), 0xCBF2_9CE4_8422_2325);
    }
}
