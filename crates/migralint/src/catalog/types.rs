//! Types: enums, composite types and domains.

use std::collections::{BTreeMap, BTreeSet};

use super::naming::choose;
use super::{Catalog, Domain, Function, Origin, Type, TypeKind};
use crate::name::{Ident, QualifiedName, literal};
use crate::syntax::statement::{
    AlterDomain, AlterDomainAction, AlterType, AlterTypeAction, CreateDomain, CreateType,
    Expression, TypeDefinition, TypeName,
};

impl Catalog {
    /// Defaults hold the value itself, not its name.
    fn rename_value_in_defaults(&mut self, of: &QualifiedName, from: &str, to: &str) {
        let users = self.columns_of_type(of);
        let users: Vec<(QualifiedName, String)> =
            users.map(|(table, column)| (table.clone(), column.name.clone())).collect();
        for (table, column) in users {
            let default =
                self.column_mut(&table, &column).and_then(|column| column.default.as_mut());
            if let Some(default) = default {
                default.text = default.text.replace(&literal(from), &literal(to));
            }
        }
    }

    pub(super) fn create_type(&mut self, create: &CreateType, origin: Origin) {
        let kind = match &create.definition {
            TypeDefinition::Enum(values) => TypeKind::Enum(values.clone()),
            TypeDefinition::Composite(attributes) => TypeKind::Composite(
                attributes
                    .iter()
                    .map(|attribute| {
                        let data_type =
                            attribute.data_type.as_ref().map(|of| self.resolved_type(of));
                        (attribute.name.name.clone(), data_type)
                    })
                    .collect(),
            ),
            TypeDefinition::Other => TypeKind::Other,
        };
        let name = self.creation_name(&create.name, false);
        self.put_type(name, Type { origin, kind });
    }

    fn put_type(&mut self, name: QualifiedName, new: Type) {
        self.register(&name);
        self.types.insert(name, new);
    }

    pub(super) fn alter_type(&mut self, alter: &AlterType) {
        let name = self.resolve_type(&alter.name);
        match &alter.action {
            AlterTypeAction::AddValue { value, before, after, .. } => {
                if let Some(Type { kind: TypeKind::Enum(values), .. }) = self.types.get_mut(&name) {
                    add_value(values, value, before.as_deref(), after.as_deref());
                }
            }
            AlterTypeAction::RenameValue { from, to } => {
                if let Some(Type { kind: TypeKind::Enum(values), .. }) = self.types.get_mut(&name) {
                    for value in values.iter_mut().filter(|value| *value == from) {
                        value.clone_from(to);
                    }
                }
                self.rename_value_in_defaults(&name, from, to);
            }
            AlterTypeAction::RenameTo { to } => self.move_type(&name, &name.renamed(&to.name)),
            AlterTypeAction::SetSchema { schema } => {
                self.move_type(&name, &name.in_schema(&schema.name));
            }
            AlterTypeAction::OwnerTo
            | AlterTypeAction::Attributes
            | AlterTypeAction::SetOptions => {}
        }
    }

