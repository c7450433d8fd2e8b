//! Questions to the catalog.

use std::collections::{BTreeSet, VecDeque};

use super::resolve::TEMPORARY_SCHEMA;
use super::{
    Catalog, Column, Constraint, Domain, Function, Index, Origin, Relation, Table, Type, TypeKind,
    View,
};
use crate::name::QualifiedName;
use crate::syntax::statement::{ConstraintKind, TypeName};

impl Relation<'_> {
    /// Who made it; `None` when it stood before the history.
    pub fn origin(self) -> Option<Origin> {
        match self {
            Self::Table(table) => table.origin,
            Self::View(view) => Some(view.origin),
            Self::Index(index) => Some(index.origin),
            Self::Sequence(sequence) => Some(sequence.origin),
        }
    }
}

impl Catalog {
    /// What stands under a name, as far as the history knows it.
    pub fn relation(&self, name: &QualifiedName) -> Option<Relation<'_>> {
        self.tables
            .get(name)
            .map(Relation::Table)
            .or_else(|| self.indexes.get(name).map(Relation::Index))
            .or_else(|| self.views.get(name).map(Relation::View))
            .or_else(|| self.sequences.get(name).map(Relation::Sequence))
    }

    /// Who made a relation or type; `None` when the history did not.
    pub fn origin(&self, name: &QualifiedName) -> Option<Origin> {
        match self.relation(name) {
            Some(relation) => relation.origin(),
            None => self.types.get(name).map(|found| found.origin),
        }
    }

    /// Whether a relation or type was there before the current migration. What the history never made is
    /// taken to stand; what it dropped too, for a statement that uses it says that it is there
    /// (see [`Catalog::is_dropped`] for statements that ask).
    pub fn exists(&self, name: &QualifiedName) -> bool {
        name.schema != TEMPORARY_SCHEMA
            && self.origin(name).is_none_or(|origin| origin.migration != self.current)
    }

    /// Whether a column was there before the current migration; one that is not known is taken to stand.
    pub fn column_exists(&self, table: &QualifiedName, column: &str) -> bool {
        let origin = self.column(table, column).and_then(|column| column.origin);
        self.exists(table) && origin.is_none_or(|origin| origin.migration != self.current)
    }

    /// Whether a relation or type is known not to be there: the history dropped or renamed it, and nothing made
    /// it again.
    pub fn is_dropped(&self, name: &QualifiedName) -> bool {
        self.gone.contains(name)
    }

    /// Whether `IF EXISTS` finds nothing under a name: the history dropped it, or never made it though it made
    /// everything else that it has used.
    pub fn is_absent(&self, name: &QualifiedName) -> bool {
        let is_whole = !self.tables.is_empty() && self.links.unmade == 0;
        self.relation(name).is_none() && (self.is_dropped(name) || is_whole)
    }

    /// A table.
    pub fn table(&self, name: &QualifiedName) -> Option<&Table> {
        self.tables.get(name)
    }

    /// Whether a table is partitioned.
    pub fn is_partitioned(&self, table: &QualifiedName) -> bool {
        self.tables.get(table).is_some_and(|table| table.partition_by.is_some())
    }

    /// Whether the current migration has taken all rows out of a table.
    pub fn is_emptied(&self, name: &QualifiedName) -> bool {
        self.tables.get(name).is_some_and(|table| table.emptied_in == Some(self.current))
    }

    /// A column of a table; `None` says that there is none only when the table is known and complete.
    pub fn column(&self, table: &QualifiedName, column: &str) -> Option<&Column> {
        self.tables.get(table)?.column(column)
    }

    /// A view or materialized view.
    pub fn view(&self, name: &QualifiedName) -> Option<&View> {
        self.views.get(name)
    }

    /// An index.
    pub fn index(&self, name: &QualifiedName) -> Option<&Index> {
        self.indexes.get(name)
    }

    /// The indexes of a table or materialized view, by name.
    pub fn indexes_of(
        &self,
        table: &QualifiedName,
    ) -> impl Iterator<Item = (&QualifiedName, &Index)> {
        self.links.indexes.of(table).filter_map(|name| self.indexes.get_key_value(name))
    }

    /// The constraints of a table.
    pub fn constraints_of(&self, table: &QualifiedName) -> &[Constraint] {
        self.tables.get(table).map_or(&[], |table| &table.constraints)
    }

    /// The primary key of a table.
    pub fn primary_key(&self, table: &QualifiedName) -> Option<&Constraint> {
        self.constraints_of(table).iter().find(|constraint| {
            matches!(
                constraint.kind,
                ConstraintKind::PrimaryKey { .. }
                    | ConstraintKind::UsingIndex { primary: true, .. }
            )
        })
    }

    /// The foreign keys that point at a table, each with the table that holds it.
    pub fn foreign_keys_to<'a>(
        &'a self,
        table: &'a QualifiedName,
    ) -> impl Iterator<Item = (&'a QualifiedName, &'a Constraint)> {
        self.links.referrers.of(table).flat_map(move |referrer| {
            self.constraints_of(referrer)
                .iter()
                .filter(move |constraint| constraint.references.as_ref() == Some(table))
                .map(move |constraint| (referrer, constraint))
        })
    }

    /// The partitions of a table, not theirs.
    pub fn partitions_of<'a>(
        &'a self,
        table: &'a QualifiedName,
    ) -> impl Iterator<Item = &'a QualifiedName> {
        self.links.children.of(table).filter(|child| self.is_partition(child))
    }

    /// Whether a table has partitions or inheritance children.
    pub fn has_children(&self, table: &QualifiedName) -> bool {
        self.links.children.any(table)
    }

    /// The default partition of a partitioned table.
    pub fn default_partition(&self, table: &QualifiedName) -> Option<&QualifiedName> {
        self.links.default_partitions.get(table)
    }

    pub(super) fn is_partition(&self, table: &QualifiedName) -> bool {
        self.tables.get(table).is_some_and(|table| table.partition_of.is_some())
    }

    /// Every partition and inheritance child of a table, theirs included, parents first.
    pub fn descendants(&self, table: &QualifiedName) -> Vec<QualifiedName> {
        let mut seen = BTreeSet::from([table]);
        let mut found = Vec::new();
        let mut open = VecDeque::from([table]);
        while let Some(parent) = open.pop_front() {
            let children = self.links.children.of(parent).filter(|child| seen.insert(*child));
            open.extend(children);
            found.push(parent.clone());
        }
        found.remove(0);
        found
    }

    /// The views that read a relation themselves, by name.
    pub fn readers(
        &self,
        relation: &QualifiedName,
    ) -> impl Iterator<Item = (&QualifiedName, &View)> {
        self.links.views.of(relation).filter_map(|name| self.views.get_key_value(name))
    }

    /// The views that read a relation, or read one that does.
    pub fn views_reading(&self, relation: &QualifiedName) -> BTreeSet<QualifiedName> {
        self.with_readers(self.links.views.list(relation))
    }

    /// The views that seem to read a column, or read one that does. A view names its columns without their
    /// tables, so one of the same name in another table of the view counts too.
    pub fn views_reading_column(
        &self,
        table: &QualifiedName,
        column: &str,
    ) -> BTreeSet<QualifiedName> {
        let reads =
            |view: &View| view.query.columns.iter().any(|name| name == column || name == "*");
        let readers = self.readers(table).filter(|(_, view)| reads(view));
        self.with_readers(readers.map(|(name, _)| name.clone()).collect())
    }

    fn with_readers(&self, mut open: Vec<QualifiedName>) -> BTreeSet<QualifiedName> {
        let mut found = BTreeSet::new();
        while let Some(view) = open.pop() {
            if !found.contains(&view) {
                open.extend(self.links.views.list(&view));
                found.insert(view);
            }
        }
        found
    }

    /// The values of an enum in order.
    pub fn enum_values(&self, name: &QualifiedName) -> Option<&[String]> {
        let TypeKind::Enum(values) = &self.types.get(name)?.kind else { return None };
        Some(values)
    }

    /// The type of a column or argument, when the history made it, with its name.
    pub fn type_of(&self, name: &TypeName) -> Option<(&QualifiedName, &Type)> {
        self.types.get_key_value(&self.resolve_type_name(name))
    }

    /// The domain that a column or argument is of, with its name.
    pub fn domain_of(&self, name: &TypeName) -> Option<(&QualifiedName, &Domain)> {
        match self.type_of(name)? {
            (name, Type { kind: TypeKind::Domain(domain), .. }) => Some((name, domain)),
            _ => None,
        }
    }

    /// The columns of a type, arrays of it included, each with its table.
    pub fn columns_of_type<'a>(
        &'a self,
        name: &'a QualifiedName,
    ) -> impl Iterator<Item = (&'a QualifiedName, &'a Column)> {
        self.tables_with_type(name).into_iter().flat_map(move |(table, content)| {
            content
                .columns
                .iter()
                .filter(move |column| {
                    column.data_type.as_ref().is_some_and(|of| self.is_type(of, name))
                })
                .map(move |column| (table, column))
        })
    }

    /// The columns of another type whose default casts to a type, each with its table.
    pub fn defaults_casting_to<'a>(
        &'a self,
        name: &'a QualifiedName,
    ) -> impl Iterator<Item = (&'a QualifiedName, &'a Column)> {
        let casts = |column: &&Column| {
            let of = |of: &TypeName| self.is_type(of, name);
            column.default.as_ref().is_some_and(|default| default.casts.iter().any(of))
                && !column.data_type.as_ref().is_some_and(of)
        };
        self.tables_with_type(name).into_iter().flat_map(move |(table, content)| {
            content.columns.iter().filter(casts).map(move |column| (table, column))
        })
    }

    pub(super) fn is_type(&self, written: &TypeName, name: &QualifiedName) -> bool {
        written.name == name.name && self.resolve_type_name(written) == *name
    }

    /// The overloads of a function; empty when the history did not make it.
    pub fn function(&self, name: &QualifiedName) -> &[Function] {
        self.functions.get(name).map_or(&[], Vec::as_slice)
    }
}
