//! The layers of the engine: a module uses those before it.

use std::collections::BTreeSet;

use crate::tidy::engine_files;

/// The modules, the lowest first.
const LAYERS: &[&str] = &[
    "source",
    "name",
    "postgres",
    "glob",
    "rule_info",
    "object",
    "parallel",
    "spelling",
    "lists",
    "syntax",
    "history",
    "catalog",
    "effects",
    "transaction",
    "enum_replacement",
    "column_replacement",
    "sizes",
    "settings",
    "relaxation",
    "replay",
    "rollback",
    "conflicts",
    "diagnostic",
    "outcome",
    "suppression",
    "context",
    "rule",
    "words",
    "safe_way",
    "rules",
    "page",
    "checker",
    "reporters",
];

/// What still uses a higher module: a rollback's comments are made safe, and a page's example is reported as text.
const UPWARD: &[(&str, &str)] = &[("page", "reporters"), ("rollback", "reporters")];

#[test]
fn modules_use_lower_ones() {
    let place = |module: &str| LAYERS.iter().position(|layer| *layer == module);
    let mut upward = BTreeSet::new();
    for (path, text) in engine_files() {
        let module = path.split(['/', '.']).next().unwrap().to_owned();
        if module == "lib" || path.contains("tests") {
            continue;
        }
        let own = place(&module).unwrap_or_else(|| panic!("`{module}` has no place in LAYERS"));
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        for used in lines.flat_map(|line| line.split("crate::").skip(1)) {
            let end = used.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(used.len());
            if place(&used[..end]).is_some_and(|used| used > own) {
                upward.insert((module.clone(), used[..end].to_owned()));
            }
        }
    }
    let expected: BTreeSet<_> =
        UPWARD.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect();
    assert_eq!(upward, expected, "arrows that run up");
}
