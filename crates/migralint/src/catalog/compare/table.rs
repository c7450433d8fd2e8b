//! What differs in tables: columns, constraints, triggers, policies, and the table itself.

use std::collections::BTreeSet;

use super::same::shown;
use super::{Change, Comparison, same_constraint, same_expression, same_trigger, same_type};
use crate::catalog::{Catalog, Column, Origin, Table};
use crate::name::QualifiedName;
use crate::syntax::statement::{Identity, ObjectKind};
use crate::syntax::{canonical, same};

impl Comparison<'_> {
    pub(super) fn tables(&mut self) {
        let (wanted, found) = (self.wanted, self.found);
        for (name, old) in wanted.tables.iter().filter(|(_, table)| !table.temporary) {
            match found.tables.get(name) {
                None => self.say(table_kind(old), name, None, Change::Missing),
                Some(new) => self.table(name, old, new),
            }
        }
        for (name, new) in found.tables.iter().filter(|(_, table)| !table.temporary) {
            let is_new = new
                .origin
                .is_some_and(|origin| origin.migration < found.current || wanted.is_absent(name));
            if !wanted.tables.contains_key(name) && is_new {
                self.say(table_kind(new), name, None, Change::Extra);
            }
        }
    }

    fn table(&mut self, name: &QualifiedName, old: &Table, new: &Table) {
        let is_known = old.complete && new.complete;
        let is_extra = |origin: Option<Origin>| {
            origin.is_some_and(|origin| is_known || origin.migration < self.found.current)
        };
        let mut said: Vec<(ObjectKind, Option<String>, Change)> = Vec::new();
        let mut say =
            |kind, part: &str, what: Change| said.push((kind, Some(part.to_owned()), what));
        for column in &old.columns {
            match new.column(&column.name) {
                None => say(ObjectKind::Column, &column.name, Change::Missing),
                Some(back) => {
                    for what in column_differences(column, back, self.wanted, self.found) {
                        say(ObjectKind::Column, &column.name, what.into());
                    }
                }
            }
        }
        for column in &new.columns {
            if old.column(&column.name).is_none() && is_extra(column.origin) {
                say(ObjectKind::Column, &column.name, Change::Extra);
            }
        }
        for constraint in &old.constraints {
            let kind = ObjectKind::Constraint;
            let Some(back) = new.constraint(&constraint.name) else {
                let renamed = new.constraints.iter().find(|other| {
                    old.constraint(&other.name).is_none() && same_constraint(constraint, other)
                });
                let what = match renamed {
                    Some(other) => format!("comes back under the name \"{}\"", other.name).into(),
                    None => Change::Missing,
                };
                say(kind, &constraint.name, what);
                continue;
            };
            if !same_constraint(constraint, back) {
                let what = format!("comes back as {}, and was {}", shown(back), shown(constraint));
                say(kind, &constraint.name, what.into());
            } else if constraint.validated && !back.validated {
                say(kind, &constraint.name, "comes back NOT VALID".into());
            } else if !constraint.validated && back.validated {
                say(kind, &constraint.name, "comes back validated, and was NOT VALID".into());
            }
        }
        for constraint in &new.constraints {
            let renamed = old.constraints.iter().any(|other| {
                new.constraint(&other.name).is_none() && same_constraint(other, constraint)
            });
            if old.constraint(&constraint.name).is_none()
                && !renamed
                && is_extra(Some(constraint.origin))
            {
                say(ObjectKind::Constraint, &constraint.name, Change::Extra);
            }
        }
        triggers(old, new, is_known, &mut say);
        for (kind, of) in [
            (ObjectKind::Policy, policies as fn(&Table) -> Vec<Part<'_>>),
            (ObjectKind::Rule, rules),
        ] {
            parts(kind, &of(old), &of(new), is_known, &mut say);
        }
        for (kind, part, what) in said {
            self.say(kind, name, part.as_deref(), what);
        }
        for what in settings(old, new) {
            self.say(table_kind(old), name, None, what);
        }
    }
}

fn table_kind(table: &Table) -> ObjectKind {
    if table.foreign { ObjectKind::ForeignTable } else { ObjectKind::Table }
}

