//! What a body of PL/pgSQL comes to for given arguments, as a body: loops over constants are written out, `EXECUTE` of
//! a text that can be told is that text, and questions and calls hold the values of variables.

use sqlparser::tokenizer::Token;

use super::super::cursor::Cursor;
use super::super::read_all;
use super::super::split::{Piece, PieceKind, split};
use super::super::statement::StatementKind;
use super::super::tokens::{Lexed, Source, fold as folded};
use super::fold::{Value, Variables, fold, has_loose_unknown, unknown};
use crate::name::literal;
use crate::source::Span;

/// The most rounds of loops that are written out.
const MAX_ROUNDS: usize = 256;
/// The longest body that is written, in bytes.
const MAX_BYTES: usize = 200_000;

/// The body at `span` of `source` with these variables; `None` when it grows too long.
pub(super) fn expand(source: Source<'_>, span: Span, variables: Variables) -> Option<String> {
    let pieces = split(source.text, span).pieces;
    let lexed: Vec<Lexed<'_>> = pieces
        .iter()
        .filter(|piece| piece.kind == PieceKind::Sql)
        .filter_map(|piece| Lexed::new(source, piece).ok())
        .collect();
    let mut expander = Expander {
        source,
        lexed: &lexed,
        variables,
        frames: Vec::new(),
        declares: false,
        rounds: 0,
        body: String::new(),
    };
    let first = lexed.first()?.cursor();
    expander.run(0, first, lexed.len());
    (expander.body.len() <= MAX_BYTES && expander.rounds <= MAX_ROUNDS).then_some(expander.body)
}

/// What stands around a statement.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Frame {
    Block,
    Handler,
    Branch,
    Loop,
}

struct Expander<'a> {
    source: Source<'a>,
    lexed: &'a [Lexed<'a>],
    variables: Variables,
    frames: Vec<Frame>,
    declares: bool,
    rounds: usize,
    body: String,
}

impl<'a> Expander<'a> {
    /// Runs from `cursor`, which stands in the piece `at`, to the piece `end`.
    fn run(&mut self, mut at: usize, mut cursor: Cursor<'a>, end: usize) {
        loop {
            if self.body.len() > MAX_BYTES || self.rounds > MAX_ROUNDS {
                return;
            }
            at = self.piece(at, &mut cursor);
            at += 1;
            if at >= end {
                return;
            }
            cursor = self.lexed[at].cursor();
        }
    }

    /// Runs one piece, or a whole loop that begins in it: the last piece that was run.
    fn piece(&mut self, at: usize, cursor: &mut Cursor<'a>) -> usize {
        while !cursor.is_done() {
            if self.declares && !cursor.at("begin") {
                self.declaration(*cursor);
                return at;
            }
            self.declares = false;
            if cursor.eat("declare") {
                self.declares = true;
            } else if cursor.eat("begin") {
                self.frames.push(Frame::Block);
                self.write(&["BEGIN"]);
            } else if cursor.eat("exception") {
                if let Some(frame) = self.frames.last_mut() {
                    *frame = Frame::Handler;
                }
                self.write(&["EXCEPTION"]);
            } else if cursor.eat("else") {
                self.write(&["ELSE"]);
            } else if let Some(word) = cursor.eat_any(&["if", "elsif", "elseif", "when"]) {
                if word == "if" {
                    self.frames.push(Frame::Branch);
                }
                let asked = cursor.until(|at| at.at("then"));
                cursor.eat("then");
                let asked = self.substituted(asked);
                self.write(&[word, &asked, "THEN"]);
            } else if cursor.eat("case") {
                self.frames.push(Frame::Branch);
                let operand = cursor.until(|at| at.at("when"));
                self.write(&["CASE", &operand.rest_text()]);
            } else if cursor.eat("end") {
                self.frames.pop();
                if !cursor.at("loop") {
                    self.write(&["END", &cursor.rest_text(), ";\n"]);
                }
                return at;
            } else if cursor.at_any(&["for", "foreach", "while", "loop"]) {
                if let Some(last) = self.repeat(at, cursor) {
                    return last;
                }
            } else {
                self.statement(*cursor);
                return at;
            }
        }
        at
    }

    fn write(&mut self, words: &[&str]) {
        for word in words {
            self.body.push_str(word);
            self.body.push(' ');
        }
    }

