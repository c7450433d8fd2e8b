//! What must hold whatever migralint is fed. Each function takes a text, from a fuzzer or a test, and panics where
//! something does not hold. `fuzz/` runs them for hours, the tests of this crate on the seeds.
#![allow(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a property that does not hold is a panic"
)]

mod config;
mod edits;
mod example;
mod layouts;
pub mod mutate;
mod parsing;
mod replay;
mod reporters;
mod rollback;
#[path = "../../migralint/tests/it/schema.rs"]
mod schema;
pub mod seeds;
mod splitting;
mod suppressions;
mod world;

pub use config::config;
pub use layouts::layouts;
pub use parsing::parsing;
pub use replay::replay;
pub use reporters::reporters;
pub use rollback::rollback;
pub use splitting::splitting;
pub use suppressions::suppressions;

use migralint::source::decode;

/// What must hold of a text.
pub type Property = fn(&str);

/// Every property by its name, which is that of its fuzz target.
pub const PROPERTIES: &[(&str, Property)] = &[
    ("config", config),
    ("layouts", layouts),
    ("parsing", parsing),
    ("replay", replay),
    ("reporters", reporters),
    ("rollback", rollback),
    ("splitting", splitting),
    ("suppressions", suppressions),
];

/// Holds a property against a file's bytes, as the program reads them.
pub fn hold(property: Property, bytes: &[u8]) {
    if let Ok(text) = decode(bytes.to_vec()) {
        property(&text);
    }
}
