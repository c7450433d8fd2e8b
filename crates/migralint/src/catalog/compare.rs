//! What differs between two catalogs, in words. What neither can know is never a difference.

use std::collections::BTreeMap;

use super::{
    Catalog, Column, Constraint, Function, Index, Table, Trigger, Type, TypeKind, View,
};
use crate::name::QualifiedName;
use crate::syntax::canonical;
use crate::syntax::statement::{ConstraintKind, Expression, Identity, ObjectKind, TypeName};

/// One thing in which a catalog is not like the one that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What kind of object it is about.
    pub kind: ObjectKind,
    /// The object; for a column and what else hangs on a table, the table.
    pub name: QualifiedName,
    /// The column, constraint, trigger or policy of `name`.
    pub part: Option<String>,
    /// Whether it is missing, too much, or another.
    pub state: State,
    /// What is different, with its object: `the column "a" of "t" comes back without NOT NULL`.
    pub words: String,
}

/// In which way an object is not as it is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is not there.
    Lost,
    /// It is there, and should not be.
    Stays,
    /// It is there, and is another.
    Differs,
}

impl State {
    fn of(what: &str) -> Self {
        if what.ends_with(STAYS) {
            Self::Stays
        } else if what.ends_with(LOST) {
            Self::Lost
        } else {
            Self::Differs
        }
    }
}

/// In what `found`, the schema after the way back, is not like `wanted`, the one before the migration. `found` must have
/// grown out of `wanted`, and the way back must have been replayed as a migration of its own: what it makes where not
/// everything is known may well have been there before.
pub fn compare(wanted: &Catalog, found: &Catalog) -> Vec<Difference> {
    let mut compare = Comparison { wanted, found, differences: Vec::new() };
    compare.schemas();
    compare.types();
    compare.functions();
    compare.sequences();
    compare.tables();
    compare.views();
    compare.indexes();
    compare.differences
}

struct Comparison<'a> {
    wanted: &'a Catalog,
    found: &'a Catalog,
    differences: Vec<Difference>,
}

