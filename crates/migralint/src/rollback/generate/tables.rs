//! Tables and sequences that are lost, made again.

use std::fmt::Write as _;

use super::{TABLE, Writer};
use crate::catalog::compare::State;
use crate::catalog::{Catalog, Column};
use crate::name::QualifiedName;
use crate::syntax::statement::{ConstraintKind, ObjectKind};

impl Writer<'_> {
    pub(super) fn make_tables(&mut self) {
        self.make_sequences();
        let mut lost: Vec<QualifiedName> =
            self.still(TABLE, State::Missing).into_iter().map(|table| table.name).collect();
        while !lost.is_empty() {
            let free = lost.iter().position(|name| {
                self.target
                    .table(name)
                    .is_none_or(|table| table.parents().all(|parent| !lost.contains(parent)))
            });
            let name = lost.remove(free.unwrap_or(0));
            self.make_table(&name);
        }
    }

    pub(super) fn make_sequences(&mut self) {
        for sequence in self.still(&[ObjectKind::Sequence], State::Missing) {
            let Some(content) = self.target.sequences.get(&sequence.name) else { continue };
            if let Some((table, column)) = &content.owned_by
                && let Some(column) = self.target.column(table, column)
                && (column.identity.is_some() || self.serial(table, column).is_some())
                && self.now.column(table, &column.name).is_none()
            {
                continue;
            }
            let is_identity = content.owned_by.as_ref().is_some_and(|(table, column)| {
                self.target.column(table, column).is_some_and(|column| column.identity.is_some())
            });
            if is_identity {
                continue;
            }
            let options = content.settings().into_values().collect::<Vec<_>>().join(" ");
            let kind = if content.unlogged { "UNLOGGED SEQUENCE" } else { "SEQUENCE" };
            let sql = format!("CREATE {kind} {} {options}", self.name(&sequence.name));
            self.run("CreateSequence", sql.trim_end());
        }
    }

    /// Sequences that were nobody's, before that with which they would go.
    pub(super) fn disown_sequences(&mut self) {
        let is_owned =
            |of: &Catalog, name| of.sequences.get(name).is_some_and(|one| one.owned_by.is_some());
        let names: Vec<QualifiedName> = self
            .target
            .sequences
            .keys()
            .filter(|name| !is_owned(self.target, name) && is_owned(&self.now, name))
            .cloned()
            .collect();
        for name in names {
            let sql = format!("ALTER SEQUENCE {} OWNED BY NONE", self.name(&name));
            self.run("AlterSequence", &sql);
        }
    }

    pub(super) fn own_sequences(&mut self) {
        let owned: Vec<(QualifiedName, QualifiedName, String)> = self
            .target
            .sequences
            .iter()
            .filter_map(|(name, sequence)| {
                let (table, column) = sequence.owned_by.as_ref()?;
                let there = self.now.sequences.get(name)?;
                (there.owned_by.is_none()).then(|| (name.clone(), table.clone(), column.clone()))
            })
            .collect();
        for (name, table, column) in owned {
            let sql = format!(
                "ALTER SEQUENCE {} OWNED BY {}.{}",
                self.name(&name),
                self.name(&table),
                self.style.ident(&column)
            );
            self.run("AlterSequence", &sql);
        }
    }

    fn make_table(&mut self, name: &QualifiedName) {
        let Some(table) = self.target.table(name).cloned() else { return };
        if table.foreign {
            let shown = name.shown();
            self.refused.push(format!(
                "the server and options of {shown} are not known: write its CREATE FOREIGN TABLE by hand"
            ));
            return;
        }
        let kind = if table.unlogged { "UNLOGGED TABLE" } else { "TABLE" };
        let note = "the rows are gone: restore them from a backup, or drop the table in a later release only";
        let mut sql = format!("CREATE {kind} {}", self.name(name));
        if let Some(partition) = &table.partition_of {
            let _ =
                write!(sql, " PARTITION OF {} {}", self.name(&partition.parent), partition.bounds);
        } else {
            let inherited = |column: &Column| {
                table
                    .inherits
                    .iter()
                    .any(|parent| self.target.column(parent, &column.name).is_some())
            };
            let mut lines: Vec<String> = table
                .columns
                .iter()
                .filter(|column| !inherited(column))
                .filter_map(|column| self.column_sql(name, column, false))
                .collect();
            lines.extend(
                table
                    .constraints
                    .iter()
                    .filter(|constraint| {
                        constraint.validated
                            && !matches!(constraint.kind, ConstraintKind::ForeignKey(_))
                    })
                    .map(|constraint| {
                        format!(
                            "CONSTRAINT {} {}",
                            self.style.ident(&constraint.name),
                            self.constraint_sql(constraint)
                        )
                    }),
            );
            let _ = write!(sql, " (\n    {}\n)", lines.join(",\n    "));
            if !table.inherits.is_empty() {
                let parents: Vec<String> =
                    table.inherits.iter().map(|parent| self.name(parent)).collect();
                let _ = write!(sql, " INHERITS ({})", parents.join(", "));
            }
        }
        if let Some(key) = &table.partition_by {
            let _ = write!(sql, " PARTITION BY {key}");
        }
        self.noted("CreateTable", note, &sql);
    }
}
