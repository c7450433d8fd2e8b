//! What statements do to objects when they have all run: a fold over their accesses.

use std::collections::BTreeSet;

use super::{NetAccess, NetKind};
use crate::name::QualifiedName;
use crate::object::ObjectRef;
use crate::source::Span;
use crate::syntax::statement::access::{Access, AccessKind, Aspect, Object, access};
use crate::syntax::statement::{Statement, StatementKind};

/// What statements do to objects that exist before or after them, in order. Objects that are created and dropped
/// again are left out, and so is what happens to an object that the statements create.
pub fn net_accesses(text: &str, statements: &[Statement]) -> Vec<NetAccess> {
    let mut fold = Fold { text, own: BTreeSet::new(), accesses: Vec::new() };
    for statement in statements {
        fold.statement(statement);
    }
    fold.accesses
}

struct Fold<'a> {
    text: &'a str,
    /// What the migration has created itself.
    own: BTreeSet<ObjectRef>,
    accesses: Vec<NetAccess>,
}

impl Fold<'_> {
    fn statement(&mut self, statement: &Statement) {
        for access in access(statement) {
            // Which function a call means depends on the types of its arguments.
            if matches!(access.object, Object::Function(_, None)) {
                continue;
            }
            self.access(&access);
        }
        // The body of a function runs when it is called.
        if !matches!(statement.kind, StatementKind::CreateFunction(_)) {
            statement.inner.iter().for_each(|inner| self.statement(inner));
        }
    }

    fn access(&mut self, access: &Access<'_>) {
        let object = access.object.resolve(in_public);
        let span = access.span;
        match access.kind {
            AccessKind::Create { temporary: true, .. } => {
                self.own.insert(object);
            }
            AccessKind::Create { if_not_exists, temporary: false } => {
                self.add(object, NetKind::Create { if_not_exists }, span);
            }
            AccessKind::Replace => {
                let text = self.text(span);
                self.add(object, NetKind::Replace(text), span);
            }
            AccessKind::Drop { if_exists, cascade: _ } => {
                self.end(object, NetKind::Drop { if_exists }, span);
            }
            AccessKind::Rename => self.end(object, NetKind::Rename, span),
            AccessKind::Alter(aspect) if is_last_one_kept(aspect) => {
                let text = self.text(span);
                self.push(object, NetKind::Alter(aspect, text), span);
            }
            AccessKind::Alter(_)
            | AccessKind::Use { .. }
            | AccessKind::Read
            | AccessKind::Write(_) => self.push(object, NetKind::Use, span),
        }
    }

    fn add(&mut self, object: ObjectRef, kind: NetKind, span: Span) {
        if self.is_own(&object) {
            return;
        }
        let is_dropped = |one: &&mut NetAccess| {
            one.object == object && matches!(one.kind, NetKind::Drop { .. } | NetKind::Rename)
        };
        let rebuilt = self.accesses.iter_mut().find(is_dropped);
        let is_rebuilt = rebuilt.map(|dropped| dropped.kind = NetKind::Rebuild).is_some();
        if matches!(kind, NetKind::Create { .. }) {
            self.own.insert(object.clone());
        }
        if !is_rebuilt {
            self.accesses.push(NetAccess { object, kind, span });
        }
    }

    fn end(&mut self, object: ObjectRef, kind: NetKind, span: Span) {
        if !self.is_own(&object) {
            self.accesses.push(NetAccess { object, kind, span });
        } else if self.own.remove(&object) {
            self.accesses.retain(|one| one.object != object || one.kind == NetKind::Rebuild);
        }
    }

    fn push(&mut self, object: ObjectRef, kind: NetKind, span: Span) {
        if !self.is_own(&object) {
            self.accesses.push(NetAccess { object, kind, span });
        }
    }

    fn is_own(&self, object: &ObjectRef) -> bool {
        self.own.contains(object)
            || object
                .table()
                .is_some_and(|table| self.own.contains(&ObjectRef::Relation(table.clone())))
    }

    /// The text at a place, with one space for each run of white space.
    fn text(&self, span: Span) -> String {
        let text = self.text.get(span.start..span.end).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Whether two different values of a property cannot both be had, so that the order of two migrations decides.
fn is_last_one_kept(aspect: Aspect) -> bool {
    match aspect {
        Aspect::Type | Aspect::Default | Aspect::Nullability | Aspect::Generation => true,
        Aspect::Definition
        | Aspect::Enforcement
        | Aspect::Triggers
        | Aspect::RowSecurity
        | Aspect::Hierarchy
        | Aspect::Storage
        | Aspect::Statistics
        | Aspect::ReplicaIdentity
        | Aspect::Owner
        | Aspect::Privileges
        | Aspect::Comment
        | Aspect::Options => false,
    }
}

/// Two branches are compared without their schema: what is written without one is taken to be in `public`.
fn in_public(schema: Option<&str>, name: &str) -> QualifiedName {
    QualifiedName::new(schema.unwrap_or("public"), name)
}