impl Comparison<'_> {
    fn say(&mut self, kind: ObjectKind, name: &QualifiedName, part: Option<&str>, what: &str) {
        let object = match part {
            Some(part) => format!("the {} \"{part}\" of {}", kind.words(), name.shown()),
            None => format!("the {} {}", kind.words(), name.shown()),
        };
        self.differences.push(Difference {
            kind,
            name: name.clone(),
            part: part.map(ToOwned::to_owned),
            state: State::of(what),
            words: format!("{object} {what}"),
        });
    }

    fn schemas(&mut self) {
        let (wanted, found) = (self.wanted, self.found);
        for name in wanted.schemas.keys().filter(|name| !found.schemas.contains_key(*name)) {
            self.whole_schema(name, LOST);
        }
        for name in found.schemas.keys().filter(|name| !wanted.schemas.contains_key(*name)) {
            self.whole_schema(name, STAYS);
        }
    }

    fn whole_schema(&mut self, name: &str, what: &str) {
        self.differences.push(Difference {
            kind: ObjectKind::Schema,
            name: QualifiedName::new(name, ""),
            part: None,
            state: State::of(what),
            words: format!("the schema \"{name}\" {what}"),
        });
    }

    fn types(&mut self) {
        let (wanted, found) = (self.wanted, self.found);
        for (name, old) in &wanted.types {
            match found.types.get(name) {
                None => self.say(type_kind(old), name, None, LOST),
                Some(new) => {
                    if let Some(what) = type_difference(old, new) {
                        self.say(type_kind(old), name, None, &what);
                    }
                }
            }
        }
        for (name, new) in &found.types {
            if !wanted.types.contains_key(name) {
                self.say(type_kind(new), name, None, STAYS);
            }
        }
    }

    fn functions(&mut self) {
        let (wanted, found) = (self.wanted, self.found);
        let kind = ObjectKind::Function;
        for (name, overloads) in &wanted.functions {
            for old in overloads {
                match overload(found, name, old) {
                    None => self.say(kind, name, None, LOST),
                    Some(new) if !same_function(old, new) => {
                        self.say(kind, name, None, "comes back with another definition");
                    }
                    Some(_) => {}
                }
            }
        }
        for (name, overloads) in &found.functions {
            for new in overloads.iter().filter(|new| overload(wanted, name, new).is_none()) {
                let is_certain = new.origin.migration < found.current
                    || wanted.functions.contains_key(name)
                    || !wanted.has_unknown();
                if is_certain {
                    self.say(kind, name, None, STAYS);
                }
            }
        }
    }

    fn sequences(&mut self) {
        let (wanted, found) = (self.wanted, self.found);
        let kind = ObjectKind::Sequence;
        for name in wanted.sequences.keys().filter(|name| !found.sequences.contains_key(*name)) {
            self.say(kind, name, None, LOST);
        }
        for (name, new) in &found.sequences {
            // That of a column goes and stays with it.
            let of_known =
                new.owned_by.as_ref().is_none_or(|(table, _)| is_complete(wanted, table));
            if !wanted.sequences.contains_key(name) && of_known {
                self.say(kind, name, None, STAYS);
            }
        }
    }

    fn tables(&mut self) {
        let (wanted, found) = (self.wanted, self.found);
        for (name, old) in wanted.tables.iter().filter(|(_, table)| !table.temporary) {
            match found.tables.get(name) {
                None => self.say(table_kind(old), name, None, LOST),
                Some(new) => self.table(name, old, new),
            }
        }
        for (name, new) in found.tables.iter().filter(|(_, table)| !table.temporary) {
            let is_new = new.origin.is_some_and(|origin| {
                origin.migration < found.current || wanted.is_absent(name)
            });
            if !wanted.tables.contains_key(name) && is_new {
                self.say(table_kind(new), name, None, STAYS);
            }
        }
    }

    fn table(&mut self, name: &QualifiedName, old: &Table, new: &Table) {
        let is_known = old.complete && new.complete;
        let is_extra = |origin: Option<super::Origin>| {
            origin.is_some_and(|origin| is_known || origin.migration < self.found.current)
        };
        let mut said: Vec<(ObjectKind, Option<String>, String)> = Vec::new();
        let mut say = |kind, part: &str, what: String| said.push((kind, Some(part.to_owned()), what));
        for column in &old.columns {
            match new.column(&column.name) {
                None => say(ObjectKind::Column, &column.name, LOST.to_owned()),
                Some(back) => {
                    for what in column_differences(column, back, self.wanted, self.found) {
                        say(ObjectKind::Column, &column.name, what);
                    }
                }
            }
        }
        for column in &new.columns {
            if old.column(&column.name).is_none() && is_extra(column.origin) {
                say(ObjectKind::Column, &column.name, STAYS.to_owned());
            }
        }
        for constraint in &old.constraints {
            let kind = ObjectKind::Constraint;
            let Some(back) = new.constraint(&constraint.name) else {
                let renamed = new.constraints.iter().find(|other| {
                    old.constraint(&other.name).is_none() && same_constraint(constraint, other)
                });
                let what = match renamed {
                    Some(other) => format!("comes back under the name \"{}\"", other.name),
                    None => LOST.to_owned(),
                };
                say(kind, &constraint.name, what);
                continue;
            };
            if !same_constraint(constraint, back) {
                let what = format!("comes back as {}, and was {}", shown(back), shown(constraint));
                say(kind, &constraint.name, what);
            } else if constraint.validated && !back.validated {
                say(kind, &constraint.name, "comes back NOT VALID".to_owned());
            } else if !constraint.validated && back.validated {
                say(kind, &constraint.name, "comes back validated, and was NOT VALID".to_owned());
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
                say(ObjectKind::Constraint, &constraint.name, STAYS.to_owned());
            }
        }
        triggers(old, new, is_known, &mut say);
        for (kind, before, after) in [
            (ObjectKind::Policy, &old.policies, &new.policies),
            (ObjectKind::Rule, &old.rules, &new.rules),
        ] {
            parts(kind, before, after, is_known, &mut say);
        }
        for (kind, part, what) in said {
            self.say(kind, name, part.as_deref(), &what);
        }
        for what in settings(old, new) {
            self.say(table_kind(old), name, None, &what);
        }
    }

    fn views(&mut self) {
        let (wanted, found) = (self.wanted, self.found);
        for (name, old) in &wanted.views {
            match found.views.get(name) {
                None => self.say(view_kind(old), name, None, LOST),
                Some(new) if !same_view(old, new) => {
                    self.say(view_kind(old), name, None, "comes back with another definition");
                }
                Some(_) => {}
            }
        }
        for (name, new) in &found.views {
            let is_certain = new.origin.migration < found.current || wanted.is_absent(name);
            if !wanted.views.contains_key(name) && is_certain {
                self.say(view_kind(new), name, None, STAYS);
            }
        }
    }

    fn indexes(&mut self) {
        let (wanted, found) = (self.wanted, self.found);
        let kind = ObjectKind::Index;
        let own = |catalog: &Catalog, index: &Index| {
            index.constraint.is_none() && !is_temporary(catalog, &index.table)
        };
        for (name, old) in wanted.indexes.iter().filter(|(_, index)| own(wanted, index)) {
            match found.indexes.get(name) {
                None => {
                    // Its table is reported already.
                    if found.relation(&old.table).is_some() {
                        let what = format!("on {} {LOST}", old.table.shown());
                        self.say(kind, name, None, &what);
                    }
                }
                Some(new) if !same_index(old, new) => {
                    let words =
                        |index: &Index| if index.unique { "UNIQUE " } else { "" }.to_owned()
                            + &index.definition;
                    let what =
                        format!("comes back as {}, and was {}", words(new), words(old));
                    self.say(kind, name, None, &what);
                }
                Some(_) => {}
            }
        }
        for (name, new) in found.indexes.iter().filter(|(_, index)| own(found, index)) {
            let is_certain =
                new.origin.migration < found.current || is_complete(wanted, &new.table);
            let is_alone = wanted.relation(&new.table).is_some();
            if !wanted.indexes.contains_key(name) && is_certain && is_alone {
                self.say(kind, name, None, &format!("on {} {STAYS}", new.table.shown()));
            }
        }
    }
}

