//! What a statement does to objects: the one place that knows for every statement what it creates, alters, drops,
//! renames and needs, and whose rows it reads and writes.

mod alter_table;
mod object;
mod parts;
mod rows;
mod statement;

pub use object::{Object, Reference};
pub use rows::rows_written;

use super::{RowChange, Statement};
use crate::source::Span;

/// An object that a statement names, and what the statement does to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access<'s> {
    /// The object.
    pub object: Object<'s>,
    /// What is done to it.
    pub kind: AccessKind,
    /// The clause.
    pub span: Span,
}

/// What a statement does to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessKind {
    /// Creates it; with `IF NOT EXISTS`, unless it exists.
    Create {
        /// `IF NOT EXISTS`.
        if_not_exists: bool,
        /// Whether it is gone when the session ends.
        temporary: bool,
    },
    /// Creates it, or replaces what has its name (`OR REPLACE`).
    Replace,
    /// Changes a property of it.
    Alter(Aspect),
    /// Drops it.
    Drop {
        /// `IF EXISTS`.
        if_exists: bool,
        /// `CASCADE`.
        cascade: bool,
    },
    /// Gives it another name or schema. The object of that name is the next access, a [`AccessKind::Create`].
    Rename,
    /// Needs it, and leaves it as it is.
    Use {
        /// `IF EXISTS`: without the object, the statement does nothing.
        if_exists: bool,
    },
    /// Reads its rows.
    Read,
    /// Writes its rows.
    Write(RowChange),
}

/// A property of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aspect {
    /// The type of a column.
    Type,
    /// The default of a column or domain.
    Default,
    /// Whether a column or domain takes nulls.
    Nullability,
    /// How a column gets its values: identity, generation.
    Generation,
    /// Constraints of a domain, attributes of a composite type, values of an enum, the query of a policy.
    Definition,
    /// Whether a constraint is validated or enforced, when it is checked.
    Enforcement,
    /// Triggers and rules that are on or off.
    Triggers,
    /// Row security that is on, off or forced.
    RowSecurity,
    /// Its parents, its type, its partitions.
    Hierarchy,
    /// Where and how it is stored: parameters, tablespace, access method, persistence.
    Storage,
    /// What the planner knows of it.
    Statistics,
    /// Which columns identify a row for replication.
    ReplicaIdentity,
    /// Its owner.
    Owner,
    /// Who may do what with it.
    Privileges,
    /// Its comment.
    Comment,
    /// What else its options say.
    Options,
}

impl AccessKind {
    /// Creates it, whether or not something of its name exists.
    const CREATE: Self = Self::Create { if_not_exists: false, temporary: false };
    /// Needs it.
    const USE: Self = Self::Use { if_exists: false };

    fn create(if_not_exists: bool) -> Self {
        Self::Create { if_not_exists, temporary: false }
    }
}

/// What a statement does to objects, in the order in which it names them. What runs inside it (the statements of a `DO`
/// block, of a function that it calls) has accesses of its own; what it drops or changes along with an object that it
/// names only the schema can tell.
pub fn access(statement: &Statement) -> Vec<Access<'_>> {
    let mut gather = Gather { span: statement.span, accesses: Vec::new() };
    gather.statement(&statement.kind);
    gather.accesses
}

/// The accesses of one statement while they are gathered.
struct Gather<'s> {
    /// The clause that is read.
    span: Span,
    accesses: Vec<Access<'s>>,
}

impl<'s> Gather<'s> {
    fn add(&mut self, object: Object<'s>, kind: AccessKind) {
        self.accesses.push(Access { object, kind, span: self.span });
    }

    fn uses(&mut self, object: Object<'s>) {
        self.add(object, AccessKind::USE);
    }

    /// What `gather` adds belongs to the clause at `span`.
    fn at(&mut self, span: Span, gather: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.span, span);
        gather(self);
        self.span = outer;
    }
}

#[cfg(test)]
mod tests;
