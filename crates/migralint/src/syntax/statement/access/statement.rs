//! Every kind of statement.

use super::super::{
    AlterDomain, AlterDomainAction, AlterObject, AlterType, AlterTypeAction, Comment, CreateIndex,
    CreateTable, CreateTrigger, CreateView, Drop, Policy, Publication, StatementKind,
    TypeDefinition,
};
use super::{AccessKind, Aspect, Gather, Object, Reference, rows_written};
use crate::object::ObjectKind;

impl<'s> Gather<'s> {
    pub(super) fn statement(&mut self, kind: &'s StatementKind) {
        for (table, change) in rows_written(kind) {
            self.relation(table, AccessKind::Write(change));
        }
        match kind {
            StatementKind::CreateTable(create) => self.create_table(create),
            StatementKind::CreateTableAs(create) => {
                self.select(&create.query);
                let (if_not_exists, temporary) = (create.if_not_exists, create.temporary);
                self.relation(&create.name, AccessKind::Create { if_not_exists, temporary });
            }
            StatementKind::AlterTable(alter) => self.alter_table(alter),
            StatementKind::Drop(drop) => self.drop(drop),
            StatementKind::CreateIndex(create) => self.create_index(create),
            StatementKind::Reindex(reindex) => {
                let object = reindex
                    .name
                    .as_ref()
                    .and_then(|name| Object::of_kind(reindex.kind, name, None, None));
                if let Some(object) = object {
                    self.uses(object);
                }
            }
            StatementKind::CreateType(create) => {
                match &create.definition {
                    TypeDefinition::Composite(attributes) => {
                        let types = attributes.iter().filter_map(|one| one.data_type.as_ref());
                        for name in types {
                            self.uses_type(name);
                        }
                    }
                    TypeDefinition::Enum(_) | TypeDefinition::Other => {}
                }
                self.add(Object::Type(Reference::Name(&create.name)), AccessKind::CREATE);
            }
            StatementKind::AlterType(alter) => self.alter_type(alter),
            StatementKind::CreateDomain(create) => {
                self.uses_type(&create.data_type);
                let checks = create.checks.iter().map(|(_, check)| check);
                for expression in checks.chain(&create.default) {
                    self.computed(expression);
                }
                self.add(Object::Type(Reference::Name(&create.name)), AccessKind::CREATE);
            }
            StatementKind::AlterDomain(alter) => self.alter_domain(alter),
            StatementKind::CreateSequence(create) => {
                if let Some((table, column)) = &create.owned_by {
                    self.columns(table, [column]);
                }
                let (if_not_exists, temporary) = (create.if_not_exists, create.temporary);
                self.relation(&create.name, AccessKind::Create { if_not_exists, temporary });
            }
            StatementKind::AlterSequence(alter) => {
                self.relation(&alter.name, AccessKind::Use { if_exists: alter.if_exists });
                if let Some(Some((table, column))) = &alter.owned_by {
                    self.columns(table, [column]);
                }
                let itself = Object::Relation(Reference::Name(&alter.name));
                self.alters(itself, Aspect::Options);
            }
            StatementKind::CreateView(create) => self.create_view(create),
            StatementKind::RefreshView(refresh) => {
                self.uses_relation(&refresh.name);
            }
            StatementKind::CreateFunction(create) => {
                for argument in &create.arguments {
                    self.uses_type(argument);
                }
                let itself =
                    Object::Function(Reference::Name(&create.name), Some(&create.arguments));
                let kind = if create.or_replace { AccessKind::Replace } else { AccessKind::CREATE };
                self.add(itself, kind);
            }
            StatementKind::CreateTrigger(create) => self.create_trigger(create),
            StatementKind::Policy(policy) => self.policy(policy),
            StatementKind::CreateRule(create) => {
                self.uses_relation(&create.table);
                let table = Reference::Name(&create.table);
                let kind = if create.or_replace { AccessKind::Replace } else { AccessKind::CREATE };
                self.add(Object::Part(ObjectKind::Rule, table, &create.name.name), kind);
            }
            StatementKind::CreateStatistics(create) => {
                self.columns(&create.table, &create.columns);
                if let Some(name) = &create.name {
                    let itself = Object::Statistics(Reference::Name(name));
                    self.add(itself, AccessKind::create(create.if_not_exists));
                }
            }
            StatementKind::CreateSchema(create) => {
                let itself = Object::Named(ObjectKind::Schema, &create.name.name);
                self.add(itself, AccessKind::create(create.if_not_exists));
            }
            StatementKind::CreateExtension { name, schema, if_not_exists } => {
                if let Some(schema) = schema {
                    self.uses(Object::Named(ObjectKind::Schema, schema));
                }
                let itself = Object::Named(ObjectKind::Extension, &name.name);
                self.add(itself, AccessKind::create(*if_not_exists));
            }
            StatementKind::Publication(publication) => self.publication(publication),
            StatementKind::AlterObject(alter) => self.alter_object(alter),
            StatementKind::Comment(comment) => self.comment(comment),
            StatementKind::Grant(grant) => {
                for table in &grant.tables {
                    self.relation(table, AccessKind::Alter(Aspect::Privileges));
                }
            }
            StatementKind::Insert(insert) => self.insert(insert),
            StatementKind::Update(update) => self.update(update),
            StatementKind::Delete(delete) => {
                self.query(&delete.query);
                if let Some(condition) = &delete.condition {
                    self.of_rows(&delete.table, &delete.query, condition);
                }
            }
            StatementKind::Merge(merge) => self.query(&merge.query),
            StatementKind::Query(query) => self.select(query),
            // What is explained is planned: it needs its objects, and neither makes nor changes one.
            StatementKind::Explain(explained) => {
                let from = self.accesses.len();
                self.statement(&explained.kind);
                for access in &mut self.accesses[from..] {
                    access.kind = AccessKind::USE;
                }
            }
            StatementKind::Copy { table: Some(table), from: false } => {
                self.relation(table, AccessKind::Read);
            }
            StatementKind::Call(procedure) => self.calls(procedure),
            StatementKind::Lock { tables, mode: _, only: _ }
            | StatementKind::Vacuum { tables, full: _ }
            | StatementKind::Analyze { tables } => {
                for table in tables {
                    self.uses_relation(table);
                }
            }
            StatementKind::Cluster { table } => {
                if let Some(table) = table {
                    self.uses_relation(table);
                }
            }
            // These name no other object that is followed, or are not understood.
            StatementKind::Copy { .. }
            | StatementKind::Truncate(_)
            | StatementKind::Do(_)
            | StatementKind::Set(_)
            | StatementKind::Begin
            | StatementKind::Commit { chain: _ }
            | StatementKind::Rollback
            | StatementKind::Savepoint
            | StatementKind::Other(_)
            | StatementKind::Psql(_)
            | StatementKind::Unreadable(_) => {}
        }
    }

