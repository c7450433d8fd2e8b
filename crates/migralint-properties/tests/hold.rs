//! Every property holds of every seed, and of a change of it.

use migralint_properties::{Property, hold, mutate, seeds};

fn check(name: &str, property: Property) {
    let seeds = seeds::of(name);
    assert!(seeds.len() > 20, "the seeds of {name} are found");
    for (number, seed) in (0..).zip(seeds) {
        hold(property, seed.as_bytes());
        hold(property, mutate::mutate(&seed, number).as_bytes());
    }
}

#[test]
fn config() {
    check("config", migralint_properties::config);
}

#[test]
fn layouts() {
    check("layouts", migralint_properties::layouts);
}

#[test]
fn parsing() {
    check("parsing", migralint_properties::parsing);
}

#[test]
fn replay() {
    check("replay", migralint_properties::replay);
}

#[test]
fn reporters() {
    check("reporters", migralint_properties::reporters);
}

#[test]
fn rollback() {
    check("rollback", migralint_properties::rollback);
}

#[test]
fn splitting() {
    check("splitting", migralint_properties::splitting);
}

#[test]
fn suppressions() {
    check("suppressions", migralint_properties::suppressions);
}
