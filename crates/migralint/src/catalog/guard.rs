//! Answers to code that asks whether an object stands.

use super::Catalog;
use crate::name::{Name, QualifiedName};
use crate::syntax::statement::{CatalogLookup, Guard};

impl Catalog {
    /// Whether what a guard asks for is there; `None` when the history does not tell.
    pub fn answer(&self, guard: &Guard) -> Option<bool> {
        self.stands(&guard.object).filter(|stands| !stands || !guard.vague)
    }

    fn stands(&self, object: &CatalogLookup) -> Option<bool> {
        match object {
            CatalogLookup::Relation(name) => self.relation_stands(&self.resolve_relation(name)),
            CatalogLookup::Column(table, column) => {
                self.part_stands(table, |name| self.column(name, column).is_some())
            }
            CatalogLookup::Constraint(Some(table), name) => {
                self.part_stands(table, |table| self.has_constraint(table, name))
            }
            CatalogLookup::Constraint(None, name) => {
                let found = self.tables.keys().any(|table| self.has_constraint(table, name));
                let all = !self.tables.is_empty() && self.tables.values().all(|one| one.complete);
                if found { Some(true) } else { all.then_some(false) }
            }
            CatalogLookup::Type(name) => self.type_stands(name),
            CatalogLookup::EnumValue(name, value) => {
                match self.enum_values(&self.resolve_type(name)) {
                    Some(values) => Some(values.contains(value)),
                    None => self.type_stands(name).filter(|stands| !stands),
                }
            }
        }
    }

    fn relation_stands(&self, name: &QualifiedName) -> Option<bool> {
        if self.relation(name).is_some() {
            Some(true)
        } else {
            self.is_absent(name).then_some(false)
        }
    }

    fn type_stands(&self, name: &Name) -> Option<bool> {
        let name = self.resolve_type(name);
        if self.types.contains_key(&name) || self.relation(&name).is_some() {
            Some(true)
        } else {
            self.is_absent(&name).then_some(false)
        }
    }

    /// Whether a part of a table stands.
    fn part_stands(&self, table: &Name, has: impl Fn(&QualifiedName) -> bool) -> Option<bool> {
        let name = self.resolve_relation(table);
        match self.table(&name) {
            Some(_) if has(&name) => Some(true),
            Some(table) => table.complete.then_some(false),
            None => self.relation_stands(&name).filter(|stands| !stands),
        }
    }

    fn has_constraint(&self, table: &QualifiedName, name: &str) -> bool {
        self.constraints_of(table).iter().any(|constraint| constraint.name == name)
    }
}
