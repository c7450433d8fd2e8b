//! Why PostgreSQL refuses a statement whatever rows there are, as far as the catalog can tell.

#![expect(clippy::wildcard_enum_match_arm, reason = "not every refusal is known")]

use std::collections::BTreeSet;

use super::versions::Since;
use super::{dependents, inherited};
use crate::catalog::{Catalog, MAX_COLUMNS, Table};
use crate::name::QualifiedName;
use crate::postgres::PostgresVersion;
use crate::source::Span;
use crate::syntax::statement::{
    ActionKind, AlterTable, Constraint, ConstraintKind, CreateIndex, CreateView, Drop, ObjectKind,
    RefreshView, Statement, StatementKind, TypeName,
};

/// The place and the reason; behind a semicolon, what to do instead.
pub(super) fn of(
    statement: &Statement,
    catalog: &Catalog,
    version: PostgresVersion,
) -> Option<(Span, String)> {
    let why = match &statement.kind {
        StatementKind::CreateIndex(create) => create_index(create, catalog),
        StatementKind::CreateTable(create) if create.columns.len() > MAX_COLUMNS => {
            Some(too_many_columns())
        }
        StatementKind::CreateTable(create) => inherited::partition_of(create, catalog),
        StatementKind::Drop(drop) => match drop.kind {
            ObjectKind::Index => drop_index(drop, catalog),
            ObjectKind::Trigger => inherited::drop_trigger(drop, catalog),
            _ if drop.cascade => None,
            ObjectKind::Type | ObjectKind::Domain => drop_type(drop, catalog),
            ObjectKind::Table => dependents::of_tables(drop, catalog),
            ObjectKind::View | ObjectKind::MaterializedView => dependents::of_views(drop, catalog),
            ObjectKind::Function => dependents::of_function(drop, catalog),
            _ => None,
        },
        StatementKind::Truncate(truncate) => dependents::of_rows(truncate, catalog),
        StatementKind::RefreshView(refresh) => refresh_view(refresh, catalog),
        StatementKind::CreateView(create) => replace_view(create, catalog),
        StatementKind::AlterTable(alter) => return alter_table(alter, catalog, version),
        _ => None,
    };
    Some((statement.span, why?))
}

fn partitioned<'a>(catalog: &'a Catalog, table: &QualifiedName) -> Option<&'a Table> {
    catalog.table(table).filter(|table| table.partition_by.is_some())
}

fn create_index(create: &CreateIndex, catalog: &Catalog) -> Option<String> {
    let table = catalog.resolve_relation(&create.table);
    if create.unique {
        let keys = create.keys.iter().filter_map(|key| key.column.clone()).collect::<Vec<_>>();
        if let Some(why) = inherited::unique_without_key(&table, &keys, catalog) {
            return Some(why);
        }
    }
    partitioned(catalog, &table).filter(|_| create.concurrently)?;
    Some(format!(
        "{} is partitioned, and its index cannot be built CONCURRENTLY; build it ON ONLY {}, then CONCURRENTLY on \
         each partition, and attach those",
        table.shown(),
        table.shown()
    ))
}

fn drop_index(drop: &Drop, catalog: &Catalog) -> Option<String> {
    if drop.concurrently && (drop.names.len() > 1 || drop.cascade) {
        let why = "DROP INDEX CONCURRENTLY takes one index and no CASCADE; drop each in a statement of its own";
        return Some(why.to_owned());
    }
    drop.names.iter().find_map(|name| {
        let index = catalog.resolve_relation(name);
        let known = catalog.index(&index)?;
        if let Some(constraint) = &known.constraint {
            return Some(format!(
                "the constraint \"{constraint}\" of {} needs this index; drop the constraint instead",
                known.table.shown()
            ));
        }
        if let Some(parent) = &known.attached_to {
            return Some(format!(
                "{} is a part of {}; drop that, or detach the partition first",
                index.shown(),
                parent.shown()
            ));
        }
        if known.unique && !drop.cascade {
            let columns: Vec<String> = known.columns.iter().flatten().cloned().collect();
            if let Some(why) = dependents::of_key(&known.table, &columns, catalog) {
                return Some(why);
            }
        }
        partitioned(catalog, &known.table).filter(|_| drop.concurrently)?;
        Some(format!(
            "{} is partitioned, and its index cannot be dropped CONCURRENTLY; drop it without",
            known.table.shown()
        ))
    })
}

