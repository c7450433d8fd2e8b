//! Columns: added, dropped, retyped.

use super::Change;
use super::{is_serial, unquoted};
use crate::effects::rewrite::{Conversion, conversion, is_constrained};
use crate::effects::volatility::is_volatile;
use crate::effects::{Cause, LockMode, Retyped};
use crate::name::{Ident, Name};
use crate::source::Span;
use crate::syntax::statement::{Column, ConstraintKind, Expression, ObjectKind, Shape, TypeName};

impl Change<'_, '_> {
    pub(super) fn add_column(&mut self, column: &Column, span: Span) {
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
                ConstraintKind::PrimaryKey { .. }
                | ConstraintKind::Unique { .. }
                | ConstraintKind::UsingIndex { .. }
                | ConstraintKind::Check(_)
                | ConstraintKind::Exclude { .. }
                | ConstraintKind::NotNull { .. } => {
                    self.add_constraint(constraint, span);
                }
            }
        }
    }

    /// Why a new column writes the table anew (`ATExecAddColumn`).
    pub(super) fn why_rewritten(&self, column: &Column) -> Option<Cause> {
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

    pub(super) fn drop_column(&mut self, name: &Ident, cascade: bool, span: Span) {
        // Even with ONLY the children learn that the column is their own now.
        self.collect.lock_tree(self.table, LockMode::AccessExclusive);
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

    pub(super) fn set_type(
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
            let old_collation = known.and_then(|known| known.collation.as_deref()).map(unquoted);
            let new_collation = collation.map(|name| name.name.as_str());
            let named = |collation: Option<&str>| collation.unwrap_or("default").to_owned();
            let recollates = named(old_collation) != named(new_collation);
            self.rebuild_indexes(column, conversion == Conversion::Indexes || recollates, span);
            self.check_again(column, span);
        }
        self.relink_foreign_keys(column, conversion, span);
        if self.stood(column) {
            let unchanged = from.is_some_and(|from| {
                catalog.is_same_type(from, to)
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
    pub(super) fn rebuild_indexes(&mut self, column: &Ident, reorders: bool, span: Span) {
        let catalog = self.collect.catalog;
        let partitioned = catalog.is_partitioned(self.table);
        let rebuilt = catalog.indexes_of(self.table).any(|(_, index)| {
            let used = index.depends_on.contains(&column.name);
            let is_key = index.columns.iter().flatten().any(|key| *key == column.name);
            let complex = index.partial || index.columns.iter().any(Option::is_none);
            // The indexes of partitions are made anew from that of the partitioned table.
            used && (complex || partitioned || reorders && is_key)
        });
        if rebuilt {
            let cause = Cause::IndexRebuild { column: column.name.clone() };
            self.collect.scan_tree(self.table, span, &cause);
        }
    }

    /// Checks that name a retyped column are made again, and hold every row against themselves.
    pub(super) fn check_again(&mut self, column: &Ident, span: Span) {
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
    pub(super) fn relink_foreign_keys(
        &mut self,
        column: &Ident,
        conversion: Conversion,
        span: Span,
    ) {
        let catalog = self.collect.catalog;
        self.collect.drop_foreign_keys_of_columns(self.table, &column.name);
        if conversion == Conversion::Nothing {
            return;
        }
        for constraint in catalog.constraints_of(self.table) {
            if let ConstraintKind::ForeignKey(key) = &constraint.kind
                && key.columns.contains(&column.name)
                && constraint.validated
            {
                let cause = Cause::ForeignKey { constraint: constraint.name.clone() };
                self.collect.scan_tree(self.table, span, &cause);
            }
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
}
