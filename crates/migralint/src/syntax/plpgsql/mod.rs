//! The static SQL inside `DO` blocks and function bodies in PL/pgSQL.
//!
//! The body is split like a file. In front of each piece stand the words that open blocks, branches and
//! loops; what follows them is a statement of SQL or of PL/pgSQL. Only SQL is kept.

mod expand;
mod fold;
mod guard;

use sqlparser::tokenizer::Token;

use super::cursor::Cursor;
use super::read;
use super::split::{Piece, PieceKind, split};
use super::statement::{Guard, Statement, StatementKind};
use super::tokens::{Lexed, Source, fold as fold_word};
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
    let mut reader =
        Reader { source, code, declares: false, branches: Vec::new(), left: Vec::new() };
    for piece in split(source.text, span).pieces {
        if piece.kind == PieceKind::Sql {
            reader.piece(&piece);
        }
    }
    reader.code
}

/// The body of a function as each call of it in a statement runs it, its arguments in their places; nothing where it is not
/// PL/pgSQL or not understood. `definition` is that of the function, from its name on.
pub(super) fn called(definition: &str, name: &str, calls: Cursor<'_>) -> Vec<String> {
    let source = Source::new(definition);
    let span = Span::new(0, definition.len());
    let piece = Piece { span, kind: PieceKind::Sql, placeholders: Vec::new() };
    let Ok(lexed) = Lexed::new(source, &piece) else { return Vec::new() };
    let mut function = lexed.cursor();
    let Some((parameters, body)) = parts(&mut function) else { return Vec::new() };
    let mut bodies = Vec::new();
    let mut rest = calls;
    while let Some(token) = rest.peek() {
        rest.skip();
        let named = matches!(token, Token::Word(word) if fold_word(word) == name);
        let mut ahead = rest;
        if let (true, Ok(arguments)) = (named, ahead.parens()) {
            let variables = expand::bind(parameters, &arguments.commas());
            bodies.extend(expand::expand(source, body, variables));
        }
    }
    bodies
}

/// The body of a `DO` block as it runs.
pub(super) fn block(source: Source<'_>, body: Span) -> Option<String> {
    expand::expand(source, body, fold::Variables::new())
}

/// The parameters and the body of a function in PL/pgSQL.
fn parts<'a>(function: &mut Cursor<'a>) -> Option<(Cursor<'a>, Span)> {
    function.name().ok()?;
    let parameters = function.parens().ok()?;
    let (mut is_code, mut body) = (false, None);
    while !function.is_done() {
        if function.eat("language") {
            let mut written = *function;
            is_code = function.at("plpgsql") || written.string().is_ok_and(|it| it == "plpgsql");
        } else if function.eat("as") {
            body = super::grammar::body(function).ok();
        } else {
            function.skip();
        }
    }
    body.filter(|_| is_code).map(|body| (parameters, body))
}

/// Words of SQL that begin a statement which PL/pgSQL passes on to the server.
const SQL: &[&str] = &[
    "alter", "analyze", "call", "cluster", "comment", "copy", "create", "delete", "drop", "grant",
    "insert", "lock", "merge", "refresh", "reindex", "reset", "revoke", "set", "truncate",
    "update", "vacuum", "with",
];

/// A body while it is read.
struct Reader<'a> {
    source: Source<'a>,
    code: Code,
    declares: bool,
    branches: Vec<Branch>,
    /// What must hold since a branch before left the body.
    left: Vec<Guard>,
}

/// An `IF`, a `CASE` or a block that is open.
#[derive(Default)]
struct Branch {
    /// What the branches before this one rule out.
    before: Vec<Guard>,
    /// What this branch demands.
    here: Vec<Guard>,
}

impl Branch {
    /// Turns to the next branch: it runs only when this one does not.
    fn turn(&mut self, next: Vec<Guard>) {
        let here = std::mem::replace(&mut self.here, next);
        // Of several that must hold together, it is not known which one fails.
        if let [guard] = here.as_slice() {
            self.before.push(Guard { stands: !guard.stands, ..guard.clone() });
        }
    }
}

