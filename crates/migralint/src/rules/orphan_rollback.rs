//! See `rules/orphan-rollback.md`.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::history::History;
use crate::rule::{Category, Check, Rule, Severity, Status, page};
use crate::settings::Settings;
use crate::source::{Sources, Span};

pub(crate) static RULE: Rule = Rule {
    id: "orphan-rollback",
    page: page!("orphan-rollback"),
    category: Category::Rollback,
    severity: Severity::Warning,
    status: Status::Default,
    check: Check::Engine,
};

/// Reports the rollbacks of a history that belong to no migration.
pub(crate) fn report(
    sources: &Sources,
    history: &History,
    settings: &Settings,
    found: &mut Vec<Diagnostic>,
) {
    for file in &history.orphans {
        let levels = settings.levels_for(sources.get(*file).path());
        let Some(severity) = levels.severity(&RULE) else { continue };
        Diagnostics::new(&RULE, severity, *file, found)
            .report(Span::new(0, 0), "this rollback belongs to no migration, so it is never run")
            .help(if is_taken_for_migration(sources.get(*file).path(), history) {
                "move it beside the folder of migrations: `prisma migrate deploy` takes each folder in there for a migration, and fails with P3015"
            } else {
                "name it like its migration, or remove it"
            });
    }
}

/// Whether Prisma takes the folder of a rollback for a migration without `migration.sql`.
fn is_taken_for_migration(path: &str, history: &History) -> bool {
    let rest = path.strip_prefix(&history.root).map(|rest| rest.trim_start_matches('/'));
    history.profile.tool.starts_with("Prisma")
        && rest.is_some_and(|rest| rest.starts_with("rollbacks/"))
}
