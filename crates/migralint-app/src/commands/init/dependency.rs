//! The package that `init` proposes as a dependency, so that scripts find the command.

use serde_json::{Map, Value};

use super::Change;
use super::files::json;
use super::repository::Repository;

const FILE: &str = "package.json";
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Adds the package to the change of `package.json` among `changes`, or to one of its own.
pub(super) fn propose(repository: &Repository, changes: &mut Vec<Change>) {
    let Some(package) = repository.package.as_ref().filter(|_| !repository.histories.is_empty())
    else {
        return;
    };
    let known = changes.iter_mut().find(|change| change.path == FILE);
    let tool = repository.build_commands().filter(|_| known.is_some());
    let group = tool.map_or(DEVELOPMENT, |tool| group_of(tool.package, package));
    let before = known.as_ref().map_or(package, |change| &change.after);
    let Some(after) = add(before, group) else { return };
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

const DEVELOPMENT: &str = "devDependencies";

/// The group of dependencies that the tool is in: a script that runs both needs both, in production too.
fn group_of(tool: &str, package: &str) -> &'static str {
    let package = json(package).unwrap_or_default();
    let is_needed = package.get("dependencies").is_some_and(|group| group.get(tool).is_some());
    if is_needed { "dependencies" } else { DEVELOPMENT }
}

/// Whether a `package.json` names the package already, or is our own.
pub(super) fn is_there(package: &Value) -> bool {
    let has = |group: &&str| package.get(group).and_then(|group| group.get("migralint")).is_some();
    [DEVELOPMENT, "dependencies", "optionalDependencies"].iter().any(has)
        || package.get("name").and_then(Value::as_str) == Some("migralint")
}

/// A `package.json` with the package in a group, everything else as it is; `None` where it is there, or the text is not
/// laid out as npm does it.
fn add(text: &str, group: &str) -> Option<String> {
    let before = json(text).filter(|package| !is_there(package))?;
    let after = insert(text, &before, group)?;
    let mut expected = before;
    expected.as_object_mut()?.entry(group).or_insert_with(|| Value::Object(Map::new()));
    expected.get_mut(group)?.as_object_mut()?.insert("migralint".to_owned(), VERSION.into());
    (json(&after)? == expected).then_some(after)
}

/// The text with an entry in the group that is first named so.
fn insert(text: &str, package: &Value, group: &str) -> Option<String> {
    let entry = format!("\"migralint\": \"{VERSION}\"");
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let name = format!("\"{group}\"");
    if package.get(group).is_none() {
        let end = text.rfind('}')?;
        let body = text[..end].trim_end();
        let comma = if body.ends_with('{') { "" } else { "," };
        let indent = indent(text.lines().nth(1)?).filter(|indent| !indent.is_empty());
        let indent = indent.unwrap_or("  ");
        let group =
            format!("{indent}{name}: {{{newline}{indent}{indent}{entry}{newline}{indent}}}");
        return Some(format!("{body}{comma}{newline}{group}{newline}{}", &text[end..]));
    }
    let (head, rest) = text.split_once(&name)?;
    let open = head.len() + name.len() + rest.find('{')? + 1;
    let (inside, _) = text[open..].split_once('}')?;
    let lines: Vec<&str> = inside.split_inclusive('\n').collect();
    let is_entry = |line: &&str| line.trim_start().starts_with('"');
    let indent = indent(lines.iter().copied().find(is_entry)?)?;
    let key = |line: &str| line.trim_start().split('"').nth(1).unwrap_or_default().to_owned();
    let mut at = open;
    for line in &lines {
        if is_entry(line) && key(line).as_str() > "migralint" {
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
        let added = add(text, DEVELOPMENT);
        assert_eq!(added, expected, "{text}");
        if let Some(added) = added {
            assert!(json(&added).is_some(), "{added}");
            assert_eq!(add(&added, DEVELOPMENT), None);
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
    fn it_stands_where_prisma_does() {
        let package = "{\n  \"dependencies\": {\n    \"prisma\": \"7\"\n  },\n  \"devDependencies\": {\n    \"a\": \"1\"\n  }\n}";
        assert_eq!(group_of("prisma", package), "dependencies");
        assert_eq!(group_of("prisma", "{}"), DEVELOPMENT);
        let added = add(package, "dependencies").and_then(|added| json(&added)).unwrap();
        assert_eq!(added["dependencies"]["migralint"], VERSION);
    }

    #[test]
    fn what_is_there_or_not_understood_stays() {
        for text in [
            "{\n  \"dependencies\": {\n    \"migralint\": \"0\"\n  }\n}",
            "{\"devDependencies\": {}}",
            "{}",
            "{ not json",
            "{\n  \"x\": {\n    \"devDependencies\": {\n      \"a\": \"1\"\n    }\n  },\n  \"devDependencies\": {}\n}",
        ] {
            check(text, None);
        }
    }
}
