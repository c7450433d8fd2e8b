//! What a migration does that its rollback leaves as it is, because the catalog does not keep it.

use crate::catalog::{Catalog, Relation};
use crate::replay::knowledge::is_known;
use crate::source::SourceFile;
use crate::syntax::statement::{
    ActionKind, AlterTable, AlterTypeAction, Comment, Drop, ObjectKind, Statement, StatementKind,
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
            !is_known(std::slice::from_ref(statement), after)
                || is_beyond(statement, source.slice(statement.span), before, after)
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
        ActionKind::AddColumn { .. }
        | ActionKind::DropColumn { .. }
        | ActionKind::SetType { .. }
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
        | ActionKind::AddConstraint(_)
        | ActionKind::AlterConstraint { .. }
        | ActionKind::ValidateConstraint { .. }
        | ActionKind::DropConstraint { .. }
        | ActionKind::RenameColumn { .. }
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
    });
    left.collect()
}

/// Whether a statement changes something that stands in `before` in a way that the catalog does not keep.
fn is_beyond(statement: &Statement, text: &str, before: &Catalog, found: &Catalog) -> bool {
    let stands = |name| before.relation(&before.resolve_relation(name)).is_some();
    let is_view =
        |name| matches!(before.relation(&before.resolve_relation(name)), Some(Relation::View(_)));
    match &statement.kind {
        StatementKind::Other(_) => true,
        StatementKind::Grant(grant) => grant.tables.is_empty() || grant.tables.iter().any(stands),
        StatementKind::AlterTable(alter) => stands(&alter.name) && is_beyond_table(alter, before),
        StatementKind::AlterObject(alter) => {
            let (stands, knows_names) = match alter.kind {
                ObjectKind::Function => {
                    let name = before.resolve_function(&alter.name);
                    let stands = !before.function(&name).is_empty();
                    let renamed = alter.rename_to.as_ref().map(|to| name.renamed(&to.name));
                    let mut names = renamed.iter().chain([&name]);
                    let made = names.any(|name| !found.function(name).is_empty());
                    (stands || !made, stands)
                }
                ObjectKind::Index | ObjectKind::View | ObjectKind::MaterializedView => {
                    (stands(&alter.name), true)
                }
                ObjectKind::Schema => (before.schemas.contains_key(&alter.name.name), true),
                ObjectKind::Extension => (before.extensions.contains_key(&alter.name.name), false),
                ObjectKind::Statistics => {
                    (before.statistics.contains_key(&before.resolve_relation(&alter.name)), true)
                }
                ObjectKind::Table
                | ObjectKind::ForeignTable
                | ObjectKind::Column
                | ObjectKind::Constraint
                | ObjectKind::Sequence
                | ObjectKind::Type
                | ObjectKind::Domain
                | ObjectKind::Trigger
                | ObjectKind::Policy
                | ObjectKind::Rule
                | ObjectKind::Publication
                | ObjectKind::Database
                | ObjectKind::Tablespace
                | ObjectKind::Owned
                | ObjectKind::Other => (false, true),
            };
            let is_name = alter.rename_to.is_some() || alter.set_schema.is_some();
            stands && !(knows_names && is_name)
        }
        StatementKind::AlterType(alter) => {
            let keeps =
                !matches!(alter.action, AlterTypeAction::Attributes | AlterTypeAction::SetOptions);
            !keeps && before.types.contains_key(&before.resolve_type(&alter.name))
        }
        StatementKind::CreateRule(create) => is_view(&create.table),
        StatementKind::CreateTrigger(create) => is_view(&create.table),
        StatementKind::Comment(comment) => is_beyond_comment(comment, before),
        StatementKind::Publication(publication) => {
            !publication.create && publication.tables.is_empty()
        }
        StatementKind::Cluster { table: Some(table) } => {
            stands(table) && text.to_lowercase().contains("using")
        }
        StatementKind::Drop(drop) if drop.kind == ObjectKind::Owned => true,
        StatementKind::Drop(drop) => {
            drop.cascade && takes_more(drop, before) || drops_aggregate(drop, before)
        }
        StatementKind::CreateTable(_)
        | StatementKind::CreateTableAs(_)
        | StatementKind::Truncate(_)
        | StatementKind::CreateIndex(_)
        | StatementKind::Reindex(_)
        | StatementKind::CreateType(_)
        | StatementKind::CreateDomain(_)
        | StatementKind::AlterDomain(_)
        | StatementKind::CreateSequence(_)
        | StatementKind::AlterSequence(_)
        | StatementKind::CreateView(_)
        | StatementKind::RefreshView(_)
        | StatementKind::CreateFunction(_)
        | StatementKind::Policy(_)
        | StatementKind::CreateStatistics(_)
        | StatementKind::CreateSchema(_)
        | StatementKind::CreateExtension { .. }
        | StatementKind::Insert(_)
        | StatementKind::Update(_)
        | StatementKind::Delete(_)
        | StatementKind::Merge(_)
        | StatementKind::Query(_)
        | StatementKind::Explain(_)
        | StatementKind::Copy { .. }
        | StatementKind::Do(_)
        | StatementKind::Call(_)
        | StatementKind::Lock { .. }
        | StatementKind::Vacuum { .. }
        | StatementKind::Analyze { .. }
        | StatementKind::Cluster { .. }
        | StatementKind::Set(_)
        | StatementKind::Begin
        | StatementKind::Commit { .. }
        | StatementKind::Rollback
        | StatementKind::Savepoint
        | StatementKind::Psql(_)
        | StatementKind::Unreadable(_) => false,
    }
}

