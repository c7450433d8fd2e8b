//! `tests/hazards.md`: every hazard there is named, and every safe form is silent, without a configuration.

use std::fs;

use migralint::page::{self, Block, Example};
use migralint::source::Sources;
use migralint::suppression::baseline::Baseline;

use crate::root;

/// What is said about a block as migralint runs by itself: each rule with its message.
fn said(block: &Block<'_>) -> Vec<(&'static str, String)> {
    let settings = block.settings().unwrap();
    let mut sources = Sources::default();
    let histories = [block.history(&mut sources).unwrap()];
    let outcome = migralint::check(&sources, &histories, &settings, &Baseline::default());
    outcome.diagnostics().map(|said| (said.rule.id, said.message.clone())).collect()
}

/// What a block is wrong about. Its heading stands two lines above, and ends in the rule that must speak.
fn wrong(page: &str, block: &Block<'_>) -> Option<String> {
    let heading = page.lines().nth(block.line - 3).unwrap();
    let said = said(block);
    let holds = match block.example() {
        Some(Example::Bad) => {
            let (_, rule) = heading.rsplit_once(": ").unwrap();
            let (rule, table) = rule.split_once(" of ").unwrap_or((rule, ""));
            let about = format!("\"{table}\"");
            said.iter()
                .any(|(id, message)| *id == rule && (table.is_empty() || message.contains(&about)))
        }
        Some(Example::Good) => said.is_empty(),
        None => false,
    };
    (!holds).then(|| format!("{heading}\n  said {said:?}"))
}

#[test]
fn every_hazard_is_named_and_every_safe_form_is_silent() {
    let page = fs::read_to_string(root().join("tests/hazards.md")).unwrap().replace("\r\n", "\n");
    let blocks = page::blocks(&page);
    let count = |kind| blocks.iter().filter(|block| block.example() == Some(kind)).count();
    assert_eq!((count(Example::Bad), count(Example::Good)), (71, 10));
    let wrong: Vec<_> = blocks.iter().filter_map(|block| wrong(&page, block)).collect();
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}
