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
            .help("name it like its migration, or remove it");
    }
}
