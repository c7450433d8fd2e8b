//! Tests of the engine as a whole, in one binary.

#![cfg_attr(
    test,
    expect(
        clippy::disallowed_methods,
        clippy::disallowed_types,
        reason = "the engine does no input or output; its tests read files"
    )
)]

#[cfg(test)]
mod hazards;
#[cfg(test)]
mod histories;
#[cfg(test)]
mod layers;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod registry;
#[cfg(test)]
mod sarif;
#[cfg(test)]
mod scanner;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod tidy;

/// The root of the repository.
fn root() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