    /// Gives a type another name. Columns, attributes, domains and arguments of it follow.
    pub(super) fn move_type(&mut self, from: &QualifiedName, to: &QualifiedName) {
        if from == to {
            return;
        }
        let moved = |of: &TypeName| TypeName {
            schema: Some(to.schema.clone()),
            name: to.name.clone(),
            text: format!("{}{}", to.sql(), "[]".repeat(of.dimensions)),
            ..of.clone()
        };
        let tables: Vec<QualifiedName> =
            self.tables_with_type(from).into_iter().map(|(name, _)| name.clone()).collect();
        for name in tables {
            let Some(mut table) = self.tables.get(&name).cloned() else { continue };
            for column in &mut table.columns {
                for of in column.data_type.iter_mut().filter(|of| self.is_type(of, from)) {
                    *of = moved(of);
                }
                let Some(default) = column.default.as_deref_mut() else { continue };
                for cast in default.casts.iter_mut().filter(|of| self.is_type(of, from)) {
                    let new = moved(cast);
                    let [old_text, new_text] = [&*cast, &new].map(|of| format!("::{}", of.text));
                    default.text = default.text.replace(&old_text, &new_text);
                    *cast = new;
                }
            }
            self.put_table(name, table);
        }
        let has_parts = |of: &Type| !matches!(of.kind, TypeKind::Enum(_) | TypeKind::Other);
        let types: Vec<QualifiedName> = self
            .types
            .iter()
            .filter(|(_, of)| has_parts(of))
            .map(|(name, _)| name.clone())
            .collect();
        for name in types {
            let Some(mut content) = self.types.get(&name).cloned() else { continue };
            for of in mentioned(&mut content.kind).into_iter().filter(|of| self.is_type(of, from)) {
                *of = moved(of);
            }
            self.types.insert(name, content);
        }
        let takes = |overloads: &[Function]| {
            overloads.iter().flat_map(|one| &one.arguments).any(|of| self.is_type(of, from))
        };
        let functions: Vec<QualifiedName> = self
            .functions
            .iter()
            .filter(|(_, overloads)| takes(overloads))
            .map(|(name, _)| name.clone())
            .collect();
        for name in functions {
            let mut overloads = self.function(&name).to_vec();
            let arguments = overloads.iter_mut().flat_map(|one| &mut one.arguments);
            for of in arguments.filter(|of| self.is_type(of, from)) {
                *of = moved(of);
            }
            self.functions.insert(name, overloads);
        }
        if let Some(content) = self.types.remove(from) {
            self.put_type(to.clone(), content);
        }
        self.rename_attributes(from, to);
    }

    /// Drops a type; with `CASCADE` its columns, domains over it and functions that take it too.
    pub(super) fn remove_type(&mut self, name: &QualifiedName, cascade: bool) {
        let doomed = if cascade { self.with_domains_over(name) } else { vec![name.clone()] };
        for name in &doomed {
            if cascade {
                self.drop_columns_of_type(name);
            }
            self.types.remove(name);
            self.unregister(name.clone());
        }
        if !cascade {
            return;
        }
        let doomed: BTreeSet<QualifiedName> = doomed.into_iter().collect();
        let mut functions = std::mem::take(&mut self.functions);
        let takes = |function: &Function| {
            function.arguments.iter().any(|of| doomed.contains(&self.resolve_type_name(of)))
        };
        functions.edit_where(
            |_, overloads| overloads.iter().any(takes),
            |overloads| overloads.retain(|function| !takes(function)),
        );
        functions.retain(|overloads| !overloads.is_empty());
        self.functions = functions;
    }

    /// A type, and the domains over it and over those.
    fn with_domains_over(&self, name: &QualifiedName) -> Vec<QualifiedName> {
        let mut over: BTreeMap<QualifiedName, Vec<&QualifiedName>> = BTreeMap::new();
        for (domain, content) in &self.types {
            if let TypeKind::Domain(content) = &content.kind {
                over.entry(self.resolve_type_name(&content.base)).or_default().push(domain);
            }
        }
        let mut found = vec![name.clone()];
        let mut at = 0;
        while let Some(base) = found.get(at) {
            let domains = over.remove(base).unwrap_or_default();
            found.extend(domains.into_iter().cloned());
            at += 1;
        }
        found
    }

    fn drop_columns_of_type(&mut self, name: &QualifiedName) {
        let columns: Vec<(QualifiedName, String)> = self
            .columns_of_type(name)
            .map(|(table, column)| (table.clone(), column.name.clone()))
            .collect();
        for (table, column) in columns {
            self.drop_column(&table, &column, true);
        }
        let defaults: Vec<(QualifiedName, String)> = self
            .defaults_casting_to(name)
            .map(|(table, column)| (table.clone(), column.name.clone()))
            .collect();
        for (table, column) in defaults {
            if let Some(column) = self.column_mut(&table, &column) {
                column.default = None;
            }
        }
    }