fn drop_type(drop: &Drop, catalog: &Catalog) -> Option<String> {
    drop.names.iter().find_map(|name| {
        let dropped = catalog.resolve_type(name);
        let Some((table, column)) = catalog.columns_of_type(&dropped).next() else {
            let (table, column) = catalog.defaults_casting_to(&dropped).next()?;
            return Some(format!(
                "the default of \"{}\" of {} casts to the type {}; drop the default first",
                column.name,
                table.shown(),
                dropped.shown()
            ));
        };
        Some(format!(
            "the column \"{}\" of {} is of the type {}; drop or change the column first",
            column.name,
            table.shown(),
            dropped.shown()
        ))
    })
}

/// `checkViewColumns` in `view.c`. Views with a list of columns, or with `*`, are left out.
fn replace_view(create: &CreateView, catalog: &Catalog) -> Option<String> {
    let name = catalog.resolve_relation(&create.name);
    let old = catalog.view(&name).filter(|old| !old.materialized && create.or_replace)?;
    let head = old.definition.to_ascii_lowercase();
    let mut before_query = head.split_whitespace().take_while(|word| *word != "as");
    let is_listed = before_query.any(|word| word.contains('('));
    let (columns, new) = (&old.query.output, &create.query.output);
    if is_listed || !create.columns.is_empty() || columns.is_empty() || new.is_empty() {
        return None;
    }
    let at = (0..columns.len()).find(|at| new.get(*at) != Some(&columns[*at]))?;
    let shown = name.shown();
    Some(match new.get(at) {
        Some(new) => format!(
            "CREATE OR REPLACE cannot make the column \"{}\" of {shown} to \"{new}\"; drop the view first, or add columns at the end",
            columns[at]
        ),
        None => format!(
            "CREATE OR REPLACE cannot take the column \"{}\" from {shown}; drop the view first",
            columns[at]
        ),
    })
}

/// `RefreshMatViewByOid` in `matview.c`.
fn refresh_view(refresh: &RefreshView, catalog: &Catalog) -> Option<String> {
    let name = catalog.resolve_relation(&refresh.name);
    let view = catalog.view(&name).filter(|view| view.materialized && refresh.concurrently)?;
    if !view.populated {
        return Some(format!(
            "{} holds no rows yet; refresh it once without CONCURRENTLY",
            name.shown()
        ));
    }
    let serves = catalog.indexes_of(&name).any(|(_, index)| {
        index.unique && !index.partial && index.columns.iter().all(Option::is_some)
    });
    (!serves).then(|| {
        format!(
            "{} has no unique index on plain columns; create one, or refresh without CONCURRENTLY",
            name.shown()
        )
    })
}

fn alter_table(
    alter: &AlterTable,
    catalog: &Catalog,
    version: PostgresVersion,
) -> Option<(Span, String)> {
    let table = catalog.resolve_relation(&alter.name);
    let dropped: BTreeSet<&str> = alter
        .actions
        .iter()
        .filter_map(|action| match &action.kind {
            ActionKind::DropConstraint { name, .. } => Some(name.name.as_str()),
            _ => None,
        })
        .collect();
    let mut columns =
        catalog.table(&table).filter(|known| known.complete).map(|known| known.columns.len());
    alter.actions.iter().find_map(|action| {
        if let (ActionKind::AddColumn { if_not_exists: false, .. }, Some(columns)) =
            (&action.kind, &mut columns)
        {
            *columns += 1;
            if *columns > MAX_COLUMNS {
                return Some((action.span, too_many_columns()));
            }
        }
        let inherited = inherited::action(&action.kind, &table, alter.only, catalog);
        if let Some(why) = inherited {
            return Some((action.span, why));
        }
        let why = match &action.kind {
            ActionKind::SetType { column, data_type, .. } => serial(&column.name, data_type)
                .or_else(|| dependents::of_type(&table, &column.name, catalog)),
            ActionKind::DropColumn { name, cascade: false, .. } => {
                dependents::of_column(&table, &name.name, &dropped, catalog)
            }
            ActionKind::DropConstraint { name, cascade: false, .. } => {
                dependents::of_constraint(&table, &name.name, catalog)
            }
            ActionKind::ValidateConstraint { name } => no_validation(&table, &name.name, catalog),
            ActionKind::DropNotNull { column } => required_by_key(&table, &column.name, catalog),
            ActionKind::SetLogged { logged } => persistence(&table, *logged, catalog),
            ActionKind::AddConstraint(constraint) => {
                add_constraint(constraint, &table, catalog, version)
            }
            ActionKind::DetachPartition { concurrently: true, .. } => detach(&table, catalog),
            _ => None,
        };
        Some((action.span, why?))
    })
}

