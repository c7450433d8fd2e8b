//! What comments, waivers and the baseline suppress, in order.

use super::limit::limit;
use super::{Findings, ignores, severity};
use crate::context::Scope;
use crate::diagnostic::Diagnostic;
use crate::rollback::WayBack;
use crate::settings::Settings;
use crate::source::{FileId, SourceFile, Sources, Span};
use crate::suppression::baseline::{self, Baseline};
use crate::suppression::comment;
use crate::suppression::waiver::Waivers;
use crate::syntax::Parsed;

/// What is accepted, and what of it was used.
#[derive(Debug)]
pub(crate) struct Suppressions<'a> {
    /// The waivers.
    pub waivers: Waivers<'a>,
    /// What is left of the baseline.
    pub baseline: Baseline,
}

impl<'a> Suppressions<'a> {
    /// Those of the settings and the baseline.
    pub(crate) fn new(settings: &'a Settings, baseline: &Baseline) -> Self {
        Self { waivers: Waivers::new(settings), baseline: baseline.clone() }
    }
}

/// Adjusts the severity of what was found in a migration and in its rollback, marks what is suppressed, and sorts it.
pub(crate) fn suppress(
    scope: &Scope<'_>,
    parsed: &Parsed,
    way_back: Option<&WayBack<'_>>,
    suppressions: &mut Suppressions<'_>,
    found: Findings,
) -> Vec<Diagnostic> {
    let (mut found, mut more) = found.into_parts();
    severity::adjust_severity(&scope.settings.sizes, scope.levels, &mut found);
    let own = scope.migration.file;
    let (mut of_own, mut of_back): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|diagnostic| diagnostic.file == own);
    let mut comments = parsed.comments.clone();
    let mut statements: Vec<_> = parsed.statements.iter().map(|statement| statement.span).collect();
    if let Some(back) = way_back {
        let spans = back.parsed.statements.iter().map(|statement| statement.span);
        if back.id == own {
            comments.extend(&back.parsed.comments);
            statements.extend(spans);
            comments.sort_unstable_by_key(|span| span.start);
            statements.sort_unstable_by_key(|span| span.start);
        } else {
            let (spans, file) = (spans.collect::<Vec<_>>(), (back.id, back.file));
            suppress_in(file, &spans, &back.parsed.comments, scope, suppressions, &mut of_back);
        }
    }
    suppress_in((own, scope.file), &statements, &comments, scope, suppressions, &mut of_own);
    baseline::fingerprint(scope.file, &statements, &comments, &mut more);
    of_own.append(&mut more);
    of_own.append(&mut of_back);
    of_own
}

/// Marks what comments, waivers and the baseline suppress in one file.
fn suppress_in(
    (id, file): (FileId, &SourceFile),
    statements: &[Span],
    comments: &[Span],
    scope: &Scope<'_>,
    suppressions: &mut Suppressions<'_>,
    found: &mut Vec<Diagnostic>,
) {
    if scope.migration.is_new() {
        let ignores = comment::ignores(file, comments, statements);
        ignores::apply(id, &ignores, scope.levels, found);
        suppressions.waivers.apply(file.path(), found.iter_mut());
    } else {
        suppressions.waivers.accept(file.path(), found.iter_mut());
    }
    found.sort_by_key(|diagnostic| (diagnostic.span.start, diagnostic.rule.id));
    baseline::fingerprint(file, statements, comments, found);
    suppressions.baseline.accept(file.path(), found);
    limit(found);
}

/// Marks what waivers and the baseline suppress in rollback files without a migration.
pub(crate) fn suppress_orphans(
    sources: &Sources,
    suppressions: &mut Suppressions<'_>,
    found: &mut [Diagnostic],
) {
    for diagnostic in found {
        let file = sources.get(diagnostic.file);
        baseline::fingerprint(file, &[], &[], std::slice::from_mut(diagnostic));
        suppressions.waivers.accept(file.path(), [&mut *diagnostic]);
        suppressions.baseline.accept(file.path(), std::slice::from_mut(diagnostic));
    }
}
