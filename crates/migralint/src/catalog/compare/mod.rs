//! What differs between two catalogs, as data. What neither can know is never a difference.

mod same;
mod table;
#[cfg(test)]
mod tests;

use same::same_written_type;
pub(crate) use same::{
    same_constraint, same_expression, same_function, same_index, same_stars, same_trigger,
    same_type, same_view,
};

use super::{Catalog, Function, Index, Type, TypeKind, View};
use crate::name::QualifiedName;
use crate::syntax::canonical;
use crate::syntax::statement::ObjectKind;

/// One thing in which a catalog is not like the one that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What kind of object it is about.
    pub kind: ObjectKind,
    /// The object; for a column and what else hangs on a table, the table.
    pub name: QualifiedName,
    /// The column, constraint, trigger or policy of `name`.
    pub part: Option<String>,
    /// The table of an index.
    pub on: Option<QualifiedName>,
    /// In which way it is not as it is wanted.
    pub change: Change,
}

/// In which way an object is not as it is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It does not exist.
    Missing,
    /// It exists, and should not.
    Extra,
    /// It exists, and is another: in what, as the predicate of a sentence.
    Different(String),
}

/// The kinds of [`Change`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It does not exist.
    Missing,
    /// It exists, and should not.
    Extra,
    /// It exists, and is another.
    Different,
}

impl Change {
    /// Its kind.
    pub fn state(&self) -> State {
        match self {
            Self::Missing => State::Missing,
            Self::Extra => State::Extra,
            Self::Different(_) => State::Different,
        }
    }

    fn predicate(&self) -> &str {
        match self {
            Self::Missing => "does not come back",
            Self::Extra => "stays, and was not there before",
            Self::Different(what) => what,
        }
    }
}

impl From<&str> for Change {
    fn from(what: &str) -> Self {
        Self::Different(what.to_owned())
    }
}

impl From<String> for Change {
    fn from(what: String) -> Self {
        Self::Different(what)
    }
}

impl Difference {
    /// What is different, with its object: `the column "a" of "t" comes back without NOT NULL`.
    pub fn words(&self) -> String {
        let kind = self.kind.words();
        let object = match (&self.part, self.kind) {
            (Some(part), _) => format!("the {kind} \"{part}\" of {}", self.name.shown()),
            (None, ObjectKind::Schema) => format!("the {kind} \"{}\"", self.name.schema),
            (None, _) => format!("the {kind} {}", self.name.shown()),
        };
        let on = self.on.as_ref().map(|table| format!(" on {}", table.shown()));
        format!("{object}{} {}", on.unwrap_or_default(), self.change.predicate())
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
    compare.statistics();
    compare.differences
}

struct Comparison<'a> {
    wanted: &'a Catalog,
    found: &'a Catalog,
    differences: Vec<Difference>,
}

