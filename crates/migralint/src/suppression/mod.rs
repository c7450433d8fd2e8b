//! What is accepted: by a comment in the file, by a waiver of the configuration or by the baseline; and what accepts
//! nothing.

pub mod baseline;
pub mod comment;
pub mod waiver;
