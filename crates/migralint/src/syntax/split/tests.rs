use super::*;
use proptest::prelude::*;

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let split = split(text, Span::new(0, text.len()));
    let pieces: Vec<_> =
        split.pieces.iter().map(|piece| &text[piece.span.start..piece.span.end]).collect();
    assert_eq!(pieces, expected);
}

#[test]
fn semicolons_end_statements_but_not_in_quotes() {
    check("a; b;; c", &["a", "b", "c"]);
    check("\u{b}a;\u{b}\u{c}b\u{b};", &["a", "b"]);
    check("a ';' b; c", &["a ';' b", "c"]);
    check("a 'it''s;' b; c", &["a 'it''s;' b", "c"]);
    check(r"a E'\';' b; c", &[r"a E'\';' b", "c"]);
    check(r"a '\'; c", &[r"a '\'", "c"]);
    check("a \"x;\"\"y\" b; c", &["a \"x;\"\"y\" b", "c"]);
    check("a $$;$$ b; c", &["a $$;$$ b", "c"]);
    check("a $x$ $$;$$ $x$; c", &["a $x$ $$;$$ $x$", "c"]);
    check("a $1; b$x$; c", &["a $1", "b$x$", "c"]);
}

#[test]
fn comments_are_left_out() {
    check("-- a;\nb /* ; /* ; */ */ c -- d\n;", &["b /* ; /* ; */ */ c"]);
    check("-- only\r\n/* comments */", &[]);
}

#[test]
fn bodies_and_rules_are_whole() {
    check(
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; SELECT 2; END; x",
        &[
            "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; SELECT 2; END",
            "x",
        ],
    );
    check(
        "CREATE RULE r AS ON INSERT TO t DO (a; b); c",
        &["CREATE RULE r AS ON INSERT TO t DO (a; b)", "c"],
    );
    check("BEGIN; a; END;", &["BEGIN", "a", "END"]);
}

#[test]
fn a_carriage_return_ends_a_line() {
    check("-- a\rDROP TABLE t;", &["DROP TABLE t"]);
    check("a -- b\r; c", &["a", "c"]);
    check("a E'\\''\r'\\';' b; c", &["a E'\\''\r'\\';' b", "c"]);
    check("{{ a }}\rb;", &["b"]);
    check("{{ a\r}};b;", &["{{ a\r}}", "b"]);
}

#[test]
fn a_string_goes_on_behind_a_line_break() {
    check("a E'x' -- y\n '\\';'; b", &["a E'x' -- y\n '\\';'", "b"]);
    check("a E'x' '\\';'; b", &["a E'x' '\\'", "'; b"]);
    check("a 'x'\n'\\'; b", &["a 'x'\n'\\'", "b"]);
}

#[test]
fn words_that_are_names_open_and_end_no_body() {
    let head = "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT";
    for item in ["t.case", "1 AS case", "begin", "t.end, 1 AS end"] {
        let body = format!("{head} {item} FROM t; END");
        check(&format!("{body}; DROP TABLE t;"), &[&body, "DROP TABLE t"]);
    }
}

#[test]
fn words_in_brackets_open_and_end_no_body() {
    let head = "CREATE FUNCTION f(begin atomic) RETURNS int";
    check(&format!("{head} AS 'x'; a"), &[&format!("{head} AS 'x'"), "a"]);
    let body = format!("{head} BEGIN ATOMIC SELECT (CASE WHEN a THEN 1 END); SELECT 2; END");
    check(&format!("{body}; a"), &[&body, "a"]);
}

#[test]
fn psql_separates_statements_and_commands_with_backslashes() {
    check("a \\; b;", &["a", "b"]);
    check("\\echo x \\\\ DROP TABLE t;", &["\\echo x", "DROP TABLE t"]);
    check("\\pset x 'a\\\\' \\x\nb", &["\\pset x 'a\\\\'", "\\x", "b"]);
    check("\\copy t from 'a\\b' \\\\ c\nb", &["\\copy t from 'a\\b' \\\\ c", "b"]);
    check("\\echo a \u{b}\nc", &["\\echo a", "c"]);
    check("\\echo a\rb\nc", &["\\echo a\rb", "c"]);
}

