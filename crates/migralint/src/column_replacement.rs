//! Columns that a migration drops while it adds another to the same table: perhaps a rename, which a tool that
//! compares two schemas cannot tell from a drop and an addition.

use std::cmp::Reverse;

use crate::catalog::{self, Catalog};
use crate::name::QualifiedName;
use crate::source::Span;
use crate::syntax::statement::{ActionKind, Column, Statement, StatementKind, TypeName};

/// A column that is dropped while one is added that looks like it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnReplacement {
    /// The table.
    pub table: QualifiedName,
    /// The column that is dropped.
    pub old: String,
    /// The column that is added; the same name when only its type changes.
    pub new: String,
    /// The type of the new column as written.
    pub data_type: String,
    /// The clause that drops the old one.
    pub dropped: Span,
    /// The clause that adds the new one.
    pub added: Span,
}

/// Every replacement in the statements of a migration, given the schema before it. Each column is part of one.
pub fn find(statements: &[Statement], before: &Catalog) -> Vec<ColumnReplacement> {
    let all = || statements.iter().flat_map(|one| std::iter::once(one).chain(&one.inner));
    let dropped: Vec<Dropped<'_>> = all().flat_map(|one| dropped(one, before)).collect();
    let added: Vec<Added<'_>> = all().flat_map(|one| added(one, before)).collect();
    let mut pairs: Vec<(Likeness, usize, usize)> = Vec::new();
    for (d, old) in dropped.iter().enumerate() {
        let rivals = |one: &&Dropped<'_>| one.table == old.table;
        for (a, new) in added.iter().enumerate().filter(|(_, new)| new.table == old.table) {
            let alone = dropped.iter().filter(rivals).count() == 1
                && added.iter().filter(|one| one.table == old.table).count() == 1;
            if let Some(likeness) = likeness(old.column, new.column, alone, before)
                && !all().any(|one| copies(one, old, new, before))
            {
                pairs.push((likeness, d, a));
            }
        }
    }
    pairs.sort_by_key(|(likeness, d, a)| (Reverse(*likeness), *d, *a));
    let (mut taken_old, mut taken_new) = (vec![false; dropped.len()], vec![false; added.len()]);
    let mut found = Vec::new();
    for (_, d, a) in pairs {
        if !taken_old[d] && !taken_new[a] {
            (taken_old[d], taken_new[a]) = (true, true);
            found.push(replacement(&dropped[d], &added[a]));
        }
    }
    found.sort_by_key(|one| one.dropped);
    found
}

/// How much two columns look alike, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    /// Of the same type, and the only two of the table.
    Alone,
    /// They share that many hundredths of the words of their names, and their types are alike.
    Named(usize),
    /// The same name.
    Same,
}

struct Dropped<'a> {
    table: QualifiedName,
    column: &'a catalog::Column,
    span: Span,
}

struct Added<'a> {
    table: QualifiedName,
    column: &'a Column,
    span: Span,
}

fn replacement(old: &Dropped<'_>, new: &Added<'_>) -> ColumnReplacement {
    let data_type = new.column.data_type.as_ref().map(|of| of.text.clone());
    ColumnReplacement {
        table: old.table.clone(),
        old: old.column.name.clone(),
        new: new.column.name.name.clone(),
        data_type: data_type.unwrap_or_default(),
        dropped: old.span,
        added: new.span,
    }
}

/// Columns that hold values and are dropped.
fn dropped<'a>(statement: &Statement, before: &'a Catalog) -> Vec<Dropped<'a>> {
    let StatementKind::AlterTable(alter) = &statement.kind else { return Vec::new() };
    let table = before.resolve_relation(&alter.name);
    let actions = alter.actions.iter().filter_map(|action| {
        let ActionKind::DropColumn { name, .. } = &action.kind else { return None };
        let column = before.column(&table, &name.name)?;
        let table = table.clone();
        column.generated.is_none().then_some(Dropped { table, column, span: action.span })
    });
    actions.collect()
}

/// Columns that are added and not computed from others.
fn added<'a>(statement: &'a Statement, before: &Catalog) -> Vec<Added<'a>> {
    let StatementKind::AlterTable(alter) = &statement.kind else { return Vec::new() };
    let table = before.resolve_relation(&alter.name);
    let actions = alter.actions.iter().filter_map(|action| {
        let ActionKind::AddColumn { column, .. } = &action.kind else { return None };
        let table = table.clone();
        column.generated.is_none().then_some(Added { table, column, span: action.span })
    });
    actions.collect()
}

