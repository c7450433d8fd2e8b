//! What a rule is, and what it sees.

use std::fmt;

use crate::catalog::{Catalog, Column};
use crate::column_replacement::ColumnReplacement;
use crate::diagnostic::Diagnostics;
use crate::effects::{Cause, Dropped, Effects, Work};
use crate::enum_replacement::EnumReplacement;
use crate::history::profile::RunnerProfile;
use crate::history::{History, Migration};
use crate::name::QualifiedName;
use crate::settings::Settings;
use crate::source::{SourceFile, Span};
use crate::syntax::statement::{
    ActionKind, AlterTableAction, Constraint, ConstraintKind, Statement, StatementKind,
};
use crate::transaction::Transaction;

/// A rule: what the engine decides on. What people read is its page.
pub struct Rule {
    /// Its id: the name of its file and of its page.
    pub id: &'static str,
    /// Its page, `rules/<id>.md`.
    pub page: &'static str,
    /// What kind of harm it is about.
    pub category: Category,
    /// How grave it is by default.
    pub severity: Severity,
    /// Whether it runs unless it is turned off.
    pub status: Status,
    /// The check.
    pub check: Check,
}

impl Rule {
    /// The page's first paragraph: the one sentence that stands for the rule everywhere.
    pub fn summary(&self) -> &'static str {
        let body = self.page.split_once('\n').map_or("", |(_title, body)| body).trim_start();
        body.split("\n\n").next().unwrap_or_default().trim_end()
    }

    /// The address of its page.
    pub fn url(&self) -> String {
        format!("https://github.com/migralint/migralint/blob/main/rules/{}.md", self.id)
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Rule").field(&self.id).finish()
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// The text of a rule's page.
macro_rules! page {
    ($id:literal) => {
        include_str!(concat!("../../rules/", $id, ".md"))
    };
}
pub(crate) use page;

/// What kind of harm a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// Reads or writes wait.
    Locking,
    /// Data is lost.
    Destructive,
    /// Code that is still running breaks.
    Compatibility,
    /// The migration fails, or does something else than it seems to.
    Correctness,
    /// What shares a transaction, and what does not.
    Transaction,
    /// The way back.
    Rollback,
    /// The team's own conventions.
    Convention,
    /// What could not be checked.
    Unchecked,
}

impl Category {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 8] = [
        Self::Locking,
        Self::Destructive,
        Self::Compatibility,
        Self::Correctness,
        Self::Transaction,
        Self::Rollback,
        Self::Convention,
        Self::Unchecked,
    ];

    /// The word for it in reports and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Locking => "locking",
            Self::Destructive => "destructive",
            Self::Compatibility => "compatibility",
            Self::Correctness => "correctness",
            Self::Transaction => "transaction",
            Self::Rollback => "rollback",
            Self::Convention => "convention",
            Self::Unchecked => "unchecked",
        }
    }
}

/// How grave a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know; never fails a run.
    Note,
    /// Fails a run with `--fail-on warning`.
    Warning,
    /// Fails a run.
    Error,
}

impl Severity {
    /// The word for it in reports and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Whether a rule runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Runs unless it is turned off.
    Default,
    /// Runs only when it is turned on.
    OptIn,
}

/// The check of a rule, by how often it runs.
#[derive(Clone, Copy)]
pub enum Check {
    /// Once for every statement of a new migration.
    Statement(fn(&StatementContext<'_>, &mut Diagnostics<'_>)),
    /// Once for every new migration, when all its statements are known.
    Migration(fn(&MigrationContext<'_>, &mut Diagnostics<'_>)),
    /// Once for every migration that differs from the revision it is compared with, new or not.
    Change(fn(&MigrationContext<'_>, &mut Diagnostics<'_>)),
    /// Reported by the engine itself: what it could not read, or suppressions that are not used.
    Engine,
}