impl Reader<'_> {
    fn piece(&mut self, piece: &Piece) {
        let source = self.source;
        let Ok(lexed) = Lexed::new(source, piece) else { return };
        let mut cursor = lexed.cursor();
        self.blocks(&mut cursor);
        if cursor.is_done() {
            return;
        }
        if cursor.at("return") {
            self.leave();
            return;
        }
        let from = self.code.statements.len();
        if cursor.at("execute") {
            execute(source, cursor, &mut self.code);
        } else {
            statement(source, piece, cursor, &mut self.code);
        }
        let open = self.branches.iter().flat_map(|one| one.before.iter().chain(&one.here));
        let guards: Vec<Guard> = self.left.iter().chain(open).cloned().collect();
        for statement in &mut self.code.statements[from..] {
            statement.guards.extend(guards.iter().cloned());
        }
    }

    /// What follows a `RETURN` behind one question runs only when the answer is the other.
    fn leave(&mut self) {
        let mut open = self.branches.iter().flat_map(|one| one.before.iter().chain(&one.here));
        if let (Some(guard), None) = (open.next(), open.next()) {
            self.left.push(Guard { stands: !guard.stands, ..guard.clone() });
        }
    }

    /// Moves past the words that open and close blocks, branches and loops.
    fn blocks(&mut self, cursor: &mut Cursor<'_>) {
        while !cursor.is_done() {
            if self.declares {
                if !cursor.at("begin") {
                    cursor.until(|_| false);
                    return;
                }
                self.declares = false;
            }
            if cursor.eat("declare") {
                self.declares = true;
            } else if cursor.eat("begin") {
                self.branches.push(Branch::default());
            } else if cursor.eat_any(&["loop", "exception"]).is_some() {
            } else if cursor.eat("end") {
                if !cursor.eat("loop") {
                    self.branches.pop();
                }
                cursor.until(|_| false);
            } else if cursor.eat("if") {
                let here = condition(cursor);
                self.branches.push(Branch { before: Vec::new(), here });
            } else if cursor.eat_any(&["elsif", "elseif", "when"]).is_some() {
                let here = condition(cursor);
                if let Some(branch) = self.branches.last_mut() {
                    branch.turn(here);
                }
            } else if cursor.eat("else") {
                if let Some(branch) = self.branches.last_mut() {
                    branch.turn(Vec::new());
                }
            } else if cursor.eat_any(&["for", "foreach", "while"]).is_some() {
                cursor.until(|at| at.at("loop"));
            } else if cursor.eat("case") {
                self.branches.push(Branch::default());
                cursor.until(|at| at.at("when"));
            } else {
                return;
            }
        }
    }
}

/// Moves past a condition and the `THEN` behind it: what it asks of the schema.
fn condition(cursor: &mut Cursor<'_>) -> Vec<Guard> {
    let asked = cursor.until(|at| at.at("then"));
    cursor.eat("then");
    guard::guards(asked).unwrap_or_default()
}

/// A statement of SQL; what belongs to PL/pgSQL alone is left out.
fn statement(source: Source<'_>, piece: &Piece, mut cursor: Cursor<'_>, code: &mut Code) {
    let query = cursor.eat("perform");
    if !query && !cursor.at_any(SQL) {
        return;
    }
    let span = cursor.span();
    let statement = if query {
        Statement::new(
            StatementKind::Query(Box::new(super::lower::query_of_expressions(cursor))),
            span,
        )
    } else {
        read(source, &piece.part(span))
    };
    match statement.kind {
        StatementKind::Unreadable(_) => {}
        // `INTO` names a variable here.
        StatementKind::CreateTableAs(select) if !cursor.at("create") => {
            let kind = StatementKind::Query(Box::new(select.query));
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
