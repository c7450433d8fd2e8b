//! Replays a history: every statement of every migration, in order, against the schema that it meets. Facts only; what
//! they mean for a running system is said by the checker.

#![deny(clippy::wildcard_enum_match_arm)]

pub(crate) mod execution;
pub(crate) mod knowledge;

use std::rc::Rc;

use crate::catalog::Catalog;
use crate::effects::{self, Effects};
use crate::history::History;
use crate::postgres::PostgresVersion;
use crate::source::{FileId, SourceFile, Span};
use crate::syntax::Expanded;
use crate::syntax::statement::Statement;
use crate::transaction::Transaction;
use execution::{Runner, run_inside};

/// A statement of a migration with what was found out about it.
#[derive(Clone, Debug)]
pub struct Step<'a> {
    /// The statement.
    pub statement: &'a Statement,
    /// What PostgreSQL does when it runs it, the code that it runs included where that was expanded.
    pub effects: Rc<Effects>,
    /// The transaction that it runs in, as it was before it.
    pub transaction: Transaction,
    /// Whether it stands inside a `DO` block.
    pub nested: bool,
    /// Whether it runs code that builds SQL at run time, and all of that could be told.
    pub expanded: bool,
}

/// A statement at the moment before it runs.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// The statement.
    pub statement: &'a Statement,
    /// What PostgreSQL does when it runs it.
    pub effects: &'a Effects,
    /// The schema that it meets.
    pub before: &'a Catalog,
    /// The transaction that it runs in.
    pub transaction: &'a Transaction,
    /// The expanded code that it is part of, and the place of the statement that runs it.
    pub code: Option<(&'a Expanded, Span)>,
}

/// A history while it is replayed.
#[derive(Debug)]
pub struct Replay<'h> {
    history: &'h History,
    postgres: PostgresVersion,
    catalog: Catalog,
    transaction: Transaction,
    is_whole: bool,
}

impl<'h> Replay<'h> {
    /// Before the first migration.
    pub fn new(history: &'h History, postgres: PostgresVersion) -> Self {
        Self {
            history,
            postgres,
            catalog: Catalog::new(),
            transaction: Transaction::default(),
            is_whole: !history.has_gaps,
        }
    }

    /// The schema at this moment.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// Whether all that the history did up to now is known: no statement that could not be read, no SQL built at run
    /// time, no migrations in another language.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Turns to the migration at `index`, which has so many statements.
    pub fn begin(&mut self, index: usize, statements: usize) {
        let migrations = &self.history.migrations;
        self.catalog.begin_migration(index);
        if index > 0 && migrations[index - 1].role != migrations[index].role {
            // What has run already shares no transaction with what is still to run.
            self.transaction = Transaction::default();
        }
        self.transaction.begin_migration(migrations[index].transaction, statements);
    }

    /// Runs the statements of the migration that was begun, which stand in a file, and shows each the moment before it runs.
    pub fn run<'s>(
        &mut self,
        (id, file): (FileId, &SourceFile),
        statements: &'s [Statement],
        mut see: impl FnMut(&Moment<'_>),
    ) -> Vec<Step<'s>> {
        let Self { postgres, catalog, transaction, .. } = self;
        let mut run =
            Run { file: id, postgres: *postgres, catalog, see: &mut see, steps: Vec::new() };
        for statement in statements {
            let mut inside = transaction.inside_routine();
            run.step(statement, transaction, false);
            let step = run.steps.len() - 1;
            let mut routine = Routine { run: &mut run, transaction: &mut inside, step };
            let expanded = run_inside(&mut routine, file.text(), statement, statements);
            run.steps[step].expanded = expanded;
            transaction.join(inside);
        }
        let steps = run.steps;
        self.is_whole &= knowledge::is_known(statements, &self.catalog);
        steps
    }
}

/// The statements of one migration while they run.
struct Run<'s, 'r> {
    file: FileId,
    postgres: PostgresVersion,
    catalog: &'r mut Catalog,
    see: &'r mut dyn FnMut(&Moment<'_>),
    steps: Vec<Step<'s>>,
}

impl<'s> Run<'s, '_> {
    fn step(&mut self, statement: &'s Statement, transaction: &mut Transaction, nested: bool) {
        let effects = effects::of(statement, self.catalog, self.postgres);
        let before = &*self.catalog;
        (self.see)(&Moment { statement, effects: &effects, before, transaction, code: None });
        let seen = transaction.clone();
        transaction.advance(statement, statement.span, &effects, self.catalog);
        self.catalog.apply(statement, self.file);
        if transaction.number != seen.number {
            self.catalog.end_transaction();
        }
        let effects = self.share(effects);
        self.steps.push(Step { statement, effects, transaction: seen, nested, expanded: false });
    }

    /// Thousands of rows in a row do the same.
    fn share(&self, effects: Effects) -> Rc<Effects> {
        match self.steps.last().map(|last| &last.effects) {
            Some(last) if **last == effects => Rc::clone(last),
            Some(last) if last.locks == effects.locks => {
                Rc::new(Effects { locks: Rc::clone(&last.locks), ..effects })
            }
            _ => Rc::new(effects),
        }
    }
}

/// The code that a statement of a migration runs.
struct Routine<'a, 's, 'r> {
    run: &'a mut Run<'s, 'r>,
    transaction: &'a mut Transaction,
    /// The step of the statement.
    step: usize,
}

impl<'s> Runner<'s> for Routine<'_, 's, '_> {
    fn catalog(&self) -> &Catalog {
        self.run.catalog
    }

    fn run(&mut self, statement: &'s Statement) {
        self.run.step(statement, self.transaction, true);
    }

    /// What it does counts for the statement that runs it.
    fn run_expanded(&mut self, code: &Expanded, statement: &Statement, place: Span) {
        let Run { file, postgres, catalog, see, steps } = &mut *self.run;
        let mut effects = effects::of(statement, catalog, *postgres);
        (*see)(&Moment {
            statement,
            effects: &effects,
            before: catalog,
            transaction: self.transaction,
            code: Some((code, place)),
        });
        effects.place(place);
        self.transaction.advance(statement, place, &effects, catalog);
        catalog.apply_at(statement, *file, place);
        Rc::make_mut(&mut steps[self.step].effects).add(effects);
    }
}