const LOST: &str = "does not come back";
const STAYS: &str = "stays, and was not there before";

fn is_complete(catalog: &Catalog, table: &QualifiedName) -> bool {
    catalog.table(table).is_some_and(|table| table.complete)
}

fn is_temporary(catalog: &Catalog, table: &QualifiedName) -> bool {
    catalog.table(table).is_some_and(|table| table.temporary)
}

fn table_kind(table: &Table) -> ObjectKind {
    if table.foreign { ObjectKind::ForeignTable } else { ObjectKind::Table }
}

fn view_kind(view: &View) -> ObjectKind {
    if view.materialized { ObjectKind::MaterializedView } else { ObjectKind::View }
}

fn type_kind(of: &Type) -> ObjectKind {
    if matches!(of.kind, TypeKind::Domain(_)) { ObjectKind::Domain } else { ObjectKind::Type }
}

fn type_difference(old: &Type, new: &Type) -> Option<String> {
    match (&old.kind, &new.kind) {
        (TypeKind::Enum(old), TypeKind::Enum(new)) => enum_difference(old, new),
        (TypeKind::Domain(old), TypeKind::Domain(new)) => {
            let checks = |of: &super::Domain| {
                let of = of.checks.iter();
                of.map(|(name, check, valid)| (name.clone(), canonical(&check.text), *valid))
                    .collect::<Vec<_>>()
            };
            let same = same_written_type(&old.base, &new.base)
                && old.not_null == new.not_null
                && same_expression(old.default.as_ref(), new.default.as_ref())
                && checks(old) == checks(new);
            (!same).then(|| "comes back with another definition".to_owned())
        }
        (TypeKind::Composite(old), TypeKind::Composite(new)) => {
            let same = old.len() == new.len()
                && old.iter().zip(new).all(|((name, old), (other, new))| {
                    name == other
                        && match (old, new) {
                            (Some(old), Some(new)) => same_written_type(old, new),
                            _ => true,
                        }
                });
            (!same).then(|| "comes back with other attributes".to_owned())
        }
        (TypeKind::Other, TypeKind::Other) => None,
        _ => Some("comes back as another kind of type".to_owned()),
    }
}

