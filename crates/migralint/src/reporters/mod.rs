//! Reporters: an [`Outcome`](crate::outcome::Outcome) as text for people or as a wire format. They decide nothing.

pub mod json;
pub mod safe;
pub mod sarif;
pub mod text;

#[cfg(test)]
mod fixture;
