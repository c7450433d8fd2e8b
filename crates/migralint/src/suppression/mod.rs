//! What is accepted: by a comment in the file, by a waiver of the configuration or by the baseline; and what accepts
//! nothing.

pub mod baseline;
pub mod comment;
pub mod glob;
pub mod waiver;

use baseline::Baseline;
use waiver::Waivers;

use crate::settings::Settings;

/// What the settings accept, and what of it was used.
#[derive(Debug)]
pub(crate) struct Accepted<'a> {
    /// The waivers.
    pub waivers: Waivers<'a>,
    /// What is left of the baseline.
    pub baseline: Baseline,
}

impl<'a> Accepted<'a> {
    /// All that the settings accept.
    pub(crate) fn new(settings: &'a Settings) -> Self {
        Self { waivers: Waivers::new(settings), baseline: settings.baseline.clone() }
    }
}
