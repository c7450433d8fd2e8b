//! The table of statement forms in `tests/effects`: each is run on a server, and held against `Effects`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use migralint::catalog::Catalog;
use migralint::effects::{self, Cause, Effects, LockMode};
use migralint::page::blocks;
use migralint::postgres::PostgresVersion;
use migralint::settings::Settings;
use migralint::source::{SourceFile, Sources, Span};
use migralint::suppression::baseline::Baseline;
use migralint::syntax::parse;
use migralint::syntax::statement::{ObjectKind, Statement, StatementKind};
use postgres::Client;

use crate::observe::{Observed, observe, words};
use crate::server::Server;

/// A file of forms: the schema that they meet, and the forms.
pub(crate) struct Forms {
    name: String,
    schema: String,
    all: Vec<Form>,
}

/// Statements of which the last one is held against PostgreSQL.
struct Form {
    line: usize,
    sql: String,
    since: u8,
    until: u8,
    differs: Option<String>,
}

/// What became of the forms.
#[derive(Default)]
pub(crate) struct Tally {
    /// How many were held against a server.
    pub(crate) run: usize,
    /// What differs, in words.
    pub(crate) different: Vec<String>,
}

impl Tally {
    /// Adds what became of others.
    pub(crate) fn add(&mut self, other: Self) {
        self.run += other.run;
        self.different.extend(other.different);
    }
}

