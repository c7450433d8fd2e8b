//! The static SQL inside `DO` blocks and function bodies in PL/pgSQL.
//!
//! The body is split like a file. In front of each piece stand the words that open blocks, branches and
//! loops; what follows them is a statement of SQL or of PL/pgSQL. Only SQL is kept.

use super::read;
use super::split::{Piece, PieceKind, split};
use super::statement::{Statement, StatementKind};
use super::tokens::{Cursor, Lexed, Source};
use crate::source::Span;

/// What a body says.
#[derive(Debug, Default)]
pub(super) struct Code {
    /// Its statements of SQL, in order, wherever they stand.
    pub(super) statements: Vec<Statement>,
    /// Places at which SQL is built at run time.
    pub(super) dynamic: Vec<Span>,
}

/// The SQL of the body at `span`.
pub(super) fn statements(outer: Source<'_>, span: Span) -> Code {
    let mut code = Code::default();
    let Some(source) = outer.inside() else {
        code.dynamic.push(span);
        return code;
    };
    let mut declares = false;
    for piece in split(source.text, span).pieces {
        if piece.kind == PieceKind::Sql {
            read_piece(source, &piece, &mut declares, &mut code);
        }
    }
    code
}

/// Words of SQL that begin a statement which PL/pgSQL passes on to the server.
const SQL: &[&str] = &[
    "alter", "analyze", "call", "cluster", "comment", "copy", "create", "delete", "drop", "grant",
    "insert", "lock", "merge", "refresh", "reindex", "reset", "revoke", "set", "truncate",
    "update", "vacuum", "with",
];

fn read_piece(source: Source<'_>, piece: &Piece, declares: &mut bool, code: &mut Code) {
    let Ok(lexed) = Lexed::new(source, piece) else { return };
    let mut cursor = lexed.cursor();
    loop {
        if *declares {
            if !cursor.at("begin") {
                return;
            }
            *declares = false;
        }
        if cursor.eat("declare") {
            *declares = true;
        } else if cursor.eat_any(&["begin", "else", "loop", "exception"]).is_some() {
        } else if cursor.eat("if")
            || cursor.eat("elsif")
            || cursor.eat("elseif")
            || cursor.eat("when")
        {
            cursor.until(|at| at.at("then"));
            while !cursor.is_done() && !cursor.at("then") {
                cursor.skip();
                cursor.until(|at| at.at("then"));
            }
            cursor.eat("then");
        } else if cursor.eat_any(&["for", "foreach", "while"]).is_some() {
            cursor.until(|at| at.at("loop"));
            while !cursor.is_done() && !cursor.at("loop") {
                cursor.skip();
                cursor.until(|at| at.at("loop"));
            }
            cursor.eat("loop");
        } else if cursor.at("case") {
            cursor.until(|at| at.at("when"));
        } else {
            break;
        }
        if cursor.is_done() {
            return;
        }
    }
    if cursor.at("execute") {
        return execute(source, cursor, code);
    }
    let query = cursor.eat("perform");
    if !query && !cursor.at_any(SQL) {
        return;
    }
    let span = cursor.span();
    let statement = if query {
        Statement {
            kind: StatementKind::Query(super::lower::query_of_expressions(cursor)),
            span,
            inner: Vec::new(),
        }
    } else {
        read(source, &Piece { span, ..piece.clone() })
    };
    match statement.kind {
        StatementKind::Unreadable(_) => {}
        // `INTO` names a variable here.
        StatementKind::CreateTableAs(select) if !cursor.at("create") => {
            let kind = StatementKind::Query(select.query);
            code.statements.push(Statement { kind, ..statement });
        }
        _ => code.statements.push(statement),
    }
}

/// `EXECUTE 'static text'` is read like any other statement; anything else is built at run time.
fn execute(source: Source<'_>, mut cursor: Cursor<'_>, code: &mut Code) {
    let span = cursor.span();
    cursor.skip();
    let literal = cursor.here();
    let is_static = cursor.string().is_ok() && (cursor.is_done() || cursor.at("using"));
    let quoted = &source.text[literal.start..literal.end];
    // Doubled quotes and escapes would shift every place inside.
    let plain = quoted.starts_with('\'') && !quoted[1..quoted.len().max(2) - 1].contains('\'');
    let inside = if plain {
        Span::new(literal.start + 1, literal.end - 1)
    } else if let Some(rest) = quoted.strip_prefix('$') {
        let tag = rest.find('$').map_or(1, |at| at + 2);
        Span::new(literal.start + tag, literal.end.saturating_sub(tag))
    } else {
        literal
    };
    if is_static && inside != literal && inside.start <= inside.end {
        code.statements.extend(super::read_all(source, &[inside]).statements);
    } else {
        code.dynamic.push(span);
    }
}
