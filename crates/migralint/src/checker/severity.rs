//! Severity by the size of a table.

use crate::diagnostic::Diagnostic;
use crate::rule_info::{Category, Severity};
use crate::settings::Levels;
use crate::sizes::{Size, Sizes};

/// Adjusts the severity of diagnostics about locks to the size of their table, by one step at most, and adds the size to
/// the message. A rule whose level was set keeps that level.
pub(super) fn adjust_severity(sizes: &Sizes, levels: &Levels, found: &mut [Diagnostic]) {
    for diagnostic in found.iter_mut().filter(|one| one.rule.category == Category::Locking) {
        let Some(table) = &diagnostic.table else { continue };
        if !levels.is_set(diagnostic.rule) {
            diagnostic.severity = match (sizes.of(table), diagnostic.severity) {
                (Some(Size::Small), Severity::Error) | (Some(Size::Large), Severity::Note) => {
                    Severity::Warning
                }
                (Some(Size::Small), Severity::Warning) => Severity::Note,
                (Some(Size::Large), Severity::Warning) => Severity::Error,
                (_, severity) => severity,
            };
        }
        if let Some(words) = sizes.words(table) {
            diagnostic.message = format!("{} ({} {words})", diagnostic.message, table.shown());
        }
    }
}