    /// Writes a loop over constants out and says where it ends; moves into any other loop.
    fn repeat(&mut self, at: usize, cursor: &mut Cursor<'a>) -> Option<usize> {
        let mut header = cursor.until(|at| at.at("loop"));
        cursor.eat("loop");
        let last = self.end_of_loop(at, *cursor);
        if let Some((name, values)) = self.rounds_of(&mut header) {
            self.rounds = self.rounds.saturating_add(values.len());
            for value in values {
                self.variables.insert(name.clone(), Value::Text(value));
                self.run(at, *cursor, last);
            }
            self.variables.remove(&name);
            return Some(last);
        }
        for lexed in &self.lexed[at..last] {
            self.forget_assigned(lexed.cursor());
        }
        self.frames.push(Frame::Loop);
        None
    }

    /// The piece that closes the loop whose body begins at `cursor` in the piece `at`.
    fn end_of_loop(&self, at: usize, cursor: Cursor<'a>) -> usize {
        let mut open = 1_usize;
        let mut cursor = cursor;
        for index in at..self.lexed.len() {
            if index > at {
                cursor = self.lexed[index].cursor();
            }
            if cursor.at("end loop") {
                open -= 1;
                if open == 0 {
                    return index;
                }
                continue;
            }
            while !cursor.is_done() {
                cursor.until(|at| at.at("loop"));
                open += usize::from(cursor.eat("loop"));
            }
        }
        self.lexed.len()
    }

    /// The variable of a loop over constants, and what it holds in each round.
    fn rounds_of(&self, header: &mut Cursor<'a>) -> Option<(String, Vec<String>)> {
        if header.eat("foreach") {
            let name = header.ident().ok()?.name;
            header.expect("in array").ok()?;
            let Value::List(values) = fold(*header, &self.variables)? else { return None };
            return Some((name, values));
        }
        header.expect("for").ok()?;
        let name = header.ident().ok()?.name;
        header.expect("in").ok()?;
        let span = header.span();
        let (from, to) = header.rest_text().find("..").map(|at| {
            let at = span.start + at;
            (Span::new(span.start, at), Span::new(at + 2, span.end))
        })?;
        let bound = |span: Span| {
            let piece = Piece { span, kind: PieceKind::Sql, placeholders: Vec::new() };
            let lexed = Lexed::new(self.source, &piece).ok()?;
            match fold(lexed.cursor(), &self.variables)? {
                Value::Text(number) => number.parse::<i64>().ok(),
                Value::List(_) => None,
            }
        };
        let (from, to) = (bound(from)?, bound(to)?);
        let few = to.checked_sub(from).is_some_and(|rounds| rounds < 100);
        few.then(|| (name, (from..=to).map(|round| round.to_string()).collect()))
    }

    fn declaration(&mut self, mut cursor: Cursor<'a>) {
        let Ok(name) = cursor.ident() else { return };
        self.variables.remove(&name.name);
        cursor.until(|at| {
            matches!(at.peek(), Some(Token::Assignment | Token::Eq)) || at.at("default")
        });
        cursor.skip();
        if let Some(value) = fold(cursor, &self.variables) {
            self.variables.insert(name.name, value);
        }
    }

    fn statement(&mut self, cursor: Cursor<'a>) {
        let mut rest = cursor;
        let sql = if rest.eat("execute") {
            let built = rest.until(|at| at.at_any(&["into", "using"]));
            self.built(built).unwrap_or_else(|| cursor.rest_text())
        } else if rest.eat("perform") {
            format!("PERFORM {}", self.substituted(rest))
        } else {
            cursor.rest_text()
        };
        let assigned = self.assigned(cursor);
        self.forget_assigned(cursor);
        if let Some((name, value)) = assigned {
            self.variables.insert(name, value);
        } else {
            self.write(&[&sql, ";\n"]);
        }
    }

    /// The statements that `EXECUTE` runs, when they can be told and read.
    fn built(&self, built: Cursor<'a>) -> Option<String> {
        let Value::Text(sql) = fold(built, &self.variables)? else { return None };
        let text = Source::new(&sql);
        let statements = read_all(text, &[Span::new(0, sql.len())]).statements;
        let is_read = |kind: &StatementKind| !matches!(kind, StatementKind::Unreadable(_));
        let all = !statements.is_empty() && statements.iter().all(|one| is_read(&one.kind));
        (all && !has_loose_unknown(&sql)).then_some(sql)
    }

