//! See `rules/undocumented-breaking-change.md`.

use crate::context::MigrationContext;
use crate::diagnostic::Diagnostics;
use crate::history::layout::LAYOUTS;
use crate::name::QualifiedName;
use crate::replay::Step;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::source::Span;
use crate::syntax::statement::ObjectKind;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "undocumented-breaking-change",
        page: page!("undocumented-breaking-change"),
        category: Category::Convention,
        severity: Severity::Warning,
        enabled: Enabled::OnRequest,
    },
    check: Check::Migration(check),
};

fn check(ctx: &MigrationContext<'_>, out: &mut Diagnostics<'_>) {
    let is_explained = |comment: &Span| explains(ctx.scope.text(*comment));
    if ctx.scope.migration.documented || ctx.scope.comments.iter().any(is_explained) {
        return;
    }
    let Some((span, what)) = ctx.steps.iter().find_map(breaks) else { return };
    out.report(span, format!("{what}, and nothing says why or what else has to change"))
        .label("breaks code that still uses it")
        .help("say in a comment above it who used it and since which release nobody does");
}

/// What a statement takes away from code that is running: where and in words.
fn breaks(step: &Step<'_>) -> Option<(Span, String)> {
    let effects = &step.effects;
    let is_used = |kind| {
        matches!(
            kind,
            ObjectKind::Table
                | ObjectKind::Column
                | ObjectKind::View
                | ObjectKind::MaterializedView
                | ObjectKind::Schema
                | ObjectKind::Type
                | ObjectKind::Function
        )
    };
    let of = |kind: ObjectKind, name: &QualifiedName, part: Option<&String>| match part {
        Some(part) => format!("the {} \"{part}\" of {}", kind.words(), name.shown()),
        None => format!("the {} {}", kind.words(), name.shown()),
    };
    if let Some(dropped) = effects.drops.iter().find(|dropped| is_used(dropped.kind)) {
        return Some((
            dropped.span,
            format!("{} is dropped", of(dropped.kind, &dropped.name, dropped.part.as_ref())),
        ));
    }
    if let Some(renamed) = effects.renames.iter().find(|renamed| is_used(renamed.kind)) {
        return Some((
            renamed.span,
            format!("{} is renamed", of(renamed.kind, &renamed.name, renamed.part.as_ref())),
        ));
    }
    let retyped = effects.retypes.first()?;
    let column = of(ObjectKind::Column, &retyped.table, Some(&retyped.column));
    Some((retyped.span, format!("{column} becomes {}", retyped.to)))
}

/// Whether a comment is more than what a tool writes.
fn explains(comment: &str) -> bool {
    let inner = comment.trim_start_matches("/*").trim_end_matches("*/").trim_start_matches("--");
    let inner =
        inner.trim_start_matches(['*', '!', '>', ' ', '\t', '\r', '\n']).to_ascii_lowercase();
    !inner.starts_with("migralint-")
        && !LAYOUTS.iter().any(|layout| layout.is_directive(&inner))
        && inner.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count()
            >= MIN_WORDS
}

/// Fewer words are a heading such as `-- AlterTable`.
const MIN_WORDS: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tools_write_explains_nothing() {
        for (comment, expected) in [
            ("-- AlterTable", false),
            (
                "/*\n  Warnings:\n\n  - You are about to drop the column `a` on the `b` table.\n*/",
                false,
            ),
            ("--> statement-breakpoint", false),
            ("-- +goose StatementBegin of a", false),
            ("-- nobody reads users.email since 2.4", true),
            ("/* unused since release 12 */", true),
        ] {
            assert_eq!(explains(comment), expected, "{comment}");
        }
    }
}
