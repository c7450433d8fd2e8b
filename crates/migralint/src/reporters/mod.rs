//! Reporters: an [`Outcome`](crate::outcome::Outcome) as text for people or as a wire format. They decide nothing.

mod fingerprint;
pub mod github;
pub mod gitlab;
pub mod json;
pub mod junit;
pub mod markdown;
mod place;
pub mod repository;
pub mod safe;
pub mod sarif;
pub mod text;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod hostile;
