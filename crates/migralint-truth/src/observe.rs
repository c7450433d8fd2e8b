//! What a server does when it runs a statement: the same facts as `Effects`, read from its catalogs and counters.

use std::collections::{BTreeMap, BTreeSet};

use migralint::effects::LockMode;
use postgres::Client;

/// What a server did.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Observed {
    /// The strongest lock on each relation that stood before, by `schema.name`.
    pub(crate) locks: BTreeMap<String, LockMode>,
    /// Tables with another file than before.
    pub(crate) rewrites: BTreeSet<String>,
    /// Tables read whole, or on which an index was built, that have the same file as before.
    pub(crate) scans: BTreeSet<String>,
    /// What the setup of the statement held already, by `schema.name`.
    pub(crate) held: BTreeMap<String, LockMode>,
    /// Tables, views and columns (`schema.table.column`) that are gone.
    pub(crate) drops: BTreeSet<String>,
}

/// The state of a database that statements change.
pub(crate) struct State {
    relations: BTreeMap<u32, Relation>,
    columns: BTreeMap<(u32, i16), String>,
}

struct Relation {
    name: String,
    kind: char,
    file: u32,
    table: u32,
}

const RELATIONS: &str = "
SELECT c.oid, n.nspname || '.' || c.relname, c.relkind::text, c.relfilenode, coalesce(i.indrelid, 0)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_index i ON i.indexrelid = c.oid
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND c.relkind IN ('r', 'p', 'm', 'v', 'i', 'I', 'f')";

const COLUMNS: &str = "
SELECT a.attrelid, a.attnum, a.attname::text
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p')
  AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')";

const LOCKS: &str = "
SELECT relation, mode FROM pg_locks
WHERE pid = pg_backend_pid() AND locktype = 'relation' AND relation IS NOT NULL";

const SCANS: &str = "SELECT relid, seq_scan FROM pg_stat_xact_user_tables";

impl State {
    /// The state as the session sees it now.
    pub(crate) fn read(client: &mut Client) -> Result<Self, String> {
        let relations = client.query(RELATIONS, &[]).map_err(|error| words(&error))?;
        let relations = relations.iter().map(|row| {
            let kind: &str = row.get(2);
            let kind = kind.chars().next().unwrap_or(' ');
            (row.get(0), Relation { name: row.get(1), kind, file: row.get(3), table: row.get(4) })
        });
        let relations = relations.collect();
        let columns = client.query(COLUMNS, &[]).map_err(|error| words(&error))?;
        let columns = columns.iter().map(|row| ((row.get(0), row.get(1)), row.get(2))).collect();
        Ok(Self { relations, columns })
    }

    fn table(&self, oid: u32) -> Option<&Relation> {
        self.relations
            .get(&oid)
            .filter(|relation| matches!(relation.kind, 'r' | 'p' | 'm' | 'v' | 'f'))
    }
}

/// Runs `setup`, then the statement, in a transaction that is rolled back; what the statement did to relations of
/// `before`.
///
/// # Errors
/// What the server said instead.
pub(crate) fn observe(client: &mut Client, setup: &str, sql: &str) -> Result<Observed, String> {
    client.batch_execute("BEGIN").map_err(|error| words(&error))?;
    let observed = in_transaction(client, setup, sql);
    client.batch_execute("ROLLBACK").map_err(|error| words(&error))?;
    observed
}

fn in_transaction(client: &mut Client, setup: &str, sql: &str) -> Result<Observed, String> {
    let standing = standing(client)?;
    let mut held = BTreeMap::new();
    if !setup.is_empty() {
        client.batch_execute(setup).map_err(|error| words(&error))?;
        held = locks(client)?;
    }
    watch(client, &standing, &held, sql)
}

/// The relations that are there.
///
/// # Errors
/// What the server said instead.
pub(crate) fn standing(client: &mut Client) -> Result<BTreeSet<u32>, String> {
    Ok(State::read(client)?.relations.into_keys().collect())
}