impl Comparison<'_> {
    fn say(
        &mut self,
        kind: ObjectKind,
        name: &QualifiedName,
        part: Option<&str>,
        change: impl Into<Change>,
    ) {
        let (name, part) = (name.clone(), part.map(ToOwned::to_owned));
        self.differences.push(Difference { kind, name, part, on: None, change: change.into() });
    }

    fn say_index(&mut self, name: &QualifiedName, on: &QualifiedName, change: Change) {
        let (kind, on) = (ObjectKind::Index, Some(on.clone()));
        self.differences.push(Difference { kind, name: name.clone(), part: None, on, change });
    }

    fn schemas(&mut self) {
        let (wanted, found) = (self.wanted, self.found);
        for name in wanted.schemas.keys().filter(|name| !found.schemas.contains_key(*name)) {
            self.say(ObjectKind::Schema, &QualifiedName::new(name, ""), None, Change::Missing);
        }
        for name in found.schemas.keys().filter(|name| !wanted.schemas.contains_key(*name)) {
            self.say(ObjectKind::Schema, &QualifiedName::new(name, ""), None, Change::Extra);
        }
    }

    fn types(&mut self) {
        let (wanted, found) = (self.wanted, self.found);
        for (name, old) in &wanted.types {
            match found.types.get(name) {
                None => self.say(type_kind(old), name, None, Change::Missing),
                Some(new) => {
                    if let Some(what) = type_difference(old, new) {
                        self.say(type_kind(old), name, None, what);
                    }
                }
            }
        }
        for (name, new) in &found.types {
            if !wanted.types.contains_key(name) {
                self.say(type_kind(new), name, None, Change::Extra);
            }
        }
    }

    fn functions(&mut self) {
        let (wanted, found) = (self.wanted, self.found);
        let kind = ObjectKind::Function;
        for (name, overloads) in &wanted.functions {
            for old in overloads {
                match overload(found, name, old) {
                    None => self.say(kind, name, None, Change::Missing),
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
                    self.say(kind, name, None, Change::Extra);
                }
            }
        }
    }

    fn sequences(&mut self) {
        let (wanted, found) = (self.wanted, self.found);
        let kind = ObjectKind::Sequence;
        for (name, old) in &wanted.sequences {
            match found.sequences.get(name) {
                None => self.say(kind, name, None, Change::Missing),
                Some(new) if old.unlogged != new.unlogged => {
                    let word = if old.unlogged { "without" } else { "with" };
                    self.say(kind, name, None, format!("comes back {word} UNLOGGED"));
                }
                Some(new) => {
                    let others = new.settings_from(old);
                    // The type of one that comes with a column is that of the column.
                    let differs = others
                        .iter()
                        .any(|one| old.origin == new.origin || !one.starts_with("AS "));
                    if differs {
                        let others = others.join(" ");
                        self.say(
                            kind,
                            name,
                            None,
                            format!("comes back with other options: {others}"),
                        );
                    }
                    if old.owned_by.is_some() != new.owned_by.is_some() {
                        let word = if old.owned_by.is_some() { "without" } else { "with" };
                        self.say(
                            kind,
                            name,
                            None,
                            format!("comes back {word} an owner (OWNED BY)"),
                        );
                    }
                }
            }
        }
        for (name, new) in &found.sequences {
            // That of a column goes and stays with it.
            let of_known =
                new.owned_by.as_ref().is_none_or(|(table, _)| is_complete(wanted, table));
            if !wanted.sequences.contains_key(name) && of_known {
                self.say(kind, name, None, Change::Extra);
            }
        }
    }

    fn statistics(&mut self) {
        let (wanted, found) = (self.wanted, self.found);
        let kind = ObjectKind::Statistics;
        for (name, table) in &wanted.statistics {
            if !found.statistics.contains_key(name) && found.relation(table).is_some() {
                self.say(kind, name, None, Change::Missing);
            }
        }
        for (name, table) in &found.statistics {
            if !wanted.statistics.contains_key(name) && is_complete(wanted, table) {
                self.say(kind, name, None, Change::Extra);
            }
        }
    }

    fn views(&mut self) {
        let (wanted, found) = (self.wanted, self.found);
        for (name, old) in &wanted.views {
            match found.views.get(name) {
                None => self.say(view_kind(old), name, None, Change::Missing),
                Some(new) if !same_view(old, new) => {
                    self.say(view_kind(old), name, None, "comes back with another definition");
                }
                Some(new) if !same_stars(old, new) => {
                    let words =
                        "comes back with other columns, or in another order: its `*` is read anew";
                    self.say(view_kind(old), name, None, words);
                }
                Some(_) => {}
            }
        }
        for (name, new) in &found.views {
            let is_certain = new.origin.migration < found.current || wanted.is_absent(name);
            if !wanted.views.contains_key(name) && is_certain {
                self.say(view_kind(new), name, None, Change::Extra);
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
                        self.say_index(name, &old.table, Change::Missing);
                    }
                }
                Some(new) if !same_index(old, new) => {
                    let words = |index: &Index| {
                        if index.unique { "UNIQUE " } else { "" }.to_owned() + &index.definition
                    };
                    let what = format!("comes back as {}, and was {}", words(new), words(old));
                    self.say(kind, name, None, what);
                }
                Some(_) => {}
            }
        }
        for (name, new) in found.indexes.iter().filter(|(_, index)| own(found, index)) {
            let is_certain =
                new.origin.migration < found.current || is_complete(wanted, &new.table);
            let is_alone = wanted.relation(&new.table).is_some();
            if !wanted.indexes.contains_key(name) && is_certain && is_alone {
                self.say_index(name, &new.table, Change::Extra);
            }
        }
    }
}

fn is_complete(catalog: &Catalog, table: &QualifiedName) -> bool {
    catalog.table(table).is_some_and(|table| table.complete)
}

fn is_temporary(catalog: &Catalog, table: &QualifiedName) -> bool {
    catalog.table(table).is_some_and(|table| table.temporary)
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
        (false, true) => format!("comes back without {}", crate::lists::join(&lost)),
        (true, false) => format!("keeps {}, not there before", crate::lists::join(&more)),
        (false, false) => format!(
            "comes back without {} and keeps {}",
            crate::lists::join(&lost),
            crate::lists::join(&more)
        ),
    })
}

fn overload<'a>(
    catalog: &'a Catalog,
    name: &QualifiedName,
    like: &Function,
) -> Option<&'a Function> {
    let overloads = catalog.functions.get(name)?;
    overloads.iter().find(|other| super::routine::same_types(&other.arguments, &like.arguments))
}

impl Catalog {
    /// Whether objects stood before the history.
    fn has_unknown(&self) -> bool {
        !self.extensions.is_empty() || self.tables.values().any(|table| table.origin.is_none())
    }
}
