//! `ALTER TABLE`: the lock of each action, and the work it does.
//! `AlterTableGetLockLevel` and the `ATExec…` functions in PostgreSQL's `tablecmds.c`.

use super::collect::Collector;
use super::rewrite::{Conversion, conversion, is_constrained};
use super::volatility::is_volatile;
use super::{Cause, LockMode, Retyped, lock, partition};
use crate::catalog::{Column as Known, Relation, Table};
use crate::name::{Ident, Name, QualifiedName};
use crate::source::Span;
use crate::syntax::statement::{
    ActionKind, AlterTable, AlterTableAction, Column, Constraint, ConstraintKind, Expression,
    ObjectKind, Shape, TypeName,
};

/// What an `ALTER TABLE` does.
pub(super) fn alter_table(alter: &AlterTable, collect: &mut Collector<'_>) {
    let name = collect.catalog.resolve_relation(&alter.name);
    let catalog = collect.catalog;
    if alter.if_exists && catalog.relation(&name).is_none() && catalog.is_gone(&name) {
        collect.effects.nothing_to_do = true;
        return;
    }
    match catalog.relation(&name) {
        Some(Relation::Index(_) | Relation::Sequence(_)) => return,
        _ if matches!(alter.kind, ObjectKind::Index | ObjectKind::Sequence) => return,
        Some(Relation::View(_)) => return alter_view(alter, &name, collect),
        _ if matches!(alter.kind, ObjectKind::View | ObjectKind::MaterializedView) => {
            return alter_view(alter, &name, collect);
        }
        _ => {}
    }
    let mut change = Change { table: &name, only: alter.only, collect, new_columns: Vec::new() };
    for action in &alter.actions {
        if let ActionKind::AddColumn { column, .. } = &action.kind {
            change.new_columns.push(&column.name.name);
        }
    }
    let mut idle = true;
    for action in &alter.actions {
        change.collect.lock(&name, lock::of_action(&action.kind));
        idle &= !change.act(action);
    }
    collect.effects.nothing_to_do = idle;
}

fn alter_view(alter: &AlterTable, name: &QualifiedName, collect: &mut Collector<'_>) {
    collect.lock(name, LockMode::AccessExclusive);
    for action in &alter.actions {
        match &action.kind {
            ActionKind::RenameTo { to } if collect.catalog.standing(name) => {
                collect.rename(alter.kind, name, None, &to.name, action.span);
            }
            ActionKind::RenameColumn { from, to } if collect.catalog.standing(name) => {
                let kind = ObjectKind::Column;
                collect.rename(kind, name, Some(&from.name), &to.name, action.span);
            }
            ActionKind::SetSchema { schema } if collect.catalog.standing(name) => {
                let to = format!("{}.{}", schema.name, name.name);
                collect.rename(alter.kind, name, None, &to, action.span);
            }
            _ => {}
        }
    }
}

/// A table that is being changed.
struct Change<'a, 'b> {
    table: &'a QualifiedName,
    only: bool,
    collect: &'a mut Collector<'b>,
    /// Columns that the same statement adds.
    new_columns: Vec<&'a str>,
}

