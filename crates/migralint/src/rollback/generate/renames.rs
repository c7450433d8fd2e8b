//! The inverse of what a migration renames, the last first, so that rows stay where they are.

use super::Writer;
use crate::catalog::{Catalog, Relation};
use crate::name::QualifiedName;
use crate::source::FileId;
use crate::syntax::statement::{
    ActionKind, AlterObject, AlterTypeAction, ObjectKind, Statement, StatementKind,
};

/// What is renamed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Thing {
    Relation(QualifiedName),
    Type(QualifiedName),
    Column(QualifiedName, String),
    Constraint(QualifiedName, String),
    Value(QualifiedName, String),
}

/// One renaming.
struct Step {
    from: Thing,
    to: Thing,
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

    fn sql(&self, from: &Thing, to: &Thing) -> String {
        let style = self.style;
        match (from, to) {
            (Thing::Relation(from), Thing::Relation(to)) => {
                let kind = match self.now.relation(from) {
                    Some(Relation::Index(_)) => "INDEX",
                    Some(Relation::View(view)) if view.materialized => "MATERIALIZED VIEW",
                    Some(Relation::View(_)) => "VIEW",
                    Some(Relation::Sequence(_)) => "SEQUENCE",
                    _ => "TABLE",
                };
                format!("ALTER {kind} {} {}", style.name(from), self.target_of(from, to))
            }
            (Thing::Type(from), Thing::Type(to)) => {
                format!("ALTER TYPE {} {}", style.name(from), self.target_of(from, to))
            }
            (Thing::Column(table, from), Thing::Column(_, to)) => format!(
                "ALTER TABLE {} RENAME COLUMN {} TO {}",
                style.name(table),
                style.ident(from),
                style.ident(to)
            ),
            (Thing::Constraint(table, from), Thing::Constraint(_, to)) => format!(
                "ALTER TABLE {} RENAME CONSTRAINT {} TO {}",
                style.name(table),
                style.ident(from),
                style.ident(to)
            ),
            (Thing::Value(of, from), Thing::Value(_, to)) => format!(
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

fn heading(thing: &Thing) -> &'static str {
    match thing {
        Thing::Relation(_) => "RenameTable",
        Thing::Type(_) | Thing::Value(..) => "AlterEnum",
        Thing::Column(..) => "AlterTable",
        Thing::Constraint(..) => "RenameConstraint",
    }
}

/// A name after one renaming.
fn moved(name: &Thing, from: &Thing, to: &Thing) -> Thing {
    if name == from {
        return to.clone();
    }
    match (name, from, to) {
        (Thing::Column(table, part), Thing::Relation(from), Thing::Relation(to))
            if table == from =>
        {
            Thing::Column(to.clone(), part.clone())
        }
        (Thing::Constraint(table, part), Thing::Relation(from), Thing::Relation(to))
            if table == from =>
        {
            Thing::Constraint(to.clone(), part.clone())
        }
        (Thing::Value(of, part), Thing::Type(from), Thing::Type(to)) if of == from => {
            Thing::Value(to.clone(), part.clone())
        }
        _ => name.clone(),
    }
}

fn has(catalog: &Catalog, thing: &Thing) -> bool {
    match thing {
        Thing::Relation(name) => catalog.relation(name).is_some(),
        Thing::Type(name) => catalog.types.contains_key(name),
        Thing::Column(table, column) => catalog.column(table, column).is_some(),
        Thing::Constraint(table, name) => {
            catalog.table(table).is_some_and(|table| table.constraint(name).is_some())
        }
        Thing::Value(of, value) => {
            catalog.enum_values(of).is_some_and(|values| values.contains(value))
        }
    }
}

fn steps(statement: &Statement, catalog: &Catalog) -> Vec<Step> {
    match &statement.kind {
        StatementKind::AlterTable(alter) => {
            let table = catalog.resolve_relation(&alter.name);
            let step = |kind: &ActionKind| match kind {
                ActionKind::RenameTo { to } => Some(Step {
                    from: Thing::Relation(table.clone()),
                    to: Thing::Relation(table.renamed(&to.name)),
                }),
                ActionKind::SetSchema { schema } => Some(Step {
                    from: Thing::Relation(table.clone()),
                    to: Thing::Relation(table.in_schema(&schema.name)),
                }),
                ActionKind::RenameColumn { from, to } => Some(Step {
                    from: Thing::Column(table.clone(), from.name.clone()),
                    to: Thing::Column(table.clone(), to.name.clone()),
                }),
                ActionKind::RenameConstraint { from, to } => Some(Step {
                    from: Thing::Constraint(table.clone(), from.name.clone()),
                    to: Thing::Constraint(table.clone(), to.name.clone()),
                }),
                _ => None,
            };
            alter.actions.iter().filter_map(|action| step(&action.kind)).collect()
        }
        StatementKind::AlterType(alter) => {
            let name = catalog.resolve_type(&alter.name);
            let step = match &alter.action {
                AlterTypeAction::RenameTo { to } => Some(Step {
                    from: Thing::Type(name.clone()),
                    to: Thing::Type(name.renamed(&to.name)),
                }),
                AlterTypeAction::SetSchema { schema } => Some(Step {
                    from: Thing::Type(name.clone()),
                    to: Thing::Type(name.in_schema(&schema.name)),
                }),
                AlterTypeAction::RenameValue { from, to } => Some(Step {
                    from: Thing::Value(name.clone(), from.clone()),
                    to: Thing::Value(name.clone(), to.clone()),
                }),
                _ => None,
            };
            step.into_iter().collect()
        }
        StatementKind::AlterObject(alter) => of_object(alter, catalog).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn of_object(alter: &AlterObject, catalog: &Catalog) -> Option<Step> {
    let moved = |name: &QualifiedName| match (&alter.rename_to, &alter.set_schema) {
        (Some(to), _) => Some(name.renamed(&to.name)),
        (None, Some(schema)) => Some(name.in_schema(&schema.name)),
        (None, None) => None,
    };
    match alter.kind {
        ObjectKind::Table
        | ObjectKind::ForeignTable
        | ObjectKind::Index
        | ObjectKind::View
        | ObjectKind::MaterializedView
        | ObjectKind::Sequence => {
            let from = catalog.resolve_relation(&alter.name);
            let to = moved(&from)?;
            Some(Step { from: Thing::Relation(from), to: Thing::Relation(to) })
        }
        ObjectKind::Type | ObjectKind::Domain => {
            let from = catalog.resolve_type(&alter.name);
            let to = moved(&from)?;
            Some(Step { from: Thing::Type(from), to: Thing::Type(to) })
        }
        _ => None,
    }
}