/// What the checks of one migration have in common.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The migration.
    pub migration: &'a Migration,
    /// Its file.
    pub file: &'a SourceFile,
    /// Its statements in order; those inside a `DO` block are in its `inner`.
    pub statements: &'a [Statement],
    /// The comments between them, in order.
    pub comments: &'a [Span],
    /// Enums that it replaces by a new type of the same name.
    pub enum_replacements: &'a [EnumReplacement],
    /// Columns that it drops while it adds one that looks like them.
    pub column_replacements: &'a [ColumnReplacement],
    /// The history that it is part of, and how its tool runs it.
    pub history: &'a History,
    /// The settings of the run.
    pub settings: &'a Settings,
}

/// More migrations than this are not deployed at once.
const MOST_AT_ONCE: usize = 20;

impl<'a> Scope<'a> {
    /// How the tool that runs the migration behaves.
    pub fn profile(&self) -> &'a RunnerProfile {
        &self.history.profile
    }

    /// Whether what the migration lacks can still be added. A first look at an old repository judges far more
    /// migrations than are deployed at once: all but the last must have run, and must not be edited any more.
    pub fn is_still_to_run(&self) -> bool {
        let migrations = &self.history.migrations;
        migrations.iter().filter(|migration| migration.is_new()).count() <= MOST_AT_ONCE
            || migrations.last().is_some_and(|last| last.file == self.migration.file)
    }

    /// The replacement of an enum that the statement is part of.
    pub fn enum_replacement(&self, statement: &Statement) -> Option<&EnumReplacement> {
        self.enum_replacements.iter().find(|replacement| replacement.holds(statement.span))
    }

    /// The column that takes the place of a dropped one.
    pub fn column_replacement(&self, dropped: &Dropped) -> Option<&'a ColumnReplacement> {
        self.column_replacements.iter().find(|replacement| replacement.dropped == dropped.span)
    }

    /// Whether the tool that runs the migration is Prisma.
    pub fn is_prisma(&self) -> bool {
        self.history.profile.tool == "Prisma Migrate"
    }

    /// The source text at `span`.
    pub fn text(&self, span: Span) -> &'a str {
        self.file.slice(span)
    }
}

/// What a check of one statement sees.
#[derive(Clone, Copy, Debug)]
pub struct StatementContext<'a> {
    /// The statement.
    pub statement: &'a Statement,
    /// What PostgreSQL does when it runs it.
    pub effects: &'a Effects,
    /// The schema that it meets.
    pub before: &'a Catalog,
    /// The transaction that it runs in, as it was before it.
    pub transaction: &'a Transaction,
    /// The migration that it is part of.
    pub scope: &'a Scope<'a>,
}

impl<'a> StatementContext<'a> {
    /// Where an earlier statement of the migration drops this column of a table that stood before it.
    pub fn dropped_before(&self, table: &QualifiedName, column: &str) -> Option<Span> {
        let earlier = self
            .scope
            .statements
            .iter()
            .take_while(|one| one.span.start < self.statement.span.start);
        let drops = earlier.filter(|_| self.before.standing(table)).find_map(|one| {
            let StatementKind::AlterTable(alter) = &one.kind else { return None };
            let same = self.before.resolve_relation(&alter.name) == *table;
            alter.actions.iter().filter(|_| same).find(|action| {
                matches!(&action.kind, ActionKind::DropColumn { name, .. } if name.name == column)
            })
        });
        drops.map(|action| action.span)
    }

