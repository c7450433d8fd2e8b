//! Rows for tables that have none, so that a statement that minds them shows it.

use postgres::Client;

use crate::observe::words;

const TABLES: &str = "
SELECT c.oid, format('%I.%I', n.nspname, c.relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
  AND n.nspname NOT LIKE 'pg\\_t%'
ORDER BY c.oid";

const COLUMNS: &str = "
SELECT format('%I', a.attname), a.attnotnull OR t.typnotnull, t.typtype::text, t.typcategory::text,
       CASE WHEN t.typtype = 'd' THEN t.typbasetype::regtype::text ELSE format_type(a.atttypid, a.atttypmod) END,
       a.atthasdef, (SELECT quote_literal(enumlabel) FROM pg_enum WHERE enumtypid = t.oid ORDER BY enumsortorder LIMIT 1)
FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity <> 'a'
ORDER BY a.attnum";

struct Column {
    name: String,
    required: bool,
    kind: String,
    category: String,
    written: String,
    has_default: bool,
    label: Option<String>,
}

/// Ways to fill a row, tried in turn: with defaults or without, with nulls or without.
#[derive(Clone, Copy)]
struct Way {
    defaults: bool,
    nulls: bool,
}

const WAYS: [Way; 4] = [
    Way { defaults: false, nulls: false },
    Way { defaults: true, nulls: false },
    Way { defaults: false, nulls: true },
    Way { defaults: true, nulls: true },
];

/// Puts two rows into every empty table, the second with nulls wherever a column allows them. Triggers and foreign
/// keys do not fire; a table whose checks refuse every row that is tried stays empty.
///
/// # Errors
/// When the server cannot be asked.
pub(crate) fn populate(client: &mut Client) -> Result<(), String> {
    client
        .batch_execute("SET session_replication_role = replica")
        .map_err(|error| words(&error))?;
    for row in client.query(TABLES, &[]).map_err(|error| words(&error))? {
        let (oid, table): (u32, String) = (row.get(0), row.get(1));
        let filled = client.query(&format!("SELECT 1 FROM {table} LIMIT 1"), &[]);
        if filled.is_ok_and(|rows| !rows.is_empty()) {
            continue;
        }
        let columns = columns(client, oid)?;
        for way in WAYS {
            let first = insert(client, &table, &columns, way, 1);
            let second = insert(client, &table, &columns, Way { nulls: true, ..way }, 2);
            if first || second {
                break;
            }
        }
    }
    client.batch_execute("RESET session_replication_role").map_err(|error| words(&error))
}

/// Takes all rows out of all tables.
pub(crate) fn empty(client: &mut Client) {
    let tables = client.query(TABLES, &[]).unwrap_or_default();
    let names: Vec<String> = tables.iter().map(|row| row.get(1)).collect();
    let _ = client.batch_execute(&format!("TRUNCATE {} CASCADE", names.join(", ")));
}

fn columns(client: &mut Client, table: u32) -> Result<Vec<Column>, String> {
    let rows = client.query(COLUMNS, &[&table]).map_err(|error| words(&error))?;
    let column = |row: &postgres::Row| Column {
        name: row.get(0),
        required: row.get(1),
        kind: row.get(2),
        category: row.get(3),
        written: row.get(4),
        has_default: row.get(5),
        label: row.get(6),
    };
    Ok(rows.iter().map(column).collect())
}

fn insert(client: &mut Client, table: &str, columns: &[Column], way: Way, number: u32) -> bool {
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let values = columns.iter().map(|column| match column {
        Column { required: false, .. } if way.nulls => "NULL".to_owned(),
        Column { has_default: true, .. } if way.defaults => "DEFAULT".to_owned(),
        _ => value(column, number),
    });
    let values: Vec<String> = values.collect();
    let sql = if names.is_empty() {
        format!("INSERT INTO {table} DEFAULT VALUES")
    } else {
        format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), values.join(", "))
    };
    client.batch_execute(&sql).is_ok()
}

/// A value of the column's type, another one for each number.
fn value(column: &Column, number: u32) -> String {
    if let Some(label) = &column.label {
        return label.clone();
    }
    if column.category == "A" {
        return "'{}'".to_owned();
    }
    if column.kind == "r" {
        return "'empty'".to_owned();
    }
    let base = column.written.split(['(', ' ']).next().unwrap_or_default();
    match base {
        "smallint" | "integer" | "bigint" | "numeric" | "real" | "double" | "money" | "oid" => {
            number.to_string()
        }
        "boolean" => "true".to_owned(),
        "timestamp" | "date" => format!("'2026-01-0{number}'"),
        "time" => format!("'0{number}:00'"),
        "interval" => format!("'{number} day'"),
        "uuid" => format!("'00000000-0000-4000-8000-00000000000{number}'"),
        "json" | "jsonb" => "'{}'".to_owned(),
        "bytea" => format!("'\\x0{number}'"),
        "inet" | "cidr" => format!("'10.0.0.{number}'"),
        "bit" => "B'0'".to_owned(),
        "tsvector" | "tsquery" => "''".to_owned(),
        _ => {
            let width = column.written.split(['(', ')']).nth(1).and_then(|n| n.parse().ok());
            let text: String =
                format!("v{number}").chars().rev().take(width.unwrap_or(40)).collect();
            format!("'{}'", text.chars().rev().collect::<String>())
        }
    }
}
