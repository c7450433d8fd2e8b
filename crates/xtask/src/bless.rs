//! `bless`: writes what is generated. Tests compare, and never write.

use std::path::Path;
use std::process::Command;

use migralint::history::layout::overview;
use migralint::page;
use migralint::rule_info::RuleInfo;
use migralint::rules::infos;

use crate::{picture, read, write};

/// Where the JSON Schema of the configuration is.
const SCHEMA: &str = "migralint.schema.json";

/// The lines around the table of tools in the README.
const TABLE: &str = "<!-- tools: `cargo xtask bless` writes this table -->\n";
const TABLE_END: &str = "<!-- /tools -->\n";

/// The fence of the report in the README.
const FENCE: &str = "```text\n";

/// Writes the reports on rule pages, the index of the rules and the snapshots.
pub(crate) fn run(root: &Path) -> Result<String, String> {
    let mut written = Vec::new();
    let mut put = |path: &str, text: &str| {
        let whole = root.join(path);
        if read(&whole).ok().as_deref() != Some(text) {
            write(&whole, text)?;
            written.push(path.to_owned());
        }
        Ok::<(), String>(())
    };
    for rule in infos() {
        let path = format!("rules/{}.md", rule.id);
        let blessed = bless_page(rule).map_err(|why| format!("{path}: {why}"))?;
        put(&path, &blessed)?;
    }
    put("rules/README.md", &page::index())?;
    put(SCHEMA, &migralint_app::schema())?;
    let readme = read(&root.join("README.md"))?;
    put("README.md", &bless_readme(&readme, root)?)?;
    put(picture::PLACE, &picture::draw(root)?)?;
    accept_snapshots(root)?;
    written.push("snapshots: see `git status`".to_owned());
    Ok(written.join("\n"))
}

/// A page with the reports of today.
fn bless_page(rule: &'static RuleInfo) -> Result<String, String> {
    let mut out = String::with_capacity(rule.page.len());
    let mut copied = 0;
    let mut report = None;
    for block in page::blocks(rule.page) {
        if block.example().is_some() {
            report = Some(page::run(&block, rule)?.report);
        } else if block.is_output() {
            let no_example =
                || format!("no example stands before the output at line {}", block.line);
            out.push_str(&rule.page[copied..block.span.start]);
            out.push_str(report.as_ref().ok_or_else(no_example)?);
            copied = block.span.end;
        }
    }
    out.push_str(&rule.page[copied..]);
    Ok(out)
}

/// The README with the table of tools, and the report that its first command prints: the first block of text.
fn bless_readme(readme: &str, root: &Path) -> Result<String, String> {
    let no_table = || "README.md has no place for the table of tools".to_owned();
    let (head, rest) = readme.split_once(TABLE).ok_or_else(no_table)?;
    let (_, tail) = rest.split_once(TABLE_END).ok_or_else(no_table)?;
    let readme = format!("{head}{TABLE}{}{TABLE_END}{tail}", overview());
    let no_block = || "README.md has no block of text".to_owned();
    let start = readme.find(FENCE).ok_or_else(no_block)? + FENCE.len();
    let end = start + readme[start..].find("```").ok_or_else(no_block)?;
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--package", "migralint-cli", "--", "check", "examples/prisma"])
        .current_dir(root)
        .output()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    let report = String::from_utf8_lossy(&output.stdout);
    Ok(format!("{}{report}{}", &readme[..start], &readme[end..]))
}

/// Runs the tests with insta told to write.
fn accept_snapshots(root: &Path) -> Result<(), String> {
    let mut tests = Command::new(env!("CARGO"));
    tests.args(["test", "--quiet", "--workspace"]).current_dir(root);
    crate::run(tests.env("INSTA_UPDATE", "always").env("INSTA_FORCE_PASS", "1"))
        .map_err(|_| "the tests fail for another reason than snapshots".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_is_current() {
        let schema = read(&crate::root().join(SCHEMA)).unwrap();
        assert_eq!(schema, migralint_app::schema(), "run `cargo xtask bless`");
    }
}