    fn create_table(&mut self, create: &'s CreateTable) {
        let table = &create.name;
        let parent = create.partition_of.iter().map(|part| &part.parent);
        for parent in parent.chain(&create.inherits) {
            self.uses_relation(parent);
        }
        for like in &create.like {
            self.like(like);
        }
        if let Some(of) = &create.of_type {
            self.uses(Object::Type(Reference::Name(of)));
        }
        let (if_not_exists, temporary) = (create.if_not_exists, create.temporary);
        self.relation(table, AccessKind::Create { if_not_exists, temporary });
        for column in &create.columns {
            self.at(column.span, |gather| gather.column(table, column));
        }
        for constraint in &create.constraints {
            self.constraint(table, constraint);
        }
    }

    fn create_index(&mut self, create: &'s CreateIndex) {
        let columns = create.keys.iter().filter_map(|key| key.column.as_ref());
        self.columns(&create.table, columns.chain(&create.include));
        let keys = create.keys.iter().filter_map(|key| key.expression.as_ref());
        for expression in keys.chain(&create.predicate) {
            self.expression(&create.table, expression);
        }
        if let Some(name) = &create.name {
            let itself = Object::Index(Reference::Beside(&create.table, &name.name));
            self.add(itself, AccessKind::create(create.if_not_exists));
        }
    }

    fn create_view(&mut self, create: &'s CreateView) {
        self.select(&create.query);
        let (if_not_exists, temporary) = (create.if_not_exists, create.temporary);
        let kind = if create.or_replace && !temporary {
            AccessKind::Replace
        } else {
            AccessKind::Create { if_not_exists, temporary }
        };
        self.relation(&create.name, kind);
    }

    fn create_trigger(&mut self, create: &'s CreateTrigger) {
        self.columns(&create.table, &create.columns);
        if let Some(from) = &create.from {
            self.uses_relation(from);
        }
        if let Some(function) = &create.function {
            self.uses(Object::Function(Reference::Name(function), Some(&[])));
        }
        let table = Reference::Name(&create.table);
        let kind = if create.or_replace { AccessKind::Replace } else { AccessKind::CREATE };
        self.add(Object::Part(ObjectKind::Trigger, table, &create.name.name), kind);
    }

    fn policy(&mut self, policy: &'s Policy) {
        // Which columns are the table's is known where its expressions read no other.
        let columns = policy.columns.iter().filter(|_| policy.tables.is_empty());
        self.columns(&policy.table, columns);
        for table in &policy.tables {
            self.relation(table, AccessKind::Read);
        }
        let part = |name| Object::Part(ObjectKind::Policy, Reference::Name(&policy.table), name);
        let itself = part(&policy.name.name);
        match &policy.rename_to {
            Some(to) => self.renames(itself, part(&to.name)),
            None if policy.create => self.add(itself, AccessKind::CREATE),
            None => self.alters(itself, Aspect::Definition),
        }
    }

