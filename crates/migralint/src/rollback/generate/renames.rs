//! The inverse of what a migration renames, the last first, so that rows stay where they are.

use super::Writer;
use crate::catalog::{Catalog, Relation};
use crate::name::QualifiedName;
use crate::object::{ObjectKind, ObjectRef};
use crate::source::FileId;
use crate::syntax::statement::Statement;
use crate::syntax::statement::access::{AccessKind, Object, access};

/// One renaming.
struct Step {
    from: ObjectRef,
    to: ObjectRef,
}

impl Writer<'_> {
    pub(super) fn undo_renames(&mut self, up: &[Statement], file: FileId) {
        let mut catalog = self.target.clone();
        catalog.begin_migration(self.now.current.saturating_sub(1));
        let mut steps: Vec<Step> = Vec::new();
        for statement in up.iter().flat_map(|one| std::iter::once(one).chain(&one.inner)) {
            steps.extend(self::steps(statement, &catalog));
            catalog.apply(statement, file);
        }
        for at in (0..steps.len()).rev() {
            let step = &steps[at];
            let root = steps[..at]
                .iter()
                .rev()
                .fold(step.from.clone(), |name, one| moved(&name, &one.to, &one.from));
            let last = steps[at + 1..]
                .iter()
                .fold(step.to.clone(), |name, one| moved(&name, &one.from, &one.to));
            let is_wanted = has(self.target, &root) && has(&catalog, &last);
            if is_wanted && has(&self.now, &step.to) && !has(&self.now, &step.from) {
                let sql = self.sql(&step.to, &step.from);
                self.run(heading(&step.to), &sql);
            }
        }
    }

    fn sql(&self, from: &ObjectRef, to: &ObjectRef) -> String {
        let style = self.style;
        match (from, to) {
            (
                ObjectRef::Relation(from) | ObjectRef::Index(from),
                ObjectRef::Relation(to) | ObjectRef::Index(to),
            ) => {
                let kind = match self.now.relation(from) {
                    Some(Relation::Index(_)) => "INDEX",
                    Some(Relation::View(view)) if view.materialized => "MATERIALIZED VIEW",
                    Some(Relation::View(_)) => "VIEW",
                    Some(Relation::Sequence(_)) => "SEQUENCE",
                    Some(Relation::Table(_)) | None => "TABLE",
                };
                format!("ALTER {kind} {} {}", style.name(from), self.target_of(from, to))
            }
            (ObjectRef::Type(from), ObjectRef::Type(to)) => {
                format!("ALTER TYPE {} {}", style.name(from), self.target_of(from, to))
            }
            (ObjectRef::Column(table, from), ObjectRef::Column(_, to)) => format!(
                "ALTER TABLE {} RENAME COLUMN {} TO {}",
                style.name(table),
                style.ident(from),
                style.ident(to)
            ),
            (ObjectRef::Part(_, table, from), ObjectRef::Part(_, _, to)) => format!(
                "ALTER TABLE {} RENAME CONSTRAINT {} TO {}",
                style.name(table),
                style.ident(from),
                style.ident(to)
            ),
            (ObjectRef::Value(of, from), ObjectRef::Value(_, to)) => format!(
                "ALTER TYPE {} RENAME VALUE {} TO {}",
                style.name(of),
                crate::name::literal(from),
                crate::name::literal(to)
            ),
            _ => String::new(),
        }
    }

    fn target_of(&self, from: &QualifiedName, to: &QualifiedName) -> String {
        if from.schema == to.schema {
            format!("RENAME TO {}", self.style.ident(&to.name))
        } else {
            format!("SET SCHEMA {}", self.style.ident(&to.schema))
        }
    }
}

fn heading(object: &ObjectRef) -> &'static str {
    match object {
        ObjectRef::Type(_) | ObjectRef::Value(..) => "AlterEnum",
        ObjectRef::Column(..) => "AlterTable",
        ObjectRef::Part(..) => "RenameConstraint",
        ObjectRef::Relation(_)
        | ObjectRef::Index(_)
        | ObjectRef::Function(..)
        | ObjectRef::Statistics(_)
        | ObjectRef::Named(..) => "RenameTable",
    }
}

/// An object after one renaming.
fn moved(object: &ObjectRef, from: &ObjectRef, to: &ObjectRef) -> ObjectRef {
    if object == from {
        return to.clone();
    }
    match (object, from, to) {
        (ObjectRef::Column(table, part), ObjectRef::Relation(from), ObjectRef::Relation(to))
            if table == from =>
        {
            ObjectRef::Column(to.clone(), part.clone())
        }
        (
            ObjectRef::Part(kind, table, part),
            ObjectRef::Relation(from),
            ObjectRef::Relation(to),
        ) if table == from => ObjectRef::Part(*kind, to.clone(), part.clone()),
        (ObjectRef::Value(of, part), ObjectRef::Type(from), ObjectRef::Type(to)) if of == from => {
            ObjectRef::Value(to.clone(), part.clone())
        }
        _ => object.clone(),
    }
}

fn has(catalog: &Catalog, object: &ObjectRef) -> bool {
    match object {
        ObjectRef::Relation(name) | ObjectRef::Index(name) => catalog.relation(name).is_some(),
        ObjectRef::Type(name) => catalog.types.contains_key(name),
        ObjectRef::Column(table, column) => catalog.column(table, column).is_some(),
        ObjectRef::Part(_, table, name) => {
            catalog.table(table).is_some_and(|table| table.constraint(name).is_some())
        }
        ObjectRef::Value(of, value) => {
            catalog.enum_values(of).is_some_and(|values| values.contains(value))
        }
        ObjectRef::Function(..) | ObjectRef::Statistics(_) | ObjectRef::Named(..) => false,
    }
}

/// The renamings of a statement that are undone as such; what has no rows can be dropped and created instead.
fn steps(statement: &Statement, catalog: &Catalog) -> Vec<Step> {
    let accesses = access(statement);
    let renamed = accesses.iter().zip(accesses.iter().skip(1)).filter_map(|(from, to)| {
        let is_kept = match from.object {
            Object::Relation(_)
            | Object::Index(_)
            | Object::Type(_)
            | Object::Column(..)
            | Object::Value(..)
            | Object::Part(ObjectKind::Constraint, ..) => from.kind == AccessKind::Rename,
            Object::Part(..) | Object::Function(..) | Object::Statistics(_) | Object::Named(..) => {
                false
            }
        };
        is_kept.then(|| Step {
            from: catalog.resolve_object(&from.object),
            to: catalog.resolve_object(&to.object),
        })
    });
    renamed.collect()
}
