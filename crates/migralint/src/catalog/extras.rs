//! What is set on objects and goes with them, kept by its name alone: privileges, owners, comments, storage.

use super::Catalog;
use crate::name::QualifiedName;
use crate::syntax::statement::{ActionKind, Comment, Grant, ObjectKind};

impl Catalog {
    /// A relation or type goes, with what was set on it.
    pub(super) fn unregister(&mut self, name: QualifiedName) {
        self.extras.remove(&name);
        self.gone.insert(name);
    }

    /// A relation or type gets another name, and keeps what was set on it.
    pub(super) fn rename_attributes(&mut self, from: &QualifiedName, to: &QualifiedName) {
        if let Some(extras) = self.extras.remove(from) {
            self.extras.insert(to.clone(), extras);
        }
        self.gone.insert(from.clone());
    }

    pub(super) fn add_attribute(&mut self, name: QualifiedName, what: &'static str) {
        self.extras.entry(name).or_default().insert(what);
    }

    pub(super) fn grant(&mut self, grant: &Grant) {
        for table in grant.tables.iter().filter(|_| !grant.revoke) {
            self.add_attribute(self.resolve_relation(table), "its privileges");
        }
    }

    /// A comment on what keeps none of its own.
    pub(super) fn other_comment(&mut self, comment: &Comment) {
        let name = match comment.kind {
            ObjectKind::Type | ObjectKind::Domain => self.resolve_type(&comment.name),
            ObjectKind::Function => self.resolve_function(&comment.name),
            ObjectKind::Table
            | ObjectKind::ForeignTable
            | ObjectKind::Column
            | ObjectKind::Constraint
            | ObjectKind::Index
            | ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Sequence
            | ObjectKind::Trigger
            | ObjectKind::Policy
            | ObjectKind::Rule
            | ObjectKind::Schema
            | ObjectKind::Extension
            | ObjectKind::Statistics
            | ObjectKind::Publication
            | ObjectKind::Database
            | ObjectKind::Tablespace
            | ObjectKind::Owned
            | ObjectKind::Other => self.resolve_relation(&comment.name),
        };
        if comment.part.is_none() && comment.text.is_some() {
            self.add_attribute(name, "its comment");
        }
    }

    pub(super) fn alter_extras(&mut self, name: &QualifiedName, action: &ActionKind) {
        let what = match action {
            ActionKind::OwnerTo => "its owner",
            ActionKind::ReplicaIdentity { .. } => "its replica identity",
            ActionKind::SetParameters { .. }
            | ActionKind::SetStatistics { .. }
            | ActionKind::SetStorage { .. }
            | ActionKind::SetCompression { .. }
            | ActionKind::SetColumnOptions { .. }
            | ActionKind::ClusterOn { .. }
            | ActionKind::SetTablespace { .. }
            | ActionKind::SetAccessMethod { .. } => "its storage parameters",
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
            | ActionKind::AlterConstraint { .. }
            | ActionKind::ValidateConstraint { .. }
            | ActionKind::DropConstraint { .. }
            | ActionKind::RenameColumn { .. }
            | ActionKind::RenameConstraint { .. }
            | ActionKind::RenameTo { .. }
            | ActionKind::SetSchema { .. }
            | ActionKind::Trigger { .. }
            | ActionKind::Rule { .. }
            | ActionKind::RowSecurity { .. }
            | ActionKind::ForceRowSecurity { .. }
            | ActionKind::SetWithoutCluster
            | ActionKind::SetWithoutOids
            | ActionKind::SetLogged { .. }
            | ActionKind::ResetParameters { .. }
            | ActionKind::Inherit { .. }
            | ActionKind::OfType { .. }
            | ActionKind::AttachPartition { .. }
            | ActionKind::DetachPartition { .. }
            | ActionKind::Other(_) => return,
        };
        self.add_attribute(name.clone(), what);
    }
}
