//! Histories of any length to measure with: what Prisma writes while a project grows, always the same.

mod kinds;
mod schema;

use std::fmt::Write as _;

use kinds::{
    add_column, add_value, backfill, change_type, create_index, create_table, drop_column,
    drop_table, replace_column, replace_enum, replace_key,
};
use schema::Schema;

/// One migration as Prisma Migrate lays it out.
#[derive(Clone, Debug)]
pub struct Migration {
    /// The name of its folder: `20200101000000_create_order`.
    pub id: String,
    /// Its SQL.
    pub up: String,
    /// How many statements that is.
    pub statements: usize,
    /// Its way back, where somebody wrote one.
    pub down: Option<String>,
}

impl Migration {
    /// Where its file lies.
    pub fn path(&self) -> String {
        format!("prisma/migrations/{}/migration.sql", self.id)
    }

    /// Where its way back lies.
    pub fn down_path(&self) -> String {
        format!("prisma/rollbacks/{}.sql", self.id)
    }
}

/// A history without end. Of a hundred migrations 22 make tables, 30 add columns, 14 indexes; the others change foreign
/// keys and types, replace enums, drop what was made: the shares of an open-source project with 820 migrations.
pub fn migrations() -> impl Iterator<Item = Migration> {
    let mut schema = Schema::default();
    (0..).map(move |number| migration(number, &mut schema))
}

/// The shortest history of so many statements.
pub fn of_statements(least: usize) -> Vec<Migration> {
    let mut statements = 0;
    let is_wanted = |migration: &Migration| {
        let is_wanted = statements < least;
        statements += migration.statements;
        is_wanted
    };
    migrations().take_while(is_wanted).collect()
}

/// What the migrations do, one after another; the shares are those of [`migrations`].
const KINDS: [fn(&mut Schema, &mut Script) -> &'static str; 25] = [
    create_table,
    add_column,
    add_column,
    create_index,
    create_table,
    add_column,
    replace_key,
    add_column,
    create_index,
    add_value,
    create_table,
    add_column,
    drop_column,
    add_column,
    replace_enum,
    create_table,
    add_column,
    create_index,
    change_type,
    add_column,
    create_table,
    replace_column,
    create_index,
    backfill,
    drop_table,
];

fn migration(number: usize, schema: &mut Schema) -> Migration {
    let mut script = Script::default();
    let name = KINDS[number % KINDS.len()](schema, &mut script);
    // One a minute from 2020 on, in the calendar of a year of 360 days.
    let (day, minute) = (number / 1440, number % 1440);
    let (year, month, day) = (2020 + day / 360, day / 30 % 12 + 1, day % 30 + 1);
    let id = format!("{year}{month:02}{day:02}{:02}{:02}00_{name}", minute / 60, minute % 60);
    let has_down = number.is_multiple_of(4) && !script.down.is_empty();
    Migration {
        id,
        up: script.up,
        statements: script.statements,
        down: has_down.then_some(script.down),
    }
}

/// The SQL of one migration as it is written.
#[derive(Default)]
struct Script {
    up: String,
    down: String,
    statements: usize,
}

impl Script {
    fn up(&mut self, comment: &str, statement: &str) {
        let lead = if self.up.is_empty() { "" } else { "\n" };
        let comment = if comment.is_empty() { String::new() } else { format!("-- {comment}\n") };
        let _ = writeln!(self.up, "{lead}{comment}{statement};");
        self.statements += 1;
    }

    /// What Prisma says before the first statement.
    fn warn(&mut self, warning: &str) {
        let _ = writeln!(self.up, "/*\n  Warnings:\n\n  - {warning}\n\n*/");
    }

    fn down(&mut self, statement: &str) {
        let _ = writeln!(self.down, "{statement};");
    }
}
