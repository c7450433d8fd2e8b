//! Statements and comments begin and end where PostgreSQL's scanner has them; see `tests/scanner/generate.py`.

use migralint::source::Span;
use migralint::syntax;
use serde_json::Value;

fn spans(value: &Value) -> Vec<Span> {
    let pairs: Vec<(usize, usize)> = serde_json::from_value(value.clone()).unwrap_or_default();
    pairs.into_iter().map(|(start, end)| Span::new(start, end)).collect()
}

#[test]
fn borders_are_those_of_the_scanner() {
    let committed = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/scanner/borders.jsonl");
    let path = std::env::var("MIGRALINT_BORDERS").unwrap_or_else(|_| committed.to_owned());
    let text = std::fs::read_to_string(path).unwrap();
    let mut count = 0;
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let sql = case["sql"].as_str().unwrap();
        let parsed = syntax::parse(sql, &[Span::new(0, sql.len())]);
        let found: Vec<Span> = parsed.statements.iter().map(|statement| statement.span).collect();
        assert_eq!(found, spans(&case["statements"]), "statements of {sql:?}");
        assert_eq!(parsed.comments, spans(&case["comments"]), "comments of {sql:?}");
        count += 1;
    }
    assert!(count >= 1000, "{count}");
}
