//! The statistics file: sizes of tables, as a query prints them.

use std::collections::BTreeMap;

use migralint::sizes::Measured;
use serde_json::Value;

/// The query that makes the file. `reltuples` is what the planner believes; -1 where nobody has looked yet.
pub(crate) const QUERY: &str = "\
SELECT n.nspname || '.' || c.relname AS table,
       nullif(CASE c.relkind WHEN 'p' THEN leaves.rows ELSE c.reltuples END, -1)::bigint AS rows,
       CASE c.relkind WHEN 'p' THEN leaves.bytes ELSE pg_total_relation_size(c.oid) END AS bytes
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN LATERAL (
  SELECT sum(greatest(leaf.reltuples, 0)) AS rows, sum(pg_total_relation_size(leaf.oid)) AS bytes
  FROM pg_partition_tree(c.oid) tree JOIN pg_class leaf ON leaf.oid = tree.relid
  WHERE tree.isleaf
) leaves ON true
WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^(pg_|information_schema$)'
ORDER BY 1";

/// Reads a statistics file: JSON when it begins with a bracket, otherwise CSV.
///
/// # Errors
/// What is wrong, with the line where it is: `3: …`.
pub(super) fn read(text: &str) -> Result<BTreeMap<String, Measured>, String> {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with(['[', '{']) {
        let rows = serde_json::Deserializer::from_str(text).into_iter::<Value>();
        let mut measured = BTreeMap::new();
        for value in rows {
            let value = value.map_err(|error| format!("{}: {error}", error.line()))?;
            let rows = match value {
                Value::Array(rows) => rows,
                row => vec![row],
            };
            for row in rows {
                let text = |key: &str| match row.get(key) {
                    None | Some(Value::Null) => String::new(),
                    Some(Value::String(text)) => text.clone(),
                    Some(other) => other.to_string(),
                };
                let found = |reason: String| format!("1: {reason}");
                let (rows, bytes) = (count(&text("rows")), count(&text("bytes")));
                let name = text("table");
                if name.is_empty() {
                    return Err(found("a row names no `table`".to_owned()));
                }
                let one = Measured { rows: rows.map_err(found)?, bytes: bytes.map_err(found)? };
                measured.insert(name, one);
            }
        }
        return Ok(measured);
    }
    csv(text)
}

/// A number of rows or bytes; `None` where it is not known, which `reltuples` says by -1.
fn count(field: &str) -> Result<Option<u64>, String> {
    if matches!(field, "" | "NULL" | "null" | "\\N" | "-1") {
        return Ok(None);
    }
    let whole = field.strip_suffix(".0").unwrap_or(field);
    whole.parse().map(Some).map_err(|_| format!("`{field}` is not a number of rows or bytes"))
}

/// CSV between commas, semicolons or tabs, as the first line has them.
fn csv(text: &str) -> Result<BTreeMap<String, Measured>, String> {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let divider = [',', ';', '\t'].into_iter().find(|c| header.contains(*c)).unwrap_or(',');
    let fields = |line: &str| fields(line, divider);
    let mut lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let header = lines.next().map(|(_, line)| fields(line)).unwrap_or_default();
    let column = |name: &str| header.iter().position(|field| field.eq_ignore_ascii_case(name));
    let Some(table) = column("table") else {
        return Err("1: the first line must name the columns: table,rows,bytes".to_owned());
    };
    let (rows, bytes) = (column("rows"), column("bytes"));
    let mut measured = BTreeMap::new();
    for (number, line) in lines {
        let fields = fields(line);
        let count = |at: Option<usize>| {
            let field = at.and_then(|at| fields.get(at)).map_or("", String::as_str);
            count(field).map_err(|reason| format!("{number}: {reason}"))
        };
        let Some(name) = fields.get(table).filter(|name| !name.is_empty()) else {
            return Err(format!("{number}: names no table"));
        };
        measured.insert(name.clone(), Measured { rows: count(rows)?, bytes: count(bytes)? });
    }
    Ok(measured)
}

/// The fields of a line of CSV, in double quotes where they hold a divider.
fn fields(line: &str, divider: char) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut is_quoted = false;
    let mut characters = line.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '"' if is_quoted && characters.peek() == Some(&'"') => {
                characters.next();
                push(&mut fields, '"');
            }
            '"' => is_quoted = !is_quoted,
            c if c == divider && !is_quoted => fields.push(String::new()),
            c => push(&mut fields, c),
        }
    }
    fields.iter().map(|field| field.trim().to_owned()).collect()
}

fn push(fields: &mut [String], c: char) {
    if let Some(last) = fields.last_mut() {
        last.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_and_json_say_the_same() {
        let expected = BTreeMap::from([
            ("app.odd,\"name\"".to_owned(), Measured { rows: None, bytes: Some(8192) }),
            ("public.User".to_owned(), Measured { rows: Some(12), bytes: Some(16384) }),
        ]);
        let csv = "\u{feff}table,rows,bytes\r\npublic.User,12,16384\r\n\"app.odd,\"\"name\"\"\",,8192\r\n\r\n";
        assert_eq!(read(csv), Ok(expected.clone()));
        assert_eq!(
            read("bytes,TABLE,rows\n16384,public.User,12\n8192,\"app.odd,\"\"name\"\"\",\n"),
            Ok(expected.clone())
        );
        let json = r#"[{"table": "public.User", "rows": 12, "bytes": 16384}, {"table": "app.odd,\"name\"", "rows": null, "bytes": 8192}]"#;
        assert_eq!(read(json), Ok(expected.clone()));
        for other in
            [csv.replace(',', ";").replace(";\"\"name", ",\"\"name"), json.replace("12", "\"12\"")]
        {
            assert_eq!(read(&other), Ok(expected.clone()), "{other}");
        }
        assert_eq!(
            read(
                "table\trows\tbytes\npublic.User\t12.0\t16384\napp.odd,\"\"\"name\"\"\"\t-1\t8192\n"
            ),
            Ok(expected.clone())
        );
        let lines = json.trim_matches(['[', ']']).replace("}, {", "}\n{");
        assert_eq!(read(&lines), Ok(expected));
    }

    #[test]
    fn mistakes_are_located() {
        for (text, message) in [
            ("", "1: the first line must name the columns: table,rows,bytes"),
            ("a,b\n", "1: the first line must name the columns: table,rows,bytes"),
            ("table,rows\nx,1\ny,many\n", "3: `many` is not a number of rows or bytes"),
            ("table,rows\n,1\n", "2: names no table"),
        ] {
            assert_eq!(read(text), Err(message.to_owned()));
        }
        assert!(read("[{]").is_err());
        assert!(read("[{\"rows\": 1}]").is_err());
    }
}
