//! Constraints: added, validated, dropped; columns that refuse nulls.

use super::Change;
use crate::catalog::Column as Known;
use crate::effects::versions::Since;
use crate::effects::{Cause, LockMode};
use crate::name::{Ident, QualifiedName};
use crate::source::Span;
use crate::syntax::statement::{Constraint, ConstraintKind, ObjectKind};

impl Change<'_, '_> {
    pub(super) fn set_not_null(&mut self, column: &Ident, span: Span) -> bool {
        let known = self.column(column);
        if known.is_some_and(|known| known.not_null && !known.not_null_unvalidated) {
            return false;
        }
        self.inherit(LockMode::AccessExclusive);
        self.refuse_nulls(&column.name, span);
        true
    }

    /// Searches the rows for nulls, unless a valid check rules them out (`NotNullImpliedByRelConstraints`).
    pub(super) fn refuse_nulls(&mut self, column: &str, span: Span) {
        if self.new_columns.contains(&column) {
            return;
        }
        let proven = self.collect.catalog.constraints_of(self.table).iter().any(|constraint| {
            constraint.validated
                && !self.dropped_constraints.contains(&&*constraint.name)
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

    pub(super) fn add_constraint(&mut self, constraint: &Constraint, span: Span) -> bool {
        let name = constraint.name.as_ref().map(|name| name.name.clone()).unwrap_or_default();
        let validates = !constraint.not_valid && !constraint.not_enforced;
        match &constraint.kind {
            ConstraintKind::ForeignKey(_) => self.add_foreign_key(constraint, validates, span),
            ConstraintKind::Check(_) => {
                let cause = Cause::Check { constraint: name };
                if self.only || constraint.no_inherit {
                    if validates {
                        self.collect.scan(self.table, span, cause);
                    }
                } else {
                    self.inherit(LockMode::AccessExclusive);
                    if validates {
                        self.collect.scan_tree(self.table, span, &cause);
                    }
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

    pub(super) fn build_index(&mut self, constraint: String, span: Span) {
        if Since::ConstraintsLockChildren.is_in(self.collect.version) {
            self.inherit(LockMode::AccessExclusive);
        } else {
            self.reach_partitions(LockMode::Share);
        }
        let cause = Cause::ConstraintIndex { constraint };
        if !self.collect.catalog.is_partitioned(self.table) {
            self.collect.scan(self.table, span, cause);
        } else if !self.only {
            self.collect.scan_tree(self.table, span, &cause);
        }
    }

    pub(super) fn refuse_nulls_in_index(&mut self, index: &Ident, span: Span) {
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

    pub(super) fn add_foreign_key(&mut self, constraint: &Constraint, validates: bool, span: Span) {
        let ConstraintKind::ForeignKey(key) = &constraint.kind else { return };
        let referenced = self.collect.catalog.resolve_relation(&key.table);
        self.collect.lock_tree(&referenced, LockMode::ShareRowExclusive);
        if Since::ConstraintsLockChildren.is_in(self.collect.version) {
            self.inherit(LockMode::ShareRowExclusive);
        } else {
            self.reach_partitions(LockMode::ShareRowExclusive);
        }
        if validates {
            let name = constraint.name.as_ref().map(|name| name.name.clone()).unwrap_or_default();
            let cause = Cause::ForeignKey { constraint: name };
            if self.collect.catalog.is_partitioned(self.table) {
                self.collect.scan_tree(self.table, span, &cause);
            } else {
                self.collect.scan(self.table, span, cause);
            }
        }
    }

    pub(super) fn validate(&mut self, name: &Ident, span: Span) -> bool {
        let catalog = self.collect.catalog;
        let known = self.known().and_then(|table| table.constraint(&name.name));
        let checks = |kind: &ConstraintKind| {
            matches!(kind, ConstraintKind::Check(_) | ConstraintKind::ForeignKey(_))
        };
        if known.is_some_and(|known| known.validated && checks(&known.kind)) {
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

    pub(super) fn drop_constraint(
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
                self.reach_partitions(LockMode::AccessExclusive);
                for (referrer, _) in catalog.foreign_keys_to(self.table) {
                    self.collect.lock_tree(referrer, LockMode::AccessExclusive);
                }
                self.collect.drop_foreign_keys_to(self.table, |to| to == columns, span);
            }
            Some(ConstraintKind::Check(_)) => {
                // Even with ONLY the children learn that the constraint is their own now.
                self.collect.lock_tree(self.table, LockMode::AccessExclusive);
            }
            Some(_) => self.reach_partitions(LockMode::AccessExclusive),
            None => self.inherit(LockMode::AccessExclusive),
        }
        if known.is_none_or(|known| known.origin.migration != catalog.current)
            && catalog.exists(self.table)
        {
            self.collect.drop(ObjectKind::Constraint, self.table, Some(&name.name), span, false);
        }
        true
    }
}
