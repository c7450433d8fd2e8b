//! Why PostgreSQL refuses a statement of a rollback: what it needs is not there, what it makes is, or something else
//! needs what it drops. Said only where the history tells it for certain.

#![expect(clippy::wildcard_enum_match_arm, reason = "not every refusal is known")]

use crate::catalog::{Catalog, Table};
use crate::name::{Name, QualifiedName};
use crate::source::Span;
use crate::syntax::statement::{
    ActionKind, AlterTable, ConstraintKind, CreateTable, Drop, ForeignKey, ObjectKind, Statement,
    StatementKind,
};

/// What a statement meets.
pub(super) struct Meeting<'a> {
    /// The schema.
    pub(super) catalog: &'a Catalog,
    /// Whether everything that the history did is known, so that what it never made is not there.
    pub(super) is_whole: bool,
}

impl Meeting<'_> {
    /// The place and the reason.
    pub(super) fn refusal(&self, statement: &Statement) -> Option<(Span, String)> {
        let catalog = self.catalog;
        let why = match &statement.kind {
            StatementKind::AlterTable(alter) => return self.alter_table(alter, statement.span),
            StatementKind::Drop(drop) => self.drop(drop),
            StatementKind::CreateTable(create) => {
                let name = catalog.creation_name(&create.name, create.temporary);
                if create.if_not_exists && catalog.relation(&name).is_some() {
                    return None;
                }
                self.taken(&name).or_else(|| self.foreign_keys(create, &name))
            }
            StatementKind::CreateView(create) if !create.or_replace && !create.if_not_exists => {
                self.taken(&catalog.creation_name(&create.name, create.temporary))
            }
            StatementKind::CreateSequence(create) if !create.if_not_exists => {
                self.taken(&catalog.creation_name(&create.name, create.temporary))
            }
            StatementKind::CreateIndex(create) => {
                let table = catalog.resolve_relation(&create.table);
                let index = create.name.as_ref().map(|name| table.renamed(&name.name));
                let columns: Vec<String> =
                    create.keys.iter().filter_map(|key| key.column.clone()).collect();
                if create.if_not_exists
                    && index.as_ref().is_some_and(|index| catalog.relation(index).is_some())
                {
                    return None;
                }
                self.missing(&table, ObjectKind::Table)
                    .or_else(|| index.and_then(|index| self.taken(&index)))
                    .or_else(|| self.columns(&table, &columns))
            }
            StatementKind::CreateType(create) => self.type_taken(&create.name),
            StatementKind::CreateDomain(create) => self.type_taken(&create.name),
            StatementKind::AlterType(alter) => {
                let name = catalog.resolve_type(&alter.name);
                self.missing(&name, ObjectKind::Type)
            }
            StatementKind::CreateFunction(create) if !create.or_replace => {
                let name = catalog.creation_name(&create.name, false);
                let same = catalog.function(&name).iter().any(|other| {
                    other.arguments.len() == create.arguments.len()
                        && other
                            .arguments
                            .iter()
                            .zip(&create.arguments)
                            .all(|(one, other)| one.name == other.name)
                });
                same.then(|| format!("the function {} is there already", name.shown()))
            }
            StatementKind::CreateTrigger(create) if !create.or_replace => {
                let table = catalog.resolve_relation(&create.table);
                let name = &create.name.name;
                self.missing(&table, ObjectKind::Table).or_else(|| {
                    let there = catalog.table(&table)?.trigger(name).is_some();
                    there.then(|| {
                        format!("the trigger \"{name}\" of {} is there already", table.shown())
                    })
                })
            }
            StatementKind::Insert(insert) => self.write(&insert.table, &insert.columns),
            StatementKind::Update(update) => {
                let columns: Vec<String> =
                    update.assignments.iter().map(|(column, _)| column.clone()).collect();
                self.write(&update.table, &columns)
            }
            StatementKind::Delete(delete) => self.write(&delete.table, &[]),
            _ => None,
        };
        Some((statement.span, why?))
    }

    /// Whether a relation or type is surely not there.
    fn is_absent(&self, name: &QualifiedName) -> bool {
        let catalog = self.catalog;
        catalog.relation(name).is_none()
            && !catalog.types.contains_key(name)
            && !name.schema.starts_with("pg_")
            && name.schema != "information_schema"
            && (catalog.is_dropped(name) || self.is_whole && catalog.is_absent(name))
    }

    fn missing(&self, name: &QualifiedName, kind: ObjectKind) -> Option<String> {
        self.is_absent(name)
            .then(|| format!("the {} {} does not exist", kind.words(), name.shown()))
    }

    fn taken(&self, name: &QualifiedName) -> Option<String> {
        let relation = self.catalog.relation(name)?;
        // A table that was only ever named may be made here.
        relation.origin()?;
        Some(format!("{} is there already", name.shown()))
    }

    fn type_taken(&self, name: &Name) -> Option<String> {
        let name = self.catalog.creation_name(name, false);
        let is_taken = self.catalog.types.contains_key(&name);
        is_taken.then(|| format!("the type {} is there already", name.shown()))
    }

    fn complete(&self, table: &QualifiedName) -> Option<&Table> {
        self.catalog.table(table).filter(|table| table.complete)
    }

    fn columns(&self, table: &QualifiedName, columns: &[String]) -> Option<String> {
        let known = self.complete(table)?;
        let missing = columns
            .iter()
            .find(|column| known.column(column).is_none() && !SYSTEM.contains(&column.as_str()))?;
        Some(format!("the column \"{missing}\" of {} does not exist", table.shown()))
    }

    fn write(&self, table: &Name, columns: &[String]) -> Option<String> {
        let table = self.catalog.resolve_relation(table);
        self.missing(&table, ObjectKind::Table).or_else(|| self.columns(&table, columns))
    }

    fn foreign_keys(&self, create: &CreateTable, own: &QualifiedName) -> Option<String> {
        let of_columns = create.columns.iter().flat_map(|column| &column.constraints);
        of_columns.chain(&create.constraints).find_map(|constraint| match &constraint.kind {
            ConstraintKind::ForeignKey(key) => self.foreign_key(key, Some(own)),
            _ => None,
        })
    }

    fn foreign_key(&self, key: &ForeignKey, own: Option<&QualifiedName>) -> Option<String> {
        let catalog = self.catalog;
        let table = catalog.resolve_relation(&key.table);
        if own == Some(&table) {
            return None;
        }
        let known = match self.missing(&table, ObjectKind::Table) {
            Some(why) => return Some(why),
            None => self.complete(&table)?,
        };
        if let Some(why) = self.columns(&table, &key.referenced) {
            return Some(why);
        }
        if key.referenced.is_empty() {
            let without = catalog.primary_key(&table).is_none();
            return without.then(|| format!("{} has no primary key to refer to", table.shown()));
        }
        let mut wanted = key.referenced.clone();
        wanted.sort();
        let serves = known.partition_by.is_some()
            || catalog.indexes_of(&table).any(|(_, index)| {
                let mut columns: Vec<String> = index.columns.iter().flatten().cloned().collect();
                columns.sort();
                index.unique && !index.partial && columns == wanted
            });
        (!serves).then(|| {
            format!(
                "no unique key of {} is on {}",
                table.shown(),
                crate::lists::columns(&key.referenced)
            )
        })
    }

    fn drop(&self, drop: &Drop) -> Option<String> {
        let catalog = self.catalog;
        drop.names.iter().find_map(|name| match drop.kind {
            ObjectKind::Table
            | ObjectKind::ForeignTable
            | ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Index
            | ObjectKind::Sequence => {
                let relation = catalog.resolve_relation(name);
                let missing = self.missing(&relation, drop.kind);
                match missing {
                    Some(why) => (!drop.if_exists).then_some(why),
                    None => self.needed(drop, &relation),
                }
            }
            ObjectKind::Type | ObjectKind::Domain if !drop.if_exists => {
                self.missing(&catalog.resolve_type(name), drop.kind)
            }
            ObjectKind::Trigger | ObjectKind::Policy if !drop.if_exists => {
                let table = catalog.resolve_relation(drop.on.as_ref()?);
                if let Some(why) = self.missing(&table, ObjectKind::Table) {
                    return Some(why);
                }
                let known = self.complete(&table).filter(|_| self.is_whole)?;
                let there = match drop.kind {
                    ObjectKind::Policy => known.policy(&name.name).is_some(),
                    _ => known.trigger(&name.name).is_some(),
                };
                (!there).then(|| {
                    format!(
                        "the {} \"{}\" of {} does not exist",
                        drop.kind.words(),
                        name.name,
                        table.shown()
                    )
                })
            }
            ObjectKind::Function => {
                let function = catalog.resolve_function(name);
                if !drop.if_exists && self.is_whole && catalog.function(&function).is_empty() {
                    let known = catalog.extensions.is_empty() && function.schema != "pg_catalog";
                    return known
                        .then(|| format!("the function {} does not exist", function.shown()));
                }
                if drop.cascade || catalog.function(&function).len() != 1 {
                    return None;
                }
                catalog.tables.iter().find_map(|(table, content)| {
                    let trigger = content.triggers.iter().find(|trigger| {
                        trigger.function.as_ref().is_some_and(|called| {
                            called.name == function.name
                                && catalog.resolve_function(called) == function
                        })
                    })?;
                    Some(format!(
                        "the trigger \"{}\" of {} needs the function {}; drop it first",
                        trigger.name,
                        table.shown(),
                        function.shown()
                    ))
                })
            }
            _ => None,
        })
    }

    /// What needs a relation that is dropped without `CASCADE`.
    fn needed(&self, drop: &Drop, name: &QualifiedName) -> Option<String> {
        let catalog = self.catalog;
        if drop.cascade {
            return None;
        }
        let goes_too = |other: &QualifiedName| {
            drop.names.iter().any(|name| catalog.resolve_relation(name) == *other)
        };
        if let Some((table, key)) =
            catalog.foreign_keys_to(name).find(|(table, _)| *table != name && !goes_too(table))
        {
            return Some(format!(
                "the foreign key \"{}\" of {} points at {}; drop it first",
                key.name,
                table.shown(),
                name.shown()
            ));
        }
        let view = catalog.views_reading(name).into_iter().find(|view| !goes_too(view))?;
        Some(format!("the view {} reads {}; drop it first", view.shown(), name.shown()))
    }

    fn alter_table(&self, alter: &AlterTable, span: Span) -> Option<(Span, String)> {
        let table = self.catalog.resolve_relation(&alter.name);
        if let Some(why) = self.missing(&table, alter.kind) {
            return (!alter.if_exists).then_some((span, why));
        }
        // Clauses of one statement see what those before them did.
        let mut added: Vec<&str> = Vec::new();
        let mut gone: Vec<&str> = Vec::new();
        alter.actions.iter().find_map(|action| {
            let column = |name: &str| {
                let known = self.complete(&table)?;
                (known.column(name).is_none() && !added.contains(&name))
                    .then(|| format!("the column \"{name}\" of {} does not exist", table.shown()))
            };
            let why = match &action.kind {
                ActionKind::AddColumn { column, if_not_exists } => {
                    let name = column.name.name.as_str();
                    let there = self.catalog.column(&table, name);
                    let is_there = there.is_some_and(|column| column.origin.is_some())
                        && !gone.contains(&name);
                    added.push(name);
                    let keys =
                        column.constraints.iter().find_map(|constraint| match &constraint.kind {
                            ConstraintKind::ForeignKey(key) => self.foreign_key(key, Some(&table)),
                            _ => None,
                        });
                    (is_there && !if_not_exists)
                        .then(|| {
                            format!("the column \"{name}\" of {} is there already", table.shown())
                        })
                        .or(keys)
                }
                ActionKind::DropColumn { name, if_exists, cascade } => {
                    let missing = column(&name.name).filter(|_| !if_exists);
                    gone.push(&name.name);
                    missing.or_else(|| self.column_needed(&table, &name.name, *cascade))
                }
                ActionKind::SetType { column: name, .. }
                | ActionKind::SetDefault { column: name, .. }
                | ActionKind::DropDefault { column: name }
                | ActionKind::SetNotNull { column: name }
                | ActionKind::DropNotNull { column: name }
                | ActionKind::AddIdentity { column: name, .. }
                | ActionKind::DropIdentity { column: name, .. }
                | ActionKind::RenameColumn { from: name, .. } => column(&name.name),
                ActionKind::DropConstraint { name, if_exists: false, .. }
                | ActionKind::ValidateConstraint { name }
                | ActionKind::RenameConstraint { from: name, .. } => {
                    self.constraint(&table, &name.name)
                }
                ActionKind::AddConstraint(constraint) => {
                    let taken = constraint.name.as_ref().and_then(|name| {
                        let there = self.catalog.table(&table)?.constraint(&name.name)?;
                        let columns = match &there.kind {
                            ConstraintKind::Check(check) => &check.columns,
                            ConstraintKind::PrimaryKey { columns }
                            | ConstraintKind::Unique { columns }
                            | ConstraintKind::Exclude { columns } => columns,
                            ConstraintKind::ForeignKey(key) => &key.columns,
                            _ => &Vec::new(),
                        };
                        let dropped = gone.contains(&name.name.as_str())
                            || columns.iter().any(|column| gone.contains(&column.as_str()));
                        (!dropped).then(|| {
                            format!(
                                "the constraint \"{}\" of {} is there already",
                                name.name,
                                table.shown()
                            )
                        })
                    });
                    taken.or_else(|| match &constraint.kind {
                        ConstraintKind::ForeignKey(key) => {
                            let own: Vec<String> = key.columns.clone();
                            own.iter()
                                .find_map(|name| column(name))
                                .or_else(|| self.foreign_key(key, Some(&table)))
                        }
                        ConstraintKind::PrimaryKey { columns }
                        | ConstraintKind::Unique { columns } => {
                            columns.iter().find_map(|name| column(name))
                        }
                        _ => None,
                    })
                }
                _ => None,
            };
            if let ActionKind::DropConstraint { name, .. } = &action.kind {
                gone.push(&name.name);
            }
            Some((action.span, why?))
        })
    }

    fn constraint(&self, table: &QualifiedName, name: &str) -> Option<String> {
        let known = self.complete(table)?;
        let is_not_null = known.columns.iter().any(|column| column.not_null)
            && (name.trim_end_matches(|c: char| c.is_ascii_digit()).ends_with("_not_null")
                || known
                    .columns
                    .iter()
                    .any(|column| column.not_null_name.as_deref() == Some(name)));
        (known.constraint(name).is_none() && !is_not_null)
            .then(|| format!("the constraint \"{name}\" of {} does not exist", table.shown()))
    }

    /// What needs a column that is dropped without `CASCADE`: a foreign key to it from another table.
    fn column_needed(&self, table: &QualifiedName, name: &str, cascade: bool) -> Option<String> {
        if cascade {
            return None;
        }
        let (referrer, key) = self.catalog.foreign_keys_to(table).find(|(referrer, key)| {
            let ConstraintKind::ForeignKey(foreign) = &key.kind else { return false };
            *referrer != table && foreign.referenced.iter().any(|column| column == name)
        })?;
        Some(format!(
            "the foreign key \"{}\" of {} points at \"{name}\"; drop it first",
            key.name,
            referrer.shown()
        ))
    }
}

/// Columns that every table has.
const SYSTEM: &[&str] = &["ctid", "tableoid", "xmin", "xmax"];
