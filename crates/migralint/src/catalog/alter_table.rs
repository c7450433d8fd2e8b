//! `ALTER TABLE` and what shares its grammar.

use super::column::is_value;
use super::{Catalog, Origin, Relation};
use crate::name::QualifiedName;
use crate::syntax;
use crate::syntax::statement::{ActionKind, AlterTable, ObjectKind, Shape, TypeName};

impl Catalog {
    #[expect(clippy::wildcard_enum_match_arm, reason = "`alter_table` sorts out the actions")]
    pub(super) fn alter_relation(&mut self, alter: &AlterTable, origin: Origin) {
        let name = self.resolve_relation(&alter.name);
        let is_table = match self.relation(&name) {
            Some(relation) => matches!(relation, Relation::Table(_)),
            None => {
                matches!(alter.kind, ObjectKind::Table | ObjectKind::ForeignTable)
                    && !(alter.if_exists && self.is_dropped(&name))
            }
        };
        for action in &alter.actions {
            self.alter_extras(&name, &action.kind);
            match &action.kind {
                ActionKind::RenameTo { to } => {
                    if is_table {
                        self.table_mut(&name);
                    }
                    self.rename_relation(&name, &to.name);
                }
                ActionKind::SetSchema { schema } => {
                    if is_table {
                        self.table_mut(&name);
                    }
                    self.move_relation(&name, &schema.name);
                }
                ActionKind::AttachPartition { partition, .. }
                    if alter.kind == ObjectKind::Index =>
                {
                    self.attach_index(&alter.name, partition);
                }
                ActionKind::SetLogged { logged } if !is_table => {
                    if let Some(sequence) = self.sequences.get_mut(&name) {
                        sequence.unlogged = !logged;
                    }
                }
                action if is_table => self.alter_table(&name, action, alter.only, origin),
                _ => {}
            }
        }
    }

    fn alter_table(
        &mut self,
        table: &QualifiedName,
        action: &ActionKind,
        only: bool,
        origin: Origin,
    ) {
        self.table_mut(table);
        match action {
            ActionKind::AddColumn { column, if_not_exists } => {
                if !(*if_not_exists && self.column(table, &column.name.name).is_some()) {
                    self.add_column(table, column, only, origin);
                }
            }
            ActionKind::DropColumn { name, cascade, .. } => {
                for target in self.targets(table, only) {
                    self.drop_column(&target, &name.name, *cascade);
                }
            }
            ActionKind::RenameColumn { from, to } => {
                for target in self.targets(table, only) {
                    self.rename_column(&target, &from.name, &to.name);
                }
            }
            ActionKind::AddConstraint(constraint) => {
                self.add_constraint(table, constraint, None, only, origin);
            }
            ActionKind::ValidateConstraint { name } => self.validate_constraint(table, &name.name),
            ActionKind::DropConstraint { name, cascade, .. } => {
                self.drop_constraint(table, &name.name, only, *cascade);
            }
            ActionKind::AlterConstraint { name, options, .. } => {
                for target in self.targets(table, only) {
                    self.alter_constraint(&target, &name.name, options);
                }
            }
            ActionKind::RenameConstraint { from, to } => {
                self.rename_constraint(table, &from.name, &to.name, only);
            }
            ActionKind::AddIdentity { column, identity, options } => {
                self.create_owned_sequence(table, &column.name, options, origin);
                if let Some(column) = self.column_mut(table, &column.name) {
                    column.identity = Some(*identity);
                }
            }
            ActionKind::DropIdentity { column, .. } => self.drop_identity(table, &column.name),
            ActionKind::AttachPartition { partition, default, bounds } => {
                let partition = self.resolve_relation(partition);
                self.attach_partition(table, &partition, *default, bounds, origin);
            }
            ActionKind::DetachPartition { partition, .. } => {
                let partition = self.resolve_relation(partition);
                self.detach_partition(&partition);
            }
            ActionKind::Inherit { parent, inherit } => {
                let parent = self.resolve_relation(parent);
                self.inherit(table, &parent, *inherit, origin);
            }
            ActionKind::SetType { column, .. }
            | ActionKind::SetDefault { column, .. }
            | ActionKind::DropDefault { column }
            | ActionKind::SetNotNull { column }
            | ActionKind::DropNotNull { column }
            | ActionKind::SetIdentity { column, .. }
            | ActionKind::SetExpression { column, .. }
            | ActionKind::DropExpression { column, .. } => {
                for target in self.targets(table, only) {
                    self.alter_column(&target, &column.name, action);
                }
            }
            ActionKind::RowSecurity { .. }
            | ActionKind::ForceRowSecurity { .. }
            | ActionKind::SetLogged { .. }
            | ActionKind::ReplicaIdentity { .. }
            | ActionKind::Trigger { .. }
            | ActionKind::SetParameters { .. }
            | ActionKind::ResetParameters { .. } => self.alter_settings(table, action),
            // The table keeps none of this, or it is done above.
            ActionKind::RenameTo { .. }
            | ActionKind::SetSchema { .. }
            | ActionKind::SetStatistics { .. }
            | ActionKind::SetStorage { .. }
            | ActionKind::SetCompression { .. }
            | ActionKind::SetColumnOptions { .. }
            | ActionKind::OwnerTo
            | ActionKind::Rule { .. }
            | ActionKind::ClusterOn { .. }
            | ActionKind::SetWithoutCluster
            | ActionKind::SetWithoutOids
            | ActionKind::SetTablespace { .. }
            | ActionKind::SetAccessMethod { .. }
            | ActionKind::OfType { .. }
            | ActionKind::Other(_) => {}
        }
    }

