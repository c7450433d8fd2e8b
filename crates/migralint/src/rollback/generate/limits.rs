//! What a migration does that its rollback leaves as it is, because the catalog does not keep it.

use crate::catalog::{Catalog, Relation};
use crate::rollback::is_known;
use crate::source::SourceFile;
use crate::syntax::statement::{
    ActionKind, AlterTable, AlterTypeAction, Drop, ObjectKind, Statement, StatementKind,
};

/// The statements of a migration, from the schema `before` it to the one `after` it, that are not undone, in words.
pub(super) fn not_undone(
    up: &[Statement],
    source: &SourceFile,
    before: &Catalog,
    after: &Catalog,
) -> Vec<String> {
    let first_line = |statement: &Statement| {
        let text = source.slice(statement.span);
        text.lines().next().unwrap_or_default().trim().to_owned()
    };
    let beyond = up
        .iter()
        .filter(|statement| {
            !is_known(std::slice::from_ref(statement), after) || is_beyond(statement, before)
        })
        .map(|statement| {
            let line = source.line_of(statement.span.start);
            format!("what line {line} does is not undone: {}", first_line(statement))
        });
    beyond.chain(up.iter().flat_map(|statement| left_checks(statement, before))).collect()
}

/// What `DETACH … CONCURRENTLY` puts on the partition.
fn left_checks(statement: &Statement, before: &Catalog) -> Vec<String> {
    let StatementKind::AlterTable(alter) = &statement.kind else { return Vec::new() };
    let left = alter.actions.iter().filter_map(|action| match &action.kind {
        ActionKind::DetachPartition { partition, concurrently: true, .. } => {
            let shown = before.resolve_relation(partition).shown();
            Some(format!("the CHECK that DETACH CONCURRENTLY puts on {shown} stays: drop it"))
        }
        _ => None,
    });
    left.collect()
}

/// Whether a statement changes something that stands in `before` in a way that the catalog does not keep.
fn is_beyond(statement: &Statement, before: &Catalog) -> bool {
    let stands = |name| before.relation(&before.resolve_relation(name)).is_some();
    let is_view =
        |name| matches!(before.relation(&before.resolve_relation(name)), Some(Relation::View(_)));
    match &statement.kind {
        StatementKind::Other(_) => true,
        StatementKind::Grant(grant) => grant.tables.is_empty() || grant.tables.iter().any(stands),
        StatementKind::AlterTable(alter) => stands(&alter.name) && is_beyond_table(alter, before),
        StatementKind::AlterObject(alter) => {
            let stands = match alter.kind {
                ObjectKind::Function => {
                    !before.function(&before.resolve_function(&alter.name)).is_empty()
                }
                ObjectKind::Index | ObjectKind::View | ObjectKind::MaterializedView => {
                    stands(&alter.name)
                }
                _ => false,
            };
            stands && alter.rename_to.is_none() && alter.set_schema.is_none()
        }
        StatementKind::AlterType(alter) => {
            let keeps =
                !matches!(alter.action, AlterTypeAction::Attributes | AlterTypeAction::SetOptions);
            !keeps && before.types.contains_key(&before.resolve_type(&alter.name))
        }
        StatementKind::CreateRule(create) => is_view(&create.table),
        StatementKind::CreateTrigger(create) => is_view(&create.table),
        StatementKind::Comment(comment) => {
            let is_kept = matches!(comment.kind, ObjectKind::Table | ObjectKind::Column);
            !is_kept && stands(&comment.name)
        }
        StatementKind::Drop(drop) => drop.cascade && takes_more(drop, before),
        _ => false,
    }
}

fn is_beyond_table(alter: &AlterTable, before: &Catalog) -> bool {
    let name = before.resolve_relation(&alter.name);
    let table = before.table(&name);
    alter.actions.iter().any(|action| match &action.kind {
        ActionKind::AlterConstraint { enforcement: true, .. }
        | ActionKind::SetIdentity { identity: None, .. }
        | ActionKind::SetStatistics { .. }
        | ActionKind::SetStorage { .. }
        | ActionKind::SetCompression { .. }
        | ActionKind::SetColumnOptions { .. }
        | ActionKind::ClusterOn { .. }
        | ActionKind::SetWithoutCluster
        | ActionKind::SetTablespace { .. }
        | ActionKind::SetAccessMethod { .. }
        | ActionKind::OwnerTo
        | ActionKind::OfType { .. }
        | ActionKind::Rule { .. }
        | ActionKind::ReplicaIdentity { .. }
        | ActionKind::Other(_) => true,
        // `ALWAYS` and `REPLICA`: what is on stays on.
        ActionKind::Trigger { name: Some(name), enable: true } => table.is_some_and(|table| {
            let named = table.triggers.iter().find(|trigger| trigger.name == name.name);
            named.is_some_and(|trigger| trigger.enabled)
        }),
        ActionKind::AttachPartition { .. } | ActionKind::RenameColumn { .. } => table.is_none(),
        // The values that they had are not known.
        ActionKind::SetParameters { names } | ActionKind::ResetParameters { names } => table
            .is_none_or(|table| table.parameters.iter().any(|parameter| names.contains(parameter))),
        _ => false,
    })
}

/// Whether `CASCADE` takes what the catalog does not know to hang on the object.
fn takes_more(drop: &Drop, before: &Catalog) -> bool {
    drop.names.iter().any(|name| match drop.kind {
        ObjectKind::Function => !before.function(&before.resolve_function(name)).is_empty(),
        ObjectKind::Index => {
            let name = before.resolve_relation(name);
            before.index(&name).is_some_and(|index| {
                index.unique && before.foreign_keys_to(&index.table).next().is_some()
            })
        }
        ObjectKind::Extension => before.extensions.contains_key(&name.name),
        _ => false,
    })
}