/// `MaxHeapAttributeNumber` in `htup_details.h`.
fn too_many_columns() -> String {
    format!("a table can have at most {MAX_COLUMNS} columns; make another table for the others")
}

fn serial(column: &str, data_type: &TypeName) -> Option<String> {
    let number = match data_type.name.as_str() {
        "serial2" => "smallint",
        "serial4" => "integer",
        "serial8" => "bigint",
        _ => return None,
    };
    Some(format!(
        "{} is no type but short for a new column with a sequence; change \"{column}\" to {number}, create a sequence \
         and set nextval of it as the default",
        data_type.text.to_uppercase()
    ))
}

/// `ATExecValidateConstraint`.
fn no_validation(table: &QualifiedName, name: &str, catalog: &Catalog) -> Option<String> {
    let known = catalog.table(table)?.constraint(name)?;
    let is_key = matches!(
        known.kind,
        ConstraintKind::PrimaryKey { .. }
            | ConstraintKind::Unique { .. }
            | ConstraintKind::Exclude { .. }
            | ConstraintKind::UsingIndex { .. }
    );
    is_key.then(|| {
        format!("the constraint \"{name}\" of {} is always valid; leave it", table.shown())
    })
}

/// `ATExecDropNotNull`.
fn required_by_key(table: &QualifiedName, column: &str, catalog: &Catalog) -> Option<String> {
    let keyed = matches!(
        &catalog.primary_key(table)?.kind,
        ConstraintKind::PrimaryKey { columns } if columns.iter().any(|key| key == column)
    );
    keyed.then(|| {
        format!("\"{column}\" is in the primary key of {}; drop the key first", table.shown())
    })
}

/// `ATPrepChangePersistence`.
fn persistence(table: &QualifiedName, logged: bool, catalog: &Catalog) -> Option<String> {
    let stays = |other: &QualifiedName| {
        other != table
            && catalog.table(other).is_some_and(|other| other.complete && other.unlogged == logged)
    };
    let mut others: Vec<&QualifiedName> = if logged {
        let keys = catalog.constraints_of(table).iter();
        keys.filter_map(|key| key.references.as_ref()).collect()
    } else {
        catalog.foreign_keys_to(table).map(|(referrer, _)| referrer).collect()
    };
    others.retain(|other| stays(other));
    let other = others.first()?;
    Some(format!(
        "a foreign key joins {} and {}, and no logged table may point at an unlogged one; change the other first",
        table.shown(),
        other.shown()
    ))
}