    /// The variable that a statement sets and to what: `x := …`, `SELECT … INTO x`. `None` where that may not run.
    fn assigned(&self, mut cursor: Cursor<'a>) -> Option<(String, Value)> {
        let certain = |frame: &Frame| matches!(frame, Frame::Block);
        self.frames.iter().all(certain).then_some(())?;
        if cursor.eat("select") {
            let value = cursor.until(|at| at.at("into"));
            cursor.expect("into").ok()?;
            cursor.eat("strict");
            let name = cursor.ident().ok()?.name;
            cursor.is_done().then_some(())?;
            return fold(value, &self.variables).map(|value| (name, value));
        }
        let name = cursor.ident().ok()?.name;
        (cursor.eat_token(&Token::Assignment) || cursor.eat_token(&Token::Eq)).then_some(())?;
        fold(cursor, &self.variables).map(|value| (name, value))
    }

    /// Forgets the variables that a piece sets.
    fn forget_assigned(&mut self, mut cursor: Cursor<'a>) {
        while !cursor.is_done() {
            let into = cursor.eat("into");
            if into {
                cursor.eat("strict");
            }
            let mut ahead = cursor;
            let Ok(name) = ahead.ident() else {
                cursor.skip();
                continue;
            };
            if into || matches!(ahead.peek(), Some(Token::Assignment | Token::Eq)) {
                self.variables.remove(&name.name);
            }
            cursor = ahead;
            // The other names behind `INTO`.
            while into && cursor.eat_token(&Token::Comma) {
                if let Ok(name) = cursor.ident() {
                    self.variables.remove(&name.name);
                }
            }
        }
    }

    /// The text of an expression with the values of variables in their place.
    fn substituted(&self, mut cursor: Cursor<'a>) -> String {
        let mut text = String::new();
        let mut after_period = false;
        while let Some(token) = cursor.peek() {
            let ahead = cursor.peek_ahead(1);
            let value = match token {
                Token::Word(word)
                    if !after_period
                        && !matches!(ahead, Some(Token::Period | Token::LParen | Token::Eq)) =>
                {
                    self.variables.get(&folded(word))
                }
                _ => None,
            };
            match value {
                Some(Value::Text(value)) => text.push_str(&literal(value)),
                _ => text.push_str(cursor.text(cursor.here())),
            }
            text.push(' ');
            after_period = *token == Token::Period;
            cursor.skip();
        }
        text.truncate(text.trim_end().len());
        text
    }
}

/// The values of parameters, which stand between the brackets of `CREATE FUNCTION`, for these arguments.
pub(super) fn bind(parameters: Cursor<'_>, arguments: &[Cursor<'_>]) -> Variables {
    let none = Variables::new();
    let mut variables = Variables::new();
    let mut given = arguments.iter();
    for mut parameter in parameters.commas() {
        if parameter.eat_any(&["in out", "inout", "in", "out", "variadic"]) == Some("out") {
            continue;
        }
        let argument = given.next();
        let Ok(name) = parameter.ident() else { continue };
        parameter.until(|at| matches!(at.peek(), Some(Token::Eq)) || at.at("default"));
        parameter.skip();
        let value = match argument {
            Some(argument) => {
                fold(*argument, &none).or_else(|| Some(Value::Text(unknown(&argument.rest_text()))))
            }
            None => fold(parameter, &none),
        };
        variables.extend(value.map(|value| (name.name, value)));
    }
    variables
}

#[cfg(test)]
mod tests {
    use crate::source::Span;
    use crate::syntax::statement::StatementKind;
    use crate::syntax::{expand_block, expand_calls, parse};

    /// Asserts what a block comes to: its statements, and at the end whether some SQL cannot be told.
    #[track_caller]
    fn check(block: &str, expected: &[&str]) {
        let sql = format!("DO $$ {block} $$");
        let statements = parse(&sql, &[Span::new(0, sql.len())]).statements;
        let Some(expanded) = expand_block(&sql, &statements[0]) else {
            assert!(expected.is_empty(), "nothing more can be told");
            return;
        };
        let text = |span| expanded.file.slice(span).trim().to_owned();
        let mut found: Vec<_> = expanded.statements.iter().map(|one| text(one.span)).collect();
        found.extend(expanded.dynamic.then(|| "…".to_owned()));
        assert_eq!(found, expected, "{}", expanded.file.text());
    }

