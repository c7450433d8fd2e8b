//! `Catalog::apply`: what a statement does to the schema.

use super::{Catalog, Origin};
use crate::name::Ident;
use crate::source::{FileId, Span};
use crate::syntax::statement::{
    AlterObject, Comment, CreateSchema, ObjectKind, Publication, Statement, StatementKind,
};

impl Catalog {
    /// Changes the schema as the statement does. The statements inside a `DO` block are the caller's to apply;
    /// so is [`Catalog::end_transaction`] where a transaction ends without a statement. What PostgreSQL would
    /// refuse is taken to have worked: then something that could not be read made it possible.
    pub fn apply(&mut self, statement: &Statement, file: FileId) {
        self.apply_at(statement, file, statement.span);
    }

    /// Runs one statement that stands elsewhere, as in code that a statement runs: what it makes has its origin at `place`.
    pub fn apply_at(&mut self, statement: &Statement, file: FileId, place: Span) {
        let origin = Origin { migration: self.current, file, span: place };
        match &statement.kind {
            StatementKind::CreateTable(create) => self.create_table(create, origin),
            StatementKind::CreateTableAs(create) => self.create_table_as(create, origin),
            StatementKind::AlterTable(alter) => self.alter_relation(alter, origin),
            StatementKind::Drop(drop) => self.drop(drop),
            StatementKind::CreateIndex(create) => self.create_index(create, origin),
            StatementKind::CreateType(create) => self.create_type(create, origin),
            StatementKind::AlterType(alter) => self.alter_type(alter),
            StatementKind::CreateDomain(create) => self.create_domain(create, origin),
            StatementKind::AlterDomain(alter) => self.alter_domain(alter),
            StatementKind::CreateSequence(create) => self.create_sequence(create, origin),
            StatementKind::AlterSequence(alter) => self.alter_sequence(alter),
            StatementKind::CreateView(create) => self.create_view(create, origin),
            StatementKind::RefreshView(refresh) => self.refresh_view(refresh),
            StatementKind::CreateFunction(create) => self.create_function(create, origin),
            StatementKind::CreateTrigger(create) => self.create_trigger(create),
            StatementKind::Policy(policy) => self.policy(policy),
            StatementKind::CreateRule(create) => self.create_rule(create),
            StatementKind::CreateStatistics(create) => self.create_statistics(create),
            StatementKind::CreateSchema(create) => self.create_schema(create, origin),
            StatementKind::CreateExtension { name, .. } => {
                self.extensions.entry(name.name.clone()).or_insert(origin);
            }
            StatementKind::Publication(publication) => self.publication(publication),
            StatementKind::AlterObject(alter) => self.alter_object(alter),
            StatementKind::Comment(comment) => self.comment(comment),
            StatementKind::Grant(grant) => self.grant(grant),
            StatementKind::Insert(insert) if insert.columns.is_empty() => {}
            StatementKind::Insert(insert) => self.insert_rows(&insert.table, &insert.columns),
            StatementKind::Merge(merge) => self.insert_rows(&merge.table, &[]),
            StatementKind::Copy { table: Some(table), from: true } => self.insert_rows(table, &[]),
            StatementKind::Update(update) => self.update_rows(update),
            StatementKind::Delete(delete) => self.delete_rows(delete),
            StatementKind::Truncate(truncate) => self.truncate(truncate),
            StatementKind::Set(set) => self.set(set),
            StatementKind::Commit { .. } | StatementKind::Rollback => self.end_transaction(),
            // These change rows or nothing, and the schema not at all.
            StatementKind::Copy { .. }
            | StatementKind::Reindex(_)
            | StatementKind::Query(_)
            | StatementKind::Explain(_)
            | StatementKind::Do(_)
            | StatementKind::Call(_)
            | StatementKind::Lock { .. }
            | StatementKind::Vacuum { .. }
            | StatementKind::Analyze { .. }
            | StatementKind::Cluster { .. }
            | StatementKind::Begin
            | StatementKind::Savepoint
            | StatementKind::Other(_)
            | StatementKind::Psql(_)
            | StatementKind::Unreadable(_) => {}
        }
    }

    fn create_schema(&mut self, create: &CreateSchema, origin: Origin) {
        self.schemas.entry(create.name.name.clone()).or_insert(origin);
    }