fn add_constraint(
    constraint: &Constraint,
    table: &QualifiedName,
    catalog: &Catalog,
    version: PostgresVersion,
) -> Option<String> {
    if let ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns } =
        &constraint.kind
        && let Some(why) = inherited::unique_without_key(table, columns, catalog)
    {
        return Some(why);
    }
    let partitioned = partitioned(catalog, table).is_some();
    match &constraint.kind {
        ConstraintKind::PrimaryKey { .. }
        | ConstraintKind::Unique { .. }
        | ConstraintKind::Exclude { .. }
        | ConstraintKind::UsingIndex { .. }
            if constraint.not_valid =>
        {
            let why = "only CHECK, FOREIGN KEY and NOT NULL can be NOT VALID; build a unique index CONCURRENTLY and add \
                the constraint USING INDEX";
            Some(why.to_owned())
        }
        ConstraintKind::ForeignKey(_)
            if constraint.not_valid
                && partitioned
                && !Since::PartitionedKeysNotValid.is_in(version) =>
        {
            Some(format!(
                "{} is partitioned, and before PostgreSQL 18 its foreign keys cannot be NOT VALID; add one to each \
                 partition NOT VALID and validate those first",
                table.shown()
            ))
        }
        ConstraintKind::UsingIndex { .. } if partitioned => Some(format!(
            "{} is partitioned, and its constraints cannot be made USING INDEX; add the constraint without",
            table.shown()
        )),
        ConstraintKind::UsingIndex { index, .. } => {
            let name = QualifiedName::new(&table.schema, &index.name);
            let known = catalog.index(&name)?;
            let serves = known.unique
                && !known.partial
                && known.columns.iter().all(Option::is_some)
                && !is_sorted_otherwise(&known.definition);
            (!serves).then(|| {
                format!(
                    "{} is no unique index on plain columns in default order without WHERE; build one that is",
                    name.shown()
                )
            })
        }
        _ => None,
    }
}

/// Whether the definition of an index asks for another order than the default one.
fn is_sorted_otherwise(definition: &str) -> bool {
    let mut words = definition.split(|letter: char| !letter.is_alphanumeric() && letter != '"');
    words.any(|word| word.eq_ignore_ascii_case("desc") || word.eq_ignore_ascii_case("first"))
}

