//! See `rules/drop-and-add-looks-like-rename.md`.

use crate::column_replacement::ColumnReplacement;
use crate::context::StatementContext;
use crate::diagnostic::Diagnostics;
use crate::name::quote;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};
use crate::words;

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "drop-and-add-looks-like-rename",
        page: page!("drop-and-add-looks-like-rename"),
        category: Category::Destructive,
        severity: Severity::Error,
        enabled: Enabled::ByDefault,
    },
    check: Check::Statement(check),
};

fn check(ctx: &StatementContext<'_>, out: &mut Diagnostics<'_>) {
    let drops = ctx.effects.drops.iter();
    let pairs: Vec<&ColumnReplacement> =
        drops.filter_map(|lost| ctx.scope.column_replacement(lost)).collect();
    let Some(first) = pairs.first() else { return };
    let what: Vec<String> = pairs.iter().map(|pair| what(pair)).collect();
    // Where names can be mapped, a rename asks for no SQL.
    let models = ctx.scope.models();
    let is_in_place = |pair: &&&ColumnReplacement| pair.old == pair.new || models.is_none();
    let safe: Vec<String> = pairs.iter().filter(is_in_place).map(|pair| safe(pair)).collect();
    let retypes = first.old == first.new;
    let help = if retypes {
        "change the type of the column instead, so that its values stay".to_owned()
    } else if let Some(models) = models {
        format!("if it is a rename, {}", (models.map_column)(&first.old))
    } else {
        "if it is a rename, rename the column; if not, drop the old one in a later migration"
            .to_owned()
    };
    let file = ctx.scope.migration.file;
    let report = out
        .report(first.dropped, format!("{}: the values are lost", what.join("; ")))
        .label(words::lock(ctx.effects, &first.table))
        .help(help)
        .related(file, first.added, format!("\"{}\" is added here", first.new))
        .table(&first.table);
    if !safe.is_empty() {
        report.safe(safe.join("\n"));
    }
}

fn what(pair: &ColumnReplacement) -> String {
    let ColumnReplacement { table, old, new, data_type, .. } = pair;
    let table = table.shown();
    if old == new {
        format!("\"{old}\" of {table} is dropped and added again as {data_type}")
    } else {
        format!("\"{old}\" of {table} is dropped and \"{new}\" added, which looks like a rename")
    }
}

fn safe(pair: &ColumnReplacement) -> String {
    let (table, old, new) = (pair.table.sql(), quote(&pair.old), quote(&pair.new));
    if old == new {
        let to = &pair.data_type;
        format!("ALTER TABLE {table} ALTER COLUMN {old} TYPE {to} USING {old}::{to};")
    } else {
        format!("ALTER TABLE {table} RENAME COLUMN {old} TO {new};")
    }
}
