//! Reporters: an [`Outcome`](crate::outcome::Outcome) as text for people or as a wire format. They decide nothing.

pub mod concise;
mod fingerprint;
pub mod format;
pub mod github;
pub mod gitlab;
pub mod json;
pub mod junit;
pub mod markdown;
mod place;
pub mod rdjson;
pub mod repository;
pub mod safe;
pub mod sarif;
pub mod text;

pub use format::{Context, FORMATS, Format};

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod hostile;