    fn publication(&mut self, publication: &'s Publication) {
        for table in &publication.tables {
            self.uses_relation(table);
        }
        let itself = Object::Named(ObjectKind::Publication, &publication.name.name);
        let kind = if publication.create {
            AccessKind::CREATE
        } else {
            AccessKind::Alter(Aspect::Definition)
        };
        self.add(itself, kind);
    }

    fn drop(&mut self, drop: &'s Drop) {
        for (at, name) in drop.names.iter().enumerate() {
            let arguments = drop.arguments.get(at).and_then(Option::as_deref);
            if let Some(object) = Object::of_kind(drop.kind, name, drop.on.as_ref(), arguments) {
                self.drops(object, drop.if_exists, drop.cascade);
            }
        }
    }

    fn alter_type(&mut self, alter: &'s AlterType) {
        let name = Reference::Name(&alter.name);
        let itself = Object::Type(name);
        match &alter.action {
            AlterTypeAction::AddValue { value, if_not_exists, before, after } => {
                self.uses(itself);
                for neighbor in before.iter().chain(after) {
                    self.uses(Object::Value(name, neighbor));
                }
                self.add(Object::Value(name, value), AccessKind::create(*if_not_exists));
            }
            AlterTypeAction::RenameValue { from, to } => {
                self.uses(itself);
                self.renames(Object::Value(name, from), Object::Value(name, to));
            }
            AlterTypeAction::RenameTo { to } => {
                self.renames(itself, Object::Type(Reference::Beside(&alter.name, &to.name)));
            }
            AlterTypeAction::SetSchema { schema } => {
                let new = Reference::InSchema(&alter.name, &schema.name);
                self.renames(itself, Object::Type(new));
            }
            AlterTypeAction::OwnerTo => self.alters(itself, Aspect::Owner),
            AlterTypeAction::Attributes => self.alters(itself, Aspect::Definition),
            AlterTypeAction::SetOptions => self.alters(itself, Aspect::Options),
        }
    }

    fn alter_domain(&mut self, alter: &'s AlterDomain) {
        let itself = Object::Type(Reference::Name(&alter.name));
        match &alter.action {
            AlterDomainAction::AddConstraint { name: _, check, not_valid: _ } => {
                if let Some(check) = check {
                    self.computed(check);
                }
                self.alters(itself, Aspect::Definition);
            }
            AlterDomainAction::DropConstraint { name: _, if_exists: _ }
            | AlterDomainAction::RenameConstraint { from: _, to: _ } => {
                self.alters(itself, Aspect::Definition);
            }
            AlterDomainAction::ValidateConstraint { name: _ } => {
                self.alters(itself, Aspect::Enforcement);
            }
            AlterDomainAction::SetNotNull | AlterDomainAction::DropNotNull => {
                self.alters(itself, Aspect::Nullability);
            }
            AlterDomainAction::SetDefault(default) => {
                self.computed(default);
                self.alters(itself, Aspect::Default);
            }
            AlterDomainAction::DropDefault => self.alters(itself, Aspect::Default),
            AlterDomainAction::RenameTo { to } => {
                self.renames(itself, Object::Type(Reference::Beside(&alter.name, &to.name)));
            }
            AlterDomainAction::SetSchema { schema } => {
                let new = Reference::InSchema(&alter.name, &schema.name);
                self.renames(itself, Object::Type(new));
            }
            AlterDomainAction::OwnerTo => self.alters(itself, Aspect::Owner),
        }
    }

    fn alter_object(&mut self, alter: &'s AlterObject) {
        let Some(itself) = Object::of_kind(alter.kind, &alter.name, alter.on.as_ref(), None) else {
            return;
        };
        if let Some(to) = &alter.rename_to {
            self.renames(itself, itself.named(Reference::Beside(&alter.name, &to.name)));
        } else if let Some(schema) = &alter.set_schema {
            self.renames(itself, itself.named(Reference::InSchema(&alter.name, &schema.name)));
        } else {
            self.add(itself, AccessKind::Use { if_exists: alter.if_exists });
            self.alters(itself, Aspect::Options);
        }
    }

    fn comment(&mut self, comment: &'s Comment) {
        let table = Reference::Name(&comment.name);
        let object = match (comment.kind, &comment.part) {
            (ObjectKind::Column, Some(column)) => {
                self.uses_relation(&comment.name);
                Some(Object::Column(table, column))
            }
            (kind, Some(name)) => Some(Object::Part(kind, table, name)),
            (kind, None) => Object::of_kind(kind, &comment.name, None, None),
        };
        if let Some(object) = object {
            self.alters(object, Aspect::Comment);
        }
    }
}
