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

pub use format::{Context, Format};

/// All formats, the one for people first.
pub static FORMATS: &[&Format] = &[
    &text::FORMAT,
    &concise::FORMAT,
    &json::FORMAT,
    &sarif::FORMAT,
    &github::FORMAT,
    &gitlab::FORMAT,
    &junit::FORMAT,
    &markdown::FORMAT,
    &rdjson::FORMAT,
];

/// The format of that name.
pub fn by_name(name: &str) -> Option<&'static Format> {
    FORMATS.iter().copied().find(|format| format.name == name)
}

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod hostile;
