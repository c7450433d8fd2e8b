//! `DROP`, and what moves or goes whatever kind of relation it is.

use super::{Catalog, Relation};
use crate::name::QualifiedName;
use crate::syntax::statement::{Drop, ObjectKind};

impl Catalog {
    pub(super) fn drop(&mut self, drop: &Drop) {
        for (at, name) in drop.names.iter().enumerate() {
            match drop.kind {
                ObjectKind::Table
                | ObjectKind::ForeignTable
                | ObjectKind::View
                | ObjectKind::MaterializedView
                | ObjectKind::Index
                | ObjectKind::Sequence => {
                    let name = self.resolve_relation(name);
                    if drop.kind == ObjectKind::Sequence && drop.cascade {
                        self.drop_defaults_from(&name);
                    }
                    self.remove_relation(&name);
                    self.gone.insert(name);
                }
                ObjectKind::Type | ObjectKind::Domain => {
                    let name = self.resolve_type(name);
                    self.remove_type(&name, drop.cascade);
                }
                ObjectKind::Function => {
                    let arguments = drop.arguments.get(at).and_then(Option::as_deref);
                    self.drop_function(name, arguments, drop.cascade);
                }
                ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::Rule => {
                    if let Some(on) = &drop.on {
                        self.drop_part(drop.kind, on, &name.name);
                    }
                }
                ObjectKind::Schema => {
                    self.drop_schema_content(&name.name);
                    self.schemas.remove(&name.name);
                }
                ObjectKind::Extension => {
                    self.extensions.remove(&name.name);
                }
                ObjectKind::Statistics => {
                    let name = self.resolve_statistics(name);
                    self.take_statistics(&name);
                }
                ObjectKind::Publication => {
                    self.publications.remove(&name.name);
                }
                // What a role owns is not known; the others are outside the schema.
                ObjectKind::Owned
                | ObjectKind::Column
                | ObjectKind::Constraint
                | ObjectKind::Database
                | ObjectKind::Tablespace
                | ObjectKind::Other => {}
            }
        }
    }

    /// Whether a name is taken by a relation that is not a table.
    pub(super) fn is_other_relation(&self, name: &QualifiedName) -> bool {
        self.relation(name).is_some_and(|relation| !matches!(relation, Relation::Table(_)))
    }

    /// Drops whatever relation stands under a name, with all that needs it.
    pub(super) fn remove_relation(&mut self, name: &QualifiedName) {
        self.remove_table(name);
        self.remove_index(name);
        self.remove_view(name);
        self.remove_sequence(name);
    }

    pub(super) fn rename_relation(&mut self, from: &QualifiedName, to: &str) {
        let to = from.renamed(to);
        match self.relation(from) {
            Some(Relation::Table(_)) => self.move_table(from, &to),
            Some(Relation::Index(_)) => self.move_index(from, &to),
            Some(Relation::View(_)) => self.move_view(from, &to),
            Some(Relation::Sequence(_)) => self.move_sequence(from, &to),
            None => {
                self.gone.insert(from.clone());
            }
        }
    }

    pub(super) fn move_relation(&mut self, from: &QualifiedName, schema: &str) {
        let to = from.in_schema(schema);
        match self.relation(from) {
            Some(Relation::Table(_)) => self.move_table_to_schema(from, schema),
            Some(Relation::Index(_)) => self.move_index(from, &to),
            Some(Relation::View(_)) => self.move_view(from, &to),
            Some(Relation::Sequence(_)) => self.move_sequence(from, &to),
            None => {
                self.gone.insert(from.clone());
            }
        }
    }

    /// Drops everything in a schema.
    pub(super) fn drop_schema_content(&mut self, schema: &str) {
        for name in self.relations_in(schema) {
            self.remove_relation(&name);
        }
        for name in self.types.names_in(schema) {
            self.remove_type(&name, true);
        }
        for name in self.functions.names_in(schema) {
            self.functions.remove(&name);
            self.drop_triggers_calling(&name);
        }
        for name in self.statistics.names_in(schema) {
            self.take_statistics(&name);
        }
    }

    pub(super) fn rename_schema(&mut self, from: &str, to: &str) {
        if let Some(origin) = self.schemas.remove(from) {
            self.schemas.insert(to.to_owned(), origin);
        }
        for name in self.relations_in(from) {
            self.move_relation(&name, to);
        }
        for name in self.types.names_in(from) {
            self.move_type(&name, &name.in_schema(to));
        }
        for name in self.functions.names_in(from) {
            self.move_function(&name, &name.in_schema(to));
        }
        for name in self.statistics.names_in(from) {
            if let Some(table) = self.take_statistics(&name) {
                self.put_statistics(name.in_schema(to), table);
            }
        }
    }

    fn relations_in(&self, schema: &str) -> Vec<QualifiedName> {
        let mut names = self.tables.names_in(schema);
        names.extend(self.views.names_in(schema));
        names.extend(self.indexes.names_in(schema));
        names.extend(self.sequences.names_in(schema));
        names
    }
}
