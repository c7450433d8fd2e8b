//! What is accepted: by a comment in the file or by a waiver of the configuration; and what accepts nothing.

pub mod comment;
pub mod glob;
pub mod waiver;
