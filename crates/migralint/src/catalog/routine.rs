//! Functions, and what hangs on tables by name: triggers, policies, rules, extended statistics.

use super::naming::{addition, choose};
use super::{Catalog, Function, Origin, Rule, Trigger};
use crate::name::{Name, QualifiedName};
use crate::syntax::statement::{
    CreateFunction, CreateRule, CreateStatistics, CreateTrigger, ObjectKind, Policy, TypeName,
};
use crate::syntax::{self, clauses};

impl Catalog {
    pub(super) fn create_function(&mut self, create: &CreateFunction, origin: Origin) {
        let name = self.creation_name(&create.name, false);
        let arguments: Vec<TypeName> =
            create.arguments.iter().map(|argument| self.resolved_type(argument)).collect();
        let mut overloads = self.functions.remove(&name).unwrap_or_default();
        let replaced = overloads
            .iter()
            .position(|function| same_types(&function.arguments, &arguments))
            .map(|at| overloads.remove(at));
        overloads.push(Function {
            origin: replaced.filter(|_| create.or_replace).map_or(origin, |old| old.origin),
            arguments,
            volatility: create.volatility,
            definition: create.definition.clone(),
            procedure: create.procedure,
        });
        self.note_temporary(&name);
        self.functions.insert(name, overloads);
    }

    /// Drops one overload, or all when no arguments are named: then PostgreSQL knows only one.
    pub(super) fn drop_function(
        &mut self,
        name: &Name,
        arguments: Option<&[TypeName]>,
        cascade: bool,
    ) {
        let name = self.resolve_function(name);
        let arguments = arguments.map(|arguments| {
            arguments.iter().map(|argument| self.resolved_type(argument)).collect::<Vec<_>>()
        });
        if let Some(overloads) = self.functions.get_mut(&name) {
            overloads.retain(|function| {
                arguments.as_ref().is_some_and(|named| !same_types(&function.arguments, named))
            });
            if !overloads.is_empty() {
                return;
            }
            self.functions.remove(&name);
            self.extras.remove(&name);
        }
        if cascade {
            self.drop_triggers_calling(&name);
        }
    }

    pub(super) fn drop_triggers_calling(&mut self, function: &QualifiedName) {
        let mut tables = std::mem::take(&mut self.tables);
        let calls = |trigger: &Trigger| {
            trigger.function.as_ref().is_some_and(|called| self.calls(called, function))
        };
        tables.edit_where(
            |_, table| table.triggers.iter().any(calls),
            |table| table.triggers.retain(|trigger| !calls(trigger)),
        );
        self.tables = tables;
    }

    fn calls(&self, called: &Name, function: &QualifiedName) -> bool {
        called.name == function.name && self.resolve_function(called) == *function
    }

    pub(super) fn move_function(&mut self, from: &QualifiedName, to: &QualifiedName) {
        if !self.functions.contains_key(from) {
            return;
        }
        let mut tables = std::mem::take(&mut self.tables);
        let calls = |trigger: &Trigger| {
            trigger.function.as_ref().is_some_and(|called| self.calls(called, from))
        };
        tables.edit_where(
            |_, table| table.triggers.iter().any(calls),
            |table| {
                for trigger in table.triggers.iter_mut().filter(|trigger| calls(trigger)) {
                    if let Some(called) = &mut trigger.function {
                        called.name.clone_from(&to.name);
                        called.schema = Some(to.schema.clone());
                    }
                    for word in ["function", "procedure"] {
                        trigger.definition =
                            syntax::rename_behind(&trigger.definition, word, &to.sql());
                    }
                }
            },
        );
        self.tables = tables;
        self.note_temporary(to);
        let moved = self.functions.remove(from).unwrap_or_default();
        self.functions.get_or_insert_with(to, Vec::new).extend(moved);
    }

    pub(super) fn create_trigger(&mut self, create: &CreateTrigger) {
        let table = self.resolve_relation(&create.table);
        if self.is_other_relation(&table) {
            return;
        }
        let triggers = &mut self.table_mut(&table).triggers;
        triggers.retain(|trigger| trigger.name != create.name.name);
        triggers.push(Trigger {
            name: create.name.name.clone(),
            function: create.function.clone(),
            columns: create.columns.clone(),
            each_row: create.each_row,
            enabled: true,
            definition: create.definition.clone(),
        });
    }

