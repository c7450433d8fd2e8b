//! What migrations touch: the objects that they add, drop, change and use; and where two of them fight over one.

mod collect;

pub use collect::touches;

use crate::history::{Change, History, Migration};
use crate::object::ObjectRef;
use crate::source::{Sources, Span};
use crate::syntax;

/// A migration that was merged after the branch of the new ones began.
#[derive(Debug)]
pub struct Merged<'a> {
    /// The migration.
    pub migration: &'a Migration,
    /// What it touches.
    pub touches: Vec<Touch>,
}

/// The merged migrations of a history.
pub fn merged<'a>(sources: &Sources, history: &'a History) -> Vec<Merged<'a>> {
    let merged = history.migrations.iter().filter(|one| one.change == Change::Merged);
    let read = |migration: &'a Migration| {
        let file = sources.get(migration.file);
        let statements = syntax::parse(file.text(), &migration.up).statements;
        Merged { migration, touches: touches(file.text(), &statements) }
    };
    merged.map(read).collect()
}

/// What becomes of an object in a migration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touch {
    /// The object.
    pub object: ObjectRef,
    /// What becomes of it.
    pub how: How,
    /// The clause.
    pub span: Span,
}

/// What becomes of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// It is made; with `IF NOT EXISTS` it may stand already.
    Add {
        /// `IF NOT EXISTS`.
        guarded: bool,
    },
    /// It is made or replaced: the text.
    Define(String),
    /// It is dropped; with `IF EXISTS` it may be gone already.
    Drop {
        /// `IF EXISTS`.
        guarded: bool,
    },
    /// It gets another name.
    Rename,
    /// It is dropped or renamed, and another one made in its place.
    Rebuild,
    /// An aspect of it is changed: which, and the text of the change.
    Change(&'static str, String),
    /// It must be there.
    Use,
}

impl How {
    /// As a verb of a migration: `drops`.
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Add { .. } => "adds",
            Self::Define(_) => "defines",
            Self::Drop { .. } => "drops",
            Self::Rename => "renames",
            Self::Rebuild => "replaces",
            Self::Change(..) => "changes",
            Self::Use => "uses",
        }
    }

    /// What comes of it that this and another migration, in either order, both touch an object; `None` when they get
    /// along.
    pub fn conflict(&self, other: &Self) -> Option<&'static str> {
        match (self, other) {
            (Self::Add { guarded: false }, Self::Add { .. })
            | (Self::Add { .. }, Self::Add { guarded: false })
            | (Self::Drop { guarded: false }, Self::Drop { .. })
            | (Self::Drop { .. }, Self::Drop { guarded: false })
            | (Self::Add { .. }, Self::Define(_))
            | (Self::Define(_), Self::Add { .. }) => Some("whichever runs second may fail"),
            (Self::Add { .. }, Self::Add { .. }) => {
                Some("whichever runs second leaves what the first one made")
            }
            (Self::Drop { .. }, Self::Drop { .. }) => None,
            (Self::Drop { .. } | Self::Rename | Self::Rebuild, _)
            | (_, Self::Drop { .. } | Self::Rename | Self::Rebuild) => {
                Some("one takes away what the other needs")
            }
            (Self::Define(one), Self::Define(other)) if one != other => {
                Some("the one that runs last wins")
            }
            (Self::Change(aspect, one), Self::Change(same, other))
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
