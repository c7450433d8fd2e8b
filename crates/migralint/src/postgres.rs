//! The versions of PostgreSQL that are supported.

/// A major version of PostgreSQL that is supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PostgresVersion(u8);

impl PostgresVersion {
    /// The oldest supported version, and the default: what is safe there is safe later.
    pub const OLDEST: Self = Self(14);
    /// The newest supported version.
    pub const NEWEST: Self = Self(18);

    /// A major version, if it is supported.
    pub fn new(major: u8) -> Option<Self> {
        (Self::OLDEST.0..=Self::NEWEST.0).contains(&major).then_some(Self(major))
    }

    /// Its number.
    pub fn major(self) -> u8 {
        self.0
    }
}
