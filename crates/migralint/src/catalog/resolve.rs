//! From a name as written to the object that it means: the search path.

use super::Catalog;
use crate::name::{Name, QualifiedName};
use crate::object::ObjectRef;
use crate::syntax::statement::access::Object;
use crate::syntax::statement::{Set, TypeName};

/// Where temporary objects live: before all other schemas of the search path.
pub(super) const TEMPORARY_SCHEMA: &str = "pg_temp";

/// PostgreSQL's own default, `"$user", public`, where no schema is named like the role.
pub(super) fn default_search_path() -> Vec<String> {
    vec!["public".to_owned()]
}

impl Catalog {
    /// The relation that a name means: in the first schema of the search path that has it, otherwise in the
    /// first schema. A temporary relation hides all others.
    pub fn resolve_relation(&self, name: &Name) -> QualifiedName {
        self.resolve(name.schema.as_deref(), &name.name, |name| self.relation(name).is_some())
    }

    /// The type that a name means, found like a relation.
    pub fn resolve_type(&self, name: &Name) -> QualifiedName {
        self.resolve(name.schema.as_deref(), &name.name, |name| self.types.contains_key(name))
    }

    /// The function that a name means, found like a relation.
    pub fn resolve_function(&self, name: &Name) -> QualifiedName {
        self.resolve(name.schema.as_deref(), &name.name, |name| self.functions.contains_key(name))
    }

    /// The type of a column or argument as the catalog keys it: a type of PostgreSQL itself that was written
    /// without its schema is looked up like any other.
    pub fn resolve_type_name(&self, name: &TypeName) -> QualifiedName {
        self.resolve(name.schema.as_deref(), &name.name, |name| self.types.contains_key(name))
    }

    /// The object that a statement names, found as its kind is.
    pub fn resolve_object(&self, object: &Object<'_>) -> ObjectRef {
        match object {
            Object::Relation(_) | Object::Column(..) | Object::Part(..) | Object::Index(_) => {
                object.resolve(|schema, name| {
                    self.resolve(schema, name, |name| self.relation(name).is_some())
                })
            }
            Object::Type(_) | Object::Value(..) => object.resolve(|schema, name| {
                self.resolve(schema, name, |name| self.types.contains_key(name))
            }),
            Object::Function(..) => object.resolve(|schema, name| {
                self.resolve(schema, name, |name| self.functions.contains_key(name))
            }),
            Object::Statistics(_) => object.resolve(|schema, name| {
                self.resolve(schema, name, |name| self.statistics.contains_key(name))
            }),
            Object::Named(..) => object.resolve(|_, name| QualifiedName::new("", name)),
        }
    }

    /// Whether two names mean the same type: PostgreSQL's own may be written with their schema or without.
    pub fn is_same_type(&self, one: &TypeName, other: &TypeName) -> bool {
        let own = |name: &TypeName| {
            name.schema.as_deref().is_none_or(|schema| schema == "pg_catalog")
                && !self.types.contains_key(&self.resolve_type_name(name))
        };
        match (own(one), own(other)) {
            (true, true) => one.name == other.name,
            (false, false) => self.resolve_type_name(one) == self.resolve_type_name(other),
            _ => false,
        }
    }

    /// A type name with its schema filled in where the history made the type.
    pub(super) fn resolved_type(&self, name: &TypeName) -> TypeName {
        let resolved = self.resolve_type_name(name);
        let known = self.types.contains_key(&resolved);
        let schema = if known { Some(resolved.schema) } else { name.schema.clone() };
        TypeName { schema, ..name.clone() }
    }

    /// The name that a new object gets.
    pub fn creation_name(&self, name: &Name, temporary: bool) -> QualifiedName {
        let schema = match &name.schema {
            Some(schema) => schema,
            None if temporary => TEMPORARY_SCHEMA,
            None => self.creation_schema(),
        };
        QualifiedName::new(schema, &name.name)
    }

    fn creation_schema(&self) -> &str {
        let path = self.search_path.iter().map(String::as_str);
        path.into_iter().find(|schema| !schema.starts_with("pg_")).unwrap_or("public")
    }

    fn resolve(
        &self,
        schema: Option<&str>,
        name: &str,
        exists: impl Fn(&QualifiedName) -> bool,
    ) -> QualifiedName {
        if let Some(schema) = schema {
            return QualifiedName::new(schema, name);
        }
        let default = self.creation_schema();
        match self.search_path.as_slice() {
            // Whether it stands there or not, it means nothing else.
            [only] if !self.has_temporary && only == default => QualifiedName::new(default, name),
            path => std::iter::once(TEMPORARY_SCHEMA)
                .chain(path.iter().map(String::as_str))
                .map(|schema| QualifiedName::new(schema, name))
                .find(exists)
                .unwrap_or_else(|| QualifiedName::new(default, name)),
        }
    }

    pub(super) fn set(&mut self, set: &Set) {
        if set.name == "timezone" {
            let zone = set.values.first().map(|zone| zone.to_ascii_lowercase());
            self.in_utc = matches!(zone.as_deref(), Some("utc" | "gmt" | "etc/utc" | "0"));
        }
        if set.name != "search_path" && set.name != "all" {
            return;
        }
        let mut path = set.values.clone();
        path.retain(|schema| !schema.is_empty() && schema != "$user");
        if path.is_empty() {
            path = default_search_path();
        }
        let before = std::mem::replace(&mut self.search_path, path);
        if set.local {
            self.outer_search_path.get_or_insert(before);
        } else {
            self.outer_search_path = None;
        }
    }
}
