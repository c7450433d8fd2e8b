//! The tables that the engine keeps of PostgreSQL's own catalogs: read from the servers, written, held against them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use postgres::Client;

use crate::observe::words;
use crate::server::Server;

/// Functions that a person may call, and whether an overload is volatile.
const FUNCTIONS: &str = "
SELECT proname::text, bool_or(provolatile = 'v') FROM pg_proc
WHERE pronamespace = 'pg_catalog'::regnamespace AND prokind <> 'p'
  AND NOT proargtypes::oid[] && ARRAY['internal', 'cstring']::regtype[]::oid[]
  AND prorettype NOT IN (SELECT oid FROM pg_type WHERE typtype = 'p' AND typname ~ '(internal|cstring|handler|trigger)$')
GROUP BY proname";

/// Casts that keep the bytes, and whether both types are ordered by the same operators: then an index stays.
const CASTS: &str = "
WITH ordering AS (
    SELECT t.oid, (
        SELECT o.oid FROM pg_opclass o JOIN pg_am m ON m.oid = o.opcmethod JOIN pg_type i ON i.oid = o.opcintype
        WHERE m.amname = 'btree' AND o.opcdefault AND (o.opcintype = t.oid OR EXISTS (
            SELECT FROM pg_cast c
            WHERE c.castsource = t.oid AND c.casttarget = o.opcintype AND c.castmethod = 'b' AND c.castcontext = 'i'))
        ORDER BY o.opcintype = t.oid DESC, i.typispreferred DESC, o.oid LIMIT 1) AS operators
    FROM pg_type t)
SELECT s.typname::text, t.typname::text, coalesce(a.operators = b.operators, false)
FROM pg_cast c JOIN pg_type s ON s.oid = c.castsource JOIN pg_type t ON t.oid = c.casttarget
JOIN ordering a ON a.oid = s.oid JOIN ordering b ON b.oid = t.oid
WHERE c.castmethod = 'b'";

/// What the servers say, taken together.
#[derive(Default)]
pub(crate) struct Tables {
    versions: Vec<String>,
    functions: BTreeMap<String, bool>,
    casts: BTreeSet<(String, String, bool)>,
}

impl Tables {
    /// What one server says.
    ///
    /// # Errors
    /// What the server said instead.
    pub(crate) fn read(server: &Server) -> Result<Self, String> {
        let mut tables = Self::default();
        let mut client: Client = server.connect("postgres")?;
        let version =
            client.query_one("SHOW server_version", &[]).map_err(|error| words(&error))?;
        let version: String = version.get(0);
        tables.versions.push(version.split(' ').next().unwrap_or_default().to_owned());
        for row in client.query(FUNCTIONS, &[]).map_err(|error| words(&error))? {
            *tables.functions.entry(row.get(0)).or_default() |= row.get::<_, bool>(1);
        }
        for row in client.query(CASTS, &[]).map_err(|error| words(&error))? {
            tables.casts.insert((row.get(0), row.get(1), row.get(2)));
        }
        Ok(tables)
    }

    /// Adds what another server says.
    pub(crate) fn add(&mut self, other: Self) {
        self.versions.extend(other.versions);
        for (name, volatile) in other.functions {
            *self.functions.entry(name).or_default() |= volatile;
        }
        self.casts.extend(other.casts);
    }

    /// Each file and its content.
    fn files(&self) -> [(PathBuf, String); 2] {
        let folder =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../migralint/src/effects/postgres");
        let versions = self.versions.join(", ");
        let head = |what: &str| {
            format!(
                "# {what} in PostgreSQL {versions}; written by `cargo xtask truth --generate`\n"
            )
        };
        let mut functions = head("Functions of which pg_proc has no volatile overload");
        for (name, _) in self.functions.iter().filter(|(_, volatile)| !**volatile) {
            functions += name;
            functions.push('\n');
        }
        let mut casts = head("Binary-coercible casts of pg_cast, and whether the order stays,");
        for (from, to, same) in &self.casts {
            let order = if *same { "ordered" } else { "reordered" };
            let _ = writeln!(casts, "{from} {to} {order}");
        }
        [
            (folder.join("nonvolatile_functions.txt"), functions),
            (folder.join("binary_coercible_casts.txt"), casts),
        ]
    }

    /// Writes the files.
    ///
    /// # Errors
    /// Which file could not be written, and why.
    pub(crate) fn write(&self) -> Result<(), String> {
        for (path, content) in self.files() {
            std::fs::write(&path, content)
                .map_err(|error| format!("{}: {error}", path.display()))?;
        }
        Ok(())
    }

    /// The files that are not what the servers say.
    pub(crate) fn stale(&self) -> Vec<String> {
        let is_stale = |(path, content): &(PathBuf, String)| {
            std::fs::read_to_string(path).ok().as_ref() != Some(content)
        };
        let stale = self.files().into_iter().filter(is_stale);
        stale.map(|(path, _)| path.display().to_string()).collect()
    }
}