    pub(super) fn create_domain(&mut self, create: &CreateDomain, origin: Origin) {
        let name = self.creation_name(&create.name, false);
        let mut domain = Domain {
            base: self.resolved_type(&create.data_type),
            not_null: create.not_null,
            default: create.default.clone(),
            checks: Vec::new(),
        };
        for (written, check) in &create.checks {
            add_check(&name, &mut domain, written.as_ref(), check, true);
        }
        self.put_type(name, Type { origin, kind: TypeKind::Domain(Box::new(domain)) });
    }

    pub(super) fn alter_domain(&mut self, alter: &AlterDomain) {
        let name = self.resolve_type(&alter.name);
        if let AlterDomainAction::RenameTo { to } = &alter.action {
            return self.move_type(&name, &name.renamed(&to.name));
        }
        if let AlterDomainAction::SetSchema { schema } = &alter.action {
            return self.move_type(&name, &name.in_schema(&schema.name));
        }
        let Some(Type { kind: TypeKind::Domain(domain), .. }) = self.types.get_mut(&name) else {
            return;
        };
        match &alter.action {
            AlterDomainAction::AddConstraint { name: written, check: Some(check), not_valid } => {
                add_check(&name, domain, written.as_ref(), check, !not_valid);
            }
            AlterDomainAction::AddConstraint { check: None, .. }
            | AlterDomainAction::SetNotNull => domain.not_null = true,
            AlterDomainAction::DropConstraint { name, .. } => {
                domain.checks.retain(|(check, ..)| *check != name.name);
            }
            AlterDomainAction::ValidateConstraint { name } => {
                for (_, _, validated) in
                    domain.checks.iter_mut().filter(|(check, ..)| *check == name.name)
                {
                    *validated = true;
                }
            }
            AlterDomainAction::RenameConstraint { from, to } => {
                for (check, ..) in
                    domain.checks.iter_mut().filter(|(check, ..)| *check == from.name)
                {
                    check.clone_from(&to.name);
                }
            }
            AlterDomainAction::DropNotNull => domain.not_null = false,
            AlterDomainAction::SetDefault(default) => domain.default = Some(default.clone()),
            AlterDomainAction::DropDefault => domain.default = None,
            AlterDomainAction::RenameTo { .. }
            | AlterDomainAction::SetSchema { .. }
            | AlterDomainAction::OwnerTo => {}
        }
    }
}

fn add_value(values: &mut Vec<String>, value: &str, before: Option<&str>, after: Option<&str>) {
    if values.iter().any(|known| known == value) {
        return;
    }
    let place = |neighbour: &str| values.iter().position(|known| known == neighbour);
    let at = match (before, after) {
        (Some(next), _) => place(next),
        (None, Some(previous)) => place(previous).map(|at| at + 1),
        (None, None) => None,
    };
    values.insert(at.unwrap_or(values.len()), value.to_owned());
}

fn add_check(
    name: &QualifiedName,
    domain: &mut Domain,
    written: Option<&Ident>,
    check: &Expression,
    validated: bool,
) {
    let taken =
        |wanted: &QualifiedName| domain.checks.iter().any(|(check, ..)| *check == wanted.name);
    let check_name =
        written.map_or_else(|| choose(name, "", "check", taken), |written| written.name.clone());
    domain.checks.push((check_name, check.clone(), validated));
}

/// The types that a type is made of.
fn mentioned(kind: &mut TypeKind) -> Vec<&mut TypeName> {
    match kind {
        TypeKind::Domain(domain) => vec![&mut domain.base],
        TypeKind::Composite(attributes) => {
            attributes.iter_mut().filter_map(|(_, data_type)| data_type.as_mut()).collect()
        }
        TypeKind::Enum(_) | TypeKind::Other => Vec::new(),
    }
}
