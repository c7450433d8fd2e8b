//! Columns: how they come, change and go.

use super::{Catalog, Column, MAX_COLUMNS, Origin, Table};
use crate::name::QualifiedName;
use crate::syntax;
use crate::syntax::statement::{
    self, ConstraintKind, Expression, ExpressionFacts, Shape, TypeName,
};

/// The column that a constraint was written at, if it was.
pub(super) type Naming<'a> = Option<&'a str>;

impl Column {
    /// A nullable column of unknown type.
    pub(super) fn new(name: &str, origin: Option<Origin>) -> Self {
        Self {
            name: name.to_owned(),
            data_type: None,
            collation: None,
            not_null: false,
            not_null_unvalidated: false,
            not_null_name: None,
            filled: false,
            default: None,
            identity: None,
            generated: None,
            origin,
            comment: None,
        }
    }

    /// Whether the history tells that rows may have no value in it: it is nullable, and nothing filled it.
    pub fn may_be_null(&self) -> bool {
        !self.not_null && !self.filled
    }

    /// Whether a row that does not name the column gets a value all the same.
    pub(super) fn fills_itself(&self) -> bool {
        self.identity.is_some() || self.default.as_ref().is_some_and(is_value)
    }
}

pub(super) fn is_value(expression: &Expression) -> bool {
    expression.shape != Shape::Null
}

impl Catalog {
    /// A column of a table of which not everything is known is made when it is named.
    pub(super) fn column_mut(&mut self, table: &QualifiedName, name: &str) -> Option<&mut Column> {
        let table = self.table_mut(table);
        let at = match table.columns.iter().position(|column| column.name == name) {
            Some(at) => at,
            None if table.complete => return None,
            None => {
                push(&mut table.columns, Column::new(name, None));
                table.columns.len() - 1
            }
        };
        table.columns.get_mut(at)
    }

    /// A column as defined; what numbers it (`serial`, identity) comes with it.
    pub(super) fn new_column(
        &mut self,
        table: &QualifiedName,
        column: &statement::Column,
        origin: Option<Origin>,
    ) -> Column {
        let name = &column.name.name;
        let mut new = Column {
            collation: column.collation.as_ref().map(|name| name.sql()),
            not_null: column.not_null || column.identity.is_some(),
            not_null_name: column.not_null_name.as_ref().map(|name| name.name.clone()),
            default: column.default.clone(),
            identity: column.identity,
            generated: column
                .generated
                .as_ref()
                .map(|generated| (generated.expression.clone(), generated.stored)),
            ..Column::new(name, origin)
        };
        let serial = column.data_type.as_ref().and_then(integer_of_serial);
        if let (Some(origin), true) = (origin, serial.is_some() || column.identity.is_some()) {
            let sequence =
                self.create_owned_sequence(table, name, &column.identity_options, origin);
            if serial.is_some() {
                new.default = Some(next_value(&sequence, column.span));
                new.not_null = true;
            }
        }
        new.data_type =
            serial.or_else(|| column.data_type.as_ref().map(|of| self.resolved_type(of)));
        new.filled = new.not_null || new.fills_itself();
        new
    }

    pub(super) fn add_column(
        &mut self,
        table: &QualifiedName,
        column: &statement::Column,
        only: bool,
        origin: Origin,
    ) {
        if self.table(table).is_some_and(|table| table.columns.len() >= MAX_COLUMNS) {
            return;
        }
        let new = self.new_column(table, column, Some(origin));
        let inherited = inherited_column(&new, origin);
        self.links.add_types(table, std::slice::from_ref(&new));
        replace_column(self.table_mut(table), new);
        if !only {
            for child in self.descendants(table) {
                self.links.add_types(&child, std::slice::from_ref(&inherited));
                merge_column(&mut self.table_mut(&child).columns, inherited.clone());
            }
        }
        for constraint in &column.constraints {
            self.add_constraint(table, constraint, Some(&column.name.name), only, origin);
        }
    }

