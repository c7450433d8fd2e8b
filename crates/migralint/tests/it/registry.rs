//! The list of rules, the folder of rules and the pages hold the same.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use migralint::history::layout::{LAYOUTS, overview};
use migralint::page;
use migralint::rules::{self, infos};

use crate::root;

/// The names of the files of a folder that end so, without the ending.
fn names(folder: &Path, ending: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter_map(|name| name.strip_suffix(ending).map(str::to_owned)).collect()
}

fn ids() -> BTreeSet<String> {
    infos().map(|rule| rule.id.to_owned()).collect()
}

#[test]
fn ids_are_kebab_case_and_sorted() {
    for rule in infos() {
        let words: Vec<&str> = rule.id.split('-').collect();
        let is_word =
            |word: &&str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase());
        assert!(words.len() > 1 && words.iter().all(is_word), "{} is not kebab-case", rule.id);
        assert_eq!(rules::find(rule.id), Some(rule));
    }
    assert!(infos().is_sorted_by(|a, b| a.id < b.id), "RULES is not in the order of the ids");
}

#[test]
fn every_rule_has_a_file_and_every_file_a_rule() {
    let mut files = names(&root().join("crates/migralint/src/rules"), ".rs");
    files.remove("mod");
    let files: BTreeSet<String> = files.iter().map(|name| name.replace('_', "-")).collect();
    assert_eq!(files, ids());
}

#[test]
fn every_rule_has_a_page_and_every_page_a_rule() {
    let mut pages = names(&root().join("rules"), ".md");
    assert!(pages.remove("README"), "rules/README.md is the index; `cargo xtask bless` writes it");
    assert!(pages.remove("not-checked"), "rules/not-checked.md is the end of the index");
    assert_eq!(pages, ids());
    for rule in infos() {
        assert_eq!(page::title(rule.page), Some(rule.id));
    }
}

#[test]
fn every_summary_is_one_sentence_on_one_line() {
    for rule in infos() {
        let summary = rule.summary();
        let sentence =
            summary.strip_suffix('.').unwrap_or_else(|| panic!("{}: no full stop", rule.id));
        assert!(!sentence.contains('\n'), "{}: the summary is not on one line", rule.id);
        assert!(!sentence.contains(". "), "{}: the summary is more than one sentence", rule.id);
        assert!(!sentence.is_empty() && sentence.len() < 120, "{}: {summary}", rule.id);
    }
}

#[test]
fn every_page_has_its_sections_in_order() {
    let sections = ["Why", "Bad", "Good", "When it is quiet", "Links"];
    for rule in infos() {
        let headings: Vec<&str> =
            rule.page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(headings, sections, "{}", rule.id);
        for heading in sections {
            assert!(
                !page::section(rule.page, heading).unwrap().is_empty(),
                "{}: {heading}",
                rule.id
            );
        }
        let links = page::section(rule.page, "Links").unwrap();
        assert!(
            links.contains("https://www.postgresql.org/docs/"),
            "{}: no link to the manual",
            rule.id
        );
    }
}

#[test]
fn the_index_is_current() {
    let index = fs::read_to_string(root().join("rules/README.md")).unwrap();
    assert_eq!(index.replace("\r\n", "\n"), page::index(), "run `cargo xtask bless`");
}

#[test]
fn the_readme_lists_every_tool() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap().replace("\r\n", "\n");
    assert!(readme.contains(&overview()), "run `cargo xtask bless`");
    let npm = fs::read_to_string(root().join("npm/README.md")).unwrap();
    for text in [readme, npm] {
        // `For Prisma Migrate, Drizzle and [16 more](…)`, over two lines perhaps.
        let text = text.replace('\n', " ");
        let (_, rest) = text.split_once(" For Prisma Migrate").unwrap();
        let (names, rest) = rest.split_once(" more").unwrap();
        let (names, more) = names.rsplit_once(" and ").unwrap();
        let more: usize = more.trim_start_matches('[').parse().unwrap();
        // Plain files have no tool.
        let expected = LAYOUTS.len() - 1;
        assert_eq!(names.split(',').count() + more, expected, "Prisma Migrate{names}{rest}");
    }
}

#[test]
fn every_tool_has_a_name_and_a_history_of_its_own() {
    let folders: BTreeSet<String> = names(&root().join("tests/histories"), "");
    for (at, layout) in LAYOUTS.iter().enumerate() {
        assert!(folders.contains(layout.name), "tests/histories has no {}", layout.name);
        let others = || LAYOUTS[..at].iter();
        assert!(others().all(|other| other.name != layout.name && other.tool != layout.tool));
    }
}
