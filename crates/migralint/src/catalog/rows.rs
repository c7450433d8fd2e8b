//! What data statements say about nulls.

use super::Catalog;
use super::column::is_value;
use crate::name::{Name, QualifiedName};
use crate::syntax::statement::{Delete, Truncate, Update};

impl Catalog {
    /// New rows leave those columns null that they do not name and that do not fill themselves.
    pub(super) fn insert_rows(&mut self, table: &Name, named: &[String]) {
        let table = self.resolve_relation(table);
        let Some(table) = self.tables.get_mut(&table) else { return };
        table.emptied_in = None;
        for column in &mut table.columns {
            if !column.not_null && !column.fills_itself() && !named.contains(&column.name) {
                column.filled = false;
            }
        }
    }

    /// An update fills a column, or leaves nulls in it. Which rows its condition reaches, only the data say: the
    /// one who wrote it is taken at their word.
    pub(super) fn update_rows(&mut self, update: &Update) {
        let table = self.resolve_relation(&update.table);
        if self.is_other_relation(&table) {
            return;
        }
        for (name, value) in &update.assignments {
            if let Some(column) = self.column_mut(&table, name) {
                column.filled = is_value(value) || column.not_null;
            }
        }
    }

    /// Rows that are deleted because a column is null leave none in it; with all rows gone the table is empty.
    pub(super) fn delete_rows(&mut self, delete: &Delete) {
        let table = self.resolve_relation(&delete.table);
        if self.is_other_relation(&table) {
            return;
        }
        match &delete.condition {
            None => self.empty_table(&table),
            Some(condition) => {
                for name in &condition.nulls {
                    if let Some(column) = self.column_mut(&table, name) {
                        column.filled = true;
                    }
                }
            }
        }
    }

    /// `TRUNCATE` empties tables and what is below them.
    pub(super) fn truncate(&mut self, truncate: &Truncate) {
        for name in &truncate.tables {
            let table = self.resolve_relation(name);
            for table in std::iter::once(table.clone()).chain(self.descendants(&table)) {
                self.empty_table(&table);
            }
        }
    }

    fn empty_table(&mut self, name: &QualifiedName) {
        let current = self.current;
        if let Some(table) = self.tables.get_mut(name) {
            table.emptied_in = Some(current);
        }
    }
}
