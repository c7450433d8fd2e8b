//! The configuration that `init` proposes.

use std::fmt::Write as _;

use super::Change;
use super::repository::Repository;
use crate::config;
use crate::host::Host;

pub(super) fn propose(host: &dyn Host, repository: &Repository) -> Option<Change> {
    if repository.is_configured {
        return None;
    }
    let why = "the configuration; what stands today has run and is not judged";
    Change::new_file(host, config::FILE.to_owned(), text(repository), why)
}

fn text(repository: &Repository) -> String {
    let schema = if repository.package.is_some() {
        "./node_modules/migralint/migralint.schema.json"
    } else {
        concat!(
            "https://raw.githubusercontent.com/migralint/migralint/v",
            env!("CARGO_PKG_VERSION"),
            "/migralint.schema.json"
        )
    };
    let mut text = format!("#:schema {schema}\n\n");
    match &repository.postgres {
        Some((major, file)) => {
            let _ = writeln!(
                text,
                "# The oldest PostgreSQL that the migrations run on: {file} names it. Production counts.\npostgres = {major}"
            );
        }
        None => {
            text += "# The oldest PostgreSQL that the migrations run on; 14 unless told.\n# postgres = 16\n";
        }
    }
    let mut layouts = repository.histories.iter().map(|history| history.layout.name);
    if let Some(layout) = layouts.next().filter(|layout| layouts.all(|other| other == *layout)) {
        let _ = writeln!(
            text,
            "\n# The migration tool. Told here, no file that a change brings is taken for another tool's.\nlayout = \"{layout}\""
        );
    }
    let last: Vec<String> =
        repository.histories.iter().map(|history| quoted(&history.last)).collect();
    match &last[..] {
        [] => {}
        [one] => {
            let _ = write!(
                text,
                "\n# What stands up to here has run: only migrations after it are judged.\nafter = {one}\n"
            );
        }
        many => {
            let ids = many.join(",\n    ");
            let _ = write!(
                text,
                "\n# What stands up to these has run: only migrations after them are judged.\nafter = [\n    {ids},\n]\n"
            );
        }
    }
    text += "\n# Whether every connection that runs migrations has a lock_timeout: by its connection string, or its role.\n\
             # lock-timeout-is-set = true\n\
             \n# How large tables are: what locks a large one is graver. `migralint init` prints the query for the file.\n\
             # [tables]\n# large = [\"Order\"]\n# statistics = \"migralint-tables.csv\"\n";
    text
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted() {
        assert_eq!(quoted("1_a\"b\\c\n\u{e9}"), "\"1_a\\\"b\\\\c\\u000A\u{e9}\"");
    }
}