    /// Drops a column with the indexes, constraints and sequences that use it, and foreign keys to it. Views and
    /// generated columns that use it go only with `CASCADE`: without it PostgreSQL refuses.
    pub(super) fn drop_column(&mut self, table: &QualifiedName, name: &str, cascade: bool) {
        self.table_mut(table).columns.retain(|column| column.name != name);
        if cascade {
            for view in self.views_reading_column(table, name) {
                self.remove_view(&view);
            }
            self.table_mut(table)
                .triggers
                .retain(|trigger| !trigger.columns.iter().any(|column| column == name));
            let uses = |column: &Column| match &column.generated {
                Some((expression, _)) => expression.columns.iter().any(|used| used == name),
                None => false,
            };
            let generated: Vec<String> = self.table(table).map_or_else(Vec::new, |table| {
                table.columns.iter().filter(|c| uses(c)).map(|c| c.name.clone()).collect()
            });
            for column in generated {
                self.drop_column(table, &column, cascade);
            }
        }
        if self.can_be_referenced(table, name) {
            self.drop_foreign_keys_to_columns(table, &[name.to_owned()]);
        }
        let indexes: Vec<QualifiedName> = self
            .indexes_of(table)
            .filter(|(_, index)| index.depends_on.iter().any(|used| used == name))
            .map(|(index, _)| index.clone())
            .collect();
        for index in indexes {
            self.remove_index(&index);
        }
        for sequence in self.links.sequences.list(table) {
            let owner = self.sequences.get(&sequence).and_then(|found| found.owned_by.as_ref());
            if owner.is_some_and(|(_, column)| column == name) {
                self.remove_sequence(&sequence);
            }
        }
        self.edit_table(table, |table| {
            table.constraints.retain(|constraint| !uses_column(&constraint.kind, name));
        });
    }

    pub(super) fn rename_column(&mut self, table: &QualifiedName, from: &str, to: &str) {
        if let Some(view) = self.views.get_mut(table) {
            rename_in(&mut view.query.output, from, to);
            return;
        }
        if let Some(column) = self.column_mut(table, from) {
            to.clone_into(&mut column.name);
        }
        let rename = |columns: &mut Vec<String>| rename_in(columns, from, to);
        let content = self.table_mut(table);
        rename(&mut content.partition_key);
        content.triggers.iter_mut().for_each(|trigger| rename(&mut trigger.columns));
        content.policies.iter_mut().for_each(|policy| rename(&mut policy.columns));
        for constraint in &mut content.constraints {
            match &mut constraint.kind {
                ConstraintKind::PrimaryKey { columns }
                | ConstraintKind::Unique { columns }
                | ConstraintKind::Exclude { columns } => rename(columns),
                ConstraintKind::ForeignKey(key) => rename(&mut key.columns),
                ConstraintKind::Check(expression) => {
                    rename(&mut expression.columns);
                    expression.text = syntax::rename(&expression.text, from, to);
                }
                ConstraintKind::UsingIndex { .. } | ConstraintKind::NotNull { .. } => {}
            }
        }
        let generated = content.columns.iter_mut().filter_map(|column| column.generated.as_mut());
        for (expression, _) in generated {
            rename(&mut expression.columns);
            expression.text = syntax::rename(&expression.text, from, to);
        }
        for constraint in &mut content.constraints {
            if matches!(constraint.kind, ConstraintKind::Exclude { .. }) {
                constraint.definition = syntax::rename(&constraint.definition, from, to);
            }
        }
        for referrer in self.links.referrers.list(table) {
            for constraint in &mut self.table_mut(&referrer).constraints {
                if let ConstraintKind::ForeignKey(key) = &mut constraint.kind
                    && constraint.references.as_ref() == Some(table)
                {
                    rename(&mut key.referenced);
                }
            }
        }
        for index in self.links.indexes.list(table) {
            if let Some(index) = self.indexes.get_mut(&index) {
                rename(&mut index.depends_on);
                index.definition = syntax::rename(&index.definition, from, to);
                for column in index.columns.iter_mut().flatten().filter(|column| *column == from) {
                    to.clone_into(column);
                }
            }
        }
        for sequence in self.links.sequences.list(table) {
            let sequence = self.sequences.get_mut(&sequence);
            if let Some((_, column)) = sequence.and_then(|found| found.owned_by.as_mut())
                && column == from
            {
                to.clone_into(column);
            }
        }
        for view in self.links.views.list(table) {
            // The same name may mean a column of another table of the view too: it stays.
            if let Some(view) = self.views.get_mut(&view)
                && view.query.columns.iter().any(|column| column == from)
            {
                view.query.columns.push(to.to_owned());
            }
        }
    }
}

