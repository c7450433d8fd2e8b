//! JSON as TOML, so that there is one reader of the configuration.

use serde_json::{Map, Value};

/// The key of the configuration.
const KEY: &str = "migralint";

/// The configuration under the key `migralint` of a `package.json`, as TOML; `None` where the key is missing.
///
/// # Errors
/// Those of the parser, when the text is no JSON, and what is wrong when the key holds no object.
pub(super) fn package(text: &str) -> Result<Option<String>, serde_json::Error> {
    let package: Map<String, Value> = serde_json::from_str(text)?;
    match package.get(KEY) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(entries)) => Ok(Some(document(entries))),
        Some(_) => Err(serde::de::Error::custom("the key `migralint` does not hold an object")),
    }
}

/// Where a part of the TOML stands in the JSON, as a byte offset: where it is first written under the key.
pub(super) fn find(text: &str, part: &str) -> Option<usize> {
    let start = key(text)?;
    text[start..].find(part).map(|at| start + at)
}

/// Where the key of the configuration stands: in the outermost object, not where a dependency is named so.
fn key(text: &str) -> Option<usize> {
    let (mut depth, mut is_escaped, mut string) = (0_usize, false, None);
    for (at, c) in text.char_indices() {
        match (string, c) {
            (Some(_), _) if is_escaped => is_escaped = false,
            (Some(_), '\\') => is_escaped = true,
            (Some(start), '"') => {
                let is_key = depth == 1 && text[at + 1..].trim_start().starts_with(':');
                if is_key && text[start + 1..at] == *KEY {
                    return Some(start);
                }
                string = None;
            }
            (None, '"') => string = Some(at),
            (None, '{' | '[') => depth += 1,
            (None, '}' | ']') => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// A line for each key. What is null is left out: TOML has no word for it.
fn document(entries: &Map<String, Value>) -> String {
    let present = entries.iter().filter(|(_, value)| !value.is_null());
    let line = |(key, value): (&String, &Value)| format!("{} = {}", string(key), inline(value));
    present.map(line).collect::<Vec<_>>().join("\n")
}

fn inline(value: &Value) -> String {
    let joined = |parts: Vec<String>| parts.join(", ");
    match value {
        Value::String(text) => string(text),
        Value::Array(values) => format!("[{}]", joined(values.iter().map(inline).collect())),
        Value::Object(entries) => {
            let present = entries.iter().filter(|(_, value)| !value.is_null());
            let entry =
                |(key, value): (&String, &Value)| format!("{} = {}", string(key), inline(value));
            format!("{{ {} }}", joined(present.map(entry).collect()))
        }
        other => other.to_string(),
    }
}

/// A string of JSON is one of TOML, but for one character.
fn string(text: &str) -> String {
    Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_found_among_its_namesakes() {
        let text = r#"{"x": "\"migralint\": {", "dependencies": {"migralint": "postgres"}, "migralint" : {"postgres": 3}}"#;
        assert_eq!(find(text, "postgres"), text.rfind("postgres"));
        assert_eq!(find(r#"{"dependencies": {"migralint": "1"}}"#, "1"), None);
    }

    #[test]
    fn json_is_read_as_toml() {
        let text = r#"{"name": "x", "migralint": {"postgres": 17, "after": null, "rules": {"a\"b": "off"},
            "waivers": [{"path": "é\u007f\n😀", "until": null}], "lock-timeout-is-set": true}}"#;
        let toml = package(text).unwrap().unwrap();
        let read: toml::Table = toml.parse().unwrap();
        assert_eq!(read["postgres"].as_integer(), Some(17));
        assert_eq!(read["rules"]["a\"b"].as_str(), Some("off"));
        assert_eq!(read["waivers"][0]["path"].as_str(), Some("é\u{7f}\n😀"));
        assert_eq!(read["waivers"][0].as_table().unwrap().len(), 1);
        assert_eq!(package(r#"{"name": "x"}"#).unwrap(), None);
        assert!(package(r#"{"migralint": 1}"#).is_err());
        assert!(package("{").is_err());
    }
}