impl<'b> Change<'_, 'b> {
    /// Does one action; false when it finds nothing to do.
    fn act(&mut self, action: &AlterTableAction) -> bool {
        let span = action.span;
        match &action.kind {
            ActionKind::AddColumn { column, if_not_exists } => {
                self.inherit(LockMode::AccessExclusive);
                if *if_not_exists && self.column(&column.name).is_some() {
                    return false;
                }
                self.add_column(column, span);
            }
            ActionKind::DropColumn { name, if_exists, cascade } => {
                if *if_exists && self.is_no_column(name) {
                    return false;
                }
                self.drop_column(name, *cascade, span);
            }
            ActionKind::SetType { column, data_type, collation, using } => {
                self.set_type(column, data_type, collation.as_ref(), using.as_ref(), span);
            }
            ActionKind::SetNotNull { column } => return self.set_not_null(column, span),
            ActionKind::SetDefault { .. }
            | ActionKind::DropDefault { .. }
            | ActionKind::DropNotNull { .. }
            | ActionKind::DropExpression { .. }
            | ActionKind::SetStorage { .. }
            | ActionKind::AddIdentity { .. }
            | ActionKind::DropIdentity { .. } => self.inherit(LockMode::AccessExclusive),
            ActionKind::SetExpression { column, .. } => {
                self.inherit(LockMode::AccessExclusive);
                let stored = self.column(column).and_then(|known| known.generated.as_ref());
                if stored.is_none_or(|(_, stored)| *stored) {
                    let cause = Cause::Generated { column: column.name.clone() };
                    self.collect.rewrite_tree(self.table, span, &cause);
                }
            }
            ActionKind::AddConstraint(constraint) => return self.add_constraint(constraint, span),
            ActionKind::ValidateConstraint { name } => return self.validate(name, span),
            ActionKind::DropConstraint { name, if_exists, cascade } => {
                return self.drop_constraint(name, *if_exists, *cascade, span);
            }
            ActionKind::RenameColumn { from, to } => {
                self.inherit(LockMode::AccessExclusive);
                if self.stood(from) {
                    let kind = ObjectKind::Column;
                    self.collect.rename(kind, self.table, Some(&from.name), &to.name, span);
                }
            }
            ActionKind::RenameTo { to } => self.rename(&to.name, span),
            ActionKind::SetSchema { schema } => {
                let to = format!("{}.{}", schema.name, self.table.name);
                self.rename(&to, span);
            }
            ActionKind::SetLogged { logged } => {
                let known = self.known();
                if known.is_some_and(|table| table.complete && table.unlogged != *logged) {
                    return false;
                }
                self.collect.rewrite(self.table, span, Cause::Persistence);
            }
            ActionKind::SetTablespace { .. } => {
                self.collect.rewrite(self.table, span, Cause::Tablespace);
            }
            ActionKind::SetAccessMethod { method } => {
                if method.name == "heap" {
                    return false;
                }
                self.collect.rewrite(self.table, span, Cause::AccessMethod);
            }
            ActionKind::Trigger { .. } => self.inherit(LockMode::ShareRowExclusive),
            ActionKind::Inherit { parent, inherit } => {
                let parent = self.collect.catalog.resolve_relation(parent);
                let mode =
                    if *inherit { LockMode::ShareUpdateExclusive } else { LockMode::AccessShare };
                self.collect.lock(&parent, mode);
            }
            ActionKind::AttachPartition { partition, default, .. } => {
                partition::attach(self.table, partition, *default, span, self.collect);
            }
            ActionKind::DetachPartition { partition, concurrently, finalize } => {
                partition::detach(self.table, partition, *concurrently || *finalize, self.collect);
                self.collect.effects.needs_no_transaction |= *concurrently;
            }
            _ => {}
        }
        true
    }

    /// Locks partitions and children that the action reaches.
    fn inherit(&mut self, mode: LockMode) {
        if !self.only {
            for child in self.collect.catalog.descendants(self.table) {
                self.collect.lock(&child, mode);
            }
        }
    }

    fn known(&self) -> Option<&'b Table> {
        self.collect.catalog.table(self.table)
    }

    fn column(&self, name: &Ident) -> Option<&'b Known> {
        self.known()?.column(&name.name)
    }

    fn is_no_column(&self, name: &Ident) -> bool {
        self.known().is_some_and(|table| table.complete && table.column(&name.name).is_none())
    }

    /// Whether a column was there before the migration.
    fn stood(&self, name: &Ident) -> bool {
        self.collect.catalog.column_standing(self.table, &name.name)
    }

    fn rename(&mut self, to: &str, span: Span) {
        if self.collect.catalog.standing(self.table) {
            self.collect.rename(ObjectKind::Table, self.table, None, to, span);
        }
    }

    fn add_column(&mut self, column: &Column, span: Span) {
        let name = || column.name.name.clone();
        let rewrite = self.why_rewritten(column);
        let rewrites = rewrite.is_some();
        if let Some(cause) = rewrite {
            self.collect.rewrite_tree(self.table, span, &cause);
        }
        let primary = column
            .constraints
            .iter()
            .any(|constraint| matches!(constraint.kind, ConstraintKind::PrimaryKey { .. }));
        let default = column.default.as_ref().filter(|default| default.shape != Shape::Null);
        let has_value = default.is_some() || rewrites || column.generated.is_some();
        if (column.not_null || primary) && !has_value {
            self.collect.scan_tree(self.table, span, &Cause::NotNull { column: name() });
            self.fails_on_rows(
                span,
                format!("existing rows have no value for `{}`", column.name.name),
            );
        }
        for constraint in &column.constraints {
            match &constraint.kind {
                ConstraintKind::ForeignKey(_) => {
                    // A column without a default is null in every row, so nothing is validated.
                    let validates = column.default.is_some() || column.generated.is_some();
                    self.add_foreign_key(constraint, validates, span);
                }
                _ => {
                    self.add_constraint(constraint, span);
                }
            }
        }
    }

    /// Why a new column writes the table anew (`ATExecAddColumn`).
    fn why_rewritten(&self, column: &Column) -> Option<Cause> {
        let name = column.name.name.clone();
        let catalog = self.collect.catalog;
        let data_type = column.data_type.as_ref()?;
        if is_serial(data_type) {
            return Some(Cause::Serial { column: name });
        }
        if column.identity.is_some() {
            return Some(Cause::Identity { column: name });
        }
        if let Some(generated) = &column.generated {
            return generated.stored.then_some(Cause::Generated { column: name });
        }
        let domain = catalog.domain_of(data_type).map(|(_, domain)| domain);
        let default = column.default.as_ref();
        let default = default.or_else(|| domain.and_then(|domain| domain.default.as_ref()));
        if default.is_some_and(|default| is_volatile(default, catalog)) {
            return Some(Cause::VolatileDefault { column: name });
        }
        domain.is_some_and(is_constrained).then_some(Cause::ConstrainedDomain { column: name })
    }

    fn fails_on_rows(&mut self, span: Span, why: String) {
        let catalog = self.collect.catalog;
        if catalog.standing(self.table) && !catalog.is_emptied(self.table) {
            self.collect.effects.fails_if_rows.get_or_insert((span, why));
        }
    }

    fn drop_column(&mut self, name: &Ident, cascade: bool, span: Span) {
        self.inherit(LockMode::AccessExclusive);
        if self.stood(name) {
            self.collect.drop(ObjectKind::Column, self.table, Some(&name.name), span, false);
        }
        self.collect.drop_foreign_keys_of_columns(self.table, &name.name);
        if cascade {
            let catalog = self.collect.catalog;
            let views = catalog.views_reading_column(self.table, &name.name);
            self.collect.drop_views(views, span);
            let points = |columns: &[String]| columns.contains(&name.name);
            self.collect.drop_foreign_keys_to(self.table, points, span);
        }
    }

    fn set_type(
        &mut self,
        column: &Ident,
        to: &TypeName,
        collation: Option<&Name>,
        using: Option<&Expression>,
        span: Span,
    ) {
        self.inherit(LockMode::AccessExclusive);
        let catalog = self.collect.catalog;
        let known = self.column(column);
        let from = known.and_then(|known| known.data_type.as_ref());
        let conversion = conversion(from, to, using, catalog);
        if conversion == Conversion::Rewrite {
            let cause = Cause::TypeChange { column: column.name.clone() };
            self.collect.rewrite_tree(self.table, span, &cause);
        } else {
            let old_collation = known.and_then(|known| known.collation.as_deref());
            let new_collation = collation.map(|name| name.name.as_str());
            let recollates = old_collation.map(unquoted) != new_collation;
            self.rebuild_indexes(column, conversion == Conversion::Indexes || recollates, span);
            self.check_again(column, span);
        }
        self.relink_foreign_keys(column, conversion, span);
        if self.stood(column) {
            let unchanged = from.is_some_and(|from| {
                catalog.resolve_type_name(from) == catalog.resolve_type_name(to)
                    && from.modifiers == to.modifiers
                    && from.dimensions == to.dimensions
            });
            if !unchanged {
                self.collect.effects.retypes.push(Retyped {
                    table: self.table.clone(),
                    column: column.name.clone(),
                    from: from.map(|from| from.text.clone()),
                    to: to.text.clone(),
                    span,
                });
            }
        }
    }

    /// Indexes on a retyped column: those with expressions or a `WHERE` are always built anew, plain ones only
    /// when their order may change (`CheckIndexCompatible`).
    fn rebuild_indexes(&mut self, column: &Ident, reorders: bool, span: Span) {
        let catalog = self.collect.catalog;
        let rebuilt = catalog.indexes_of(self.table).any(|(_, index)| {
            let used = index.depends_on.contains(&column.name);
            let is_key = index.columns.iter().flatten().any(|key| *key == column.name);
            let complex = index.partial || index.columns.iter().any(Option::is_none);
            used && (complex || reorders && is_key)
        });
        if rebuilt {
            let cause = Cause::IndexRebuild { column: column.name.clone() };
            self.collect.scan_tree(self.table, span, &cause);
        }
    }

    /// Checks that name a retyped column are made again, and hold every row against themselves.
    fn check_again(&mut self, column: &Ident, span: Span) {
        for constraint in self.collect.catalog.constraints_of(self.table) {
            if let ConstraintKind::Check(check) = &constraint.kind
                && constraint.validated
                && check.columns.contains(&column.name)
            {
                let cause = Cause::Check { constraint: constraint.name.clone() };
                self.collect.scan_tree(self.table, span, &cause);
            }
        }
    }

    /// Foreign keys over a retyped column are made again; rows are held against them unless values stay.
    fn relink_foreign_keys(&mut self, column: &Ident, conversion: Conversion, span: Span) {
        let catalog = self.collect.catalog;
        self.collect.drop_foreign_keys_of_columns(self.table, &column.name);
        if conversion == Conversion::Nothing {
            return;
        }
        for (referrer, constraint) in catalog.foreign_keys_to(self.table) {
            if let ConstraintKind::ForeignKey(key) = &constraint.kind
                && self
                    .collect
                    .referenced_columns(self.table, &key.referenced)
                    .contains(&column.name)
                && constraint.validated
            {
                let cause = Cause::ForeignKey { constraint: constraint.name.clone() };
                self.collect.scan_tree(referrer, span, &cause);
            }
        }
    }

    fn set_not_null(&mut self, column: &Ident, span: Span) -> bool {
        self.inherit(LockMode::AccessExclusive);
        let known = self.column(column);
        if known.is_some_and(|known| known.not_null && !known.not_null_unvalidated) {
            return false;
        }
        self.refuse_nulls(&column.name, span);
        true
    }

    /// Searches the rows for nulls, unless a valid check rules them out (`NotNullImpliedByRelConstraints`).
    fn refuse_nulls(&mut self, column: &str, span: Span) {
        if self.new_columns.contains(&column) {
            return;
        }
        let proven = self.collect.catalog.constraints_of(self.table).iter().any(|constraint| {
            constraint.validated
                && matches!(&constraint.kind, ConstraintKind::Check(check)
                    if check.not_null.iter().any(|name| name == column))
        });
        if proven {
            return;
        }
        let cause = Cause::NotNull { column: column.to_owned() };
        self.collect.scan_tree(self.table, span, &cause);
        let known = self.known().and_then(|table| table.column(column));
        if known.is_some_and(Known::may_be_null) {
            self.fails_on_rows(span, format!("rows in which `{column}` is null make it fail"));
        }
    }

    fn add_constraint(&mut self, constraint: &Constraint, span: Span) -> bool {
        let name = constraint.name.as_ref().map(|name| name.name.clone()).unwrap_or_default();
        let validates = !constraint.not_valid && !constraint.not_enforced;
        match &constraint.kind {
            ConstraintKind::ForeignKey(_) => self.add_foreign_key(constraint, validates, span),
            ConstraintKind::Check(_) => {
                self.inherit(LockMode::AccessExclusive);
                if validates {
                    self.collect.scan_tree(self.table, span, &Cause::Check { constraint: name });
                }
            }
            ConstraintKind::NotNull { column } => {
                if validates {
                    return self.set_not_null(column, span);
                }
                self.inherit(LockMode::AccessExclusive);
            }
            ConstraintKind::UsingIndex { index, primary } => {
                if *primary {
                    self.refuse_nulls_in_index(index, span);
                }
            }
            ConstraintKind::PrimaryKey { columns } => {
                self.build_index(name, span);
                for column in columns {
                    if self
                        .column(&Ident { name: column.clone(), span })
                        .is_none_or(|c| !c.not_null)
                    {
                        self.refuse_nulls(column, span);
                    }
                }
            }
            ConstraintKind::Unique { .. } | ConstraintKind::Exclude { .. } => {
                self.build_index(name, span);
            }
        }
        true
    }

    fn build_index(&mut self, constraint: String, span: Span) {
        self.inherit(LockMode::AccessExclusive);
        let cause = Cause::ConstraintIndex { constraint };
        if !self.only {
            self.collect.scan_tree(self.table, span, &cause);
        } else if !self.collect.catalog.is_partitioned(self.table) {
            self.collect.scan(self.table, span, cause);
        }
    }

    fn refuse_nulls_in_index(&mut self, index: &Ident, span: Span) {
        let catalog = self.collect.catalog;
        let name = QualifiedName::new(self.table.schema.clone(), index.name.clone());
        let columns = catalog.index(&name).map(|index| index.columns.clone()).unwrap_or_default();
        for column in columns.into_iter().flatten() {
            let known = self.known().and_then(|table| table.column(&column));
            if known.is_none_or(|known| !known.not_null) {
                self.refuse_nulls(&column, span);
            }
        }
    }

    fn add_foreign_key(&mut self, constraint: &Constraint, validates: bool, span: Span) {
        let ConstraintKind::ForeignKey(key) = &constraint.kind else { return };
        let referenced = self.collect.catalog.resolve_relation(&key.table);
        self.collect.lock_tree(&referenced, LockMode::ShareRowExclusive);
        self.inherit(LockMode::ShareRowExclusive);
        if validates {
            let name = constraint.name.as_ref().map(|name| name.name.clone()).unwrap_or_default();
            self.collect.scan_tree(self.table, span, &Cause::ForeignKey { constraint: name });
        }
    }

    fn validate(&mut self, name: &Ident, span: Span) -> bool {
        let catalog = self.collect.catalog;
        let known = self.known().and_then(|table| table.constraint(&name.name));
        if known.is_some_and(|known| known.validated) {
            return false;
        }
        self.inherit(LockMode::ShareUpdateExclusive);
        let constraint = name.name.clone();
        let cause = match known.map(|known| &known.kind) {
            Some(ConstraintKind::ForeignKey(key)) => {
                let referenced = catalog.resolve_relation(&key.table);
                self.collect.lock(&referenced, LockMode::RowShare);
                Cause::ForeignKey { constraint }
            }
            _ => Cause::Check { constraint },
        };
        self.collect.scan_tree(self.table, span, &cause);
        true
    }

    fn drop_constraint(
        &mut self,
        name: &Ident,
        if_exists: bool,
        cascade: bool,
        span: Span,
    ) -> bool {
        let catalog = self.collect.catalog;
        let known = self.known().and_then(|table| table.constraint(&name.name));
        if known.is_none() && if_exists && self.known().is_some_and(|table| table.complete) {
            return false;
        }
        match known.map(|known| &known.kind) {
            Some(ConstraintKind::ForeignKey(_)) => {
                self.inherit(LockMode::AccessExclusive);
                if let Some(referenced) = known.and_then(|known| known.references.as_ref()) {
                    self.collect.lock_tree(referenced, LockMode::AccessExclusive);
                }
            }
            Some(ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns })
                if cascade =>
            {
                for (referrer, _) in catalog.foreign_keys_to(self.table) {
                    self.collect.lock_tree(referrer, LockMode::AccessExclusive);
                }
                self.collect.drop_foreign_keys_to(self.table, |to| to == columns, span);
            }
            _ => self.inherit(LockMode::AccessExclusive),
        }
        if known.is_none_or(|known| known.origin.migration != catalog.current)
            && catalog.standing(self.table)
        {
            self.collect.drop(ObjectKind::Constraint, self.table, Some(&name.name), span, false);
        }
        true
    }
}

/// Whether a type is one of the shorthands for a numbered column.
pub(super) fn is_serial(data_type: &TypeName) -> bool {
    matches!(data_type.name.as_str(), "serial2" | "serial4" | "serial8")
        && data_type.dimensions == 0
}

fn unquoted(collation: &str) -> &str {
    collation.trim_matches('"')
}
