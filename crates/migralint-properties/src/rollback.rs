//! A way back that is generated can be read, and what it says of itself is true.

use migralint::history::layout::LAYOUTS;
use migralint::history::layout::definition::Rollbacks;
use migralint::rollback::{Generated, Style, generate, replay_each, section, verify};
use migralint::source::{SourceFile, Span};
use migralint::syntax::parse;
use migralint::syntax::statement::StatementKind;

use crate::example::Example;
use crate::parsing::places;

/// Every migration is turned back in every style; one that says nothing of what it leaves out leads back by our own
/// account. What stands there as a way back is judged.
pub fn rollback(text: &str) {
    let Some(example) = Example::read(text) else { return };
    let Example { sources, histories: [history], settings } = &example;
    let Some(last) = history.migrations.len().checked_sub(1) else { return };
    let show = |at: usize, passage: migralint::rollback::Passage<'_>, up: &[_]| {
        let migration = &history.migrations[at];
        let file = sources.get(migration.file);
        if let Some(back) = &migration.rollback {
            let text = sources.get(back.file).text();
            let statements = parse(text, &back.down).statements;
            let verdict = verify(passage, &statements, back.file, text);
            for place in places(&verdict) {
                assert!(text.get(place.start..place.end).is_some(), "{place:?} of {verdict:?}");
            }
        }
        for headings in [false, true] {
            let style = Style { headings, ..Style::of(history) };
            let generated = generate(passage, up, file, migration, style);
            leads_back(passage, &generated, migration.file);
            let again = generate(passage, up, file, migration, style);
            assert_eq!(generated.sql, again.sql);
            for layout in LAYOUTS {
                let Rollbacks::Section(marker) = layout.rollbacks else { continue };
                let put = section::insert(file, migration, (layout, marker), &generated.sql, true);
                assert!(put.is_err() || put.is_ok_and(|text| !text.is_empty()));
            }
        }
    };
    replay_each(sources, history, settings.postgres, last, |_| true, show);
}

fn leads_back(
    passage: migralint::rollback::Passage<'_>,
    generated: &Generated,
    file: migralint::source::FileId,
) {
    let Generated { sql, missing } = generated;
    let source = SourceFile::new("rollback.sql", sql.as_str());
    let statements = parse(sql, &[Span::new(0, sql.len())]).statements;
    if !missing.is_empty() {
        return;
    }
    for statement in &statements {
        let is_read = !matches!(statement.kind, StatementKind::Unreadable(_));
        assert!(is_read, "{:?} is not read, in\n{sql}", source.slice(statement.span));
    }
    let verdict = verify(passage, &statements, file, sql);
    if passage.is_whole && verdict.unknown.is_empty() {
        assert!(verdict.failures.is_empty(), "{:?} in\n{sql}", verdict.failures);
        assert!(verdict.differences.is_empty(), "{:?} in\n{sql}", verdict.differences);
    }
}
