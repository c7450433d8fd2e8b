//! See `rules/create-extension-needs-superuser.md`.

use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::syntax::statement::StatementKind;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "create-extension-needs-superuser",
        page: page!("create-extension-needs-superuser"),
        category: Category::Correctness,
        severity: Severity::Note,
        enabled: Enabled::PendingOnly,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let StatementKind::CreateExtension { name, .. } = &ctx.statement.kind else { return };
    let name = &name.name;
    if ctx.before.extensions.contains_key(name) || UNTRUSTED.binary_search(&name.as_str()).is_err()
    {
        return;
    }
    out.report(
        ctx.statement.span,
        format!("only a superuser may create \"{name}\": run by another role, the migration fails"),
    )
    .label("an extension that PostgreSQL does not trust")
    .help("create it once by hand, or by the host's own means, before the migration runs");
}

/// Extensions that come with PostgreSQL 14 to 18 and whose control file does not say `trusted`, sorted.
const UNTRUSTED: &[&str] = &[
    "adminpack",
    "amcheck",
    "autoinc",
    "bloom",
    "bool_plperlu",
    "dblink",
    "dict_xsyn",
    "earthdistance",
    "file_fdw",
    "hstore_plperl",
    "hstore_plperlu",
    "hstore_plpython3u",
    "insert_username",
    "intagg",
    "jsonb_plperlu",
    "jsonb_plpython3u",
    "ltree_plpython3u",
    "moddatetime",
    "old_snapshot",
    "pageinspect",
    "pg_buffercache",
    "pg_freespacemap",
    "pg_logicalinspect",
    "pg_prewarm",
    "pg_stat_statements",
    "pg_surgery",
    "pg_visibility",
    "pg_walinspect",
    "pgrowlocks",
    "pgstattuple",
    "plperlu",
    "plpython3u",
    "pltclu",
    "postgres_fdw",
    "refint",
    "sslinfo",
    "xml2",
];
