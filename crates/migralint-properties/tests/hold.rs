//! Every property holds of every seed, of some changes of it, and of what a fuzzer once found.

use migralint_properties::{PROPERTIES, hold, mutate, seeds};

/// The seeds and how many changes of each.
fn check(name: &str, changes: u64) {
    let found = PROPERTIES.iter().find(|(known, _)| *known == name);
    let Some((_, property)) = found else { unreachable!("no property {name}") };
    let seeds = seeds::of(name);
    assert!(!seeds.is_empty());
    for (number, seed) in (0..).zip(seeds) {
        hold(*property, seed.as_bytes());
        for change in 0..changes {
            hold(*property, mutate::mutate(&seed, number * 1000 + change).as_bytes());
        }
    }
}

#[test]
fn config() {
    check("config", 2);
}

#[test]
fn parsing() {
    check("parsing", 2);
}

#[test]
fn replay() {
    check("replay", 2);
}

#[test]
fn reporters() {
    check("reporters", 2);
}

#[test]
fn rollback() {
    check("rollback", 2);
}

#[test]
fn splitting() {
    check("splitting", 2);
}

#[test]
fn suppressions() {
    check("suppressions", 2);
}
