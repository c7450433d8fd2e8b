//! What has been set, held and made since the transaction began.

#![deny(clippy::wildcard_enum_match_arm)]

use rpds::RedBlackTreeMapSync;

use crate::catalog::Catalog;
use crate::effects::{Effects, LockMode};
use crate::history::profile::TransactionMode;
use crate::name::QualifiedName;
use crate::source::Span;
use crate::syntax::statement::{ActionKind, AlterTypeAction, Set, Statement, StatementKind};

/// The transaction that a statement runs in, as it is before that statement.
#[derive(Clone, Debug, Default)]
pub struct Transaction {
    /// Its number within the migration, from 1; it changes at every boundary.
    pub number: usize,
    /// What opened it; `None` when the statement commits by itself.
    pub block: Option<Block>,
    /// Locks on standing relations that are held, with the statement that took the strongest one.
    pub held: HeldLocks,
    /// Whether `lock_timeout` is set to something but zero.
    pub lock_timeout: bool,
    /// Whether `statement_timeout` is set to something but zero.
    pub statement_timeout: bool,
    /// Enum values that were added in it: type and value, with the statement.
    pub enum_values: Vec<(QualifiedName, String, Span)>,
    /// Constraints that were added `NOT VALID` in it: table and name, with the statement.
    pub not_valid: Vec<(QualifiedName, String, Span)>,
    /// Whether a constraint was validated in it.
    pub validated: bool,
    /// The timeouts of the session, for when the transaction ends: `lock_timeout`, `statement_timeout`.
    session: [bool; 2],
    /// What wraps statements that no `BEGIN` does.
    outer: Option<Block>,
}

/// What opened a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Block {
    /// `BEGIN` in the file.
    Explicit,
    /// Several statements in one simple query.
    Implicit,
    /// The migration tool.
    Runner,
    /// A `DO` block or a function: what stands in it is part of one statement.
    Routine,
}

/// Locks that are held. Copies share what they have in common: every statement keeps one.
pub type HeldLocks = RedBlackTreeMapSync<QualifiedName, Held>;

/// A lock that is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The mode.
    pub mode: LockMode,
    /// The statement that took it.
    pub span: Span,
    /// The place of its migration in the history.
    pub migration: usize,
}

impl Transaction {
    /// Turns to a migration of `statements` statements. A transaction that spans the whole run goes on.
    pub fn begin_migration(&mut self, mode: TransactionMode, statements: usize) {
        let goes_on = mode == TransactionMode::Run && self.block == Some(Block::Runner);
        if goes_on {
            return;
        }
        let outer = match mode {
            TransactionMode::Run | TransactionMode::File => Some(Block::Runner),
            TransactionMode::Batch => mode.wraps(statements).then_some(Block::Implicit),
            TransactionMode::Statement => None,
        };
        *self = Self { number: 1, block: outer, outer, ..Self::default() };
    }

    /// The transaction as the statements inside a `DO` block or a function see it.
    #[must_use]
    pub fn inside_routine(&self) -> Self {
        Self { block: Some(Block::Routine), ..self.clone() }
    }

    /// Whether locks are held in it that keep others from reading or writing a standing table.
    pub fn blocks_others(&self) -> bool {
        self.block.is_some() && self.held.values().any(|held| held.mode.blocks_writes())
    }

    /// Adds what a routine that has run in it took and made, unless it has committed by itself.
    pub fn join(&mut self, routine: Self) {
        if self.block.is_none() || self.number != routine.number {
            return;
        }
        for (table, lock) in &routine.held {
            self.hold(table, *lock);
        }
        append(&mut self.enum_values, routine.enum_values);
        append(&mut self.not_valid, routine.not_valid);
    }

    /// Goes past a statement. `catalog` is the schema before it.
    pub fn advance(
        &mut self,
        statement: &Statement,
        place: Span,
        effects: &Effects,
        catalog: &Catalog,
    ) {
        self.take(statement, place, effects, catalog);
        match &statement.kind {
            StatementKind::Set(set) => self.set(set),
            StatementKind::Begin if self.block == Some(Block::Implicit) || self.block.is_none() => {
                self.block = Some(Block::Explicit);
                return;
            }
            StatementKind::Commit { chain: false } | StatementKind::Rollback => {
                // A runner's own transaction is over with it: what follows commits by itself.
                let outer = self.outer.filter(|outer| *outer == Block::Implicit);
                self.end(outer);
            }
            StatementKind::Commit { chain: true } => self.end(self.block),
            StatementKind::CreateTable(_)
            | StatementKind::CreateTableAs(_)
            | StatementKind::AlterTable(_)
            | StatementKind::Drop(_)
            | StatementKind::Truncate(_)
            | StatementKind::CreateIndex(_)
            | StatementKind::Reindex(_)
            | StatementKind::CreateType(_)
            | StatementKind::AlterType(_)
            | StatementKind::CreateDomain(_)
            | StatementKind::AlterDomain(_)
            | StatementKind::CreateSequence(_)
            | StatementKind::AlterSequence(_)
            | StatementKind::CreateView(_)
            | StatementKind::RefreshView(_)
            | StatementKind::CreateFunction(_)
            | StatementKind::CreateTrigger(_)
            | StatementKind::Policy(_)
            | StatementKind::CreateRule(_)
            | StatementKind::CreateStatistics(_)
            | StatementKind::CreateSchema(_)
            | StatementKind::CreateExtension { .. }
            | StatementKind::Publication(_)
            | StatementKind::AlterObject(_)
            | StatementKind::Comment(_)
            | StatementKind::Grant(_)
            | StatementKind::Insert(_)
            | StatementKind::Update(_)
            | StatementKind::Delete(_)
            | StatementKind::Merge(_)
            | StatementKind::Query(_)
            | StatementKind::Explain(_)
            | StatementKind::Copy { .. }
            | StatementKind::Do(_)
            | StatementKind::Call(_)
            | StatementKind::Lock { .. }
            | StatementKind::Vacuum { .. }
            | StatementKind::Analyze { .. }
            | StatementKind::Cluster { .. }
            | StatementKind::Begin
            | StatementKind::Savepoint
            | StatementKind::Other(_)
            | StatementKind::Psql(_)
            | StatementKind::Unreadable(_) => {}
        }
        if self.block.is_none() {
            self.end(None);
        }
    }

