//! What is too much, or in the way of what is to change.

use std::collections::{BTreeMap, BTreeSet};

use super::{TABLE, Writer};
use crate::catalog::compare::{State, same_constraint, same_index, same_type};
use crate::catalog::{Column, Constraint, Origin, Table};
use crate::name::QualifiedName;
use crate::syntax::statement::{ConstraintKind, ObjectKind, TypeName};

const CONSTRAINT: &[ObjectKind] = &[ObjectKind::Constraint];
const INDEX: &[ObjectKind] = &[ObjectKind::Index];
const VIEW: &[ObjectKind] = &[ObjectKind::View, ObjectKind::MaterializedView];
const COLUMN: &[ObjectKind] = &[ObjectKind::Column];
/// What hangs on a table by name and is dropped `ON` it.
const PARTS: &[ObjectKind] = &[ObjectKind::Trigger, ObjectKind::Policy, ObjectKind::Rule];

impl Writer<'_> {
    /// Triggers, policies, rules and views that go, change, or read what does; foreign keys that go.
    pub(super) fn drop_what_hangs_on(&mut self) {
        for state in [State::Extra, State::Different] {
            for part in self.still(PARTS, state) {
                let Some(name) = &part.part else { continue };
                let known =
                    self.now.table(&part.name).is_some_and(|table| table.has_part(part.kind, name));
                if known {
                    let kind = part.kind.words().to_uppercase();
                    let sql = format!(
                        "DROP {kind} {} ON {}",
                        self.style.ident(name),
                        self.name(&part.name)
                    );
                    self.run(&format!("Drop{}", capitalised(part.kind.words())), &sql);
                }
            }
        }
        self.drop_views();
        for statistics in self.still(&[ObjectKind::Statistics], State::Extra) {
            let sql = format!("DROP STATISTICS {}", self.name(&statistics.name));
            self.run("DropStatistics", &sql);
        }
        for constraint in self.still(CONSTRAINT, State::Extra) {
            self.drop_constraint(&constraint.name, constraint.part.as_deref(), true);
        }
        for constraint in self.still(CONSTRAINT, State::Different) {
            self.drop_constraint(&constraint.name, constraint.part.as_deref(), true);
        }
    }

    /// Tables that were no partitions; what they took over from the parent goes later.
    pub(super) fn detach_partitions(&mut self) {
        for table in self.still(TABLE, State::Different) {
            let of = |content: &Table| content.partition_of.as_ref().map(|of| of.parent.clone());
            let was_one = self.target.table(&table.name).is_some_and(|old| of(old).is_some());
            if let (false, Some(parent)) = (was_one, self.now.table(&table.name).and_then(of)) {
                let shown = self.name(&table.name);
                self.alter(&parent, &format!("DETACH PARTITION {shown}"));
            }
        }
    }

    /// Views that go or change, and those that read what goes or changes; readers first.
    fn drop_views(&mut self) {
        let mut going: BTreeSet<QualifiedName> = BTreeSet::new();
        for state in [State::Extra, State::Different] {
            going.extend(self.still(VIEW, state).into_iter().map(|view| view.name));
            let changing = self.still(COLUMN, state);
            for column in changing {
                let Some(part) = &column.part else { continue };
                going.extend(self.now.views_reading_column(&column.name, part));
            }
        }
        for table in self.still(TABLE, State::Extra) {
            going.extend(self.now.views_reading(&table.name));
        }
        for view in going.clone() {
            going.extend(self.now.views_reading(&view));
        }
        while let Some(view) = going
            .iter()
            .find(|view| self.now.views_reading(view).iter().all(|reader| !going.contains(reader)))
            .cloned()
        {
            going.remove(&view);
            let Some(content) = self.now.view(&view) else { continue };
            let kind = if content.materialized { "MATERIALIZED VIEW" } else { "VIEW" };
            let sql = format!("DROP {kind} {}", self.name(&view));
            self.run("DropView", &sql);
        }
    }

    pub(super) fn drop_constraint(
        &mut self,
        table: &QualifiedName,
        name: Option<&str>,
        foreign: bool,
    ) {
        let Some(constraint) = name.and_then(|name| self.now.table(table)?.constraint(name)) else {
            return;
        };
        let is_foreign = matches!(constraint.kind, ConstraintKind::ForeignKey(_));
        if is_foreign != foreign || self.is_inherited(table, constraint) {
            return;
        }
        let (name, kind) = (constraint.name.clone(), constraint.kind.clone());
        if let ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns } = kind {
            self.drop_foreign_keys_to(table, &columns);
        }
        let heading = if foreign { "DropForeignKey" } else { "AlterTable" };
        let sql =
            format!("ALTER TABLE {} DROP CONSTRAINT {}", self.name(table), self.style.ident(&name));
        self.run(heading, &sql);
    }

    /// Whether a constraint goes with that of a parent.
    fn is_inherited(&self, table: &QualifiedName, constraint: &Constraint) -> bool {
        let is_check = matches!(constraint.kind, ConstraintKind::Check(_));
        self.now.table(table).is_some_and(|content| {
            let is_partition = content.partition_of.is_some();
            (is_check || is_partition)
                && content.parents().any(|parent| {
                    let mut of_parent = self.now.constraints_of(parent).iter();
                    of_parent.any(|other| {
                        other.name == constraint.name && same_constraint(other, constraint)
                    })
                })
        })
    }

    /// Foreign keys that need a key of `table` on these columns; they come back with the key.
    pub(super) fn drop_foreign_keys_to(&mut self, table: &QualifiedName, columns: &[String]) {
        let primary = match self.now.primary_key(table).map(|key| &key.kind) {
            Some(ConstraintKind::PrimaryKey { columns }) => columns.clone(),
            _ => Vec::new(),
        };
        let keys: Vec<(QualifiedName, String)> = self
            .now
            .foreign_keys_to(table)
            .filter(|(_, key)| {
                let ConstraintKind::ForeignKey(foreign) = &key.kind else { return false };
                let referenced =
                    if foreign.referenced.is_empty() { &primary } else { &foreign.referenced };
                referenced.iter().collect::<BTreeSet<_>>()
                    == columns.iter().collect::<BTreeSet<_>>()
            })
            .map(|(table, key)| (table.clone(), key.name.clone()))
            .collect();
        for (table, key) in keys {
            self.drop_constraint(&table, Some(&key), true);
        }
    }

    /// Columns and tables that were not there before.
    pub(super) fn drop_columns_and_tables(&mut self) {
        let mut of_tables: BTreeMap<QualifiedName, Vec<String>> = BTreeMap::new();
        for column in self.still(COLUMN, State::Extra) {
            of_tables.entry(column.name).or_default().extend(column.part);
        }
        for column in self.still(COLUMN, State::Different) {
            let Some(part) = &column.part else { continue };
            if self.is_another(&column.name, part) {
                let list = of_tables.entry(column.name.clone()).or_default();
                if !list.contains(part) {
                    list.push(part.clone());
                }
            }
        }
        for (table, mut columns) in of_tables {
            let Some(content) = self.now.table(&table) else { continue };
            // A partition loses its columns with its parent.
            if content.parents().next().is_some() {
                columns.retain(|name| {
                    !content.parents().any(|parent| self.now.column(parent, name).is_some())
                });
            }
            // A generated column goes before those that it is computed from.
            columns.sort_by_key(|name| {
                content.column(name).is_none_or(|column| column.generated.is_none())
            });
            for column in &columns {
                self.drop_foreign_keys_using(&table, column);
            }
            if columns.is_empty() {
                continue;
            }
            let drops: Vec<String> = columns
                .iter()
                .map(|column| format!("DROP COLUMN {}", self.style.ident(column)))
                .collect();
            self.alter(&table, &drops.join(",\n"));
        }
        self.drop_tables();
    }

    fn drop_foreign_keys_using(&mut self, table: &QualifiedName, column: &str) {
        let keys: Vec<(QualifiedName, String)> = self
            .now
            .foreign_keys_to(table)
            .filter(|(referrer, key)| {
                let ConstraintKind::ForeignKey(foreign) = &key.kind else { return false };
                let of_primary = || match self.now.primary_key(table).map(|key| &key.kind) {
                    Some(ConstraintKind::PrimaryKey { columns }) => columns.clone(),
                    _ => Vec::new(),
                };
                let implied = if foreign.referenced.is_empty() { of_primary() } else { Vec::new() };
                *referrer != table
                    && foreign.referenced.iter().chain(&implied).any(|name| name == column)
            })
            .map(|(table, key)| (table.clone(), key.name.clone()))
            .collect();
        for (table, key) in keys {
            self.drop_constraint(&table, Some(&key), true);
        }
    }

    /// Tables, those that others point at last; foreign keys in a circle are cut.
    fn drop_tables(&mut self) {
        let mut going: BTreeSet<QualifiedName> =
            self.still(TABLE, State::Extra).into_iter().map(|table| table.name).collect();
        while !going.is_empty() {
            let free = going
                .iter()
                .find(|table| {
                    self.now.foreign_keys_to(table).all(|(referrer, _)| referrer == *table)
                        && !self.now.descendants(table).iter().any(|child| {
                            going.contains(child) && !self.is_partition_of(child, table)
                        })
                })
                .or(going.first())
                .cloned();
            let Some(table) = free else { break };
            going.remove(&table);
            if self.now.table(&table).is_none() {
                continue;
            }
            let keys: Vec<(QualifiedName, String)> = self
                .now
                .foreign_keys_to(&table)
                .filter(|(referrer, _)| *referrer != &table)
                .map(|(referrer, key)| (referrer.clone(), key.name.clone()))
                .collect();
            for (referrer, key) in keys {
                self.drop_constraint(&referrer, Some(&key), true);
            }
            self.detach_if_referenced(&table);
            let foreign = self.now.table(&table).is_some_and(|table| table.foreign);
            let kind = if foreign { ObjectKind::ForeignTable } else { ObjectKind::Table };
            let kind = kind.words().to_uppercase();
            let sql = format!("DROP {kind} {}", self.name(&table));
            self.run("DropTable", &sql);
        }
    }

    /// A foreign key to a partitioned table holds each of its partitions.
    fn detach_if_referenced(&mut self, table: &QualifiedName) {
        let mut above = self.now.table(table).and_then(|content| content.partition_of.as_ref());
        let Some(parent) = above.map(|partition| partition.parent.clone()) else { return };
        let mut is_referenced = false;
        while let Some(partition) = above {
            is_referenced |= self.now.foreign_keys_to(&partition.parent).next().is_some();
            let next = self.now.table(&partition.parent);
            above = next.and_then(|content| content.partition_of.as_ref());
        }
        if is_referenced {
            let shown = self.name(table);
            self.alter(&parent, &format!("DETACH PARTITION {shown}"));
        }
    }

    fn is_partition_of(&self, child: &QualifiedName, table: &QualifiedName) -> bool {
        self.now.table(child).is_some_and(|content| {
            content.partition_of.as_ref().is_some_and(|partition| partition.parent == *table)
        })
    }

    /// Whether the migration dropped a column and made another of its name, or one that cannot be altered back.
    fn is_another(&self, table: &QualifiedName, name: &str) -> bool {
        let (Some(old), Some(new)) =
            (self.target.column(table, name), self.now.column(table, name))
        else {
            return false;
        };
        let was_made = |column: &Column| {
            column.origin.is_some_and(|origin: Origin| origin.migration + 1 == self.now.current)
        };
        let same_types = match (&old.data_type, &new.data_type) {
            (Some(old), Some(new)) => same_type(old, new, self.target, &self.now),
            _ => true,
        };
        let generated = |column: &Column| {
            column.generated.as_ref().map(|(of, _)| crate::syntax::canonical(&of.text))
        };
        was_made(new) && !same_types || generated(old) != generated(new) && old.generated.is_some()
    }

    /// Constraints and indexes that changed their names only.
    pub(super) fn rename_back(&mut self) {
        for lost in self
            .still(CONSTRAINT, State::Different)
            .into_iter()
            .chain(self.still(CONSTRAINT, State::Missing))
        {
            let Some(name) = &lost.part else { continue };
            let found = self.target.table(&lost.name).and_then(|old| {
                let wanted = old.constraint(name)?;
                let new = self.now.table(&lost.name)?;
                if new.constraint(name).is_some() {
                    return None;
                }
                let other = new.constraints.iter().find(|other| {
                    old.constraint(&other.name).is_none()
                        && same_constraint(wanted, other)
                        && wanted.validated == other.validated
                })?;
                Some(other.name.clone())
            });
            if let Some(other) = found {
                let sql = format!(
                    "ALTER TABLE {} RENAME CONSTRAINT {} TO {}",
                    self.name(&lost.name),
                    self.style.ident(&other),
                    self.style.ident(name)
                );
                self.run("RenameConstraint", &sql);
            }
        }
        for lost in self.still(INDEX, State::Missing) {
            let Some(wanted) = self.target.index(&lost.name) else { continue };
            let other = self
                .now
                .indexes_of(&wanted.table)
                .find(|(name, other)| {
                    other.constraint.is_none()
                        && !self.target.indexes.contains_key(name)
                        && same_index(wanted, other)
                })
                .map(|(name, _)| name.clone());
            if let Some(other) = other {
                let sql = format!(
                    "ALTER INDEX {} RENAME TO {}",
                    self.name(&other),
                    self.style.ident(&lost.name.name)
                );
                self.run("RenameIndex", &sql);
            }
        }
    }

    pub(super) fn drop_keys_and_indexes(&mut self) {
        for foreign in [true, false] {
            for state in [State::Extra, State::Different] {
                for constraint in self.still(CONSTRAINT, state) {
                    self.drop_constraint(&constraint.name, constraint.part.as_deref(), foreign);
                }
            }
        }
        for state in [State::Extra, State::Different] {
            for index in self.still(INDEX, state) {
                if let Some(content) = self.now.index(&index.name) {
                    let table = content.table.clone();
                    let columns: Vec<String> = content.columns.iter().flatten().cloned().collect();
                    if content.unique {
                        self.drop_foreign_keys_to(&table, &columns);
                    }
                    let sql = format!("DROP INDEX {}", self.name(&index.name));
                    self.run("DropIndex", &sql);
                }
            }
        }
    }

    /// What other things may have needed: functions, sequences, types, extensions, schemas.
    pub(super) fn drop_rest(&mut self) {
        for function in self.still(&[ObjectKind::Function], State::Extra) {
            let overloads = self.now.function(&function.name).to_vec();
            for overload in overloads {
                let is_wanted = self
                    .target
                    .function(&function.name)
                    .iter()
                    .any(|other| same_arguments(&other.arguments, &overload.arguments));
                if !is_wanted {
                    self.drop_function(&function.name, &overload.arguments, overload.procedure);
                }
            }
        }
        for sequence in self.still(&[ObjectKind::Sequence], State::Extra) {
            let sql = format!("DROP SEQUENCE {}", self.name(&sequence.name));
            self.run("DropSequence", &sql);
        }
        let mut types = self.still(&[ObjectKind::Domain], State::Extra);
        types.extend(self.still(&[ObjectKind::Type], State::Extra));
        for of in types {
            let is_enum = self.now.enum_values(&of.name).is_some();
            let kind = of.kind.words().to_uppercase();
            let sql = format!("DROP {kind} {}", self.name(&of.name));
            self.run(if is_enum { "DropEnum" } else { "DropType" }, &sql);
        }
        let target = self.target;
        let new =
            self.now.publications.keys().filter(|name| !target.publications.contains_key(*name));
        for name in new.cloned().collect::<Vec<_>>() {
            let sql = format!("DROP PUBLICATION {}", self.style.ident(&name));
            self.run("DropPublication", &sql);
        }
        let new = self.now.extensions.keys().filter(|name| !target.extensions.contains_key(*name));
        for name in new.cloned().collect::<Vec<_>>() {
            let sql = format!("DROP EXTENSION {}", self.style.ident(&name));
            self.run("DropExtension", &sql);
        }
        for schema in self.still(&[ObjectKind::Schema], State::Extra) {
            let sql = format!("DROP SCHEMA {}", self.style.ident(&schema.name.schema));
            self.run("DropSchema", &sql);
        }
    }

    pub(super) fn drop_function(
        &mut self,
        name: &QualifiedName,
        arguments: &[TypeName],
        procedure: bool,
    ) {
        let kind = if procedure { "PROCEDURE" } else { "FUNCTION" };
        let arguments: Vec<&str> = arguments.iter().map(|of| of.text.as_str()).collect();
        let sql = format!("DROP {kind} {}({})", self.name(name), arguments.join(", "));
        self.run("DropFunction", &sql);
    }
}

pub(super) fn same_arguments(one: &[TypeName], other: &[TypeName]) -> bool {
    one.len() == other.len()
        && one.iter().zip(other).all(|(one, other)| {
            one.name == other.name && (one.dimensions > 0) == (other.dimensions > 0)
        })
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
