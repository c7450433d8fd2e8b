//! What is lost, made again; what is another, altered back.

use super::Writer;
use super::drops::same_arguments;
use super::render::identity_sql;
use crate::catalog::compare::{State, same_expression, same_function, same_type};
use crate::catalog::{Column, Function};
use crate::name::{QualifiedName, literal};
use crate::syntax::canonical;
use crate::syntax::statement::{ConstraintKind, ObjectKind, TypeName};

const TABLE: &[ObjectKind] = &[ObjectKind::Table, ObjectKind::ForeignTable];

impl Writer<'_> {
    /// Functions that are lost or another: those that need no lost table before the tables, the others after them.
    pub(super) fn make_functions(&mut self, early: bool) {
        let lost_tables: Vec<String> =
            self.still(TABLE, State::Lost).into_iter().map(|table| table.name.name).collect();
        let mut names: Vec<QualifiedName> = Vec::new();
        for state in [State::Lost, State::Differs] {
            names
                .extend(self.still(&[ObjectKind::Function], state).into_iter().map(|one| one.name));
        }
        names.dedup();
        for name in names {
            let wanted = self.target.function(&name).to_vec();
            for function in wanted {
                let there = self
                    .now
                    .function(&name)
                    .iter()
                    .find(|other| same_arguments(&other.arguments, &function.arguments))
                    .cloned();
                if there.as_ref().is_some_and(|there| same_function(&function, there)) {
                    continue;
                }
                let text = canonical(&function.definition);
                let needs_table = text.contains("language sql")
                    || lost_tables.iter().any(|table| head(&text).contains(table.as_str()));
                if early && needs_table && !lost_tables.is_empty() {
                    continue;
                }
                self.make_function(&name, &function, there.as_ref());
            }
        }
    }

    fn make_function(&mut self, name: &QualifiedName, wanted: &Function, there: Option<&Function>) {
        let kind = if wanted.procedure { "PROCEDURE" } else { "FUNCTION" };
        let signature = |function: &Function| {
            let text = canonical(&function.definition);
            head(&text).to_owned()
        };
        let replaces = there.is_some_and(|there| signature(there) == signature(wanted));
        if let (Some(there), false) = (there, replaces) {
            let triggers = self.triggers_calling(name);
            for (table, trigger) in triggers {
                let sql =
                    format!("DROP TRIGGER {} ON {}", self.style.ident(&trigger), self.name(&table));
                self.run("DropTrigger", &sql);
            }
            self.drop_function(name, &there.arguments, there.procedure);
        }
        let or_replace = if replaces { "OR REPLACE " } else { "" };
        let definition = self.in_schema(name, &wanted.definition);
        self.run("CreateFunction", &format!("CREATE {or_replace}{kind} {definition}"));
    }

    fn triggers_calling(&self, function: &QualifiedName) -> Vec<(QualifiedName, String)> {
        let mut all = Vec::new();
        for (table, content) in &self.now.tables {
            for trigger in &content.triggers {
                let calls = trigger.function.as_ref().is_some_and(|called| {
                    called.name == function.name && self.now.resolve_function(called) == *function
                });
                if calls {
                    all.push((table.clone(), trigger.name.clone()));
                }
            }
        }
        all
    }

    /// A definition that begins with a name, under its present name.
    fn in_schema(&self, name: &QualifiedName, definition: &str) -> String {
        let rest = crate::syntax::behind_name(definition);
        format!("{}{rest}", self.name(name))
    }

    pub(super) fn make_tables(&mut self) {
        self.make_sequences();
        let mut lost: Vec<QualifiedName> =
            self.still(TABLE, State::Lost).into_iter().map(|table| table.name).collect();
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

    fn make_sequences(&mut self) {
        for sequence in self.still(&[ObjectKind::Sequence], State::Lost) {
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
            let options = crate::syntax::clauses(&content.options, SEQUENCE_OPTIONS)
                .into_iter()
                .filter(|(key_word, _)| *key_word != "owned")
                .map(|(_, text)| text)
                .collect::<Vec<_>>()
                .join(" ");
            let sql = format!("CREATE SEQUENCE {} {options}", self.name(&sequence.name));
            self.run("CreateSequence", sql.trim_end());
        }
    }

    fn own_sequences(&mut self) {
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
        let kind = if table.unlogged { "UNLOGGED TABLE" } else { "TABLE" };
        let note = "the rows are gone: restore them from a backup, or keep the table until the next release";
        let mut sql = format!("CREATE {kind} {}", self.name(name));
        if let Some(partition) = &table.partition_of {
            sql.push_str(&format!(
                " PARTITION OF {} {}",
                self.name(&partition.parent),
                partition.bounds
            ));
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
            sql.push_str(&format!(" (\n    {}\n)", lines.join(",\n    ")));
            if !table.inherits.is_empty() {
                let parents: Vec<String> =
                    table.inherits.iter().map(|parent| self.name(parent)).collect();
                sql.push_str(&format!(" INHERITS ({})", parents.join(", ")));
            }
        }
        if let Some(key) = &table.partition_by {
            sql.push_str(&format!(" PARTITION BY {key}"));
        }
        self.noted("CreateTable", note, &sql);
    }

    pub(super) fn make_columns(&mut self) {
        self.make_sequences();
        let lost = self.still(&[ObjectKind::Column], State::Lost);
        let (plain, generated): (Vec<_>, Vec<_>) = lost.into_iter().partition(|lost| {
            let column = lost.part.as_ref().and_then(|part| self.target.column(&lost.name, part));
            column.is_none_or(|column| column.generated.is_none())
        });
        for lost in plain {
            if let Some(part) = &lost.part {
                self.make_column(&lost.name, part);
            }
        }
        let mut names: Vec<(QualifiedName, String)> = self
            .still(&[ObjectKind::Column], State::Differs)
            .into_iter()
            .filter_map(|one| Some((one.name, one.part?)))
            .collect();
        names.dedup();
        for (table, column) in names {
            self.alter_column(&table, &column);
        }
        for lost in generated {
            if let Some(part) = &lost.part {
                self.make_column(&lost.name, part);
            }
        }
        self.own_sequences();
    }

    fn make_column(&mut self, table: &QualifiedName, name: &str) {
        let Some(column) = self.target.column(table, name).cloned() else { return };
        if self.now.column(table, name).is_some() {
            return;
        }
        let fills_itself = column.default.is_some()
            || column.identity.is_some()
            || column.generated.is_some()
            || !column.not_null;
        let Some(definition) = self.column_sql(table, &column, !fills_itself) else { return };
        let sql = format!("ALTER TABLE {} ADD COLUMN {definition}", self.name(table));
        if column.generated.is_some() {
            self.run("AlterTable", &sql);
            return;
        }
        let note = "the values are gone: restore them from a backup, or keep the column until the next release";
        self.noted("AlterTable", note, &sql);
        if !fills_itself {
            let note = "fails while rows have no value: fill the column first";
            let sql = format!(
                "ALTER TABLE {} ALTER COLUMN {} SET NOT NULL",
                self.name(table),
                self.style.ident(name)
            );
            self.noted("AlterTable", note, &sql);
        }
    }

    fn alter_column(&mut self, table: &QualifiedName, name: &str) {
        let (Some(wanted), Some(there)) =
            (self.target.column(table, name).cloned(), self.now.column(table, name).cloned())
        else {
            return;
        };
        let ident = self.style.ident(name);
        if there.identity.is_some() && wanted.identity.is_none() {
            self.alter(table, &format!("ALTER COLUMN {ident} DROP IDENTITY"));
        }
        if there.generated.is_some() && wanted.generated.is_none() {
            self.alter(table, &format!("ALTER COLUMN {ident} DROP EXPRESSION"));
        }
        if let (Some(old), Some(new)) = (&wanted.data_type, &there.data_type) {
            let same = same_type(old, new, self.target, &self.now)
                && wanted.collation.as_deref().map(canonical)
                    == there.collation.as_deref().map(canonical);
            if !same {
                if there.default.is_some() {
                    self.alter(table, &format!("ALTER COLUMN {ident} DROP DEFAULT"));
                }
                let data_type = self.type_sql(old, self.target);
                let collate = wanted
                    .collation
                    .as_ref()
                    .map_or(String::new(), |collation| format!(" COLLATE {collation}"));
                let using = conversion(&ident, new, old, &data_type)
                    .map_or(String::new(), |using| format!(" USING ({using})"));
                let note = format!(
                    "fails while a value of {ident} is no {data_type}; what the migration rounded or cut stays so"
                );
                let sql = format!(
                    "ALTER TABLE {} ALTER COLUMN {ident} TYPE {data_type}{collate}{using}",
                    self.name(table)
                );
                self.noted("AlterTable", &note, &sql);
            }
        }
        let default = self.now.column(table, name).and_then(|column| column.default.clone());
        if !same_expression(wanted.default.as_ref(), default.as_ref()) {
            match &wanted.default {
                Some(default) => {
                    self.alter(
                        table,
                        &format!("ALTER COLUMN {ident} SET DEFAULT {}", default.text),
                    );
                }
                None => self.alter(table, &format!("ALTER COLUMN {ident} DROP DEFAULT")),
            }
        }
        if wanted.not_null && !there.not_null {
            let sql = format!("ALTER TABLE {} ALTER COLUMN {ident} SET NOT NULL", self.name(table));
            self.noted("AlterTable", "fails while rows have no value: fill the column first", &sql);
        } else if there.not_null && !wanted.not_null {
            self.alter(table, &format!("ALTER COLUMN {ident} DROP NOT NULL"));
        }
        match (wanted.identity, there.identity) {
            (Some(identity), None) => {
                self.alter(table, &format!("ALTER COLUMN {ident} ADD {}", identity_sql(identity)));
            }
            (Some(identity), Some(other)) if identity != other => {
                let words = identity_sql(identity).trim_end_matches(" AS IDENTITY");
                self.alter(table, &format!("ALTER COLUMN {ident} SET {words}"));
            }
            _ => {}
        }
    }

    /// Keys, checks, indexes; then foreign keys.
    pub(super) fn make_keys_and_indexes(&mut self) {
        let constraint = &[ObjectKind::Constraint];
        for foreign in [false, true] {
            for lost in self.still(constraint, State::Lost) {
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
        for lost in self.still(&[ObjectKind::Index], State::Lost) {
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
            .still(&[ObjectKind::View, ObjectKind::MaterializedView], State::Lost)
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
            self.still(&[ObjectKind::Trigger, ObjectKind::Policy, ObjectKind::Rule], State::Lost)
        {
            let (Some(part), Some(table)) = (&lost.part, self.target.table(&lost.name)) else {
                continue;
            };
            let (ident, name) = (self.style.ident(part), self.name(&lost.name));
            match lost.kind {
                ObjectKind::Policy => {
                    let Some(definition) = table.policies.get(part) else { continue };
                    self.run(
                        "CreatePolicy",
                        format!("CREATE POLICY {ident} ON {name} {definition}").trim_end(),
                    );
                }
                ObjectKind::Rule => {
                    let Some(definition) = table.rules.get(part) else { continue };
                    self.run("CreateRule", &format!("CREATE RULE {definition}"));
                }
                _ => {
                    let Some(trigger) =
                        table.triggers.iter().find(|trigger| trigger.name == *part).cloned()
                    else {
                        continue;
                    };
                    let text = canonical(&trigger.definition);
                    let constraint = if text.contains(" deferrable") { "CONSTRAINT " } else { "" };
                    let rest = crate::syntax::behind_name(&trigger.definition);
                    self.run("CreateTrigger", &format!("CREATE {constraint}TRIGGER {ident}{rest}"));
                }
            }
        }
        let disabled: Vec<(QualifiedName, String, bool)> = self
            .still(&[ObjectKind::Trigger], State::Differs)
            .into_iter()
            .filter_map(|one| {
                let part = one.part?;
                let table = self.target.table(&one.name)?;
                let enabled = table.triggers.iter().find(|trigger| trigger.name == part)?.enabled;
                Some((one.name, part, enabled))
            })
            .collect();
        for (table, trigger, enabled) in disabled {
            let word = if enabled { "ENABLE" } else { "DISABLE" };
            let ident = self.style.ident(&trigger);
            self.alter(&table, &format!("{word} TRIGGER {ident}"));
        }
        self.restore_flags();
    }

    fn restore_flags(&mut self) {
        let mut tables: Vec<QualifiedName> =
            self.still(TABLE, State::Differs).into_iter().map(|one| one.name).collect();
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
            let shown = self.name(&name);
            match (&wanted.partition_of, &there.partition_of) {
                (Some(partition), None) => {
                    let bounds = partition.bounds.clone();
                    let parent = partition.parent.clone();
                    self.alter(&parent, &format!("ATTACH PARTITION {shown} {bounds}"));
                }
                (None, Some(partition)) => {
                    let parent = partition.parent.clone();
                    self.alter(&parent, &format!("DETACH PARTITION {shown}"));
                }
                _ => {}
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

/// The key words of sequence options.
const SEQUENCE_OPTIONS: &[&str] = &[
    "as",
    "increment",
    "minvalue",
    "maxvalue",
    "no",
    "start",
    "cache",
    "cycle",
    "owned",
    "restart",
];

/// A function's definition up to its language or body.
fn head(text: &str) -> &str {
    let ends = [" as ", " language ", " return ", " begin atomic"];
    let end = ends.iter().filter_map(|end| text.find(end)).min();
    &text[..end.unwrap_or(text.len())]
}

/// How a value of the type `from` becomes one of `to`; `None` where PostgreSQL does it by itself.
fn conversion(column: &str, from: &TypeName, to: &TypeName, sql: &str) -> Option<String> {
    let family = |of: &TypeName| match of.name.as_str() {
        "int2" | "int4" | "int8" | "numeric" | "float4" | "float8" => 1,
        "text" | "varchar" | "bpchar" | "citext" | "name" => 2,
        "timestamp" | "timestamptz" | "date" => 3,
        "json" | "jsonb" => 4,
        _ => 0,
    };
    match (from.dimensions > 0, to.dimensions > 0) {
        (false, false) if from.name == to.name && family(from) > 0 => None,
        (false, false) if family(from) == family(to) && family(to) > 0 => {
            Some(format!("{column}::{sql}"))
        }
        (false, false) if family(to) == 2 => Some(format!("{column}::{sql}")),
        (false, false) => Some(format!("{column}::text::{sql}")),
        (true, true) => Some(format!("{column}::text[]::{sql}")),
        (false, true) => Some(format!("ARRAY[{column}]::text[]::{sql}")),
        (true, false) => Some(format!("{column}[1]::text::{sql}")),
    }
}