    /// `ALTER CONSTRAINT` with its words behind the name.
    fn alter_constraint(&mut self, table: &QualifiedName, name: &str, options: &str) {
        let constraints = &mut self.table_mut(table).constraints;
        let Some(constraint) = constraints.iter_mut().find(|one| one.name == name) else { return };
        for words in DEFERRAL {
            constraint.options = syntax::without(&constraint.options, words);
            constraint.definition = syntax::without(&constraint.definition, words);
        }
        let mut words = options.to_owned();
        for default in [["not", "deferrable"], ["initially", "immediate"]] {
            words = syntax::without(&words, &default);
        }
        constraint.deferrable = !words.is_empty();
        for text in [&mut constraint.options, &mut constraint.definition] {
            format!("{text} {words}").trim().clone_into(text);
        }
    }

    /// Actions on one column, which reach the children.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the caller has sorted out the actions")]
    fn alter_column(&mut self, table: &QualifiedName, name: &str, action: &ActionKind) {
        let new_type = if let ActionKind::SetType { data_type, .. } = action {
            Some(self.resolved_type(data_type))
        } else {
            None
        };
        if let Some(new_type) = &new_type {
            self.fold_casts(table, name, &new_type.name);
        }
        let old_type = self.column(table, name).and_then(|column| column.data_type.clone());
        let is_own = |of: &TypeName| self.type_of(of).is_some() && self.domain_of(of).is_none();
        let old_type = old_type.filter(is_own);
        let Some(column) = self.column_mut(table, name) else { return };
        match action {
            ActionKind::SetType { collation, .. } => {
                // A default that stays casts from the old type from then on (`ATExecAlterColumnType`).
                if let (Some(default), Some(old)) = (&mut column.default, old_type) {
                    if default.shape == Shape::Constant && default.casts.is_empty() {
                        default.text = format!("{}::{}", default.text, old.text);
                    }
                    default.casts.push(old);
                }
                column.data_type = new_type;
                column.collation = collation.as_ref().map(crate::name::Name::sql);
            }
            ActionKind::SetDefault { default, .. } => {
                column.default = Some(default.clone()).filter(is_value);
            }
            ActionKind::DropDefault { .. } => column.default = None,
            ActionKind::SetNotNull { .. } => {
                column.not_null = true;
                column.not_null_unvalidated = false;
                column.filled = true;
            }
            ActionKind::DropNotNull { .. } => {
                column.not_null = false;
                column.not_null_unvalidated = false;
                column.not_null_name = None;
                column.filled = false;
            }
            ActionKind::SetIdentity { identity: Some(identity), .. } => {
                column.identity = Some(*identity);
            }
            ActionKind::SetExpression { expression, .. } => {
                if let Some((old, _)) = &mut column.generated {
                    old.clone_from(expression);
                }
            }
            ActionKind::DropExpression { .. } => column.generated = None,
            _ => {}
        }
        let changed = [column.clone()];
        self.links.add_types(table, &changed);
    }

    /// Actions on the table itself, which do not reach its children.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the caller has sorted out the actions")]
    fn alter_settings(&mut self, table: &QualifiedName, action: &ActionKind) {
        let table = self.table_mut(table);
        match action {
            ActionKind::RowSecurity { enable } => table.row_security = *enable,
            ActionKind::ForceRowSecurity { force } => table.force_row_security = *force,
            ActionKind::SetLogged { logged } => table.unlogged = !logged,
            ActionKind::ReplicaIdentity { identity } => table.replica_identity = identity.clone(),
            ActionKind::Trigger { name, enable } => {
                let named = |trigger: &str| name.as_ref().is_none_or(|name| name.name == trigger);
                for trigger in table.triggers.iter_mut().filter(|found| named(&found.name)) {
                    trigger.enabled = *enable;
                }
            }
            ActionKind::SetParameters { names } => {
                table.parameters.retain(|known| !names.contains(known));
                table.parameters.extend(names.iter().cloned());
            }
            ActionKind::ResetParameters { names } => {
                table.parameters.retain(|known| !names.contains(known));
            }
            _ => {}
        }
    }

    fn drop_identity(&mut self, table: &QualifiedName, name: &str) {
        let Some(column) = self.column_mut(table, name) else { return };
        if column.identity.take().is_none() {
            return;
        }
        for sequence in self.links.sequences.list(table) {
            let owner = self.sequences.get(&sequence).and_then(|found| found.owned_by.as_ref());
            if owner.is_some_and(|(_, column)| column == name) {
                self.remove_sequence(&sequence);
            }
        }
    }
}

/// The words of a constraint that say when it is held against the rows.
const DEFERRAL: [&[&str]; 4] = [
    &["not", "deferrable"],
    &["deferrable"],
    &["initially", "deferred"],
    &["initially", "immediate"],
];
