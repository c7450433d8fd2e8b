//! The actions of `ALTER TABLE`.

use super::super::{ActionKind, AlterTable, ReplicaIdentity};
use super::{AccessKind, Aspect, Gather, Object, Reference};
use crate::name::{Ident, Name};
use crate::object::ObjectKind;

impl<'s> Gather<'s> {
    pub(super) fn alter_table(&mut self, alter: &'s AlterTable) {
        let name = Reference::Name(&alter.name);
        let itself = if alter.kind == ObjectKind::Index {
            Object::Index(name)
        } else {
            Object::Relation(name)
        };
        self.add(itself, AccessKind::Use { if_exists: alter.if_exists });
        for action in &alter.actions {
            self.at(action.span, |gather| gather.action(itself, &alter.name, &action.kind));
        }
    }

    fn action(&mut self, itself: Object<'s>, table: &'s Name, action: &'s ActionKind) {
        let column = |name: &'s Ident| Object::Column(Reference::Name(table), &name.name);
        let part = |kind, name: &'s Ident| Object::Part(kind, Reference::Name(table), &name.name);
        let constraint = |name: &'s Ident| part(ObjectKind::Constraint, name);
        match action {
            ActionKind::AddColumn { column: new, if_not_exists } => {
                self.column(table, new);
                self.add(column(&new.name), AccessKind::create(*if_not_exists));
            }
            ActionKind::DropColumn { name, if_exists, cascade } => {
                self.drops(column(name), *if_exists, *cascade);
            }
            ActionKind::SetType { column: name, data_type, collation: _, using } => {
                self.uses_type(data_type);
                self.alters(column(name), Aspect::Type);
                if let Some(using) = using {
                    self.expression(table, using);
                }
            }
            ActionKind::SetDefault { column: name, default } => {
                self.computed(default);
                self.alters(column(name), Aspect::Default);
            }
            ActionKind::DropDefault { column: name } => {
                self.alters(column(name), Aspect::Default);
            }
            ActionKind::SetNotNull { column: name } | ActionKind::DropNotNull { column: name } => {
                self.alters(column(name), Aspect::Nullability);
            }
            ActionKind::SetExpression { column: name, expression } => {
                self.expression(table, expression);
                self.alters(column(name), Aspect::Generation);
            }
            ActionKind::AddIdentity { column: name, identity: _, options: _ }
            | ActionKind::SetIdentity { column: name, identity: _ }
            | ActionKind::DropIdentity { column: name, if_exists: _ }
            | ActionKind::DropExpression { column: name, if_exists: _ } => {
                self.alters(column(name), Aspect::Generation);
            }
            ActionKind::SetStatistics { column: Some(name) } => {
                self.alters(column(name), Aspect::Statistics);
            }
            ActionKind::SetStatistics { column: None } => self.alters(itself, Aspect::Statistics),
            ActionKind::SetStorage { column: name }
            | ActionKind::SetCompression { column: name }
            | ActionKind::SetColumnOptions { column: name } => {
                self.alters(column(name), Aspect::Storage);
            }
            ActionKind::AddConstraint(new) => self.constraint(table, new),
            ActionKind::AlterConstraint { name, enforcement: _, options: _ }
            | ActionKind::ValidateConstraint { name } => {
                self.alters(constraint(name), Aspect::Enforcement);
            }
            ActionKind::DropConstraint { name, if_exists, cascade } => {
                self.drops(constraint(name), *if_exists, *cascade);
            }
            ActionKind::RenameColumn { from, to } => self.renames(column(from), column(to)),
            ActionKind::RenameConstraint { from, to } => {
                self.renames(constraint(from), constraint(to));
            }
            ActionKind::RenameTo { to } => {
                self.renames(itself, itself.named(Reference::Beside(table, &to.name)));
            }
            ActionKind::SetSchema { schema } => {
                self.renames(itself, itself.named(Reference::InSchema(table, &schema.name)));
            }
            ActionKind::Trigger { name: Some(name), enable: _ } => {
                self.alters(part(ObjectKind::Trigger, name), Aspect::Triggers);
            }
            ActionKind::Trigger { name: None, enable: _ } => {
                self.alters(itself, Aspect::Triggers);
            }
            ActionKind::Rule { name, enable: _ } => {
                self.alters(part(ObjectKind::Rule, name), Aspect::Triggers);
            }
            ActionKind::RowSecurity { enable: _ } | ActionKind::ForceRowSecurity { force: _ } => {
                self.alters(itself, Aspect::RowSecurity);
            }
            ActionKind::ReplicaIdentity { identity } => {
                match identity {
                    ReplicaIdentity::Index(index) => {
                        self.uses(Object::Index(Reference::Beside(table, &index.name)));
                    }
                    ReplicaIdentity::Default | ReplicaIdentity::Full | ReplicaIdentity::Nothing => {
                    }
                }
                self.alters(itself, Aspect::ReplicaIdentity);
            }
            ActionKind::ClusterOn { index } => {
                self.uses(Object::Index(Reference::Beside(table, &index.name)));
                self.alters(itself, Aspect::Storage);
            }
            ActionKind::SetWithoutCluster
            | ActionKind::SetWithoutOids
            | ActionKind::SetLogged { logged: _ }
            | ActionKind::SetTablespace { tablespace: _ }
            | ActionKind::SetAccessMethod { method: _ }
            | ActionKind::SetParameters { names: _ }
            | ActionKind::ResetParameters { names: _ } => self.alters(itself, Aspect::Storage),
            ActionKind::OwnerTo => self.alters(itself, Aspect::Owner),
            ActionKind::Inherit { parent: other, inherit: _ }
            | ActionKind::AttachPartition { partition: other, default: _, bounds: _ }
            | ActionKind::DetachPartition { partition: other, concurrently: _, finalize: _ } => {
                self.uses(itself.named(Reference::Name(other)));
                self.alters(itself, Aspect::Hierarchy);
            }
            ActionKind::OfType { of } => {
                if let Some(of) = of {
                    self.uses(Object::Type(Reference::Name(of)));
                }
                self.alters(itself, Aspect::Hierarchy);
            }
            ActionKind::Other(_) => self.alters(itself, Aspect::Options),
        }
    }

    pub(super) fn alters(&mut self, object: Object<'s>, aspect: Aspect) {
        self.add(object, AccessKind::Alter(aspect));
    }

    pub(super) fn drops(&mut self, object: Object<'s>, if_exists: bool, cascade: bool) {
        self.add(object, AccessKind::Drop { if_exists, cascade });
    }

    pub(super) fn renames(&mut self, from: Object<'s>, to: Object<'s>) {
        self.add(from, AccessKind::Rename);
        self.add(to, AccessKind::CREATE);
    }
}
