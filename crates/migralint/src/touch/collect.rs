//! Statements to what they touch.

use std::collections::BTreeSet;

use super::{How, Touch};
use crate::name::{Name, QualifiedName};
use crate::object::ObjectRef;
use crate::source::Span;
use crate::syntax::statement::{
    ActionKind, AlterTable, AlterTypeAction, Constraint, ConstraintKind, Expression, ObjectKind,
    Query, Statement, StatementKind, TypeName,
};

/// What statements touch, in order. What a migration makes for itself is nobody else's.
pub fn touches(text: &str, statements: &[Statement]) -> Vec<Touch> {
    let mut collect = Collect { text, own: BTreeSet::new(), touches: Vec::new() };
    for statement in statements {
        collect.statement(statement);
    }
    collect.touches
}

struct Collect<'a> {
    text: &'a str,
    /// What the migration has made itself.
    own: BTreeSet<ObjectRef>,
    touches: Vec<Touch>,
}

impl Collect<'_> {
    fn text(&self, span: Span) -> String {
        let text = self.text.get(span.start..span.end).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn is_own(&self, object: &ObjectRef) -> bool {
        self.own.contains(object)
            || object
                .table()
                .is_some_and(|table| self.own.contains(&ObjectRef::Relation(table.clone())))
    }

    fn touch(&mut self, object: ObjectRef, how: How, span: Span) {
        let ends = matches!(how, How::Drop { .. } | How::Rename);
        if self.is_own(&object) {
            if ends && self.own.remove(&object) {
                // It was there for a moment: what is left is as if it had never been made.
                self.touches.retain(|touch| touch.object != object || touch.how == How::Rebuild);
            }
            return;
        }
        if matches!(how, How::Add { .. }) {
            self.own.insert(object.clone());
            let gone = |touch: &&mut Touch| {
                touch.object == object && matches!(touch.how, How::Drop { .. } | How::Rename)
            };
            if let Some(gone) = self.touches.iter_mut().find(gone) {
                gone.how = How::Rebuild;
                return;
            }
        }
        self.touches.push(Touch { object, how, span });
    }

    fn uses(&mut self, object: ObjectRef, span: Span) {
        self.touch(object, How::Use, span);
    }

    fn add(&mut self, object: ObjectRef, guarded: bool, span: Span) {
        self.touch(object, How::Add { guarded }, span);
    }

    fn statement(&mut self, statement: &Statement) {
        let span = statement.span;
        match &statement.kind {
            StatementKind::CreateTable(create) if !create.temporary => {
                let name = resolve(&create.name);
                for column in &create.columns {
                    self.column_type(column.data_type.as_ref(), column.span);
                }
                let of_columns = create.columns.iter().flat_map(|column| &column.constraints);
                for constraint in of_columns.chain(&create.constraints) {
                    self.references(&name, constraint);
                }
                let parent = create.partition_of.iter().map(|part| &part.parent);
                for table in parent.chain(&create.inherits) {
                    self.uses(relation(table), span);
                }
                self.add(ObjectRef::Relation(name), create.if_not_exists, span);
            }
            StatementKind::CreateTableAs(create) if !create.temporary => {
                self.select(&create.query, span);
                self.add(relation(&create.name), create.if_not_exists, span);
            }
            StatementKind::AlterTable(alter) => self.alter_table(alter, span),
            StatementKind::Drop(drop) => {
                for (at, name) in drop.names.iter().enumerate() {
                    let object = match (drop.kind, drop.arguments.get(at)) {
                        (ObjectKind::Function, Some(Some(types))) => Some(function(name, types)),
                        _ => object(drop.kind, name, drop.on.as_ref().map(resolve)),
                    };
                    if let Some(object) = object {
                        self.touch(object, How::Drop { guarded: drop.if_exists }, span);
                    }
                }
            }
            StatementKind::Truncate(truncate) => {
                truncate.tables.iter().for_each(|table| self.uses(relation(table), span));
            }
            StatementKind::CreateIndex(create) => {
                let table = resolve(&create.table);
                let columns = create.keys.iter().filter_map(|key| key.column.as_ref());
                self.columns(&table, columns.chain(&create.include), span);
                let keys = create.keys.iter().filter_map(|key| key.expression.as_ref());
                for expression in keys.chain(&create.predicate) {
                    self.expression(&table, expression, span);
                }
                if let Some(name) = &create.name {
                    let index = ObjectRef::Index(table.renamed(&name.name));
                    self.add(index, create.if_not_exists, span);
                }
            }
            StatementKind::CreateType(create) => {
                self.add(ObjectRef::Type(resolve(&create.name)), false, span);
            }
            StatementKind::CreateDomain(create) => {
                self.add(ObjectRef::Type(resolve(&create.name)), false, span);
            }
            StatementKind::AlterType(alter) => {
                let name = resolve(&alter.name);
                match &alter.action {
                    AlterTypeAction::AddValue { value, if_not_exists, .. } => {
                        let value = ObjectRef::Value(name.clone(), value.clone());
                        self.uses(ObjectRef::Type(name), span);
                        self.add(value, *if_not_exists, span);
                    }
                    AlterTypeAction::RenameValue { from, to } => {
                        self.uses(ObjectRef::Type(name.clone()), span);
                        self.touch(ObjectRef::Value(name.clone(), from.clone()), How::Rename, span);
                        self.add(ObjectRef::Value(name, to.clone()), false, span);
                    }
                    AlterTypeAction::RenameTo { to } => {
                        let new = ObjectRef::Type(name.renamed(&to.name));
                        self.touch(ObjectRef::Type(name), How::Rename, span);
                        self.add(new, false, span);
                    }
                    AlterTypeAction::SetSchema { schema } => {
                        let new = ObjectRef::Type(name.in_schema(&schema.name));
                        self.touch(ObjectRef::Type(name), How::Rename, span);
                        self.add(new, false, span);
                    }
                    _ => self.uses(ObjectRef::Type(name), span),
                }
            }
            StatementKind::AlterDomain(alter) => {
                self.uses(ObjectRef::Type(resolve(&alter.name)), span);
            }
            StatementKind::CreateView(create) if !create.temporary => {
                self.select(&create.query, span);
                let name = relation(&create.name);
                if create.or_replace {
                    let text = self.text(span);
                    self.touch(name, How::Define(text), span);
                } else {
                    self.add(name, create.if_not_exists, span);
                }
            }
            StatementKind::RefreshView(refresh) => self.uses(relation(&refresh.name), span),
            StatementKind::CreateSequence(create) if !create.temporary => {
                self.add(relation(&create.name), create.if_not_exists, span);
            }
            StatementKind::AlterSequence(alter) => self.uses(relation(&alter.name), span),
            StatementKind::CreateStatistics(create) => {
                self.columns(&resolve(&create.table), &create.columns, span);
            }
            StatementKind::CreateSchema(create) => {
                self.add(named(ObjectKind::Schema, &create.name.name), create.if_not_exists, span);
            }
            StatementKind::CreateExtension { name, if_not_exists, .. } => {
                self.add(named(ObjectKind::Extension, &name.name), *if_not_exists, span);
            }
            StatementKind::CreateTrigger(create) => {
                let table = resolve(&create.table);
                self.columns(&table, &create.columns, span);
                if let Some(name) = &create.function {
                    self.uses(function(name, &[]), span);
                }
                let how = if create.or_replace {
                    How::Define(self.text(span))
                } else {
                    How::Add { guarded: false }
                };
                self.touch(part(ObjectKind::Trigger, &table, &create.name.name), how, span);
            }
            StatementKind::Comment(comment) => {
                let table = resolve(&comment.name);
                match (comment.kind, &comment.part) {
                    (ObjectKind::Column, Some(column)) => self.columns(&table, [column], span),
                    (kind, Some(name)) => self.uses(part(kind, &table, name), span),
                    (kind, None) => {
                        if let Some(object) = object(kind, &comment.name, None) {
                            self.uses(object, span);
                        }
                    }
                }
            }
            StatementKind::Grant(grant) => {
                grant.tables.iter().for_each(|table| self.uses(relation(table), span));
            }
            StatementKind::Policy(policy) => {
                let table = resolve(&policy.table);
                self.columns(
                    &table,
                    policy.columns.iter().filter(|_| policy.tables.is_empty()),
                    span,
                );
                policy.tables.iter().for_each(|table| self.uses(relation(table), span));
                if policy.create {
                    self.add(part(ObjectKind::Policy, &table, &policy.name.name), false, span);
                }
            }
            StatementKind::AlterObject(alter) => {
                let moves = alter.rename_to.is_some() || alter.set_schema.is_some();
                let on = alter.on.as_ref().map(resolve);
                if let Some(object) = object(alter.kind, &alter.name, on).filter(|_| moves) {
                    self.touch(object, How::Rename, span);
                }
            }
            StatementKind::Insert(insert) => {
                self.columns(&resolve(&insert.table), &insert.columns, span);
                self.select(&insert.query, span);
            }
            StatementKind::Update(update) => {
                let table = resolve(&update.table);
                self.columns(&table, update.assignments.iter().map(|(column, _)| column), span);
                self.query(&update.query, span);
                if update.query.tables.is_empty() {
                    let values = update.assignments.iter().map(|(_, value)| value);
                    for expression in values.chain(&update.condition) {
                        self.expression(&table, expression, span);
                    }
                }
            }
            StatementKind::Delete(delete) => {
                let table = resolve(&delete.table);
                self.uses(ObjectRef::Relation(table.clone()), span);
                self.query(&delete.query, span);
                if let Some(condition) = &delete.condition
                    && delete.query.tables.is_empty()
                {
                    self.expression(&table, condition, span);
                }
            }
            StatementKind::Merge(merge) => {
                self.uses(relation(&merge.table), span);
                self.query(&merge.query, span);
            }
            StatementKind::Query(query) => self.select(query, span),
            StatementKind::Copy { table: Some(table), .. } => self.uses(relation(table), span),
            _ => {}
        }
        if let StatementKind::CreateFunction(create) = &statement.kind {
            let text = self.text(span);
            let object = function(&create.name, &create.arguments);
            self.touch(object, How::Define(text), span);
        } else {
            statement.inner.iter().for_each(|inner| self.statement(inner));
        }
    }

    fn alter_table(&mut self, alter: &AlterTable, span: Span) {
        if alter.kind == ObjectKind::Index {
            let renames = |kind: &ActionKind| matches!(kind, ActionKind::RenameTo { .. });
            let how = if alter.actions.iter().any(|action| renames(&action.kind)) {
                How::Rename
            } else {
                How::Use
            };
            return self.touch(ObjectRef::Index(resolve(&alter.name)), how, span);
        }
        let table = resolve(&alter.name);
        self.uses(ObjectRef::Relation(table.clone()), span);
        for action in &alter.actions {
            let span = action.span;
            let column = |name: &str| ObjectRef::Column(table.clone(), name.to_owned());
            let part = |name: &str| part(ObjectKind::Constraint, &table, name);
            for constraint in action.constraints() {
                self.references(&table, constraint);
            }
            match &action.kind {
                ActionKind::AddColumn { column: new, if_not_exists } => {
                    self.column_type(new.data_type.as_ref(), span);
                    if let Some(generated) = &new.generated {
                        self.expression(&table, &generated.expression, span);
                    }
                    self.add(column(&new.name.name), *if_not_exists, span);
                }
                ActionKind::DropColumn { name, if_exists, .. } => {
                    self.touch(column(&name.name), How::Drop { guarded: *if_exists }, span);
                }
                ActionKind::RenameColumn { from, to } => {
                    self.touch(column(&from.name), How::Rename, span);
                    self.add(column(&to.name), false, span);
                }
                ActionKind::SetType { column: name, data_type, .. } => {
                    self.column_type(Some(data_type), span);
                    self.change(column(&name.name), "type", span);
                }
                ActionKind::SetDefault { column: name, .. }
                | ActionKind::DropDefault { column: name } => {
                    self.change(column(&name.name), "default", span);
                }
                ActionKind::SetNotNull { column: name }
                | ActionKind::DropNotNull { column: name } => {
                    self.change(column(&name.name), "nullability", span);
                }
                ActionKind::AddIdentity { column: name, .. }
                | ActionKind::SetIdentity { column: name, .. }
                | ActionKind::DropIdentity { column: name, .. }
                | ActionKind::SetExpression { column: name, .. }
                | ActionKind::DropExpression { column: name, .. } => {
                    self.change(column(&name.name), "value", span);
                }
                ActionKind::AddConstraint(constraint) => {
                    if let Some(name) = &constraint.name {
                        self.add(part(&name.name), false, span);
                    }
                }
                ActionKind::ValidateConstraint { name }
                | ActionKind::AlterConstraint { name, .. } => {
                    self.uses(part(&name.name), span);
                }
                ActionKind::DropConstraint { name, if_exists, .. } => {
                    self.touch(part(&name.name), How::Drop { guarded: *if_exists }, span);
                }
                ActionKind::RenameConstraint { from, to } => {
                    self.touch(part(&from.name), How::Rename, span);
                    self.add(part(&to.name), false, span);
                }
                ActionKind::RenameTo { to } => {
                    self.touch(ObjectRef::Relation(table.clone()), How::Rename, span);
                    self.add(ObjectRef::Relation(table.renamed(&to.name)), false, span);
                }
                ActionKind::SetSchema { schema } => {
                    self.touch(ObjectRef::Relation(table.clone()), How::Rename, span);
                    self.add(ObjectRef::Relation(table.in_schema(&schema.name)), false, span);
                }
                ActionKind::AttachPartition { partition, .. }
                | ActionKind::DetachPartition { partition, .. } => {
                    self.uses(relation(partition), span);
                }
                _ => {}
            }
        }
    }

    fn change(&mut self, object: ObjectRef, aspect: &'static str, span: Span) {
        let text = self.text(span);
        self.touch(object, How::Change(aspect, text), span);
    }

    fn columns<'n>(
        &mut self,
        table: &QualifiedName,
        columns: impl IntoIterator<Item = &'n String>,
        span: Span,
    ) {
        self.uses(ObjectRef::Relation(table.clone()), span);
        for column in columns {
            self.uses(ObjectRef::Column(table.clone(), column.clone()), span);
        }
    }

    /// What a constraint needs: its columns, and those that it refers to.
    fn references(&mut self, table: &QualifiedName, constraint: &Constraint) {
        match &constraint.kind {
            ConstraintKind::PrimaryKey { columns }
            | ConstraintKind::Unique { columns }
            | ConstraintKind::Exclude { columns } => self.columns(table, columns, constraint.span),
            ConstraintKind::ForeignKey(key) => {
                self.columns(table, &key.columns, constraint.span);
                self.columns(&resolve(&key.table), &key.referenced, constraint.span);
            }
            ConstraintKind::Check(check) => self.columns(table, &check.columns, constraint.span),
            ConstraintKind::NotNull { column } => {
                self.columns(table, [&column.name], constraint.span);
            }
            ConstraintKind::UsingIndex { index, .. } => {
                self.uses(ObjectRef::Index(table.renamed(&index.name)), constraint.span);
            }
        }
    }

    fn column_type(&mut self, data_type: Option<&TypeName>, span: Span) {
        if let Some(name) = data_type {
            let schema = name.schema.as_deref().unwrap_or(PUBLIC);
            self.uses(ObjectRef::Type(QualifiedName::new(schema, &name.name)), span);
        }
    }

    /// What an expression over the rows of a table needs. Which columns are the table's is known where it reads no other.
    fn expression(&mut self, table: &QualifiedName, expression: &Expression, span: Span) {
        if expression.tables.is_empty() {
            self.columns(table, &expression.columns, span);
        }
        expression.tables.iter().for_each(|table| self.uses(relation(table), span));
    }

    fn query(&mut self, query: &Query, span: Span) {
        for table in query.tables.iter().chain(&query.writes) {
            self.uses(relation(table), span);
        }
    }

    /// What a query by itself needs. Which columns are whose is known where it reads one table.
    fn select(&mut self, query: &Query, span: Span) {
        self.query(query, span);
        if let ([table], []) = (query.tables.as_slice(), query.writes.as_slice()) {
            self.columns(&resolve(table), &query.columns, span);
        }
    }
}

