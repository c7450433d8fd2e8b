//! Conflicts of migrations that two branches add: what each does to objects, and where that depends on the order.

#![deny(clippy::wildcard_enum_match_arm)]

mod net;

pub use net::net_accesses;

use crate::history::{Change, History, Migration};
use crate::object::ObjectRef;
use crate::source::{Sources, Span};
use crate::syntax;
use crate::syntax::statement::access::Aspect;

/// A migration that was merged after the branch of the new ones began.
#[derive(Debug)]
pub struct Merged<'a> {
    /// The migration.
    pub migration: &'a Migration,
    /// What it does to objects.
    pub accesses: Vec<NetAccess>,
}

/// The merged migrations of a history.
pub fn merged<'a>(sources: &Sources, history: &'a History) -> Vec<Merged<'a>> {
    let merged = history.migrations.iter().filter(|one| one.change == Change::Merged);
    let read = |migration: &'a Migration| {
        let file = sources.get(migration.file);
        let statements = syntax::parse(file.text(), &migration.up).statements;
        Merged { migration, accesses: net_accesses(file.text(), &statements) }
    };
    merged.map(read).collect()
}

/// What a migration does to an object, all its statements together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetAccess {
    /// The object. What is written without a schema is taken to be in `public`.
    pub object: ObjectRef,
    /// What is done to it.
    pub kind: NetKind,
    /// The clause.
    pub span: Span,
}

/// What is done to an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NetKind {
    /// It is created.
    Create {
        /// `IF NOT EXISTS`: it may exist already.
        if_not_exists: bool,
    },
    /// It is created or replaced: the text.
    Replace(String),
    /// It is dropped.
    Drop {
        /// `IF EXISTS`: it may be dropped already.
        if_exists: bool,
    },
    /// It gets another name or schema.
    Rename,
    /// It is dropped or renamed, and another one created in its place.
    Rebuild,
    /// A property of it is changed: which, and the text of the change.
    Alter(Aspect, String),
    /// It is needed.
    Use,
}

impl NetKind {
    /// As a verb of which a migration is the subject: `drops`.
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Create { .. } => "adds",
            Self::Replace(_) => "defines",
            Self::Drop { .. } => "drops",
            Self::Rename => "renames",
            Self::Rebuild => "replaces",
            Self::Alter(..) => "changes",
            Self::Use => "uses",
        }
    }

    /// What happens where this and another migration, in either order, do these to one object; `None` where the
    /// order does not matter.
    pub fn conflict(&self, other: &Self) -> Option<&'static str> {
        match (self, other) {
            (Self::Create { if_not_exists: false }, Self::Create { .. })
            | (Self::Create { .. }, Self::Create { if_not_exists: false })
            | (Self::Drop { if_exists: false }, Self::Drop { .. })
            | (Self::Drop { .. }, Self::Drop { if_exists: false })
            | (Self::Create { .. }, Self::Replace(_))
            | (Self::Replace(_), Self::Create { .. }) => Some("whichever runs second may fail"),
            (Self::Create { .. }, Self::Create { .. }) => {
                Some("whichever runs second leaves what the first one made")
            }
            (Self::Drop { .. }, Self::Drop { .. }) => None,
            (Self::Drop { .. } | Self::Rename | Self::Rebuild, _)
            | (_, Self::Drop { .. } | Self::Rename | Self::Rebuild) => {
                Some("one takes away what the other needs")
            }
            (Self::Replace(one), Self::Replace(other)) if one != other => {
                Some("the one that runs last wins")
            }
            (Self::Alter(aspect, one), Self::Alter(same, other))
                if aspect == same && one != other =>
            {
                Some("the one that runs last wins")
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