#[test]
fn only_data_of_copy_is_passed_over() {
    check(
        "COPY (SELECT 1 FROM stdin) TO '/x';\na;\n\\.\n",
        &["COPY (SELECT 1 FROM stdin) TO '/x'", "a", "\\."],
    );
    check("COPY t FROM STDIN; a;\n1;\n\\.\r\nb", &["COPY t FROM STDIN", "a", "b"]);
    check("COPY t FROM STDIN;\n1;\r\\.\rb;\n\\.", &["COPY t FROM STDIN"]);
}

#[test]
fn a_template_holds_no_end_of_a_statement() {
    check("{{ x; DROP TABLE t; }}\na", &["{{ x", "DROP TABLE t", "}}\na"]);
}

#[test]
fn data_and_commands_of_psql_are_no_statements() {
    check("COPY t FROM STDIN;\n1\t';\n\\.\nb;", &["COPY t FROM STDIN", "b"]);
    check("COPY t FROM STDIN;\nb;", &["COPY t FROM STDIN", "b"]);
    check(
        "COPY a FROM STDIN; COPY b FROM STDIN;\n1;\n\\.\n2;\n\\.\nc;",
        &["COPY a FROM STDIN", "COPY b FROM STDIN", "c"],
    );
}

#[test]
fn a_statement_around_the_data_of_copy_is_not_read() {
    for around in ["DELETE FROM t\n", "SELECT '\n", "/* \n", "SELECT $$\n"] {
        let text = format!("COPY t FROM STDIN; {around} WHERE false '*/$$\n\\.\n;b;");
        let split = split(&text, Span::new(0, text.len()));
        let kinds: Vec<PieceKind> = split.pieces.iter().map(|piece| piece.kind).collect();
        assert_eq!(kinds, [PieceKind::Sql, PieceKind::Interrupted, PieceKind::Sql], "{text}");
    }
    check("\\set x 'y;'\na \\gexec\nb", &["\\set x 'y;'", "a", "\\gexec", "b"]);
}

#[test]
fn templates_are_marked() {
    check(
        "{{ if .X }}\nCREATE TABLE {{ .Name }} (a int);\n{{ end }}",
        &["CREATE TABLE {{ .Name }} (a int)"],
    );
    let text = "ALTER TABLE ${schema}.t ADD \"{{x}}\" int";
    let split = split(text, Span::new(0, text.len()));
    assert_eq!(split.pieces[0].placeholders, [Span::new(12, 21)]);
}

#[test]
fn a_template_that_is_not_closed_on_its_line_is_no_line_of_its_own() {
    check("{{       \na; {{       \na", &["{{       \na", "{{       \na"]);
    check("${a\n; b} ${ ${,c}", &["${a", "b} ${ ${,c}"]);
}

#[test]
fn what_never_ends_is_sought_once() {
    for opened in ["{{", "{% ", "${", "COPY t FROM STDIN;\n"] {
        let text = opened.repeat(200_000);
        split(&text, Span::new(0, text.len()));
    }
}

#[test]
fn what_is_not_closed_is_said() {
    for (text, what) in [
        ("a 'b", "string"),
        ("a $x$ b $$", "dollar-quoted string"),
        ("a \"b", "quoted identifier"),
        ("a /* /* */", "comment"),
    ] {
        let split = split(text, Span::new(0, text.len()));
        assert_eq!(split.pieces[0].kind, PieceKind::Unterminated(what), "{text}");
    }
}

proptest! {
    #[test]
    fn spans_lie_on_character_borders_and_do_not_overlap(
        text in r#"([a-zé;'"$\\/*{}%()\n -]|\$\$|/\*|\*/|--|BEGIN ATOMIC|CREATE RULE |COPY a FROM STDIN;){0,60}"#
    ) {
        let split = split(&text, Span::new(0, text.len()));
        let mut end = 0;
        for piece in &split.pieces {
            prop_assert!(piece.span.start >= end);
            prop_assert!(text.get(piece.span.start..piece.span.end).is_some());
            prop_assert!(!piece.span.is_empty());
            end = piece.span.end;
        }
    }
}

#[test]
fn what_is_beyond_the_most_statements_is_the_rest() {
    let text = "a;".repeat(MAX_PIECES + 2);
    let split = split(&text, Span::new(0, text.len()));
    assert_eq!(split.pieces.len(), MAX_PIECES);
    assert_eq!(split.rest, Some(Span::new(2 * MAX_PIECES, text.len())));
}
