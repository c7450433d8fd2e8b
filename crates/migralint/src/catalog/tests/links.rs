//! Whatever statements come, in whatever order: nothing panics or runs in circles, and the links back agree with
//! the objects.

use proptest::prelude::*;

use super::replay;
use crate::catalog::Catalog;
use crate::catalog::links::Links;
use crate::name::QualifiedName;

/// Statements over few names, so that they meet: `{}` is one of them.
const STATEMENTS: &[&str] = &[
    "CREATE TABLE {} (a serial PRIMARY KEY, b int UNIQUE REFERENCES {}, c mood)",
    "CREATE TABLE {} (a int, b int) PARTITION BY LIST (a)",
    "CREATE TABLE {} PARTITION OF {} FOR VALUES IN (1)",
    "CREATE TABLE {} (c int) INHERITS ({})",
    "CREATE TABLE {} (LIKE {} INCLUDING ALL)",
    "CREATE TEMP TABLE {} (a int)",
    "CREATE INDEX ON {} (a)",
    "CREATE UNIQUE INDEX {} ON {} (b)",
    "CREATE VIEW {} AS SELECT a FROM {}",
    "CREATE MATERIALIZED VIEW {} AS SELECT * FROM {}",
    "CREATE SEQUENCE {} OWNED BY {}.a",
    "CREATE STATISTICS ON a, b FROM {}",
    "CREATE TYPE mood AS ENUM ('sad')",
    "CREATE TYPE mood_new AS ENUM ('sad')",
    "CREATE DOMAIN {} AS mood",
    "CREATE PUBLICATION p FOR TABLE {}, {}",
    "ALTER TABLE {} ATTACH PARTITION {} FOR VALUES IN (1)",
    "ALTER TABLE {} DETACH PARTITION {}",
    "ALTER TABLE {} INHERIT {}",
    "ALTER TABLE {} NO INHERIT {}",
    "ALTER TABLE {} ADD COLUMN d int REFERENCES {} CHECK (d > 0)",
    "ALTER TABLE {} ADD FOREIGN KEY (b) REFERENCES {} (b)",
    "ALTER TABLE {} ADD PRIMARY KEY (b)",
    "ALTER TABLE {} ADD CONSTRAINT {} UNIQUE USING INDEX {}",
    "ALTER TABLE {} DROP CONSTRAINT {} CASCADE",
    "ALTER TABLE {} DROP COLUMN b CASCADE",
    "ALTER TABLE {} RENAME COLUMN a TO b",
    "ALTER TABLE {} RENAME CONSTRAINT {} TO {}",
    "ALTER TABLE {} RENAME TO {}",
    "ALTER TABLE {} SET SCHEMA app",
    "ALTER TABLE app.{} SET SCHEMA public",
    "ALTER INDEX {} RENAME TO {}",
    "ALTER INDEX {} ATTACH PARTITION {}",
    "ALTER SEQUENCE {} OWNED BY {}.b",
    "ALTER TABLE {} ALTER COLUMN c TYPE mood_new USING c::text::mood_new",
    "ALTER TABLE {} ALTER COLUMN b SET DEFAULT length('sad'::mood::text)",
    "ALTER TABLE {} ADD COLUMN e mood DEFAULT 'sad'::mood",
    "ALTER TYPE mood RENAME TO {}",
    "ALTER TYPE mood RENAME TO mood_old",
    "ALTER TYPE mood_new RENAME TO mood",
    "ALTER SCHEMA app RENAME TO core",
    "ALTER SCHEMA core RENAME TO public",
    "SET search_path = app, public",
    "DROP TABLE {}, {} CASCADE",
    "DROP VIEW {} CASCADE",
    "DROP INDEX {}",
    "DROP SEQUENCE {} CASCADE",
    "DROP TYPE mood CASCADE",
    "DROP SCHEMA app CASCADE",
];

const NAMES: &[&str] = &["t", "u", "v", "w", "t_pkey", "u_b_key"];

fn statement() -> impl Strategy<Value = String> {
    let names = prop::collection::vec(prop::sample::select(NAMES), 3);
    (prop::sample::select(STATEMENTS), names).prop_map(|(statement, names)| {
        names.iter().fold(statement.to_owned(), |sql, name| sql.replacen("{}", name, 1))
    })
}

/// The links that the objects imply.
fn implied(catalog: &Catalog) -> Links {
    // What had a column of a type once is not known from what is there.
    let mut links = Links { types: catalog.links.types.clone(), ..Links::default() };
    for (name, table) in &catalog.tables {
        links.unmade += usize::from(table.origin.is_none());
        links.add_types(name, &table.columns);
        for parent in table.parents() {
            links.children.add(parent, name);
        }
        for constraint in &table.constraints {
            links.constraints.add(&QualifiedName::new(&name.schema, &constraint.name), name);
            if let Some(referenced) = &constraint.references {
                links.referrers.add(referenced, name);
            }
        }
    }
    for (name, index) in &catalog.indexes {
        links.indexes.add(&index.table, name);
    }
    for (name, view) in &catalog.views {
        for read in &view.reads {
            links.views.add(read, name);
        }
    }
    for (name, sequence) in &catalog.sequences {
        if let Some((table, _)) = &sequence.owned_by {
            links.sequences.add(table, name);
        }
    }
    for (name, table) in &catalog.statistics {
        links.statistics.add(table, name);
    }
    links
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn agree_with_the_objects(statements in prop::collection::vec(statement(), 1..40)) {
        let catalog = replay(&statements.join(";\n"));
        prop_assert_eq!(&catalog.links, &implied(&catalog));
        let kinds = [
            catalog.tables.keys().collect::<Vec<_>>(),
            catalog.views.keys().collect(),
            catalog.indexes.keys().collect(),
            catalog.sequences.keys().collect(),
        ];
        let mut names = kinds.concat();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        prop_assert_eq!(names.len(), count, "a name stands for two relations");
        for (name, index) in &catalog.indexes {
            prop_assert!(catalog.relation(&index.table).is_some(), "{name} is on nothing");
        }
    }
}
