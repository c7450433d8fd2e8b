//! What data statements say about nulls.

use super::Catalog;
use super::column::is_value;
use crate::name::Name;
use crate::syntax::statement::Update;

impl Catalog {
    /// New rows leave those columns null that they do not name and that do not fill themselves.
    pub(super) fn insert_rows(&mut self, table: &Name, named: &[String]) {
        let table = self.resolve_relation(table);
        for column in self.tables.get_mut(&table).into_iter().flat_map(|table| &mut table.columns) {
            if !column.not_null && !column.fills_itself() && !named.contains(&column.name) {
                column.filled = false;
            }
        }
    }

    /// An update of all rows, or of those where the column is null, fills it.
    pub(super) fn update_rows(&mut self, update: &Update) {
        let table = self.resolve_relation(&update.table);
        if self.is_other_relation(&table) {
            return;
        }
        for (name, value) in &update.assignments {
            let all = match &update.condition {
                Some(condition) => condition.nulls.contains(name),
                None => true,
            };
            let fills = is_value(value);
            if (all || !fills)
                && let Some(column) = self.column_mut(&table, name)
            {
                column.filled = fills || column.not_null;
            }
        }
    }
}
