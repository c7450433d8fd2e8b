//! What hangs on tables and columns: keys, indexes, views, triggers, policies, flags, comments.

use super::{TABLE, Writer};
use crate::catalog::compare::State;
use crate::name::{QualifiedName, literal};
use crate::syntax::canonical;
use crate::syntax::statement::{ConstraintKind, ObjectKind};

impl Writer<'_> {
    /// Keys, checks, indexes; then foreign keys.
    pub(super) fn make_keys_and_indexes(&mut self) {
        let constraint = &[ObjectKind::Constraint];
        for foreign in [false, true] {
            for lost in self.still(constraint, State::Missing) {
                let Some(part) = &lost.part else { continue };
                let Some(wanted) =
                    self.target.table(&lost.name).and_then(|table| table.constraint(part)).cloned()
                else {
                    continue;
                };
                if matches!(wanted.kind, ConstraintKind::ForeignKey(_)) != foreign
                    || self
                        .now
                        .table(&lost.name)
                        .is_some_and(|table| table.constraint(part).is_some())
                {
                    continue;
                }
                let valid = if wanted.validated { "" } else { " NOT VALID" };
                let sql = format!(
                    "ALTER TABLE {} ADD CONSTRAINT {} {}{valid}",
                    self.name(&lost.name),
                    self.style.ident(part),
                    self.constraint_sql(&wanted)
                );
                self.run(if foreign { "AddForeignKey" } else { "AlterTable" }, &sql);
            }
            if !foreign {
                self.make_indexes();
            }
        }
    }

    fn make_indexes(&mut self) {
        for lost in self.still(&[ObjectKind::Index], State::Missing) {
            let Some(index) = self.target.index(&lost.name).cloned() else { continue };
            if self.now.relation(&lost.name).is_some() || self.now.relation(&index.table).is_none()
            {
                continue;
            }
            let unique = if index.unique { "UNIQUE " } else { "" };
            let only = if index.only { "ONLY " } else { "" };
            let sql = format!(
                "CREATE {unique}INDEX {} ON {only}{} {}",
                self.style.ident(&lost.name.name),
                self.name(&index.table),
                index.definition
            );
            self.run("CreateIndex", &sql);
        }
    }

    pub(super) fn make_views(&mut self) {
        let mut lost: Vec<QualifiedName> = self
            .still(&[ObjectKind::View, ObjectKind::MaterializedView], State::Missing)
            .into_iter()
            .map(|view| view.name)
            .collect();
        while !lost.is_empty() {
            let free = lost.iter().position(|name| {
                self.target
                    .view(name)
                    .is_none_or(|view| view.reads.iter().all(|read| !lost.contains(read)))
            });
            let name = lost.remove(free.unwrap_or(0));
            let Some(view) = self.target.view(&name).cloned() else { continue };
            let kind = if view.materialized { "MATERIALIZED VIEW" } else { "VIEW" };
            let definition = self.in_schema(&name, &view.definition);
            self.run("CreateView", &format!("CREATE {kind} {definition}"));
        }
        self.make_indexes();
    }

    /// Triggers, policies, rules and the flags of tables.
    pub(super) fn make_what_hangs_on(&mut self) {
        for lost in
            self.still(&[ObjectKind::Trigger, ObjectKind::Policy, ObjectKind::Rule], State::Missing)
        {
            let (Some(part), Some(table)) = (&lost.part, self.target.table(&lost.name)) else {
                continue;
            };
            let (ident, name) = (self.style.ident(part), self.name(&lost.name));
            if lost.kind == ObjectKind::Policy {
                let Some(policy) = table.policy(part) else { continue };
                self.run(
                    "CreatePolicy",
                    format!("CREATE POLICY {ident} ON {name} {}", policy.definition).trim_end(),
                );
            } else if lost.kind == ObjectKind::Rule {
                let Some(rule) = table.rule(part) else { continue };
                self.run("CreateRule", &format!("CREATE RULE {}", rule.definition));
            } else {
                let Some(trigger) = table.trigger(part).cloned() else { continue };
                let text = canonical(&trigger.definition);
                let constraint = if text.contains(" deferrable") { "CONSTRAINT " } else { "" };
                let rest = crate::syntax::behind_name(&trigger.definition);
                self.run("CreateTrigger", &format!("CREATE {constraint}TRIGGER {ident}{rest}"));
            }
        }
        let disabled: Vec<(QualifiedName, String, bool)> = self
            .still(&[ObjectKind::Trigger], State::Different)
            .into_iter()
            .filter_map(|one| {
                let part = one.part?;
                let table = self.target.table(&one.name)?;
                let enabled = table.trigger(&part)?.enabled;
                Some((one.name, part, enabled))
            })
            .collect();
        for (table, trigger, enabled) in disabled {
            let word = if enabled { "ENABLE" } else { "DISABLE" };
            let ident = self.style.ident(&trigger);
            self.alter(&table, &format!("{word} TRIGGER {ident}"));
        }
        self.restore_flags();
        for sequence in self.still(&[ObjectKind::Sequence], State::Different) {
            let (Some(wanted), Some(there)) = (
                self.target.sequences.get(&sequence.name),
                self.now.sequences.get(&sequence.name).cloned(),
            ) else {
                continue;
            };
            let shown = self.name(&sequence.name);
            if wanted.unlogged != there.unlogged {
                let word = if wanted.unlogged { "UNLOGGED" } else { "LOGGED" };
                self.run("AlterSequence", &format!("ALTER SEQUENCE {shown} SET {word}"));
            }
            let options = wanted.settings_from(&there).join(" ");
            if !options.is_empty() {
                self.run("AlterSequence", &format!("ALTER SEQUENCE {shown} {options}"));
            }
        }
    }

    fn restore_flags(&mut self) {
        let mut tables: Vec<QualifiedName> =
            self.still(TABLE, State::Different).into_iter().map(|one| one.name).collect();
        tables.dedup();
        for name in tables {
            let (Some(wanted), Some(there)) =
                (self.target.table(&name).cloned(), self.now.table(&name).cloned())
            else {
                continue;
            };
            let word = |on: bool, yes: &'static str, no: &'static str| if on { yes } else { no };
            if wanted.row_security != there.row_security {
                let word = word(wanted.row_security, "ENABLE", "DISABLE");
                self.alter(&name, &format!("{word} ROW LEVEL SECURITY"));
            }
            if wanted.force_row_security != there.force_row_security {
                let word = word(wanted.force_row_security, "FORCE", "NO FORCE");
                self.alter(&name, &format!("{word} ROW LEVEL SECURITY"));
            }
            if wanted.unlogged != there.unlogged {
                self.alter(&name, word(wanted.unlogged, "SET UNLOGGED", "SET LOGGED"));
            }
            let surplus: Vec<String> = there
                .parameters
                .iter()
                .filter(|name| !wanted.parameters.contains(name))
                .cloned()
                .collect();
            if wanted.origin == there.origin && !surplus.is_empty() {
                self.alter(&name, &format!("RESET ({})", surplus.join(", ")));
            }
            let shown = self.name(&name);
            for (word, tables, others) in [
                ("NO INHERIT", &there.inherits, &wanted.inherits),
                ("INHERIT", &wanted.inherits, &there.inherits),
            ] {
                for parent in tables.iter().filter(|parent| !others.contains(parent)) {
                    let parent = self.name(parent);
                    self.alter(&name, &format!("{word} {parent}"));
                }
            }
            if let (Some(partition), None) = (&wanted.partition_of, &there.partition_of) {
                let (parent, bounds) = (partition.parent.clone(), partition.bounds.clone());
                self.alter(&parent, &format!("ATTACH PARTITION {shown} {bounds}"));
            }
        }
    }

    /// Comments on what was made again, or that the migration changed.
    pub(super) fn comments(&mut self) {
        let mut all: Vec<String> = Vec::new();
        let text = |comment: &Option<String>| comment.as_deref().map_or("NULL".to_owned(), literal);
        for (name, wanted) in &self.target.tables {
            let Some(there) = self.now.table(name) else { continue };
            if wanted.comment != there.comment {
                all.push(format!(
                    "COMMENT ON TABLE {} IS {}",
                    self.name(name),
                    text(&wanted.comment)
                ));
            }
            for column in &wanted.columns {
                let Some(back) = there.column(&column.name) else { continue };
                if column.comment != back.comment {
                    all.push(format!(
                        "COMMENT ON COLUMN {}.{} IS {}",
                        self.name(name),
                        self.style.ident(&column.name),
                        text(&column.comment)
                    ));
                }
            }
        }
        for sql in all {
            self.run("Comment", &sql);
        }
    }
}
