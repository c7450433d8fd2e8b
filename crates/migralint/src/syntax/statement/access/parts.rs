//! The parts that statements share: columns, constraints, expressions, queries.

use super::super::{
    Column, Constraint, ConstraintKind, Expression, Insert, Like, Query, TypeName, Update,
};
use super::{AccessKind, Gather, Object, Reference};
use crate::name::Name;
use crate::object::ObjectKind;

impl<'s> Gather<'s> {
    pub(super) fn relation(&mut self, name: &'s Name, kind: AccessKind) {
        self.add(Object::Relation(Reference::Name(name)), kind);
    }

    pub(super) fn uses_relation(&mut self, name: &'s Name) {
        self.relation(name, AccessKind::USE);
    }

    pub(super) fn uses_type(&mut self, name: &'s TypeName) {
        self.uses(Object::Type(Reference::Type(name)));
    }

    pub(super) fn calls(&mut self, function: &'s Name) {
        self.uses(Object::Function(Reference::Name(function), None));
    }

    /// A table and some of its columns.
    pub(super) fn columns(
        &mut self,
        table: &'s Name,
        columns: impl IntoIterator<Item = &'s String>,
    ) {
        self.uses_relation(table);
        for column in columns {
            self.uses(Object::Column(Reference::Name(table), column));
        }
    }

    /// What the definition of a column of `table` needs.
    pub(super) fn column(&mut self, table: &'s Name, column: &'s Column) {
        let Column {
            name: _,
            data_type,
            collation: _,
            not_null: _,
            not_null_name: _,
            default,
            identity: _,
            identity_options: _,
            generated,
            constraints,
            span: _,
        } = column;
        if let Some(name) = data_type {
            self.uses_type(name);
        }
        if let Some(default) = default {
            self.computed(default);
        }
        if let Some(generated) = generated {
            self.expression(table, &generated.expression);
        }
        for constraint in constraints {
            self.constraint(table, constraint);
        }
    }

    /// What a constraint of `table` needs, and its name where one is written.
    pub(super) fn constraint(&mut self, table: &'s Name, constraint: &'s Constraint) {
        self.at(constraint.span, |gather| {
            gather.demanded(table, &constraint.kind);
            if let Some(name) = &constraint.name {
                let part = Object::Part(ObjectKind::Constraint, Reference::Name(table), &name.name);
                gather.add(part, AccessKind::CREATE);
            }
        });
    }

    fn demanded(&mut self, table: &'s Name, kind: &'s ConstraintKind) {
        match kind {
            ConstraintKind::PrimaryKey { columns }
            | ConstraintKind::Unique { columns }
            | ConstraintKind::Exclude { columns } => self.columns(table, columns),
            ConstraintKind::ForeignKey(key) => {
                self.columns(table, &key.columns);
                self.columns(&key.table, &key.referenced);
            }
            ConstraintKind::Check(check) => self.expression(table, check),
            ConstraintKind::NotNull { column } => self.columns(table, [&column.name]),
            ConstraintKind::UsingIndex { index, primary: _ } => {
                self.uses(Object::Index(Reference::Beside(table, &index.name)));
            }
        }
    }

    /// What an expression over the rows of a table needs. Which columns are the table's is known where it reads no other.
    pub(super) fn expression(&mut self, table: &'s Name, expression: &'s Expression) {
        if expression.tables.is_empty() {
            self.columns(table, &expression.columns);
        }
        self.computed(expression);
    }

    /// What an expression needs apart from columns.
    pub(super) fn computed(&mut self, expression: &'s Expression) {
        for table in &expression.tables {
            self.relation(table, AccessKind::Read);
        }
        for function in &expression.calls {
            self.calls(function);
        }
        for name in &expression.casts {
            self.uses_type(name);
        }
    }

    /// What a query inside another statement reads and calls.
    pub(super) fn query(&mut self, query: &'s Query) {
        for table in &query.tables {
            self.relation(table, AccessKind::Read);
        }
        for function in &query.calls {
            self.calls(function);
        }
    }

    /// What a query by itself needs. Which columns are whose is known where it reads one table.
    pub(super) fn select(&mut self, query: &'s Query) {
        self.query(query);
        if let ([table], []) = (query.tables.as_slice(), query.writes.as_slice()) {
            self.columns(table, query.columns.iter().filter(|column| *column != "*"));
        }
    }

    pub(super) fn insert(&mut self, insert: &'s Insert) {
        self.columns(&insert.table, &insert.columns);
        self.select(&insert.query);
    }

    pub(super) fn update(&mut self, update: &'s Update) {
        let table = &update.table;
        self.columns(table, update.assignments.iter().map(|(column, _)| column));
        self.query(&update.query);
        let values = update.assignments.iter().map(|(_, value)| value);
        for expression in values.chain(&update.condition) {
            self.of_rows(table, &update.query, expression);
        }
    }

    /// An expression of a data statement: its columns are the table's where nothing else is read.
    pub(super) fn of_rows(
        &mut self,
        table: &'s Name,
        query: &'s Query,
        expression: &'s Expression,
    ) {
        if query.tables.is_empty() {
            self.expression(table, expression);
        } else {
            self.computed(expression);
        }
    }

    /// What `LIKE` copies from.
    pub(super) fn like(&mut self, like: &'s Like) {
        self.uses_relation(&like.table);
    }
}