const PUBLIC: &str = "public";

fn resolve(name: &Name) -> QualifiedName {
    QualifiedName::new(name.schema.as_deref().unwrap_or(PUBLIC), &name.name)
}

fn relation(name: &Name) -> ObjectRef {
    ObjectRef::Relation(resolve(name))
}

fn function(name: &Name, types: &[TypeName]) -> ObjectRef {
    ObjectRef::Function(resolve(name), types.iter().map(|one| one.name.clone()).collect())
}

/// The object of a kind; `None` for kinds that are not followed.
fn object(kind: ObjectKind, name: &Name, on: Option<QualifiedName>) -> Option<ObjectRef> {
    Some(match kind {
        ObjectKind::Table
        | ObjectKind::ForeignTable
        | ObjectKind::View
        | ObjectKind::MaterializedView
        | ObjectKind::Sequence => relation(name),
        ObjectKind::Index => ObjectRef::Index(resolve(name)),
        ObjectKind::Type | ObjectKind::Domain => ObjectRef::Type(resolve(name)),
        ObjectKind::Policy | ObjectKind::Trigger => part(kind, &on?, &name.name),
        ObjectKind::Schema | ObjectKind::Extension => named(kind, &name.name),
        _ => return None,
    })
}

fn part(kind: ObjectKind, table: &QualifiedName, name: &str) -> ObjectRef {
    ObjectRef::Part(kind, table.clone(), name.to_owned())
}

fn named(kind: ObjectKind, name: &str) -> ObjectRef {
    ObjectRef::Named(kind, name.to_owned())
}