    #[test]
    fn loops_over_constants_are_written_out() {
        check(
            "DECLARE name text; BEGIN FOR i IN 0..2 - 1 LOOP name := 'part_' || i;
             EXECUTE format('CREATE TABLE %I ()', name); EXECUTE 'ANALYZE ' || name; END LOOP; DROP TABLE old; END",
            &["CREATE TABLE part_0 ()", "ANALYZE part_0", "CREATE TABLE part_1 ()", "ANALYZE part_1", "DROP TABLE old"],
        );
        check(
            "DECLARE t text; all_of text[] := ARRAY['A', 'b']; BEGIN FOREACH t IN ARRAY all_of LOOP
             FOR i IN 1..2 LOOP EXECUTE format('TRUNCATE %I', t || i); END LOOP; END LOOP; END",
            &["TRUNCATE \"A1\"", "TRUNCATE \"A2\"", "TRUNCATE b1", "TRUNCATE b2"],
        );
    }

    #[test]
    fn what_changes_on_the_way_is_not_told() {
        let drop = "EXECUTE format('DROP TABLE t_%s', n)";
        check(
            &format!("DECLARE n int := 1; BEGIN {drop}; n = 2; {drop}; END"),
            &["DROP TABLE t_1", "DROP TABLE t_2"],
        );
        check(
            &format!("DECLARE n int := 1; BEGIN LOOP {drop}; n := n + 1; END LOOP; END"),
            &["DROP TABLE t_‹n›"],
        );
        check(
            &format!(
                "DECLARE n int := 1; BEGIN IF random() > 0.5 THEN n := 2; END IF; {drop}; END"
            ),
            &["DROP TABLE t_‹n›"],
        );
        check(
            &format!("DECLARE n int := 1; BEGIN SELECT count(*) INTO n FROM t; {drop}; END"),
            &["DROP TABLE t_‹n›"],
        );
        check(
            "DECLARE t text; BEGIN FOR t IN SELECT name FROM n LOOP EXECUTE 'DROP TABLE ' || t; END LOOP; END",
            &[],
        );
        check("BEGIN EXECUTE format('%s TABLE t', 'NOT SQL'); END", &[]);
        check(
            "BEGIN FOR i IN 1..1000000 LOOP EXECUTE format('DROP TABLE t_%s', i); END LOOP; END",
            &["DROP TABLE t_‹i›"],
        );
        check(
            "DECLARE t text; BEGIN EXECUTE format('DROP TABLE %I', 'a'); EXECUTE format('DROP TABLE %I', t); END",
            &["DROP TABLE a", "…"],
        );
    }

    #[test]
    fn calls_bind_their_arguments() {
        let function = "make(base text, OUT made int, day date, parts int DEFAULT 2) LANGUAGE plpgsql AS $$
            DECLARE name text; BEGIN
            SELECT lower(format('%s_%s', base, to_char(day, 'YYYYMMDD'))) INTO name;
            IF to_regclass(name) IS NULL THEN EXECUTE format('CREATE TABLE %s (LIKE %s)', name, base); END IF;
            PERFORM other(name, parts, day);
            EXECUTE format('ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (''%s'') TO (''%s'')', base, name, day, day + 1);
            END $$";
        let sql = "SELECT make('Task'::text, now()::date), unmake('x', 1)";
        let statements = parse(sql, &[Span::new(0, sql.len())]).statements;
        let [code] = &*expand_calls(sql, &statements[0], "make", function) else {
            panic!("one call")
        };
        let text: Vec<_> = code.file.text().trim_end().lines().map(str::trim).collect();
        assert_eq!(
            text,
            [
                "BEGIN if to_regclass ( 'task_‹now›' ) IS NULL THEN CREATE TABLE task_‹now› (LIKE Task) ;",
                "END IF ;",
                "PERFORM other ( 'task_‹now›' , '2' , '‹now›' ) ;",
                "ALTER TABLE Task ATTACH PARTITION task_‹now› FOR VALUES FROM ('‹now›') TO ('‹now_1›') ;",
                "END  ;",
            ]
        );
        assert_eq!((code.statements.len(), code.dynamic), (3, false));
        assert_eq!(code.statements[0].guards.len(), 1);
        assert!(matches!(code.statements[1].kind, StatementKind::Query(_)));
    }

    #[test]
    fn a_return_leaves_the_rest() {
        let sql = "DO $$ BEGIN IF to_regclass('t') IS NOT NULL THEN DROP TABLE a; RETURN; END IF; DROP TABLE b; END $$";
        let statements = parse(sql, &[Span::new(0, sql.len())]).statements;
        let stands: Vec<_> =
            statements[0].inner.iter().map(|inner| inner.guards[0].stands).collect();
        assert_eq!(stands, [true, false]);
    }
}
