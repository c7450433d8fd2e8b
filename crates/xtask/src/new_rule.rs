//! `new-rule`: two files and two lines.

use std::path::Path;

use crate::{read, write};

/// Writes the files of a rule that does not exist yet.
pub(crate) fn run(root: &Path, id: &str) -> Result<String, String> {
    if !is_kebab_case(id) {
        return Err(format!(
            "`{id}` is no id: name the hazard in lower case words with `-` between them"
        ));
    }
    let module = id.replace('-', "_");
    let page = format!("rules/{id}.md");
    let check = format!("crates/migralint/src/rules/{module}.rs");
    let list = "crates/migralint/src/rules/mod.rs";
    for path in [&page, &check] {
        if root.join(path).exists() {
            return Err(format!("{path} stands already"));
        }
    }
    let registered = register(&read(&root.join(list))?, &module)?;
    write(&root.join(&page), &page_text(id))?;
    write(&root.join(&check), &check_text(id))?;
    write(&root.join(list), &registered)?;
    Ok(format!(
        "wrote {page} and {check}, and two lines in {list}\nwhen the check works: cargo xtask bless"
    ))
}

fn is_kebab_case(id: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase());
    id.contains('-') && id.split('-').all(is_word)
}

/// `rules/mod.rs` with a line for the module and one in `RULES`, both in order.
fn register(text: &str, module: &str) -> Result<String, String> {
    let unknown = || "rules/mod.rs has no list `RULES`".to_owned();
    let (before, rest) = text.split_once("RULES: &[&Rule] = &[").ok_or_else(unknown)?;
    let (entries, after) = rest.split_once("];").ok_or_else(unknown)?;

    let mut modules: Vec<String> =
        before.lines().filter(|line| is_module(line)).map(str::to_owned).collect();
    modules.push(format!("mod {module};"));
    modules.sort_by(|a, b| name(a).cmp(name(b)));
    let first = before.lines().position(is_module);
    let mut head: Vec<&str> = before.lines().filter(|line| !is_module(line)).collect();
    let at = first
        .unwrap_or_else(|| head.iter().rposition(|line| line.is_empty()).map_or(0, |at| at + 1));
    head.splice(at..at, modules.iter().map(String::as_str));

    let mut entries: Vec<String> = entries
        .split(',')
        .map(|entry| entry.trim().to_owned())
        .filter(|entry| !entry.is_empty())
        .collect();
    entries.push(format!("&{module}::RULE"));
    entries.sort();
    let entries = entries.join(",\n    ");
    Ok(format!("{}RULES: &[&Rule] = &[\n    {entries},\n];{after}", head.join("\n")))
}

fn is_module(line: &str) -> bool {
    line.ends_with(';') && (line.starts_with("mod ") || line.starts_with("pub(crate) mod "))
}

fn name(line: &str) -> &str {
    line.rsplit(' ').next().unwrap_or(line)
}

fn check_text(id: &str) -> String {
    format!(
        r#"//! See `rules/{id}.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::rule::{{Check, Rule}};
use crate::rule_info::{{Category, Enabled, RuleInfo, Severity, page}};

pub(crate) static RULE: Rule = Rule {{
    info: RuleInfo {{
        id: "{id}",
        page: page!("{id}"),
        category: Category::Locking,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    }},
    check: Check::Statement(check),
}};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {{
    let Some((table, lock)) = ctx.effects.strongest_block() else {{ return }};
    out.report(ctx.statement.span, format!("blocks {{}} on {{}}", lock.blocks(), table.sql()))
        .table(table)
        .label(format!("{{lock}} lock"))
        .help("say what to do");
}}
"#
    )
}

fn page_text(id: &str) -> String {
    format!(
        "# {id}

What happens to the running system, in one sentence.

## Why

Which lock, who waits behind it and for how long.

## Bad

```sql bad
-- migration: 1_users
CREATE TABLE users (id bigint PRIMARY KEY);
-- migration: 2_example
ALTER TABLE users ADD COLUMN email text;
```

```text output
```

## Good

```sql good
-- migration: 1_users
CREATE TABLE users (id bigint PRIMARY KEY);
```

## When it is quiet

Where the danger is known not to be.

## Links

- [Explicit locking](https://www.postgresql.org/docs/current/explicit-locking.html)
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "//! All rules.\n\nuse crate::rule::Rule;\n\npub(crate) mod b_b;\nmod d_d;\n\n\
        /// All.\npub static RULES: &[&Rule] = &[&b_b::RULE, &d_d::RULE];\n\nfn more() {}\n";

    #[test]
    fn registers_in_order() {
        let expected = "//! All rules.\n\nuse crate::rule::Rule;\n\npub(crate) mod b_b;\nmod c_c;\nmod d_d;\n\n\
            /// All.\npub static RULES: &[&Rule] = &[\n    &b_b::RULE,\n    &c_c::RULE,\n    &d_d::RULE,\n];\n\nfn more() {}\n";
        assert_eq!(register(LIST, "c_c").unwrap(), expected);
        assert!(register("", "c_c").is_err());
    }

    #[test]
    fn ids_are_words() {
        for (id, expected) in [
            ("drop-table", true),
            ("drop", false),
            ("Drop-table", false),
            ("a--b", false),
            ("../a-b", false),
        ] {
            assert_eq!(is_kebab_case(id), expected, "{id}");
        }
    }

    #[test]
    fn writes_two_files_and_no_file_twice() {
        let root = std::env::temp_dir().join(format!("migralint-new-rule-{}", std::process::id()));
        let rules = root.join("crates/migralint/src/rules");
        std::fs::create_dir_all(&rules).unwrap();
        std::fs::create_dir_all(root.join("rules")).unwrap();
        std::fs::write(rules.join("mod.rs"), LIST).unwrap();
        run(&root, "c-c").unwrap();
        assert!(read(&rules.join("c_c.rs")).unwrap().contains("id: \"c-c\""));
        assert!(read(&root.join("rules/c-c.md")).unwrap().starts_with("# c-c\n"));
        assert!(read(&rules.join("mod.rs")).unwrap().contains("mod c_c;"));
        assert_eq!(run(&root, "c-c").unwrap_err(), "rules/c-c.md stands already");
        std::fs::remove_dir_all(&root).unwrap();
    }
}
