//! Words that rules share, so that the same fact reads the same everywhere.

use crate::catalog::Catalog;
use crate::context::StatementContext;
use crate::effects::{Dropped, Effects, LockMode};
use crate::history::profile::TransactionMode;
use crate::history::splitting::Splitting;
use crate::lists;
use crate::name::{QualifiedName, quote};
use crate::syntax::statement::{ConstraintKind, ObjectKind};
use crate::transaction::Block;

/// How to add a key to a partitioned table, as an order.
pub(crate) const KEY_OF_PARTITIONS: &str = "add it to the table alone (ALTER TABLE ONLY), build a unique index on each \
    partition CONCURRENTLY, make it a constraint there with USING INDEX, and ATTACH it with ALTER INDEX";

/// The lock on a table in words, for a label: `ACCESS EXCLUSIVE lock: blocks every read and write on "User"`.
pub(crate) fn lock(effects: &Effects, table: &QualifiedName) -> String {
    let mode = effects.lock_on(table).unwrap_or(LockMode::AccessShare);
    format!("{mode} lock: blocks {} on {}", mode.blocks(), table.shown())
}

/// Until when a lock that this statement takes is held.
pub(crate) fn until_end(ctx: &StatementContext<'_>) -> &'static str {
    let scope = ctx.scope;
    match ctx.transaction.block {
        Some(Block::Explicit) => "until COMMIT",
        _ if scope.migration.transaction.wraps(scope.statements.len()) => {
            "until the migration ends"
        }
        Some(_) => "until its transaction ends",
        None => "until it is done",
    }
}

/// How to add constraints without a look at the rows, as an order.
pub(crate) fn not_valid<T>(added: &[T]) -> String {
    let it = lists::it(added);
    format!("add {it} NOT VALID, and validate {it} in a later migration")
}

/// What to do with a statement of which a tool does not find the end.
pub(crate) const END_STATEMENT: &str = "end the statement, and its line, with a semicolon";

/// How to keep a statement whole that a tool cuts, as an order.
pub(crate) fn in_one_piece(splitting: Splitting) -> Option<String> {
    match splitting {
        Splitting::LineEnds { begin, end } => {
            Some(format!("put the whole statement between `{begin}` and `{end}`"))
        }
        Splitting::Separator(separator) => Some(format!("take `{separator}` out of the statement")),
        Splitting::Whole | Splitting::Statements | Splitting::Unmodeled => None,
    }
}

/// How to run a statement outside a transaction that the tool itself may not know how to split from others.
pub(crate) fn run_alone_unsplit(ctx: &StatementContext<'_>) -> String {
    let scope = ctx.scope;
    let mode = scope.migration.transaction;
    match scope.layout().opt_out {
        _ if ctx.transaction.block == Some(Block::Routine) => run_alone(ctx),
        _ if !mode.wraps(scope.statements.len()) && scope.statements.len() == 1 => {
            "nothing else is needed, since it is alone in its migration".to_owned()
        }
        Some(opt_out) if mode == TransactionMode::Statement && scope.profile().default == mode => {
            opt_out.to_owned()
        }
        _ => run_alone(ctx),
    }
}

/// How to run a statement outside a transaction with this tool, as an order.
pub(crate) fn run_alone(ctx: &StatementContext<'_>) -> String {
    let scope = ctx.scope;
    let alone = match scope.migration.transaction {
        _ if ctx.transaction.block == Some(Block::Routine) => {
            return "write it as a statement of the migration, outside the block".to_owned();
        }
        TransactionMode::Statement if ctx.transaction.block == Some(Block::Explicit) => {
            return "take it out from between BEGIN and COMMIT".to_owned();
        }
        TransactionMode::Statement => {
            return "nothing else is needed, since each statement commits by itself".to_owned();
        }
        TransactionMode::Batch => "put it in a migration of its own, with no other statement",
        TransactionMode::File | TransactionMode::Run => {
            "run it with psql beforehand, for every migration here runs in a transaction"
        }
    };
    match scope.layout().opt_out {
        Some(opt_out) if scope.migration.transaction != TransactionMode::Batch => {
            opt_out.to_owned()
        }
        _ => alone.to_owned(),
    }
}

/// Dropped columns by table: `the columns "a" and "b" of "User"`.
pub(crate) fn dropped_columns(dropped: &[&Dropped]) -> String {
    let of_tables = dropped.chunk_by(|a, b| a.name == b.name).map(|of_table| {
        let names: Vec<_> = of_table.iter().filter_map(|one| one.part.as_deref()).collect();
        format!("{} of {}", lists::columns(&names), of_table[0].name.shown())
    });
    lists::join(&of_tables.collect::<Vec<_>>())
}

/// What goes with something else: `the view "a"`, `the foreign key "b" of "T"`.
pub(crate) fn object(dropped: &Dropped) -> String {
    let kind = match dropped.kind {
        // Of constraints, only foreign keys go with something else.
        ObjectKind::Constraint if dropped.implied => "foreign key",
        kind => kind.words(),
    };
    match &dropped.part {
        Some(part) => format!("the {kind} \"{part}\" of {}", dropped.name.shown()),
        None => format!("the {kind} {}", dropped.name.shown()),
    }
}

/// The column by which rows of a table are taken in batches, as SQL: its primary key, or the place of the row.
pub(crate) fn batch_key(catalog: &Catalog, table: &QualifiedName) -> String {
    match catalog.primary_key(table).map(|key| &key.kind) {
        Some(ConstraintKind::PrimaryKey { columns }) if columns.len() == 1 => quote(&columns[0]),
        _ => "ctid".to_owned(),
    }
}