    /// The tables that it writes anew, save those that are declared small. None when it fails anyway.
    pub fn rewrites(&self) -> impl Iterator<Item = &'a Work> {
        self.work(&self.effects.rewrites)
    }

    /// The tables that it reads whole, save those that are declared small. None when it fails anyway.
    pub fn scans(&self) -> impl Iterator<Item = &'a Work> {
        self.work(&self.effects.scans)
    }

    fn work(&self, work: &'a [Work]) -> impl Iterator<Item = &'a Work> {
        let (settings, fails) = (self.scope.settings, self.effects.fails.is_some());
        work.iter().filter(move |work| !fails && !settings.is_small(&work.table))
    }

    /// The clauses of an `ALTER TABLE`, with its table; none of another statement.
    pub fn clauses(&self) -> (QualifiedName, &'a [AlterTableAction]) {
        match &self.statement.kind {
            StatementKind::AlterTable(alter) => {
                (self.before.resolve_relation(&alter.name), &alter.actions)
            }
            _ => (QualifiedName::new("", ""), &[]),
        }
    }

    /// The clauses of an `ALTER TABLE` that write a table anew for such a cause.
    pub fn rewriting(&self, asks: impl Fn(&Cause) -> bool) -> Vec<&'a AlterTableAction> {
        self.asking(self.rewrites(), asks)
    }

    /// The clauses of an `ALTER TABLE` that read a table whole for such a cause.
    pub fn scanning(&self, asks: impl Fn(&Cause) -> bool) -> Vec<&'a AlterTableAction> {
        self.asking(self.scans(), asks)
    }

    /// The constraints for which a table is read whole, each with the clause that adds it. Those of a new column
    /// that writes the table anew, or that no row can have, are left out: the column is what matters there.
    pub fn constraining(
        &self,
        asks: impl Fn(&Cause) -> bool,
        is: impl Fn(&ConstraintKind) -> bool,
    ) -> Vec<(&'a AlterTableAction, &'a Constraint)> {
        let graver: Vec<Span> = self
            .rewriting(|_| true)
            .into_iter()
            .chain(self.scanning(|cause| matches!(cause, Cause::NotNull { .. })))
            .filter(|action| action.new_column().is_some())
            .map(|action| action.span)
            .collect();
        self.scanning(asks)
            .into_iter()
            .filter(|action| !graver.contains(&action.span))
            .flat_map(|action| action.constraints().iter().map(move |added| (action, added)))
            .filter(|(_, constraint)| is(&constraint.kind))
            .collect()
    }

    /// Whether refusing nulls in a column fails, as far as the history tells.
    pub fn meets_nulls(&self, table: &QualifiedName, column: &str) -> bool {
        self.effects.fails_if_rows.is_some()
            && self.before.column(table, column).is_some_and(Column::may_be_null)
    }

    fn asking(
        &self,
        work: impl Iterator<Item = &'a Work>,
        asks: impl Fn(&Cause) -> bool,
    ) -> Vec<&'a AlterTableAction> {
        let spans: Vec<Span> =
            work.filter(|work| asks(&work.cause)).map(|work| work.span).collect();
        self.clauses().1.iter().filter(|action| spans.contains(&action.span)).collect()
    }
}

/// What a check of one migration sees.
#[derive(Clone, Copy, Debug)]
pub struct MigrationContext<'a> {
    /// The migration.
    pub scope: &'a Scope<'a>,
    /// What its statements do, in order; those inside `DO` blocks follow their block.
    pub steps: &'a [Step<'a>],
    /// The schema that it leaves.
    pub after: &'a Catalog,
}

impl<'a> MigrationContext<'a> {
    /// The place that stands for the whole migration: its first statement.
    pub fn start(&self) -> Span {
        self.scope.statements.first().map_or(Span::new(0, 0), |statement| statement.span)
    }

    /// The steps that are statements of the file itself.
    pub fn top_level(&self) -> impl Iterator<Item = &'a Step<'a>> {
        self.steps.iter().filter(|step| !step.nested)
    }
}

/// A statement of a migration with what was found out about it.
#[derive(Clone, Debug)]
pub struct Step<'a> {
    /// The statement.
    pub statement: &'a Statement,
    /// What PostgreSQL does when it runs it.
    pub effects: Effects,
    /// The transaction that it runs in, as it was before it.
    pub transaction: Transaction,
    /// Whether it stands inside a `DO` block.
    pub nested: bool,
}
