//! The statistics file: sizes of tables, as a query prints them.

use std::collections::BTreeMap;

use migralint::sizes::Measured;
use serde::Deserialize;

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

/// One table, as JSON has it.
#[derive(Deserialize)]
struct Row {
    table: String,
    #[serde(default)]
    rows: Option<u64>,
    #[serde(default)]
    bytes: Option<u64>,
}

/// Reads a statistics file: JSON when it begins with a bracket, otherwise CSV.
///
/// # Errors
/// What is wrong, with the line where it is: `3: …`.
pub(super) fn read(text: &str) -> Result<BTreeMap<String, Measured>, String> {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with(['[', '{']) {
        let rows = serde_json::Deserializer::from_str(text).into_iter::<serde_json::Value>();
        let mut measured = BTreeMap::new();
        for value in rows {
            let value = value.map_err(|error| format!("{}: {error}", error.line()))?;
            let rows = match value {
                serde_json::Value::Array(rows) => rows,
                row => vec![row],
            };
            for row in rows {
                let row: Row =
                    serde_json::from_value(row).map_err(|error| format!("1: {error}"))?;
                measured.insert(row.table, Measured { rows: row.rows, bytes: row.bytes });
            }
        }
        return Ok(measured);
    }
    csv(text)
}

fn csv(text: &str) -> Result<BTreeMap<String, Measured>, String> {
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
        let count = |at: Option<usize>| match at.and_then(|at| fields.get(at)).map(String::as_str) {
            None | Some("") => Ok(None),
            Some(field) => field
                .parse::<u64>()
                .map(Some)
                .map_err(|_| format!("{number}: `{field}` is not a number of rows or bytes")),
        };
        let Some(name) = fields.get(table).filter(|name| !name.is_empty()) else {
            return Err(format!("{number}: names no table"));
        };
        measured.insert(name.clone(), Measured { rows: count(rows)?, bytes: count(bytes)? });
    }
    Ok(measured)
}

/// The fields of a line of CSV: between commas, in double quotes where they hold one.
fn fields(line: &str) -> Vec<String> {
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
            ',' if !is_quoted => fields.push(String::new()),
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
