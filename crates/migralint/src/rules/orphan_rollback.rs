//! See `rules/orphan-rollback.md`.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::history::History;
use crate::rule::{Category, Check, Rule, Severity, Status, page};
use crate::settings::Settings;
use crate::source::Span;

pub(crate) static RULE: Rule = Rule {
    id: "orphan-rollback",
    page: page!("orphan-rollback"),
    category: Category::Rollback,
    severity: Severity::Warning,
    status: Status::Default,
    check: Check::Engine,
};

/// Reports the rollbacks of a history that belong to no migration.
pub(crate) fn report(history: &History, settings: &Settings, found: &mut Vec<Diagnostic>) {
    let Some(severity) = settings.severity(&RULE) else { return };
    for file in &history.orphans {
        Diagnostics::new(&RULE, severity, *file, found)
            .report(Span::new(0, 0), "this rollback belongs to no migration, so it is never run")
            .help("name it like its migration, or remove it");
    }
}