/// Whether a comment on something that stands in `before` is not kept.
fn is_beyond_comment(comment: &Comment, before: &Catalog) -> bool {
    let name = before.resolve_relation(&comment.name);
    let table = before.table(&name);
    match comment.kind {
        ObjectKind::Table => false,
        ObjectKind::Column => matches!(before.relation(&name), Some(Relation::View(_))),
        ObjectKind::Constraint | ObjectKind::Policy | ObjectKind::Rule | ObjectKind::Trigger => {
            table
                .zip(comment.part.as_deref())
                .is_some_and(|(table, part)| table.has_part(comment.kind, part))
        }
        ObjectKind::Type | ObjectKind::Domain => {
            before.types.contains_key(&before.resolve_type(&comment.name))
        }
        ObjectKind::Function => {
            !before.function(&before.resolve_function(&comment.name)).is_empty()
        }
        ObjectKind::Schema => {
            let name = &comment.name.name;
            name == "public" || before.schemas.contains_key(name)
        }
        ObjectKind::Extension => before.extensions.contains_key(&comment.name.name),
        ObjectKind::Statistics => before.statistics.contains_key(&name),
        ObjectKind::Publication => before.publications.contains_key(&comment.name.name),
        ObjectKind::Other | ObjectKind::Database => true,
        ObjectKind::ForeignTable
        | ObjectKind::Index
        | ObjectKind::View
        | ObjectKind::MaterializedView
        | ObjectKind::Sequence
        | ObjectKind::Tablespace
        | ObjectKind::Owned => before.relation(&name).is_some(),
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
            let named = table.trigger(&name.name);
            named.is_some_and(|trigger| trigger.enabled)
        }),
        ActionKind::AttachPartition { .. } | ActionKind::RenameColumn { .. } => table.is_none(),
        // The values that they had are not known.
        ActionKind::AlterConstraint { options, .. } => options.contains("inherit"),
        ActionKind::SetParameters { names } | ActionKind::ResetParameters { names } => table
            .is_none_or(|table| table.parameters.iter().any(|parameter| names.contains(parameter))),
        ActionKind::AddColumn { .. }
        | ActionKind::DropColumn { .. }
        | ActionKind::SetType { .. }
        | ActionKind::SetDefault { .. }
        | ActionKind::DropDefault { .. }
        | ActionKind::SetNotNull { .. }
        | ActionKind::DropNotNull { .. }
        | ActionKind::AddIdentity { .. }
        | ActionKind::SetIdentity { .. }
        | ActionKind::DropIdentity { .. }
        | ActionKind::SetExpression { .. }
        | ActionKind::DropExpression { .. }
        | ActionKind::AddConstraint(_)
        | ActionKind::ValidateConstraint { .. }
        | ActionKind::DropConstraint { .. }
        | ActionKind::RenameConstraint { .. }
        | ActionKind::RenameTo { .. }
        | ActionKind::SetSchema { .. }
        | ActionKind::Trigger { .. }
        | ActionKind::RowSecurity { .. }
        | ActionKind::ForceRowSecurity { .. }
        | ActionKind::SetWithoutOids
        | ActionKind::SetLogged { .. }
        | ActionKind::Inherit { .. }
        | ActionKind::DetachPartition { .. } => false,
    })
}

/// What was set on objects of `before` and went with them, in words: it is not there `now`, where they are made again.
pub(super) fn went_along(before: &Catalog, now: &Catalog) -> Vec<String> {
    let mut all = Vec::new();
    for (name, extras) in &before.extras {
        let there = now.extras.get(name);
        let gone = extras.iter().filter(|what| there.is_none_or(|there| !there.contains(*what)));
        all.extend(gone.map(|what| format!("{} comes back without {what}", name.shown())));
    }
    for (name, tables) in &before.publications {
        if now.publications.get(name) != Some(tables) {
            all.push(format!("the publication \"{name}\" does not come back as it was"));
        }
    }
    all
}

/// Whether a function is dropped that the catalog does not keep.
fn drops_aggregate(drop: &Drop, before: &Catalog) -> bool {
    let is_known = |name| !before.function(&before.resolve_function(name)).is_empty();
    drop.kind == ObjectKind::Function && !drop.if_exists && !drop.names.iter().all(is_known)
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
        ObjectKind::Table
        | ObjectKind::ForeignTable
        | ObjectKind::Column
        | ObjectKind::Constraint
        | ObjectKind::View
        | ObjectKind::MaterializedView
        | ObjectKind::Sequence
        | ObjectKind::Type
        | ObjectKind::Domain
        | ObjectKind::Trigger
        | ObjectKind::Policy
        | ObjectKind::Rule
        | ObjectKind::Schema
        | ObjectKind::Statistics
        | ObjectKind::Publication
        | ObjectKind::Database
        | ObjectKind::Tablespace
        | ObjectKind::Owned
        | ObjectKind::Other => false,
    })
}
