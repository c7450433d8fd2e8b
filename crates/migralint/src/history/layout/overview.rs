//! The table of migration tools for the README.

use std::fmt::Write as _;

use super::definition::{Layout, Rollbacks};
use super::tools::{LAYOUTS, PLAIN};

/// The tools in a Markdown table, by name.
pub fn overview() -> String {
    let mut layouts: Vec<&Layout> = LAYOUTS.to_vec();
    layouts.retain(|layout| **layout != PLAIN);
    layouts.sort_by_key(|layout| layout.tool.to_ascii_lowercase());
    let mut table =
        "| Tool | `layout` | Outside a transaction | Rollbacks |\n|---|---|---|---|\n".to_owned();
    for layout in layouts {
        let rollbacks = match layout.rollbacks {
            Rollbacks::File => "a file".to_owned(),
            Rollbacks::Section(marker) => format!("behind `{marker}`"),
            Rollbacks::Lines(marker) => format!("lines with `{}`", marker.trim_end()),
            Rollbacks::None => "not run by the tool".to_owned(),
        };
        let Layout { tool, name, opt_out, .. } = layout;
        let _ = writeln!(
            table,
            "| {tool} | `{name}` | {} | {rollbacks} |",
            opt_out.unwrap_or("run the statement with psql")
        );
    }
    table
}
