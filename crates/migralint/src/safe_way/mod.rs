//! The safe ways that several rules give, as SQL for the statement at hand.

mod column;
mod partition;

pub(crate) use column::value_of;
pub(crate) use partition::within_bounds;

use crate::catalog::Catalog;
use crate::context::StatementContext;
use crate::name::{QualifiedName, quote};
use crate::postgres::PostgresVersion;
use crate::source::Span;
use crate::syntax::statement::{AlterTableAction, Constraint, ConstraintKind};
use crate::words;

/// When a statement of a safe way runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum When {
    /// In this migration.
    Now,
    /// Many times, outside of migrations.
    InBatches,
    /// When this migration, and the batches, are through.
    Later,
    /// When the migration of `Later` is through.
    Last,
}

impl When {
    /// The migration after this one.
    pub(crate) fn next(self) -> Self {
        if self == Self::Now { Self::Later } else { Self::Last }
    }

    fn heading(self) -> Option<&'static str> {
        match self {
            Self::Now => None,
            Self::InBatches => Some("-- in batches, until no row is left:"),
            Self::Later => Some("-- in a later migration:"),
            Self::Last => Some("-- in the migration after that:"),
        }
    }
}

/// The statements of a safe way, each with its time.
#[derive(Debug)]
pub(crate) struct SafeWay<'a> {
    catalog: &'a Catalog,
    version: PostgresVersion,
    table: QualifiedName,
    steps: Vec<(When, String)>,
}

impl<'a> SafeWay<'a> {
    /// An empty way to change `table`.
    pub(crate) fn new(ctx: &StatementContext<'a>, table: &QualifiedName) -> Self {
        let version = ctx.scope.settings.postgres;
        Self { catalog: ctx.before, version, table: table.clone(), steps: Vec::new() }
    }

    /// Adds a statement, without its semicolon.
    pub(crate) fn add(&mut self, when: When, sql: &str) -> &mut Self {
        self.steps.push((when, format!("{sql};")));
        self
    }

    /// Adds an action of `ALTER TABLE`.
    pub(crate) fn alter(&mut self, when: When, action: &str) -> &mut Self {
        let sql = format!("ALTER TABLE {} {action}", self.table.sql());
        self.add(when, &sql)
    }

    /// Adds an update of the rows that `condition` finds, some at a time.
    pub(crate) fn fill(&mut self, column: &str, value: &str, condition: &str) -> &mut Self {
        let (table, column) = (self.table.sql(), quote(column));
        let key = words::batch_key(self.catalog, &self.table);
        let some = format!("SELECT {key} FROM {table} WHERE {condition} LIMIT 10000");
        let update =
            format!("UPDATE {table} SET {column} = {value} WHERE {key} = ANY (ARRAY({some}))");
        self.add(When::InBatches, &update)
    }

    /// Refuses nulls in columns that hold none, without reading the rows while others wait.
    pub(crate) fn require<S: AsRef<str>>(&mut self, first: When, columns: &[S]) -> &mut Self {
        let names: Vec<(String, String)> = columns
            .iter()
            .map(|column| {
                let column = column.as_ref();
                (quote(column), quote(&self.catalog.not_null_name(&self.table, column)))
            })
            .collect();
        let native = self.version.major() >= 18;
        for (column, name) in &names {
            let demand = if native {
                format!("NOT NULL {column}")
            } else {
                format!("CHECK ({column} IS NOT NULL)")
            };
            self.alter(first, &format!("ADD CONSTRAINT {name} {demand} NOT VALID"));
        }
        for (column, name) in &names {
            self.alter(first.next(), &format!("VALIDATE CONSTRAINT {name}"));
            if !native {
                self.alter(first.next(), &format!("ALTER COLUMN {column} SET NOT NULL"));
                self.alter(first.next(), &format!("DROP CONSTRAINT {name}"));
            }
        }
        self
    }

    /// Adds a constraint without reading the rows while others wait. A constraint without such a way is left out.
    pub(crate) fn constrain(&mut self, first: When, constraint: &Constraint) -> &mut Self {
        let name = self.catalog.new_constraint_name(&self.table, constraint);
        let shown = quote(&name);
        let text = constraint.text.as_str();
        match &constraint.kind {
            ConstraintKind::Check(_) => self.not_valid(first, &shown, text),
            ConstraintKind::ForeignKey(key) => {
                let columns = columns(&key.columns);
                // At a column only `REFERENCES` is written.
                let text = if starts_with(text, "references") {
                    format!("FOREIGN KEY {columns} {text}")
                } else {
                    text.to_owned()
                };
                self.not_valid(first, &shown, &text)
            }
            ConstraintKind::Unique { columns } => {
                self.using_index(first, &name, constraint, "UNIQUE", columns)
            }
            ConstraintKind::PrimaryKey { columns } => {
                self.using_index(first, &name, constraint, "PRIMARY KEY", columns)
            }
            _ => self,
        }
    }

    /// Adds what clauses add, so that the rows are not read while others wait. A new column comes first, its
    /// constraints follow.
    pub(crate) fn apart(&mut self, added: &[(&AlterTableAction, &Constraint)]) -> &mut Self {
        let mut last: Option<Span> = None;
        for (action, constraint) in added {
            match action.new_column() {
                None => {
                    self.constrain(When::Now, constraint);
                }
                Some(column) if last != Some(action.span) => {
                    self.add_column(column);
                    for constraint in &column.constraints {
                        self.constrain(When::Now, constraint);
                    }
                }
                Some(_) => {}
            }
            last = Some(action.span);
        }
        self
    }

    fn not_valid(&mut self, first: When, name: &str, text: &str) -> &mut Self {
        self.alter(first, &format!("ADD CONSTRAINT {name} {text} NOT VALID"));
        self.alter(first.next(), &format!("VALIDATE CONSTRAINT {name}"))
    }

    fn using_index(
        &mut self,
        first: When,
        name: &str,
        constraint: &Constraint,
        kind: &str,
        key: &[String],
    ) -> &mut Self {
        let (table, shown) = (self.table.sql(), quote(name));
        let mut index =
            format!("CREATE UNIQUE INDEX CONCURRENTLY {shown} ON {table} {}", columns(key));
        let written = constraint.text.to_ascii_lowercase();
        if let Some(at) = written.find(" include")
            && let Some(end) = constraint.text[at..].find(')')
        {
            index.push_str(&constraint.text[at..=at + end]);
        }
        if written.contains("nulls not distinct") {
            index.push_str(" NULLS NOT DISTINCT");
        }
        self.add(first, &index);
        let mut using = format!("ADD CONSTRAINT {shown} {kind} USING INDEX {shown}");
        if constraint.deferrable {
            using.push_str(" DEFERRABLE");
        }
        if constraint.deferred {
            using.push_str(" INITIALLY DEFERRED");
        }
        self.alter(first.next(), &using)
    }

    /// All statements, with a comment where another migration begins.
    pub(crate) fn sql(&mut self) -> String {
        self.steps.sort_by_key(|(when, _)| *when);
        let mut lines: Vec<&str> = Vec::new();
        let mut last = When::Now;
        for (when, sql) in &self.steps {
            if *when != last {
                lines.extend(when.heading());
                last = *when;
            }
            lines.push(sql);
        }
        lines.join("\n")
    }
}

/// Columns in brackets, as SQL.
pub(crate) fn columns(columns: &[String]) -> String {
    let quoted: Vec<_> = columns.iter().map(|column| quote(column)).collect();
    format!("({})", quoted.join(", "))
}

fn starts_with(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}