fn column_differences(
    old: &Column,
    new: &Column,
    wanted: &Catalog,
    found: &Catalog,
) -> Vec<String> {
    let mut all = Vec::new();
    // Of a column that the history never made nothing is known.
    if old.origin.is_none() {
        return all;
    }
    if let (Some(before), Some(after)) = (&old.data_type, &new.data_type)
        && !same_type(before, after, wanted, found)
    {
        all.push(format!("comes back as {}, and was {}", after.text, before.text));
    }
    if old.data_type.is_some() && old.not_null != new.not_null {
        let word = if old.not_null { "without" } else { "with" };
        all.push(format!("comes back {word} NOT NULL"));
    }
    if !same_expression(old.default.as_ref(), new.default.as_ref()) && old.data_type.is_some() {
        all.push(match (&old.default, &new.default) {
            (Some(old), None) => format!("comes back without DEFAULT {}", one_line(&old.text)),
            (None, Some(new)) => format!("keeps DEFAULT {}", one_line(&new.text)),
            (Some(old), Some(new)) => format!(
                "comes back with DEFAULT {}, and had {}",
                one_line(&new.text),
                one_line(&old.text)
            ),
            (None, None) => "comes back with another default".to_owned(),
        });
    }
    if old.identity != new.identity {
        let words = |identity: Option<Identity>| match identity {
            Some(Identity::Always) => "GENERATED ALWAYS AS IDENTITY",
            Some(Identity::ByDefault) => "GENERATED BY DEFAULT AS IDENTITY",
            None => "no identity column",
        };
        all.push(format!("comes back {}, and was {}", words(new.identity), words(old.identity)));
    }
    let generated = |of: &Column| {
        of.generated.as_ref().map(|(expression, stored)| (canonical(&expression.text), *stored))
    };
    if generated(old) != generated(new) {
        all.push(match (&old.generated, &new.generated) {
            (Some(_), None) => "comes back without GENERATED ALWAYS AS".to_owned(),
            (None, _) => "comes back generated, and was not".to_owned(),
            _ => "comes back with another generation expression".to_owned(),
        });
    }
    if old.collation.as_deref().map(canonical) != new.collation.as_deref().map(canonical) {
        all.push("comes back with another collation".to_owned());
    }
    all
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn triggers(
    old: &Table,
    new: &Table,
    is_known: bool,
    say: &mut impl FnMut(ObjectKind, &str, Change),
) {
    let named =
        |table: &Table, name: &str| table.triggers.iter().find(|other| other.name == name).cloned();
    for trigger in &old.triggers {
        match named(new, &trigger.name) {
            None => say(ObjectKind::Trigger, &trigger.name, Change::Missing),
            Some(back) if !same_trigger(trigger, &back) => {
                say(
                    ObjectKind::Trigger,
                    &trigger.name,
                    "comes back with another definition".into(),
                );
            }
            Some(back) if trigger.enabled != back.enabled => {
                let word = if trigger.enabled { "disabled" } else { "enabled" };
                say(ObjectKind::Trigger, &trigger.name, format!("comes back {word}").into());
            }
            Some(_) => {}
        }
    }
    for trigger in new.triggers.iter().filter(|_| is_known) {
        if named(old, &trigger.name).is_none() {
            say(ObjectKind::Trigger, &trigger.name, Change::Extra);
        }
    }
}

/// The name and the definition of what hangs on a table.
type Part<'a> = (&'a str, &'a str);

fn policies(table: &Table) -> Vec<Part<'_>> {
    table.policies.iter().map(|policy| (&*policy.name, &*policy.definition)).collect()
}

fn rules(table: &Table) -> Vec<Part<'_>> {
    table.rules.iter().map(|rule| (&*rule.name, &*rule.definition)).collect()
}

fn parts(
    kind: ObjectKind,
    old: &[Part<'_>],
    new: &[Part<'_>],
    is_known: bool,
    say: &mut impl FnMut(ObjectKind, &str, Change),
) {
    let is_in = |parts: &[Part<'_>], name: &str| parts.iter().any(|(other, _)| *other == name);
    for (name, definition) in old {
        match new.iter().find(|(other, _)| other == name) {
            None => say(kind, name, Change::Missing),
            Some((_, back)) if !same(definition, back) => {
                say(kind, name, "comes back with another definition".into());
            }
            Some(_) => {}
        }
    }
    for (name, _) in new.iter().filter(|(name, _)| is_known && !is_in(old, name)) {
        say(kind, name, Change::Extra);
    }
}

/// Differences of the tables themselves.
fn settings(old: &Table, new: &Table) -> Vec<String> {
    let mut all = Vec::new();
    if old.origin.is_none() {
        return all;
    }
    let mut flag = |before: bool, after: bool, what: &str| {
        if before != after {
            let word = if before { "without" } else { "with" };
            all.push(format!("comes back {word} {what}"));
        }
    };
    flag(old.row_security, new.row_security, "ROW LEVEL SECURITY");
    flag(old.force_row_security, new.force_row_security, "FORCE ROW LEVEL SECURITY");
    flag(old.unlogged, new.unlogged, "UNLOGGED");
    if old.partition_by.as_deref().map(canonical) != new.partition_by.as_deref().map(canonical) {
        all.push("comes back with another partition key".to_owned());
    }
    if old.partition_of != new.partition_of {
        all.push("comes back as a partition of something else".to_owned());
    }
    if parents(old) != parents(new) {
        all.push("comes back inheriting from other tables".to_owned());
    }
    // Those that `CREATE TABLE` sets are not known.
    if old.origin == new.origin {
        let more = new.parameters.iter().filter(|name| !old.parameters.contains(name));
        all.extend(more.map(|name| format!("keeps the storage parameter {name}")));
    }
    all
}

fn parents(table: &Table) -> BTreeSet<&QualifiedName> {
    table.inherits.iter().collect()
}