/// `ATExecDetachPartition`.
fn detach(table: &QualifiedName, catalog: &Catalog) -> Option<String> {
    let is_default = |name: &&QualifiedName| {
        let partition = catalog.table(name).and_then(|table| table.partition_of.as_ref());
        partition.is_some_and(|partition| partition.default)
    };
    let default = catalog.partitions_of(table).find(is_default)?;
    Some(format!(
        "{} has the default partition {}, so none can be detached CONCURRENTLY; detach it without",
        table.shown(),
        default.shown()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceFile, Sources};
    use crate::syntax::parse;

    const SCHEMA: &str = "CREATE TYPE mood AS ENUM ('a'); CREATE TABLE t (a int CONSTRAINT t_a_key UNIQUE, m mood);
        CREATE INDEX plain ON t (a); CREATE UNIQUE INDEX part ON t (a) WHERE a > 0; CREATE UNIQUE INDEX good ON t (a);
        CREATE TABLE p (a int) PARTITION BY RANGE (a); CREATE INDEX p_a ON p (a);
        CREATE TABLE rest PARTITION OF p DEFAULT;
        CREATE MATERIALIZED VIEW v AS SELECT a FROM t; CREATE MATERIALIZED VIEW u AS SELECT a FROM t;
        CREATE UNIQUE INDEX u_a ON u (a);
        CREATE VIEW w AS SELECT 1 AS a, 2 AS b; CREATE VIEW l (x) AS SELECT 1; CREATE MATERIALIZED VIEW e AS SELECT a FROM t WITH NO DATA";

    /// What is wrong with `sql`, up to what to do instead.
    fn check(sql: &str, major: u8, expected: Option<&str>) {
        let mut catalog = Catalog::new();
        let file = Sources::default().add(SourceFile::new("a.sql", SCHEMA));
        for statement in parse(SCHEMA, &[Span::new(0, SCHEMA.len())]).statements {
            catalog.apply(&statement, file);
        }
        let version = PostgresVersion::new(major).unwrap();
        let statements = parse(sql, &[Span::new(0, sql.len())]).statements;
        let why = of(&statements[0], &catalog, version).map(|(_, why)| why);
        let why = why.as_deref().map(|why| why.split_once("; ").expect(why).0);
        assert_eq!(why, expected, "{sql}");
    }

    #[test]
    fn indexes() {
        let partitioned = "\"p\" is partitioned, and its index cannot be ";
        check("CREATE INDEX CONCURRENTLY i ON t (a)", 18, None);
        let built = format!("{partitioned}built CONCURRENTLY");
        check("CREATE INDEX CONCURRENTLY i ON p (a)", 18, Some(&built));
        let dropped = format!("{partitioned}dropped CONCURRENTLY");
        check("DROP INDEX CONCURRENTLY p_a", 18, Some(&dropped));
        check("DROP INDEX p_a", 18, None);
        check("DROP INDEX plain", 18, None);
        check(
            "DROP INDEX t_a_key",
            18,
            Some("the constraint \"t_a_key\" of \"t\" needs this index"),
        );
        let one = "DROP INDEX CONCURRENTLY takes one index and no CASCADE";
        check("DROP INDEX CONCURRENTLY plain, part", 18, Some(one));
    }

    #[test]
    fn constraints() {
        let not_valid = "only CHECK, FOREIGN KEY and NOT NULL can be NOT VALID";
        check("ALTER TABLE t ADD CONSTRAINT c UNIQUE (a) NOT VALID", 18, Some(not_valid));
        check("ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID", 18, None);
        let key = "ALTER TABLE p ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES t (a) NOT VALID";
        let before_18 =
            "\"p\" is partitioned, and before PostgreSQL 18 its foreign keys cannot be NOT VALID";
        check(key, 17, Some(before_18));
        check(key, 18, None);
        let using = "\"p\" is partitioned, and its constraints cannot be made USING INDEX";
        check("ALTER TABLE p ADD CONSTRAINT c UNIQUE USING INDEX p_a", 18, Some(using));
        check("ALTER TABLE t ADD CONSTRAINT c UNIQUE USING INDEX good", 18, None);
        for index in ["plain", "part"] {
            let sql = format!("ALTER TABLE t ADD CONSTRAINT c UNIQUE USING INDEX {index}");
            let why = format!(
                "\"{index}\" is no unique index on plain columns in default order without WHERE"
            );
            check(&sql, 18, Some(&why));
        }
    }

    #[test]
    fn replaced_views() {
        let taken = "CREATE OR REPLACE cannot take the column \"b\" from \"w\"";
        check("CREATE OR REPLACE VIEW w AS SELECT a FROM t", 18, Some(taken));
        let named = "CREATE OR REPLACE cannot make the column \"a\" of \"w\" to \"c\"";
        check("CREATE OR REPLACE VIEW w AS SELECT a AS c, 1 AS b FROM t", 18, Some(named));
        check("CREATE OR REPLACE VIEW w AS SELECT a, 2 AS b, 3 AS c FROM t", 18, None);
        check("CREATE OR REPLACE VIEW w AS SELECT * FROM t", 18, None);
        check("CREATE OR REPLACE VIEW l AS SELECT a AS c FROM t", 18, None);
    }

    #[test]
    fn other_statements() {
        let serial = "SERIAL is no type but short for a new column with a sequence";
        check("ALTER TABLE t ALTER a SET DATA TYPE SERIAL", 18, Some(serial));
        let view = "the view \"e\" reads \"a\"";
        check("ALTER TABLE t ALTER a TYPE bigint", 18, Some(view));
        check("ALTER TABLE t ALTER m TYPE text", 18, None);
        let default =
            "\"p\" has the default partition \"rest\", so none can be detached CONCURRENTLY";
        check("ALTER TABLE p DETACH PARTITION one CONCURRENTLY", 18, Some(default));
        let unique = "\"v\" has no unique index on plain columns";
        check("REFRESH MATERIALIZED VIEW CONCURRENTLY v", 18, Some(unique));
        check("REFRESH MATERIALIZED VIEW CONCURRENTLY u", 18, None);
        check("REFRESH MATERIALIZED VIEW CONCURRENTLY e", 18, Some("\"e\" holds no rows yet"));
        check("DROP TYPE mood", 18, Some("the column \"m\" of \"t\" is of the type \"mood\""));
        check("DROP TYPE mood CASCADE", 18, None);
    }
}