impl Forms {
    /// Reads a file: the schema up to a line `-- forms`, then forms with empty lines between. Comments above a
    /// form may say `-- since 15`, `-- until 16`, and `-- differs: why`.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let (schema, rest) = text
            .split_once("\n-- forms\n")
            .ok_or_else(|| format!("{}: has no line `-- forms`", path.display()))?;
        let mut forms = Vec::new();
        let mut line = schema.lines().count() + 2;
        for paragraph in rest.split("\n\n") {
            let first = line + paragraph.lines().take_while(|text| text.trim().is_empty()).count();
            line += paragraph.lines().count() + 1;
            let mut form =
                Form { line: first, sql: String::new(), since: 14, until: 18, differs: None };
            for text in paragraph.lines() {
                if let Some(version) = text.strip_prefix("-- since ") {
                    form.since = version.parse().map_err(|_| format!("{name}:{first}: {text}"))?;
                } else if let Some(version) = text.strip_prefix("-- until ") {
                    form.until = version.parse().map_err(|_| format!("{name}:{first}: {text}"))?;
                } else if let Some(why) = text.strip_prefix("-- differs: ") {
                    form.differs = Some(why.to_owned());
                } else {
                    form.sql += text;
                    form.sql.push('\n');
                }
            }
            if !form.sql.trim().is_empty() {
                forms.push(form);
            }
        }
        Ok(Self { name, schema: schema.to_owned(), all: forms })
    }

    /// The name of its file, without the ending.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The schema that the forms meet.
    pub(crate) fn schema(&self) -> &str {
        &self.schema
    }

    /// The forms of a version: the line of each, and its statements.
    pub(crate) fn of_version(&self, major: u8) -> impl Iterator<Item = (usize, &str)> {
        let of = self.all.iter().filter(move |form| (form.since..=form.until).contains(&major));
        of.map(|form| (form.line, form.sql.as_str()))
    }

    /// Holds every form against a server.
    ///
    /// # Errors
    /// When the schema itself cannot be made.
    pub(crate) fn hold_against(&self, server: &Server, tally: &mut Tally) -> Result<(), String> {
        let mut client = server.database(&format!("forms_{}", self.name))?;
        client
            .batch_execute(&self.schema)
            .map_err(|error| format!("{}: the schema fails: {}", self.name, words(&error)))?;
        let version = PostgresVersion::new(server.major).unwrap_or(PostgresVersion::NEWEST);
        let mut sources = Sources::default();
        let file = sources.add(SourceFile::new(&self.name, &self.schema));
        let mut standing = Catalog::new();
        for statement in parse(&self.schema, &[Span::new(0, self.schema.len())]).statements {
            standing.apply(&statement, file);
        }
        for form in &self.all {
            if !(form.since..=form.until).contains(&server.major) {
                continue;
            }
            tally.run += 1;
            let mut statements = parse(&form.sql, &[Span::new(0, form.sql.len())]).statements;
            let Some(last) = statements.pop() else { continue };
            let mut catalog = standing.clone();
            catalog.begin_migration(1);
            for statement in &statements {
                catalog.apply(statement, file);
            }
            let effects = if runs_code(&last) {
                self.replayed(form, version)?
            } else {
                effects::of(&last, &catalog, version)
            };
            let difference = difference(&mut client, &form.sql, &last, &effects);
            let place = format!("{}.sql:{} on {}", self.name, form.line, server.major);
            match (difference, &form.differs) {
                (Some(what), None) => {
                    tally.different.push(format!("{place}: {}\n    {what}", one_line(&form.sql)));
                }
                (None, Some(why)) => {
                    tally
                        .different
                        .push(format!("{place}: is said to differ ({why}) and does not"));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// What the last statement of a form does, together with the code that it runs.
    fn replayed(&self, form: &Form, version: PostgresVersion) -> Result<Effects, String> {
        let page = format!(
            "```sql good\n-- migration: 1_schema\n{}\n-- migration: 2_form\n{}```\n",
            self.schema, form.sql
        );
        let [block] = &*blocks(&page) else { return Err("a form is one block".to_owned()) };
        let mut sources = Sources::default();
        let histories = [block.history(&mut sources)?];
        let settings = Settings { postgres: version, ..Settings::default() };
        let mut outcome = migralint::check(&sources, &histories, &settings, &Baseline::default());
        let last = outcome.histories[0].statements.pop();
        last.map(|last| std::rc::Rc::unwrap_or_clone(last.effects))
            .ok_or_else(|| format!("no statement: {}", form.sql))
    }
}

/// Whether a statement runs others, which only the replay knows.
fn runs_code(statement: &Statement) -> bool {
    matches!(
        statement.kind,
        StatementKind::Do(_) | StatementKind::Call(_) | StatementKind::Query(_)
    )
}

pub(crate) fn one_line(sql: &str) -> String {
    sql.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What PostgreSQL does otherwise than the engine says, in words.
fn difference(
    client: &mut Client,
    sql: &str,
    last: &Statement,
    effects: &Effects,
) -> Option<String> {
    let setup = &sql[..last.span.start];
    let statement = &sql[last.span.start..last.span.end];
    judge(observe(client, setup, statement), effects)
}

/// What a server did otherwise than was said, in words.
pub(crate) fn judge(observed: Result<Observed, String>, effects: &Effects) -> Option<String> {
    match observed {
        Ok(observed) => {
            if effects.needs_no_transaction {
                return Some("runs in a transaction, and is said not to".to_owned());
            }
            if let Some((_, why)) = effects.fails.as_ref().or(effects.fails_if_rows.as_ref()) {
                return Some(format!("succeeds, and is said to fail: {why}"));
            }
            compare(effects, &observed)
        }
        Err(error) if error.contains("(25001)") => (!effects.needs_no_transaction)
            .then(|| format!("is said to run in a transaction: {error}")),
        Err(error) if error.contains("(23502)") => {
            effects.fails_if_rows.is_none().then(|| format!("is not said to fail on rows: {error}"))
        }
        Err(error) => effects.fails.is_none().then(|| format!("is not said to fail: {error}")),
    }
}

/// What differs between what was said and what was seen.
pub(crate) fn compare(effects: &Effects, observed: &Observed) -> Option<String> {
    let mut parts = Vec::new();
    // What the setup holds already says nothing about the statement, unless it is stronger now.
    let news = |table: &String, mode: LockMode| {
        observed.held.get(table).is_none_or(|before| *before < mode)
    };
    let said: BTreeMap<String, LockMode> = effects
        .locks
        .iter()
        .map(|(table, mode)| (table.to_string(), *mode))
        .filter(|(table, mode)| news(table, *mode))
        .collect();
    let mut seen = observed.locks.clone();
    seen.retain(|table, mode| news(table, *mode));
    if seen != said {
        parts.push(format!("locks: PostgreSQL {seen:?}, said {said:?}"));
    }
    let rewrites: BTreeSet<_> =
        effects.rewrites.iter().map(|work| work.table.to_string()).collect();
    if observed.rewrites != rewrites {
        parts.push(format!("rewrites: PostgreSQL {:?}, said {rewrites:?}", observed.rewrites));
    }
    let scans: BTreeSet<_> = effects
        .scans
        .iter()
        .map(|work| work.table.to_string())
        .filter(|table| !rewrites.contains(table))
        .collect();
    // Whether the referenced table is read whole while a foreign key is validated, the planner decides.
    let validates = effects.scans.iter().any(|work| matches!(work.cause, Cause::ForeignKey { .. }));
    let observed_scans: BTreeSet<_> = observed
        .scans
        .iter()
        // What is read under a weaker lock, the planner decides.
        .filter(|table| {
            observed.locks.get(*table).is_some_and(|mode| *mode >= LockMode::ShareUpdateExclusive)
        })
        .filter(|table| {
            scans.contains(*table) || !validates || !observed.locks.contains_key(*table)
        })
        .cloned()
        .collect();
    if observed_scans != scans {
        parts.push(format!("scans: PostgreSQL {:?}, said {scans:?}", observed.scans));
    }
    let drops: BTreeSet<_> = effects
        .drops
        .iter()
        .filter_map(|dropped| match (dropped.kind, &dropped.part) {
            (ObjectKind::Column, Some(column)) => Some(format!("{}.{column}", dropped.name)),
            (
                ObjectKind::Table
                | ObjectKind::ForeignTable
                | ObjectKind::View
                | ObjectKind::MaterializedView,
                None,
            ) => Some(dropped.name.to_string()),
            _ => None,
        })
        .collect();
    // A column that goes takes the columns of partitions and children with it.
    let of_child = |gone: &&String| {
        let column = gone.rsplit('.').next().unwrap_or_default();
        effects.drops.iter().any(|dropped| dropped.part.as_deref() == Some(column))
    };
    let unsaid = observed.drops.iter().filter(|gone| !drops.contains(*gone) && !of_child(gone));
    if unsaid.count() > 0 || !drops.is_subset(&observed.drops) {
        parts.push(format!("drops: PostgreSQL {:?}, said {drops:?}", observed.drops));
    }
    (!parts.is_empty()).then(|| parts.join("\n    "))
}
