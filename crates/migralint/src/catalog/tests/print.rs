//! A catalog in short words, for the tests.

use crate::catalog::{Catalog, Column, Constraint, Index, Table, TypeKind};
use crate::name::QualifiedName;
use crate::syntax::statement::{ConstraintKind, ReplicaIdentity, TypeName};

/// One line an object, each table followed by its constraints, triggers, policies and indexes.
pub(super) fn print(catalog: &Catalog) -> Vec<String> {
    let mut lines = Vec::new();
    for name in catalog.schemas.keys() {
        lines.push(format!("schema {name}"));
    }
    for (name, table) in &catalog.tables {
        lines.push(format!("table {}", words(&[name.sql(), self::table(table)])));
        lines.extend(
            table
                .constraints
                .iter()
                .map(|constraint| format!("  {}", self::constraint(constraint))),
        );
        for trigger in &table.triggers {
            let off = if trigger.enabled { "" } else { " disabled" };
            lines.push(format!("  trigger {}{off}", trigger.name));
        }
        lines.extend(table.policies.iter().map(|policy| format!("  policy {}", policy.name)));
        lines.extend(table.rules.iter().map(|rule| format!("  rule {}", rule.name)));
        lines.extend(
            catalog.indexes_of(name).map(|(name, index)| format!("  {}", self::index(name, index))),
        );
    }
    for (name, view) in &catalog.views {
        let kind = if view.materialized { "materialized view" } else { "view" };
        let reads: Vec<String> = view.reads.iter().map(QualifiedName::sql).collect();
        let empty = if view.materialized && !view.populated { "not populated" } else { "" };
        lines.push(words(&[
            kind.into(),
            name.sql(),
            format!("reads {}", reads.join(", ")),
            empty.into(),
        ]));
        lines.extend(
            catalog.indexes_of(name).map(|(name, index)| format!("  {}", self::index(name, index))),
        );
    }
    for (name, sequence) in &catalog.sequences {
        let owner = sequence.owned_by.as_ref();
        let owner =
            owner.map_or(String::new(), |(table, column)| format!(" of {}.{column}", table.sql()));
        lines.push(format!("sequence {}{owner}", name.sql()));
    }
    for (name, content) in &catalog.types {
        let kind = match &content.kind {
            TypeKind::Enum(values) => format!("enum ({})", values.join(", ")),
            TypeKind::Domain(domain) => words(&[
                format!("domain over {}", data_type(&domain.base)),
                if domain.not_null { "not null".into() } else { String::new() },
                domain
                    .checks
                    .iter()
                    .map(|(check, _, validated)| {
                        format!("check {check}{}", if *validated { "" } else { " not valid" })
                    })
                    .collect::<Vec<_>>()
                    .join(" "),
            ]),
            TypeKind::Composite(attributes) => {
                let attributes: Vec<String> = attributes
                    .iter()
                    .map(|(name, of)| {
                        words(&[name.clone(), of.as_ref().map_or(String::new(), data_type)])
                    })
                    .collect();
                format!("composite ({})", attributes.join(", "))
            }
            TypeKind::Other => "other".to_owned(),
        };
        lines.push(format!("type {} {kind}", name.sql()));
    }
    for (name, overloads) in &catalog.functions {
        for function in overloads {
            let arguments: Vec<String> = function.arguments.iter().map(data_type).collect();
            lines.push(format!(
                "function {}({}) {:?}",
                name.sql(),
                arguments.join(", "),
                function.volatility
            ));
        }
    }
    lines.extend(catalog.extensions.keys().map(|name| format!("extension {name}")));
    lines.extend(
        catalog
            .statistics
            .iter()
            .map(|(name, table)| format!("statistics {} of {}", name.sql(), table.sql())),
    );
    for (name, tables) in &catalog.publications {
        let tables =
            tables.as_ref().map(|tables| tables.iter().map(QualifiedName::sql).collect::<Vec<_>>());
        lines.push(format!(
            "publication {name} of {}",
            tables.map_or("all".into(), |tables| tables.join(", "))
        ));
    }
    lines.iter().map(|line| line.trim().to_owned()).collect()
}