fn rename_in(columns: &mut [String], from: &str, to: &str) {
    for column in columns.iter_mut().filter(|column| *column == from) {
        to.clone_into(column);
    }
}

/// Whether a constraint of a table uses one of its columns.
fn uses_column(kind: &ConstraintKind, name: &str) -> bool {
    let columns = match kind {
        ConstraintKind::PrimaryKey { columns }
        | ConstraintKind::Unique { columns }
        | ConstraintKind::Exclude { columns } => columns,
        ConstraintKind::ForeignKey(key) => &key.columns,
        ConstraintKind::Check(expression) => &expression.columns,
        ConstraintKind::UsingIndex { .. } | ConstraintKind::NotNull { .. } => return false,
    };
    columns.iter().any(|column| column == name)
}

fn replace_column(table: &mut Table, new: Column) {
    match table.columns.iter_mut().find(|column| column.name == new.name) {
        Some(column) => *column = new,
        None => push(&mut table.columns, new),
    }
}

/// Adds a column. Of tables that the history did not make often one is known.
fn push(columns: &mut Vec<Column>, new: Column) {
    if columns.is_empty() {
        columns.reserve_exact(1);
    }
    columns.push(new);
}

/// Adds a column, or what its definition adds to the inherited one of the same name.
pub(super) fn merge_column(columns: &mut Vec<Column>, new: Column) {
    let Some(column) = columns.iter_mut().find(|column| column.name == new.name) else {
        push(columns, new);
        return;
    };
    column.not_null |= new.not_null;
    column.filled |= new.filled;
    column.data_type = column.data_type.take().or(new.data_type);
    column.default = new.default.or(column.default.take());
    column.identity = new.identity.or(column.identity);
    column.generated = new.generated.or(column.generated.take());
}

/// A parent's column as its child gets it.
pub(super) fn inherited_column(column: &Column, origin: Origin) -> Column {
    Column { origin: Some(origin), comment: None, ..column.clone() }
}

/// The integer type under a serial one.
fn integer_of_serial(data_type: &TypeName) -> Option<TypeName> {
    let (name, text) = match data_type.name.as_str() {
        "serial" | "serial4" => ("int4", "integer"),
        "bigserial" | "serial8" => ("int8", "bigint"),
        "smallserial" | "serial2" => ("int2", "smallint"),
        _ => return None,
    };
    let builtin = data_type.schema.as_ref().is_none_or(|schema| schema == "pg_catalog");
    (builtin && data_type.dimensions == 0).then(|| TypeName {
        schema: Some("pg_catalog".to_owned()),
        name: name.to_owned(),
        text: text.to_owned(),
        ..data_type.clone()
    })
}

/// The default of a serial column.
fn next_value(sequence: &QualifiedName, span: crate::source::Span) -> Expression {
    Expression::from(ExpressionFacts {
        text: format!("nextval('{}'::regclass)", sequence.sql().replace('\'', "''")),
        span,
        shape: Shape::NextValue(sequence.sql()),
        calls: vec![crate::name::Name { schema: None, name: "nextval".to_owned(), span }],
        columns: Vec::new(),
        not_null: Vec::new(),
        nulls: Vec::new(),
        tables: Vec::new(),
        casts: Vec::new(),
    })
}
