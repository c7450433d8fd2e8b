//! What the check of a rule sees.

use crate::catalog::{Catalog, Column};
use crate::column_replacement::ColumnReplacement;
use crate::conflicts::Merged;
use crate::effects::{Cause, Dropped, Effects, Work};
use crate::enum_replacement::EnumReplacement;
use crate::history::layout::definition::{Layout, ModelAdvice};
use crate::history::profile::RunnerProfile;
use crate::history::{History, Migration};
use crate::name::QualifiedName;
use crate::replay::Step;
use crate::rollback::WayBack;
use crate::settings::{Levels, Settings};
use crate::source::{SourceFile, Span};
use crate::suppression::comment::Ignore;
use crate::syntax::statement::{
    ActionKind, AlterTableAction, Constraint, ConstraintKind, Statement, StatementKind,
};
use crate::transaction::Transaction;

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
    /// Where the tool cuts the file without regard to statements, in order.
    pub cuts: &'a [usize],
    /// Enums that it replaces by a new type of the same name.
    pub enum_replacements: &'a [EnumReplacement],
    /// Columns that it drops while it adds one that looks like them.
    pub column_replacements: &'a [ColumnReplacement],
    /// The history that it is part of, and how its tool runs it.
    pub history: &'a History,
    /// Migrations that were merged after this branch started, and what they do to objects.
    pub merged: &'a [Merged<'a>],
    /// Whether what the migration lacks can still be added, see [`still_to_run`].
    pub is_pending: bool,
    /// The settings of the run.
    pub settings: &'a Settings,
    /// The levels of the rules in this file.
    pub levels: &'a Levels,
}

/// More migrations than this are not deployed at once.
const MAX_AT_ONCE: usize = 20;

/// From which migration of a history on what is lacking can still be added. A first look at an old repository judges
/// far more migrations than are deployed at once: all but the last must have run, and must not be edited any more.
pub fn still_to_run(history: &History) -> usize {
    let new = history.migrations.iter().filter(|migration| migration.is_new()).count();
    if new <= MAX_AT_ONCE { 0 } else { history.migrations.len().saturating_sub(1) }
}

impl<'a> Scope<'a> {
    /// The tool that runs the migration.
    pub fn layout(&self) -> &'static Layout {
        self.history.layout
    }

    /// How the tool runs it, in the version that was found.
    pub fn profile(&self) -> &'a RunnerProfile {
        &self.history.profile
    }

    /// Whether its way back is verified.
    pub fn is_verified(&self) -> bool {
        self.settings.verify_all_rollbacks || self.is_pending
    }

    /// The replacement of an enum that the statement is part of.
    pub fn enum_replacement(&self, statement: &Statement) -> Option<&EnumReplacement> {
        self.enum_replacements.iter().find(|replacement| replacement.holds(statement.span))
    }

    /// The column that takes the place of a dropped one.
    pub fn column_replacement(&self, dropped: &Dropped) -> Option<&'a ColumnReplacement> {
        self.column_replacements.iter().find(|replacement| replacement.dropped == dropped.span)
    }

    /// What the schema language of the tool's client offers in place of a change of the database.
    pub fn models(&self) -> Option<&'static ModelAdvice> {
        self.history.layout.advice.models
    }

    /// Whether a statement of the file is the last of its part, and the tool finds no end of it.
    pub fn is_unfinished(&self, statement: Span) -> bool {
        let next = self.statements.partition_point(|other| other.span.start <= statement.start);
        let next = self.statements.get(next).map(|other| other.span.start);
        let is_last = |part: &&Span| {
            (part.start..part.end).contains(&statement.start)
                && next.is_none_or(|next| next >= part.end)
        };
        let splitting = self.profile().splitting;
        let part = self.migration.up.iter().find(is_last);
        part.is_some_and(|part| splitting.is_unfinished(self.cuts, *part, statement))
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
    /// The table of an `ALTER TABLE`; an empty name for another statement.
    pub altered: &'a QualifiedName,
}

impl<'a> StatementContext<'a> {
    /// Where an earlier statement of the migration drops this column of a table that stood before it.
    pub fn dropped_before(&self, table: &QualifiedName, column: &str) -> Option<Span> {
        let earlier = self
            .scope
            .statements
            .iter()
            .take_while(|one| one.span.start < self.statement.span.start);
        let drops = earlier.filter(|_| self.before.exists(table)).find_map(|one| {
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
    pub fn clauses(&self) -> (&'a QualifiedName, &'a [AlterTableAction]) {
        match &self.statement.kind {
            StatementKind::AlterTable(alter) => (self.altered, &alter.actions),
            _ => (self.altered, &[]),
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
    /// Its way back, where there is one and it was verified.
    pub way_back: Option<&'a WayBack<'a>>,
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

/// What a check of one ignore comment sees.
#[derive(Clone, Debug)]
pub struct IgnoreContext<'a> {
    /// The comment.
    pub ignore: &'a Ignore,
    /// The rules that it names; empty where it suppresses all.
    pub rules: Vec<IgnoredRule<'a>>,
    /// Whether it suppressed a diagnostic.
    pub is_used: bool,
}

/// A rule that an ignore comment names.
#[derive(Clone, Copy, Debug)]
pub struct IgnoredRule<'a> {
    /// The name as it is written.
    pub name: &'a str,
    /// Where it is written.
    pub span: Span,
    /// What it names.
    pub rule: NamedRule,
}

/// What a name in an ignore comment names.
#[derive(Clone, Copy, Debug)]
pub enum NamedRule {
    /// A rule of which the comment suppressed a diagnostic.
    Used,
    /// A rule that is enabled and reported nothing there.
    Unused,
    /// A rule that is disabled here; it may be enabled for others who check these migrations.
    Disabled,
    /// No rule.
    Unknown {
        /// The rule that is perhaps meant.
        nearest: Option<&'static str>,
    },
}

/// What a check of one rollback file without a migration sees.
#[derive(Clone, Copy, Debug)]
pub struct OrphanContext<'a> {
    /// The file.
    pub file: &'a SourceFile,
    /// The history that it lies in or beside.
    pub history: &'a History,
}