fn table(table: &Table) -> String {
    let mut columns: Vec<String> = table.columns.iter().map(column).collect();
    if !table.complete {
        columns.push("…".to_owned());
    }
    let flag = |on: bool, word: &str| if on { word.to_owned() } else { String::new() };
    let parent = |name: &QualifiedName| format!("inherits {}", name.sql());
    words(&[
        format!("({})", columns.join(", ")),
        flag(table.origin.is_none(), "stood"),
        flag(table.foreign, "foreign"),
        flag(table.unlogged, "unlogged"),
        table.partition_by.as_ref().map_or(String::new(), |key| format!("by {key}")),
        table
            .partition_of
            .as_ref()
            .map_or(String::new(), |of| format!("partition of {}", of.parent.sql())),
        table.inherits.iter().map(parent).collect::<Vec<_>>().join(" "),
        flag(table.row_security, "row security"),
        flag(table.force_row_security, "forced"),
        flag(table.replica_identity != ReplicaIdentity::Default, "replica identity"),
        flag(!table.parameters.is_empty(), &format!("with {}", table.parameters.join(" "))),
        table.comment.as_ref().map_or(String::new(), |comment| format!("'{comment}'")),
    ])
}

/// `filled` is left out where `not null` says it.
fn column(column: &Column) -> String {
    let flag = |on: bool, word: &str| if on { word.to_owned() } else { String::new() };
    words(&[
        column.name.clone(),
        column.data_type.as_ref().map_or("?".to_owned(), data_type),
        flag(column.not_null, "not null"),
        flag(column.not_null_unvalidated, "not valid"),
        flag(column.filled && !column.not_null, "filled"),
        column
            .default
            .as_ref()
            .map_or(String::new(), |default| format!("default {}", default.text)),
        column.identity.map_or(String::new(), |identity| format!("identity {identity:?}")),
        column.generated.as_ref().map_or(String::new(), |(of, _)| format!("generated {}", of.text)),
        column.comment.as_ref().map_or(String::new(), |comment| format!("'{comment}'")),
    ])
}

fn data_type(of: &TypeName) -> String {
    let schema = of.schema.as_ref().filter(|schema| *schema != "pg_catalog");
    let schema = schema.map_or(String::new(), |schema| format!("{schema}."));
    let modifiers = if of.modifiers.is_empty() {
        String::new()
    } else {
        format!("({})", of.modifiers.join(","))
    };
    format!("{schema}{}{modifiers}{}", of.name, "[]".repeat(of.dimensions))
}

fn constraint(constraint: &Constraint) -> String {
    let kind = match &constraint.kind {
        ConstraintKind::PrimaryKey { columns } => format!("primary key ({})", columns.join(", ")),
        ConstraintKind::Unique { columns } => format!("unique ({})", columns.join(", ")),
        ConstraintKind::Exclude { columns } => format!("exclude ({})", columns.join(", ")),
        ConstraintKind::Check(expression) => format!("check ({})", expression.text),
        ConstraintKind::ForeignKey(key) => format!(
            "foreign key ({}) to {}({})",
            key.columns.join(", "),
            constraint.references.as_ref().map_or("?".to_owned(), QualifiedName::sql),
            key.referenced.join(", ")
        ),
        ConstraintKind::UsingIndex { index, .. } => format!("using index {}", index.name),
        ConstraintKind::NotNull { column } => format!("not null {}", column.name),
    };
    let valid = if constraint.validated { "" } else { "not valid" };
    words(&[constraint.name.clone(), kind, valid.to_owned()])
}

fn index(name: &QualifiedName, index: &Index) -> String {
    let columns: Vec<&str> =
        index.columns.iter().map(|column| column.as_deref().unwrap_or("()")).collect();
    let flag = |on: bool, word: &str| if on { word.to_owned() } else { String::new() };
    words(&[
        flag(index.unique, "unique"),
        "index".to_owned(),
        name.sql(),
        flag(index.method != "btree", &index.method),
        format!("({})", columns.join(", ")),
        flag(index.partial, "partial"),
        flag(index.only, "only"),
        index.attached_to.as_ref().map_or(String::new(), |to| format!("attached to {}", to.sql())),
    ])
}

fn words(parts: &[String]) -> String {
    parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ")
}