    /// Holds a lock, unless one as strong is held already.
    fn hold(&mut self, table: &QualifiedName, lock: Held) {
        if self.held.get(table).is_none_or(|held| held.mode < lock.mode) {
            self.held.insert_mut(table.clone(), lock);
        }
    }

    /// Remembers what the statement took and made.
    fn take(&mut self, statement: &Statement, place: Span, effects: &Effects, catalog: &Catalog) {
        for (table, mode) in &*effects.locks {
            let now = Held { mode: *mode, span: place, migration: catalog.current };
            self.hold(table, now);
        }
        match &statement.kind {
            StatementKind::AlterType(alter) => {
                if let AlterTypeAction::AddValue { value, .. } = &alter.action {
                    let name = catalog.resolve_type(&alter.name);
                    self.enum_values.push((name, value.clone(), place));
                }
            }
            StatementKind::AlterTable(alter) => {
                for action in &alter.actions {
                    self.validated |= matches!(action.kind, ActionKind::ValidateConstraint { .. });
                    if let ActionKind::AddConstraint(constraint) = &action.kind
                        && let Some(name) =
                            constraint.name.as_ref().filter(|_| constraint.not_valid)
                    {
                        let table = catalog.resolve_relation(&alter.name);
                        self.not_valid.push((
                            table,
                            name.name.clone(),
                            if place == statement.span { action.span } else { place },
                        ));
                    }
                }
            }
            StatementKind::CreateTable(_)
            | StatementKind::CreateTableAs(_)
            | StatementKind::Drop(_)
            | StatementKind::Truncate(_)
            | StatementKind::CreateIndex(_)
            | StatementKind::Reindex(_)
            | StatementKind::CreateType(_)
            | StatementKind::CreateDomain(_)
            | StatementKind::AlterDomain(_)
            | StatementKind::CreateSequence(_)
            | StatementKind::AlterSequence(_)
            | StatementKind::CreateView(_)
            | StatementKind::RefreshView(_)
            | StatementKind::CreateFunction(_)
            | StatementKind::CreateTrigger(_)
            | StatementKind::Policy(_)
            | StatementKind::CreateRule(_)
            | StatementKind::CreateStatistics(_)
            | StatementKind::CreateSchema(_)
            | StatementKind::CreateExtension { .. }
            | StatementKind::Publication(_)
            | StatementKind::AlterObject(_)
            | StatementKind::Comment(_)
            | StatementKind::Grant(_)
            | StatementKind::Insert(_)
            | StatementKind::Update(_)
            | StatementKind::Delete(_)
            | StatementKind::Merge(_)
            | StatementKind::Query(_)
            | StatementKind::Explain(_)
            | StatementKind::Copy { .. }
            | StatementKind::Do(_)
            | StatementKind::Call(_)
            | StatementKind::Lock { .. }
            | StatementKind::Vacuum { .. }
            | StatementKind::Analyze { .. }
            | StatementKind::Cluster { .. }
            | StatementKind::Set(_)
            | StatementKind::Begin
            | StatementKind::Commit { .. }
            | StatementKind::Rollback
            | StatementKind::Savepoint
            | StatementKind::Other(_)
            | StatementKind::Psql(_)
            | StatementKind::Unreadable(_) => {}
        }
    }

    fn set(&mut self, set: &Set) {
        let on = set.values.first().is_some_and(|value| is_timeout(value));
        let all = set.name == "all";
        for (index, name) in ["lock_timeout", "statement_timeout"].into_iter().enumerate() {
            if set.name != name && !all {
                continue;
            }
            if set.local && self.block.is_none() {
                continue;
            }
            let timeout =
                if index == 0 { &mut self.lock_timeout } else { &mut self.statement_timeout };
            *timeout = on;
            if !set.local {
                self.session[index] = on;
            }
        }
    }

    /// Ends the transaction; the next one is opened by `block`.
    fn end(&mut self, block: Option<Block>) {
        let [lock_timeout, statement_timeout] = self.session;
        *self = Self {
            number: self.number + 1,
            block,
            lock_timeout,
            statement_timeout,
            session: self.session,
            outer: self.outer,
            ..Self::default()
        };
    }
}

/// Adds what is not there yet.
fn append<T: PartialEq>(to: &mut Vec<T>, from: Vec<T>) {
    for new in from {
        if !to.contains(&new) {
            to.push(new);
        }
    }
}

/// Whether a value of a timeout is one: not zero, whatever its unit.
fn is_timeout(value: &str) -> bool {
    value.bytes().any(|byte| (b'1'..=b'9').contains(&byte))
}
