//! The schema of a database as lines of text, so that two moments can be compared.

use std::collections::BTreeSet;

use postgres::Client;

use crate::observe::words;

/// One line for each thing that a migration can make. Names and definitions are PostgreSQL's own words; the order of
/// columns, which no rollback can restore, is left out.
const SCHEMA: &str = "
WITH own AS (
    SELECT oid, nspname FROM pg_namespace
    WHERE nspname NOT IN ('pg_catalog', 'information_schema') AND nspname NOT LIKE 'pg\\_t%'
), relation AS (
    SELECT c.*, n.nspname, n.nspname || '.' || c.relname AS shown
    FROM pg_class c JOIN own n ON n.oid = c.relnamespace
), member AS (SELECT objid FROM pg_depend WHERE deptype = 'e')
SELECT 'schema ' || nspname FROM own
UNION ALL
SELECT 'relation ' || shown || ' ' || relkind::text || ' ' || relpersistence::text
    || CASE WHEN relrowsecurity THEN ' row security' ELSE '' END
    || CASE WHEN relforcerowsecurity THEN ' forced' ELSE '' END
    || coalesce(' ' || pg_get_partkeydef(oid), '') || coalesce(' ' || pg_get_expr(relpartbound, oid), '')
    || coalesce(' ' || reloptions::text, '') || coalesce(' ' || obj_description(oid, 'pg_class'), '')
FROM relation WHERE relkind IN ('r', 'p', 'S', 'f', 'v', 'm')
UNION ALL
SELECT 'column ' || shown || '.' || attname || ' ' || format_type(atttypid, atttypmod)
    || CASE WHEN attnotnull THEN ' not null' ELSE '' END || coalesce(' default ' || pg_get_expr(adbin, adrelid), '')
    || ' ' || attidentity::text || attgenerated::text || coalesce(' collate ' || collname, '')
    || coalesce(' ' || col_description(relation.oid, attnum), '')
FROM pg_attribute JOIN relation ON relation.oid = attrelid
LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
LEFT JOIN pg_collation ON pg_collation.oid = attcollation AND collname <> 'default'
WHERE relkind IN ('r', 'p', 'f') AND attnum > 0 AND NOT attisdropped
UNION ALL
SELECT 'constraint ' || shown || ' ' || conname || ' ' || pg_get_constraintdef(k.oid)
FROM pg_constraint k JOIN relation ON relation.oid = conrelid WHERE contype <> 'n'
UNION ALL
SELECT 'index ' || pg_get_indexdef(indexrelid) || CASE WHEN indisvalid THEN '' ELSE ' invalid' END
FROM pg_index JOIN relation ON relation.oid = indexrelid
UNION ALL
SELECT 'sequence ' || shown || ' ' || seqtypid::regtype || ' start ' || seqstart || ' by ' || seqincrement || ' from ' || seqmin
    || ' to ' || seqmax || ' cache ' || seqcache || CASE WHEN seqcycle THEN ' cycle' ELSE '' END
    || coalesce((SELECT ' of ' || refobjid::regclass || '.' || attname FROM pg_depend d
                 JOIN pg_attribute ON attrelid = refobjid AND attnum = refobjsubid
                 WHERE d.classid = 'pg_class'::regclass AND d.objid = seqrelid AND d.deptype IN ('a', 'i')), '')
FROM pg_sequence JOIN relation ON relation.oid = seqrelid
UNION ALL
SELECT 'publication ' || pubname || ' ' || puballtables::text || ' ' || pubinsert::text || pubupdate::text || pubdelete::text
    || coalesce(' ' || (SELECT string_agg(prrelid::regclass::text, ',' ORDER BY prrelid::regclass::text)
                        FROM pg_publication_rel r WHERE prpubid = p.oid), '')
FROM pg_publication p
UNION ALL
SELECT 'parent ' || inhrelid::regclass || ' ' || inhparent::regclass FROM pg_inherits
UNION ALL
SELECT 'type ' || nspname || '.' || typname || ' ' || typtype::text
    || coalesce((SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid), '')
    || coalesce(' ' || format_type(NULLIF(typbasetype, 0), typtypmod), '') || CASE WHEN typnotnull THEN ' not null' ELSE '' END
    || coalesce(' default ' || typdefault, '')
    || coalesce((SELECT string_agg(conname || ' ' || pg_get_constraintdef(oid), ',' ORDER BY conname)
                 FROM pg_constraint WHERE contypid = t.oid AND contype <> 'n'), '')
    || coalesce((SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ',' ORDER BY attnum)
                 FROM pg_attribute WHERE attrelid = t.typrelid AND typtype = 'c' AND NOT attisdropped), '')
FROM pg_type t JOIN own ON own.oid = typnamespace LEFT JOIN pg_class c ON c.oid = typrelid
WHERE (typtype IN ('e', 'd') OR typtype = 'c' AND relkind = 'c') AND t.oid NOT IN (SELECT objid FROM member)
UNION ALL
SELECT 'view ' || shown || ' ' || pg_get_viewdef(oid) FROM relation WHERE relkind IN ('v', 'm')
UNION ALL
SELECT 'function ' || pg_get_functiondef(p.oid) FROM pg_proc p JOIN own ON own.oid = pronamespace
WHERE prokind IN ('f', 'p') AND p.oid NOT IN (SELECT objid FROM member)
UNION ALL
SELECT 'trigger ' || pg_get_triggerdef(oid) || ' ' || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT 'policy ' || polrelid::regclass || ' ' || polname || ' ' || polcmd::text || polpermissive::text
    || coalesce(' ' || pg_get_expr(polqual, polrelid), '') || coalesce(' ' || pg_get_expr(polwithcheck, polrelid), '')
    || polroles::regrole[]::text
FROM pg_policy
UNION ALL
SELECT 'rule ' || pg_get_ruledef(pg_rewrite.oid) FROM pg_rewrite JOIN relation ON relation.oid = ev_class
WHERE rulename <> '_RETURN'
UNION ALL
SELECT 'statistics ' || pg_get_statisticsobjdef(oid) FROM pg_statistic_ext
UNION ALL
SELECT 'extension ' || extname FROM pg_extension";

/// The lines.
///
/// # Errors
/// What the server said instead.
pub(crate) fn schema(client: &mut Client) -> Result<BTreeSet<String>, String> {
    client.batch_execute("RESET search_path").map_err(|error| words(&error))?;
    let rows = client.query(SCHEMA, &[]).map_err(|error| words(&error))?;
    rows.iter().map(|row| row.try_get(0).map_err(|error| words(&error))).collect()
}