    pub(super) fn policy(&mut self, policy: &Policy) {
        let table = self.resolve_relation(&policy.table);
        if let Some(to) = &policy.rename_to {
            self.rename_part(ObjectKind::Policy, &policy.table, &policy.name.name, &to.name);
        } else if !self.is_other_relation(&table) {
            let columns =
                if policy.tables.is_empty() { policy.columns.clone() } else { Vec::new() };
            let table = self.table_mut(&table);
            let definition = match table.policy(&policy.name.name) {
                Some(old) if !policy.create => altered_policy(&old.definition, &policy.definition),
                _ => policy.definition.clone(),
            };
            table.policies.retain(|old| old.name != policy.name.name);
            let name = policy.name.name.clone();
            table.policies.push(super::Policy { name, definition, columns });
        }
    }

    pub(super) fn create_rule(&mut self, create: &CreateRule) {
        let table = self.resolve_relation(&create.table);
        if !self.is_other_relation(&table) {
            let rules = &mut self.table_mut(&table).rules;
            rules.retain(|old| old.name != create.name.name);
            let name = create.name.name.clone();
            rules.push(Rule { name, definition: create.definition.clone() });
        }
    }

    /// Renames a trigger, policy or rule.
    pub(super) fn rename_part(&mut self, kind: ObjectKind, on: &Name, from: &str, to: &str) {
        let table = self.resolve_relation(on);
        if self.is_other_relation(&table) {
            return;
        }
        let table = self.table_mut(&table);
        let names: Vec<&mut String> = if kind == ObjectKind::Policy {
            table.policies.iter_mut().map(|policy| &mut policy.name).collect()
        } else if kind == ObjectKind::Rule {
            table.rules.iter_mut().map(|rule| &mut rule.name).collect()
        } else {
            table.triggers.iter_mut().map(|trigger| &mut trigger.name).collect()
        };
        for name in names.into_iter().filter(|name| *name == from) {
            to.clone_into(name);
        }
    }

    /// Drops a trigger, policy or rule.
    pub(super) fn drop_part(&mut self, kind: ObjectKind, on: &Name, name: &str) {
        let table = self.resolve_relation(on);
        let Some(table) = self.tables.get_mut(&table) else { return };
        if kind == ObjectKind::Policy {
            table.policies.retain(|policy| policy.name != name);
        } else if kind == ObjectKind::Rule {
            table.rules.retain(|rule| rule.name != name);
        } else {
            table.triggers.retain(|trigger| trigger.name != name);
        }
    }

    pub(super) fn create_statistics(&mut self, create: &CreateStatistics) {
        let table = self.resolve_relation(&create.table);
        let taken = |name: &QualifiedName| self.statistics.contains_key(name);
        let chosen = || table.renamed(&choose(&table, &addition(&create.columns), "stat", taken));
        let written = create.name.as_ref().map(|name| self.creation_name(name, false));
        let name = written.unwrap_or_else(chosen);
        if !(create.if_not_exists && self.statistics.contains_key(&name)) {
            self.put_statistics(name, table);
        }
    }

    pub(super) fn resolve_statistics(&self, name: &Name) -> QualifiedName {
        let path = self.search_path.iter().map(|schema| QualifiedName::new(schema, &name.name));
        match &name.schema {
            Some(_) => self.creation_name(name, false),
            None => path
                .into_iter()
                .find(|name| self.statistics.contains_key(name))
                .unwrap_or_else(|| self.creation_name(name, false)),
        }
    }
}

/// A policy with the clauses of `ALTER POLICY` in the place of its own.
fn altered_policy(old: &str, new: &str) -> String {
    const CLAUSES: &[&str] = &["as", "for", "to", "using", "with"];
    let (old, new) = (clauses(old, CLAUSES), clauses(new, CLAUSES));
    let clause = |key_word: &&str| {
        let of = |clauses: &[(&str, String)]| {
            let found = clauses.iter().find(|(other, _)| other == key_word);
            found.map(|(_, text)| text.clone())
        };
        of(&new).or_else(|| of(&old))
    };
    CLAUSES.iter().filter_map(clause).collect::<Vec<_>>().join(" ")
}

/// Whether two argument lists are the same to PostgreSQL: modifiers do not count.
pub(super) fn same_types(left: &[TypeName], right: &[TypeName]) -> bool {
    let schema = |of: &TypeName| of.schema.clone().filter(|schema| schema != "pg_catalog");
    left.len() == right.len()
        && left.iter().zip(right).all(|(left, right)| {
            left.name == right.name
                && (left.dimensions > 0) == (right.dimensions > 0)
                && schema(left) == schema(right)
        })
}
