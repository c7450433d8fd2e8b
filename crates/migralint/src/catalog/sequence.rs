//! Sequences, those of serial and identity columns included.

use std::collections::BTreeMap;

use super::{Catalog, Column, Origin, Sequence};
use crate::name::QualifiedName;
use crate::syntax;
use crate::syntax::statement::{AlterSequence, CreateSequence, Shape};

/// The key words of sequence options.
const OPTIONS: &[&str] = &[
    "as",
    "increment",
    "minvalue",
    "maxvalue",
    "no",
    "start",
    "cache",
    "cycle",
    "owned",
    "restart",
];

/// What holds without its option, by the option's key word.
const DEFAULTS: &[(&str, &str)] = &[
    ("as", "AS bigint"),
    ("cache", "CACHE 1"),
    ("cycle", "NO CYCLE"),
    ("increment", "INCREMENT BY 1"),
    ("maxvalue", "NO MAXVALUE"),
    ("minvalue", "NO MINVALUE"),
    ("start", "START WITH 1"),
];

impl Sequence {
    /// Its options but the owner, by their key words; what holds anyway is left out.
    pub fn settings(&self) -> BTreeMap<&'static str, String> {
        let mut settings = BTreeMap::new();
        let mut is_negated = false;
        for (key_word, text) in syntax::clauses(&self.options, OPTIONS) {
            let words = text.to_lowercase();
            let last = words.split_whitespace().last().unwrap_or_default();
            let is_default = matches!(key_word, "cache" | "increment" | "start") && last == "1";
            if std::mem::replace(&mut is_negated, key_word == "no") || is_default {
                settings.remove(key_word);
            } else if !matches!(key_word, "no" | "owned" | "restart") && words != "as bigint" {
                settings.insert(key_word, text);
            }
        }
        settings
    }

    /// The options that turn `there` into this one.
    pub fn settings_from(&self, there: &Self) -> Vec<String> {
        let (wanted, there) = (self.settings(), there.settings());
        DEFAULTS
            .iter()
            .filter(|(key_word, _)| wanted.get(key_word) != there.get(key_word))
            .map(|(key_word, default)| {
                wanted.get(key_word).cloned().unwrap_or_else(|| (*default).to_owned())
            })
            .collect()
    }
}

impl Catalog {
    pub(super) fn create_sequence(&mut self, create: &CreateSequence, origin: Origin) {
        let name = self.creation_name(&create.name, create.temporary);
        if self.relation(&name).is_some() {
            if create.if_not_exists {
                return;
            }
            self.remove_relation(&name);
        }
        let owned_by = create
            .owned_by
            .as_ref()
            .map(|(table, column)| (self.resolve_relation(table), column.clone()));
        let (options, unlogged) = (create.options.clone(), create.unlogged);
        self.put_sequence(name, Sequence { origin, owned_by, options, unlogged });
    }

    /// The sequence of a serial or identity column; its name is chosen.
    pub(super) fn create_owned_sequence(
        &mut self,
        table: &QualifiedName,
        column: &str,
        options: &str,
        origin: Origin,
    ) -> QualifiedName {
        let name = table.renamed(&self.choose_relation_name(table, column, "seq"));
        let owned_by = Some((table.clone(), column.to_owned()));
        let (options, unlogged) = (options.to_owned(), false);
        self.put_sequence(name.clone(), Sequence { origin, owned_by, options, unlogged });
        name
    }

    pub(super) fn alter_sequence(&mut self, alter: &AlterSequence) {
        let name = self.resolve_relation(&alter.name);
        let owned_by = alter.owned_by.as_ref().map(|owner| {
            owner.as_ref().map(|(table, column)| (self.resolve_relation(table), column.clone()))
        });
        let Some(mut sequence) = self.take_sequence(&name) else { return };
        if let Some(owned_by) = owned_by {
            sequence.owned_by = owned_by;
        } else if !alter.options.is_empty() {
            if !sequence.options.is_empty() {
                sequence.options.push(' ');
            }
            sequence.options.push_str(&alter.options);
        }
        self.put_sequence(name, sequence);
    }

    pub(super) fn remove_sequence(&mut self, name: &QualifiedName) {
        if self.take_sequence(name).is_some() {
            self.unregister(name.clone());
        }
    }

    pub(super) fn move_sequence(&mut self, from: &QualifiedName, to: &QualifiedName) {
        if from == to {
            return;
        }
        self.remove_relation(to);
        if let Some(sequence) = self.take_sequence(from) {
            if let Some((table, owner)) = &sequence.owned_by
                && let Some(table) = self.tables.get_mut(table)
                && let Some(column) = table.columns.iter_mut().find(|column| column.name == *owner)
                && let Some(default) = &mut column.default
                && matches!(default.shape, Shape::NextValue(_))
            {
                default.text = format!("nextval('{}'::regclass)", to.sql().replace('\'', "''"));
                default.shape = Shape::NextValue(to.sql());
            }
            self.put_sequence(to.clone(), sequence);
        }
        self.rename_attributes(from, to);
    }

    /// Takes a dropped sequence out of the defaults that number with it.
    pub(super) fn drop_defaults_from(&mut self, sequence: &QualifiedName) {
        let numbers = |table: &QualifiedName, column: &Column| {
            let Some(Shape::NextValue(used)) = column.default.as_ref().map(|one| &one.shape) else {
                return false;
            };
            let local = used.replace('"', "");
            local == sequence.to_string()
                || (local == sequence.name && table.schema == sequence.schema)
        };
        let mut numbered = Vec::new();
        for (name, table) in &self.tables {
            let places = (0..table.columns.len()).filter(|at| numbers(name, &table.columns[*at]));
            numbered.extend(places.map(|at| (name.clone(), at)));
        }
        for (name, at) in numbered {
            self.table_mut(&name).columns[at].default = None;
        }
    }
}