/// Runs a statement in a transaction of its own that stays; what it did to relations of `standing`.
///
/// # Errors
/// What the server said instead.
pub(crate) fn observe_for_good(
    client: &mut Client,
    standing: &BTreeSet<u32>,
    sql: &str,
) -> Result<Observed, String> {
    client.batch_execute("BEGIN").map_err(|error| words(&error))?;
    let observed = watch(client, standing, &BTreeMap::new(), sql);
    let end = if observed.is_ok() { "COMMIT" } else { "ROLLBACK" };
    client.batch_execute(end).map_err(|error| words(&error))?;
    observed
}

fn watch(
    client: &mut Client,
    standing: &BTreeSet<u32>,
    held: &BTreeMap<u32, LockMode>,
    sql: &str,
) -> Result<Observed, String> {
    let mut before = State::read(client)?;
    let scanned = scans(client)?;
    client.batch_execute(sql).map_err(|error| words(&error))?;
    let taken = locks(client)?;
    // What the setup has made stands in the same migration: nobody else waits for it.
    let files: BTreeSet<u32> = before.relations.values().map(|relation| relation.file).collect();
    let known: BTreeSet<u32> = before.relations.keys().copied().collect();
    before.relations.retain(|oid, _| standing.contains(oid));
    before.columns.retain(|(oid, _), _| standing.contains(oid));
    let scanned_now = scans(client)?;
    let after = State::read(client)?;
    let mut observed = Observed::default();
    for (oid, mode) in taken {
        if let Some(table) = before.table(oid) {
            observed.locks.insert(table.name.clone(), mode);
            if let Some(mode) = held.get(&oid) {
                observed.held.insert(table.name.clone(), *mode);
            }
        }
    }
    for (oid, old) in &before.relations {
        match after.relations.get(oid) {
            None if old.kind != 'i' && old.kind != 'I' => {
                observed.drops.insert(old.name.clone());
            }
            Some(new) if new.file != old.file && matches!(old.kind, 'r' | 'm') => {
                observed.rewrites.insert(old.name.clone());
            }
            _ => {}
        }
    }
    for ((oid, number), name) in &before.columns {
        if after.relations.contains_key(oid)
            && !after.columns.contains_key(&(*oid, *number))
            && let Some(table) = before.table(*oid)
        {
            observed.drops.insert(format!("{}.{name}", table.name));
        }
    }
    let read = scanned_now
        .iter()
        .filter(|(oid, count)| scanned.get(oid).is_none_or(|before| before < *count));
    let built = after.relations.iter().filter(|(oid, index)| {
        index.kind == 'i' && !known.contains(oid) && !files.contains(&index.file)
            || index.kind == 'i'
                && before.relations.get(oid).is_some_and(|old| old.file != index.file)
    });
    let tables = read.map(|(oid, _)| *oid).chain(built.map(|(_, index)| index.table));
    for oid in tables {
        if let Some(table) =
            before.table(oid).filter(|table| !observed.rewrites.contains(&table.name))
        {
            observed.scans.insert(table.name.clone());
        }
    }
    Ok(observed)
}

fn locks(client: &mut Client) -> Result<BTreeMap<u32, LockMode>, String> {
    let mut locks = BTreeMap::new();
    for row in client.query(LOCKS, &[]).map_err(|error| words(&error))? {
        let (oid, name): (u32, String) = (row.get(0), row.get(1));
        let plain = |text: &str| text.replace([' ', '_'], "").to_lowercase();
        let name = plain(name.trim_end_matches("Lock"));
        let Some(mode) = LockMode::ALL.into_iter().find(|mode| plain(mode.as_str()) == name) else {
            continue;
        };
        let held = locks.entry(oid).or_insert(mode);
        *held = (*held).max(mode);
    }
    Ok(locks)
}

fn scans(client: &mut Client) -> Result<BTreeMap<u32, i64>, String> {
    let rows = client.query(SCANS, &[]).map_err(|error| words(&error))?;
    Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
}

/// What the server said, with its code.
pub(crate) fn words(error: &postgres::Error) -> String {
    match error.as_db_error() {
        Some(db) => format!("{} ({})", db.message(), db.code().code()),
        None => error.to_string(),
    }
}