fn enum_difference(old: &[String], new: &[String]) -> Option<String> {
    if old == new {
        return None;
    }
    let missing = |of: &[String], among: &[String]| {
        let of = of.iter().filter(|value| !among.contains(value));
        of.map(|value| format!("'{value}'")).collect::<Vec<_>>()
    };
    let (lost, more) = (missing(old, new), missing(new, old));
    Some(match (lost.is_empty(), more.is_empty()) {
        (true, true) => "comes back with its values in another order".to_owned(),
        (false, true) => format!("comes back without {}", crate::words::join(&lost)),
        (true, false) => format!("keeps {}, not there before", crate::words::join(&more)),
        (false, false) => format!(
            "comes back without {} and keeps {}",
            crate::words::join(&lost),
            crate::words::join(&more)
        ),
    })
}

fn overload<'a>(catalog: &'a Catalog, name: &QualifiedName, like: &Function) -> Option<&'a Function> {
    let overloads = catalog.functions.get(name)?;
    overloads.iter().find(|other| super::routine::same_types(&other.arguments, &like.arguments))
}

/// Whether two functions are the same: their clauses may come in any order.
pub(crate) fn same_function(old: &Function, new: &Function) -> bool {
    let clauses = |function: &Function| {
        let text = canonical(&function.definition);
        let (head, body) = match text.split_once("$$") {
            Some((head, rest)) => {
                let (body, tail) = rest.rsplit_once("$$").unwrap_or((rest, ""));
                (format!("{head} {tail}"), body.to_owned())
            }
            None => (text.clone(), String::new()),
        };
        let mut words: Vec<String> = head.split_whitespace().map(|word| word.trim_matches('\'').to_owned()).collect();
        words.retain(|word| word != "volatile");
        words.sort();
        (words, body)
    };
    old.procedure == new.procedure
        && (old.definition == new.definition || clauses(old) == clauses(new))
}

/// Whether two views are the same, as far as their text tells.
pub(crate) fn same_view(old: &View, new: &View) -> bool {
    let words = |view: &View| {
        let text = canonical(&view.definition);
        let words = text.split(' ').filter(|word| !matches!(*word, "(" | ")" | "as"));
        words.collect::<Vec<_>>().join(" ")
    };
    old.materialized == new.materialized
        && (old.definition == new.definition || words(old) == words(new))
}

/// Whether two indexes are the same but for their names.
pub(crate) fn same_index(old: &Index, new: &Index) -> bool {
    old.unique == new.unique
        && old.table == new.table
        && old.method == new.method
        && (old.definition == new.definition
            || canonical(&old.definition) == canonical(&new.definition))
}

/// Whether two constraints demand the same; names and validation are left out.
pub(crate) fn same_constraint(old: &Constraint, new: &Constraint) -> bool {
    let same = match (&old.kind, &new.kind) {
        (ConstraintKind::PrimaryKey { columns: old }, ConstraintKind::PrimaryKey { columns: new }) => old == new,
        (ConstraintKind::Unique { columns: one }, ConstraintKind::Unique { columns: other }) => {
            one == other && nulls(old) == nulls(new)
        }
        (ConstraintKind::Check(old), ConstraintKind::Check(new)) => {
            same_expression(Some(old), Some(new))
        }
        (ConstraintKind::ForeignKey(one), ConstraintKind::ForeignKey(other)) => {
            one.columns == other.columns
                && old.references == new.references
                && (one.referenced == other.referenced
                    || one.referenced.is_empty()
                    || other.referenced.is_empty())
        }
        (ConstraintKind::Exclude { .. }, ConstraintKind::Exclude { .. }) => {
            canonical(&old.definition) == canonical(&new.definition)
        }
        (ConstraintKind::UsingIndex { primary: one, .. }, ConstraintKind::UsingIndex { primary: other, .. }) => one == other,
        (ConstraintKind::UsingIndex { .. }, _) | (_, ConstraintKind::UsingIndex { .. }) => true,
        _ => false,
    };
    same && (old.options == new.options || options(old) == options(new))
}

