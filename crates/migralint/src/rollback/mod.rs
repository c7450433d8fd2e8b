//! The way back: does it lead back, and what would.

#![deny(clippy::wildcard_enum_match_arm)]

pub mod generate;
mod refusal;
mod replay_each;
pub mod section;
pub mod style;
#[cfg(test)]
mod tests;
pub mod verify;

pub use generate::{Generated, generate};
pub use replay_each::replay_each;
pub use style::Style;
pub use verify::{Passage, Verdict, WayBack, verify};
