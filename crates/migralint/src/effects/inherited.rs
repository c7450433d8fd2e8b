//! What partitions, inheritance children and their parents may not do by themselves.

use crate::catalog::Catalog;
use crate::name::QualifiedName;
use crate::syntax::statement::{ActionKind, ConstraintKind, CreateTable, Drop};

/// Why PostgreSQL refuses an action of `ALTER TABLE` for what is above or below the table.
pub(super) fn action(
    action: &ActionKind,
    table: &QualifiedName,
    only: bool,
    catalog: &Catalog,
) -> Option<String> {
    let has_children = catalog.has_children(table);
    let alone = only && has_children;
    let known = catalog.table(table)?;
    let partition = known.partition_of.is_some();
    match action {
        ActionKind::AddColumn { .. } if partition => Some(format!(
            "{} is a partition, and gets its columns from its parent; add the column there",
            table.shown()
        )),
        ActionKind::AddColumn { .. } if alone => Some(to_children(table)),
        ActionKind::DropColumn { name, .. } => {
            key(table, &name.name, catalog).or_else(|| from_parent(table, &name.name, catalog))
        }
        ActionKind::SetType { column, .. } => key(table, &column.name, catalog)
            .or_else(|| from_parent(table, &column.name, catalog))
            .or_else(|| alone.then(|| to_children(table))),
        ActionKind::RenameColumn { from, .. } => {
            from_parent(table, &from.name, catalog).or_else(|| alone.then(|| to_children(table)))
        }
        ActionKind::DropConstraint { name, .. } => constraint_of_parent(table, &name.name, catalog),
        ActionKind::AddConstraint(constraint) => match &constraint.kind {
            ConstraintKind::Check(_) if alone && !constraint.no_inherit => Some(to_children(table)),
            ConstraintKind::ForeignKey(_) if only && known.partition_by.is_some() => Some(format!(
                "{} is partitioned, and its foreign keys reach every partition; leave out ONLY",
                table.shown()
            )),
            ConstraintKind::PrimaryKey { .. }
            | ConstraintKind::Unique { .. }
            | ConstraintKind::UsingIndex { .. }
            | ConstraintKind::Check(_)
            | ConstraintKind::ForeignKey(_)
            | ConstraintKind::Exclude { .. }
            | ConstraintKind::NotNull { .. } => None,
        },
        ActionKind::SetParameters { .. } if known.partition_by.is_some() => Some(format!(
            "{} is partitioned and has no storage parameters; set them on its partitions",
            table.shown()
        )),
        ActionKind::Inherit { .. } if partition => Some(format!(
            "{} is a partition, and its parent is not changed this way; attach or detach it",
            table.shown()
        )),
        ActionKind::AddColumn { .. }
        | ActionKind::SetDefault { .. }
        | ActionKind::DropDefault { .. }
        | ActionKind::SetNotNull { .. }
        | ActionKind::DropNotNull { .. }
        | ActionKind::AddIdentity { .. }
        | ActionKind::SetIdentity { .. }
        | ActionKind::DropIdentity { .. }
        | ActionKind::SetExpression { .. }
        | ActionKind::DropExpression { .. }
        | ActionKind::SetStatistics { .. }
        | ActionKind::SetStorage { .. }
        | ActionKind::SetCompression { .. }
        | ActionKind::SetColumnOptions { .. }
        | ActionKind::AlterConstraint { .. }
        | ActionKind::ValidateConstraint { .. }
        | ActionKind::RenameConstraint { .. }
        | ActionKind::RenameTo { .. }
        | ActionKind::SetSchema { .. }
        | ActionKind::OwnerTo
        | ActionKind::Trigger { .. }
        | ActionKind::Rule { .. }
        | ActionKind::RowSecurity { .. }
        | ActionKind::ForceRowSecurity { .. }
        | ActionKind::ClusterOn { .. }
        | ActionKind::SetWithoutCluster
        | ActionKind::SetWithoutOids
        | ActionKind::SetLogged { .. }
        | ActionKind::SetTablespace { .. }
        | ActionKind::SetAccessMethod { .. }
        | ActionKind::SetParameters { .. }
        | ActionKind::ResetParameters { .. }
        | ActionKind::Inherit { .. }
        | ActionKind::OfType { .. }
        | ActionKind::ReplicaIdentity { .. }
        | ActionKind::AttachPartition { .. }
        | ActionKind::DetachPartition { .. }
        | ActionKind::Other(_) => None,
    }
}

fn to_children(table: &QualifiedName) -> String {
    format!("the change must reach the children of {} too; leave out ONLY", table.shown())
}

/// `ATPrepAlterColumnType` and `ATExecDropColumn`: the partition key stays as it is.
fn key(table: &QualifiedName, column: &str, catalog: &Catalog) -> Option<String> {
    let key = &catalog.table(table)?.partition_key;
    key.iter().any(|part| part == column).then(|| {
        format!(
            "\"{column}\" is in the partition key of {}; make a new table with another key",
            table.shown()
        )
    })
}

fn from_parent(table: &QualifiedName, column: &str, catalog: &Catalog) -> Option<String> {
    let parent =
        catalog.table(table)?.parents().find(|parent| catalog.column(parent, column).is_some())?;
    Some(format!("{} has \"{column}\" from {}; change it there", table.shown(), parent.shown()))
}

fn constraint_of_parent(table: &QualifiedName, name: &str, catalog: &Catalog) -> Option<String> {
    let known = catalog.table(table)?;
    let kind = &known.constraint(name)?.kind;
    let from = known.parents().find(|parent| {
        let above = catalog.table(parent).and_then(|parent| parent.constraint(name));
        above.is_some_and(|above| match (&above.kind, kind) {
            (ConstraintKind::Check(_), ConstraintKind::Check(_)) => true,
            (ConstraintKind::ForeignKey(_), ConstraintKind::ForeignKey(_)) => {
                known.partition_of.is_some()
            }
            _ => false,
        })
    })?;
    Some(format!(
        "{} has the constraint \"{name}\" from {}; drop it there",
        table.shown(),
        from.shown()
    ))
}

/// `DefineIndex`: a unique index of a partitioned table holds within a partition alone.
pub(super) fn unique_without_key(
    table: &QualifiedName,
    columns: &[String],
    catalog: &Catalog,
) -> Option<String> {
    let key = &catalog.table(table)?.partition_key;
    let missing = key.iter().find(|part| !columns.contains(part))?;
    Some(format!(
        "{} is partitioned by \"{missing}\", which its unique keys must name too; add it to the key",
        table.shown()
    ))
}

/// `PARTITION OF` a table that is not partitioned.
pub(super) fn partition_of(create: &CreateTable, catalog: &Catalog) -> Option<String> {
    let parent = catalog.resolve_relation(&create.partition_of.as_ref()?.parent);
    let known = catalog.table(&parent)?;
    (known.complete && known.partition_by.is_none())
        .then(|| format!("{} is not partitioned; name the table that is", parent.shown()))
}

/// A trigger of a partition that stands there because its parent has it.
pub(super) fn drop_trigger(drop: &Drop, catalog: &Catalog) -> Option<String> {
    let table = catalog.resolve_relation(drop.on.as_ref()?);
    let parent = &catalog.table(&table)?.partition_of.as_ref()?.parent;
    let above = &catalog.table(parent)?.triggers;
    let name = drop
        .names
        .iter()
        .find(|name| above.iter().any(|trigger| trigger.each_row && trigger.name == name.name))?;
    Some(format!(
        "{} has the trigger \"{}\" from {}; drop it there",
        table.shown(),
        name.name,
        parent.shown()
    ))
}