    fn publication(&mut self, publication: &Publication) {
        let named: Vec<_> =
            publication.tables.iter().map(|table| self.resolve_relation(table)).collect();
        if publication.create {
            let tables = (!publication.all_tables).then_some(named);
            self.publications.insert(publication.name.name.clone(), tables);
        } else if let Some(Some(tables)) = self.publications.get_mut(&publication.name.name) {
            tables.retain(|table| !publication.sets && !named.contains(table));
            if !publication.drops {
                tables.extend(named);
            }
        }
    }

    fn alter_object(&mut self, alter: &AlterObject) {
        if let Some(to) = &alter.rename_to {
            self.rename_object(alter, to);
        }
        if let Some(to) = &alter.set_schema {
            self.move_object(alter, to);
        }
        if let (ObjectKind::Function, Some(volatility)) = (alter.kind, alter.volatility) {
            let name = self.resolve_function(&alter.name);
            for function in self.functions.get_mut(&name).into_iter().flatten() {
                function.volatility = volatility;
            }
        }
    }

    fn rename_object(&mut self, alter: &AlterObject, to: &Ident) {
        match alter.kind {
            ObjectKind::Table
            | ObjectKind::ForeignTable
            | ObjectKind::Index
            | ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Sequence => {
                let from = self.resolve_relation(&alter.name);
                self.rename_relation(&from, &to.name);
            }
            ObjectKind::Type | ObjectKind::Domain => {
                let from = self.resolve_type(&alter.name);
                let to = from.renamed(&to.name);
                self.move_type(&from, &to);
            }
            ObjectKind::Function => {
                let from = self.resolve_function(&alter.name);
                let to = from.renamed(&to.name);
                self.move_function(&from, &to);
            }
            ObjectKind::Schema => self.rename_schema(&alter.name.name, &to.name),
            ObjectKind::Statistics => {
                let from = self.resolve_statistics(&alter.name);
                if let Some(table) = self.take_statistics(&from) {
                    self.put_statistics(from.renamed(&to.name), table);
                }
            }
            ObjectKind::Publication => {
                if let Some(tables) = self.publications.remove(&alter.name.name) {
                    self.publications.insert(to.name.clone(), tables);
                }
            }
            ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::Rule => {
                if let Some(on) = &alter.on {
                    self.rename_part(alter.kind, on, &alter.name.name, &to.name);
                }
            }
            ObjectKind::Column
            | ObjectKind::Constraint
            | ObjectKind::Extension
            | ObjectKind::Database
            | ObjectKind::Tablespace
            | ObjectKind::Owned
            | ObjectKind::Other => {}
        }
    }

    fn move_object(&mut self, alter: &AlterObject, schema: &Ident) {
        match alter.kind {
            ObjectKind::Table
            | ObjectKind::ForeignTable
            | ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Sequence => {
                let from = self.resolve_relation(&alter.name);
                self.move_relation(&from, &schema.name);
            }
            ObjectKind::Type | ObjectKind::Domain => {
                let from = self.resolve_type(&alter.name);
                let to = from.in_schema(&schema.name);
                self.move_type(&from, &to);
            }
            ObjectKind::Function => {
                let from = self.resolve_function(&alter.name);
                let to = from.in_schema(&schema.name);
                self.move_function(&from, &to);
            }
            ObjectKind::Statistics => {
                let from = self.resolve_statistics(&alter.name);
                if let Some(table) = self.take_statistics(&from) {
                    self.put_statistics(from.in_schema(&schema.name), table);
                }
            }
            ObjectKind::Column
            | ObjectKind::Constraint
            | ObjectKind::Index
            | ObjectKind::Trigger
            | ObjectKind::Policy
            | ObjectKind::Rule
            | ObjectKind::Schema
            | ObjectKind::Extension
            | ObjectKind::Publication
            | ObjectKind::Database
            | ObjectKind::Tablespace
            | ObjectKind::Owned
            | ObjectKind::Other => {}
        }
    }

    fn comment(&mut self, comment: &Comment) {
        let name = self.resolve_relation(&comment.name);
        if self.is_other_relation(&name) {
            return self.other_comment(comment);
        }
        match (comment.kind, &comment.part) {
            (ObjectKind::Table | ObjectKind::ForeignTable, _) => {
                self.table_mut(&name).comment.clone_from(&comment.text);
            }
            (ObjectKind::Column, Some(column)) => {
                if let Some(column) = self.column_mut(&name, column) {
                    column.comment.clone_from(&comment.text);
                }
            }
            _ => self.other_comment(comment),
        }
    }
}