/// Whether nulls are distinct.
fn nulls(constraint: &Constraint) -> bool {
    !canonical(&constraint.definition).starts_with("unique nulls not distinct")
}

/// The words behind a constraint; the actions of a foreign key may come in either order.
fn options(constraint: &Constraint) -> Vec<String> {
    let text = canonical(&constraint.options);
    let mut clauses: Vec<String> = text.split("on ").map(|clause| clause.trim().to_owned()).collect();
    clauses.retain(|clause| !clause.is_empty());
    clauses.sort();
    clauses
}

fn shown(constraint: &Constraint) -> String {
    let text = crate::syntax::without(&constraint.definition, &["not", "valid"]);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether two expressions are the same, as far as their text tells.
pub(crate) fn same_expression(old: Option<&Expression>, new: Option<&Expression>) -> bool {
    match (old, new) {
        (None, None) => true,
        (Some(old), Some(new)) => {
            old.text == new.text || canonical(&old.text) == canonical(&new.text)
        }
        _ => false,
    }
}

/// Whether two types are the same in two catalogs.
pub(crate) fn same_type(old: &TypeName, new: &TypeName, wanted: &Catalog, found: &Catalog) -> bool {
    let modifiers = |of: &TypeName| {
        of.modifiers.iter().map(|one| one.to_lowercase()).collect::<Vec<_>>()
    };
    let name = |of: &TypeName, catalog: &Catalog| match &of.schema {
        Some(schema) if schema != "pg_catalog" => catalog.resolve_type_name(of),
        _ if catalog.type_of(of).is_some() => catalog.resolve_type_name(of),
        _ => QualifiedName::new("pg_catalog", &of.name),
    };
    name(old, wanted) == name(new, found)
        && (old.dimensions > 0) == (new.dimensions > 0)
        && modifiers(old) == modifiers(new)
}

fn same_written_type(old: &TypeName, new: &TypeName) -> bool {
    old.name == new.name
        && old.modifiers == new.modifiers
        && (old.dimensions > 0) == (new.dimensions > 0)
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
    let generated = |of: &Column| of.generated.as_ref().map(|(expression, stored)| (canonical(&expression.text), *stored));
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
    say: &mut impl FnMut(ObjectKind, &str, String),
) {
    let named = |table: &Table, name: &str| table.triggers.iter().find(|other| other.name == name).cloned();
    for trigger in &old.triggers {
        match named(new, &trigger.name) {
            None => say(ObjectKind::Trigger, &trigger.name, LOST.to_owned()),
            Some(back) if !same_trigger(trigger, &back) => {
                say(ObjectKind::Trigger, &trigger.name, "comes back with another definition".to_owned());
            }
            Some(back) if trigger.enabled != back.enabled => {
                let word = if trigger.enabled { "disabled" } else { "enabled" };
                say(ObjectKind::Trigger, &trigger.name, format!("comes back {word}"));
            }
            Some(_) => {}
        }
    }
    for trigger in new.triggers.iter().filter(|_| is_known) {
        if named(old, &trigger.name).is_none() {
            say(ObjectKind::Trigger, &trigger.name, STAYS.to_owned());
        }
    }
}

/// Whether two triggers of one table are the same.
pub(crate) fn same_trigger(old: &Trigger, new: &Trigger) -> bool {
    old.definition == new.definition || canonical(&old.definition) == canonical(&new.definition)
}

fn parts(
    kind: ObjectKind,
    old: &BTreeMap<String, String>,
    new: &BTreeMap<String, String>,
    is_known: bool,
    say: &mut impl FnMut(ObjectKind, &str, String),
) {
    for (name, definition) in old {
        match new.get(name) {
            None => say(kind, name, LOST.to_owned()),
            Some(back) if canonical(definition) != canonical(back) => {
                say(kind, name, "comes back with another definition".to_owned());
            }
            Some(_) => {}
        }
    }
    for name in new.keys().filter(|name| is_known && !old.contains_key(*name)) {
        say(kind, name, STAYS.to_owned());
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
    all
}

impl Catalog {
    /// Whether objects stood before the history.
    fn has_unknown(&self) -> bool {
        !self.extensions.is_empty() || self.tables.values().any(|table| table.origin.is_none())
    }
}
