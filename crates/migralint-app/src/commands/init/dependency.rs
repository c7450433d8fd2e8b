//! The package that `init` proposes for `devDependencies`, so that scripts find the command.

use serde_json::Value;

use super::Change;
use super::repository::{Repository, json};

const FILE: &str = "package.json";
const GROUP: &str = "\"devDependencies\"";

/// Adds the package to the change of `package.json` among `changes`, or to one of its own.
pub(super) fn propose(repository: &Repository, changes: &mut Vec<Change>) {
    let Some(package) = &repository.package else { return };
    let known = changes.iter_mut().find(|change| change.path == FILE);
    let Some(after) = add(known.as_ref().map_or(package, |change| &change.after)) else { return };
    let why = "the command for scripts and hooks";
    match known {
        Some(change) => {
            change.after = after;
            change.why = format!("{why}; {}", change.why);
        }
        None => changes.push(Change {
            path: FILE.to_owned(),
            before: Some(package.clone()),
            after,
            why: why.to_owned(),
        }),
    }
}

/// A `package.json` with the package in it, everything else as it is; `None` where it is there, or the text is not laid
/// out as npm does it.
fn add(text: &str) -> Option<String> {
    let package = json(text)?;
    let groups = ["dependencies", "devDependencies", "optionalDependencies"];
    let has = |group: &&str| package.get(group).and_then(|group| group.get("migralint")).is_some();
    if groups.iter().any(has) || package.get("name").and_then(Value::as_str) == Some("migralint") {
        return None;
    }
    let entry = format!("\"migralint\": \"{}\"", env!("CARGO_PKG_VERSION"));
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    if package.get("devDependencies").is_none() {
        let end = text.rfind('}')?;
        let body = text[..end].trim_end();
        let comma = if body.ends_with('{') { "" } else { "," };
        let indent = indent(text.lines().nth(1)?).filter(|indent| !indent.is_empty());
        let indent = indent.unwrap_or("  ");
        let group =
            format!("{indent}{GROUP}: {{{newline}{indent}{indent}{entry}{newline}{indent}}}");
        return Some(format!("{body}{comma}{newline}{group}{newline}{}", &text[end..]));
    }
    let (head, rest) = text.split_once(GROUP)?;
    let open = head.len() + GROUP.len() + rest.find('{')? + 1;
    let (inside, _) = text[open..].split_once('}')?;
    let lines: Vec<&str> = inside.split_inclusive('\n').collect();
    let is_entry = |line: &&str| line.trim_start().starts_with('"');
    let indent = indent(lines.iter().copied().find(is_entry)?)?;
    let name = |line: &str| line.trim_start().split('"').nth(1).unwrap_or_default().to_owned();
    let mut at = open;
    for line in &lines {
        if is_entry(line) && name(line).as_str() > "migralint" {
            return Some(format!("{}{indent}{entry},{newline}{}", &text[..at], &text[at..]));
        }
        at += line.len();
    }
    let end = open + inside.trim_end().len();
    Some(format!("{},{newline}{indent}{entry}{}", &text[..end], &text[end..]))
}

/// What a line begins with.
fn indent(line: &str) -> Option<&str> {
    line.get(..line.len() - line.trim_start().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        let entry = format!("\"migralint\": \"{}\"", env!("CARGO_PKG_VERSION"));
        let expected = expected.map(|expected| expected.replace("ENTRY", &entry));
        let added = add(text);
        assert_eq!(added, expected, "{text}");
        if let Some(added) = added {
            assert!(json(&added).is_some(), "{added}");
            assert_eq!(add(&added), None);
        }
    }

    #[test]
    fn the_package_comes_in_its_place() {
        check(
            "{\n  \"name\": \"x\"\n}\n",
            Some("{\n  \"name\": \"x\",\n  \"devDependencies\": {\n    ENTRY\n  }\n}\n"),
        );
        check("{\n}\n", Some("{\n  \"devDependencies\": {\n    ENTRY\n  }\n}\n"));
        check(
            "{\r\n\t\"devDependencies\": {\r\n\t\t\"a\": \"1\",\r\n\t\t\"z\": \"1\"\r\n\t}\r\n}",
            Some(
                "{\r\n\t\"devDependencies\": {\r\n\t\t\"a\": \"1\",\r\n\t\tENTRY,\r\n\t\t\"z\": \"1\"\r\n\t}\r\n}",
            ),
        );
        check(
            "{\n  \"devDependencies\": {\n    \"a\": \"1\"\n  },\n  \"x\": {}\n}",
            Some("{\n  \"devDependencies\": {\n    \"a\": \"1\",\n    ENTRY\n  },\n  \"x\": {}\n}"),
        );
    }

    #[test]
    fn what_is_there_or_not_understood_stays() {
        for text in [
            "{\n  \"dependencies\": {\n    \"migralint\": \"0\"\n  }\n}",
            "{\"devDependencies\": {}}",
            "{}",
            "{ not json",
        ] {
            check(text, None);
        }
    }
}