fn likeness(
    old: &catalog::Column,
    new: &Column,
    alone: bool,
    catalog: &Catalog,
) -> Option<Likeness> {
    if old.name == new.name.name {
        return Some(Likeness::Same);
    }
    let (from, to) = (old.data_type.as_ref()?, new.data_type.as_ref()?);
    let same = catalog.resolve_type_name(from) == catalog.resolve_type_name(to);
    let alike = same || family(from).is_some() && family(from) == family(to);
    if !alike || (from.dimensions > 0) != (to.dimensions > 0) {
        return None;
    }
    // What refers to a row by its id is not what it was before, or will be, by itself.
    if is_id(&old.name) != is_id(&new.name.name) {
        return None;
    }
    let shared = shared_words(&old.name, &new.name.name);
    if shared >= 50 {
        return Some(Likeness::Named(shared));
    }
    (alone && same && from.name != "bool").then_some(Likeness::Alone)
}

/// Types between which a column is moved without loss.
fn family(of: &TypeName) -> Option<u8> {
    Some(match of.name.as_str() {
        "text" | "varchar" | "bpchar" | "citext" => 0,
        "int2" | "int4" | "int8" | "serial2" | "serial4" | "serial8" => 1,
        "float4" | "float8" | "numeric" => 2,
        "date" | "timestamp" | "timestamptz" => 3,
        "json" | "jsonb" => 4,
        _ => return None,
    })
}

/// Words that many names share and that say little.
const COMMON: &[&str] = &["at", "by", "has", "id", "ids", "is", "on"];

/// How many hundredths of the words of the longer name stand in the other too.
fn shared_words(a: &str, b: &str) -> usize {
    let (a, b) = (words(a), words(b));
    let both = a.iter().filter(|word| b.contains(word));
    let telling = both.clone().any(|word| !COMMON.contains(&word.as_str()));
    if telling { both.count() * 100 / a.len().max(b.len()) } else { 0 }
}

fn is_id(name: &str) -> bool {
    words(name).last().is_some_and(|word| word == "id" || word == "ids")
}

/// The words of `camelCase` and `snake_case`, lower case.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut starts = true;
    for c in name.chars() {
        if c.is_alphanumeric() {
            if starts || c.is_uppercase() && words.last().is_some_and(|word| !ends_upper(word)) {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.push(c);
            }
        }
        starts = !c.is_alphanumeric();
    }
    words.iter().map(|word| word.to_lowercase()).collect()
}

fn ends_upper(word: &str) -> bool {
    word.ends_with(char::is_uppercase)
}

/// Whether a statement saves the values of the old column in the new one.
fn copies(statement: &Statement, old: &Dropped<'_>, new: &Added<'_>, before: &Catalog) -> bool {
    let StatementKind::Update(update) = &statement.kind else { return false };
    let reads_old = |columns: &[String]| columns.contains(&old.column.name);
    before.resolve_relation(&update.table) == old.table
        && update
            .assignments
            .iter()
            .any(|(to, value)| *to == new.column.name.name && reads_old(&value.columns))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceFile, Sources};
    use crate::syntax::parse;

    fn check(sql: &str, expected: &[(&str, &str)]) {
        let schema = "CREATE TABLE t (name text, email varchar(20), \"authorId\" int, done bool, at timestamp, n int)";
        let mut catalog = Catalog::new();
        let file = Sources::default().add(SourceFile::new("a.sql", schema));
        for statement in parse(schema, &[Span::new(0, schema.len())]).statements {
            catalog.apply(&statement, file);
        }
        let found = find(&parse(sql, &[Span::new(0, sql.len())]).statements, &catalog);
        let pairs: Vec<_> = found.iter().map(|one| (&*one.old, &*one.new)).collect();
        assert_eq!(pairs, expected, "{sql}");
    }

    #[test]
    fn a_name_that_is_like_the_old_one() {
        check(
            "ALTER TABLE t DROP COLUMN name, DROP COLUMN email, ADD COLUMN \"emailAddress\" text, ADD full_name text",
            &[("name", "full_name"), ("email", "emailAddress")],
        );
        check(
            "ALTER TABLE t DROP COLUMN \"authorId\"; ALTER TABLE t ADD COLUMN \"userId\" int",
            &[("authorId", "userId")],
        );
    }

    #[test]
    fn the_same_name_whatever_the_type() {
        check(
            "ALTER TABLE t DROP COLUMN name, ADD COLUMN name jsonb, ADD x int",
            &[("name", "name")],
        );
    }

    #[test]
    fn what_only_seems_so() {
        check("ALTER TABLE t DROP COLUMN name, ADD COLUMN age int", &[]);
        check("ALTER TABLE t DROP COLUMN name; ALTER TABLE u ADD COLUMN full_name text", &[]);
        check("ALTER TABLE t DROP COLUMN name, ADD COLUMN \"nameId\" text", &[]);
        check("ALTER TABLE t DROP COLUMN done, ADD COLUMN archived bool", &[]);
        check("ALTER TABLE t DROP COLUMN name, ADD COLUMN bio text, ADD COLUMN city text", &[]);
    }

    #[test]
    fn values_that_are_copied_are_not_lost() {
        check(
            "ALTER TABLE t ADD full_name text; UPDATE t SET full_name = name; ALTER TABLE t DROP COLUMN name",
            &[],
        );
    }
}
