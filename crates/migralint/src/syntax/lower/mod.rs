//! From sqlparser's trees to what the engine asks of expressions and queries.

mod scan;

use std::ops::ControlFlow;

use scan::row_locks;
use sqlparser::ast::{
    self, BinaryOperator, DataType, Expr, FunctionArg, FunctionArgExpr, FunctionArguments,
    SelectItem, SetExpr, Statement, TableFactor, TableObject, UnaryOperator, Value, Visit, Visitor,
};
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::cursor::Cursor;
use super::depth::is_too_deep;
use super::split::{Piece, PieceKind};
use super::statement::{Expression, ExpressionFacts, Query, RowChange, Shape, TypeName, Write};
use super::tokenize::DIALECT;
use super::tokens::{Lexed, Source, is_word};
use super::type_name::type_name;
use crate::name::{Name, truncate};
use crate::source::Span;

/// What `cursor` holds, read as an expression. What sqlparser does not understand is [`Shape::Opaque`].
pub(super) fn expression(cursor: Cursor<'_>) -> Expression {
    let mut expression = Expression::from(ExpressionFacts {
        text: cursor.rest_text(),
        span: cursor.span(),
        shape: Shape::Opaque,
        calls: Vec::new(),
        columns: Vec::new(),
        not_null: Vec::new(),
        nulls: Vec::new(),
        tables: Vec::new(),
        casts: Vec::new(),
    });
    if let Some(shape) = literal(cursor) {
        expression.shape = shape;
        return expression;
    }
    let mut facts = Facts::new(cursor);
    match tokens(cursor).and_then(|tokens| parse_all(tokens.to_vec(), Parser::parse_expr)) {
        Ok(tree) => {
            let _ = tree.visit(&mut facts);
            expression.shape = shape(&tree);
            demands(&tree, &mut expression);
        }
        Err(_) => facts.scan(),
    }
    let query = facts.finish();
    expression.calls = query.calls;
    expression.columns = query.columns;
    expression.tables = query.tables;
    expression.casts = facts.casts;
    expression
}

/// What `cursor` holds, read as a query or a data statement.
pub(super) fn query(cursor: Cursor<'_>) -> Query {
    let mut facts = Facts::new(cursor);
    if tokens(cursor).is_err() {
        facts.scan();
        return facts.finish();
    }
    let (tokens, row_locks) = row_locks(cursor);
    match parse_all(tokens, Parser::parse_statement) {
        Ok(tree) => {
            let _ = tree.visit(&mut facts);
            if let Statement::Query(query) = &tree {
                facts.query.output = output(&query.body);
            }
        }
        Err(_) => facts.scan(),
    }
    facts.lock_rows(&row_locks);
    facts.finish()
}

/// What `PERFORM` is followed by: a query without its first word.
pub(super) fn query_of_expressions(cursor: Cursor<'_>) -> Query {
    let mut facts = Facts::new(cursor);
    facts.scan();
    facts.finish()
}

/// What `cursor` holds, unless that is so much that its tree would take too much memory: rows of data.
fn tokens(cursor: Cursor<'_>) -> Result<&[TokenWithSpan], ParserError> {
    const MAX_TOKENS: usize = 100_000;
    Some(cursor.rest())
        .filter(|rest| rest.len() <= MAX_TOKENS)
        .ok_or(ParserError::RecursionLimitExceeded)
}

fn parse_all<'a, T>(
    mut tokens: Vec<TokenWithSpan>,
    parse: impl FnOnce(&mut Parser<'a>) -> Result<T, ParserError>,
) -> Result<T, ParserError> {
    leave_out_only(&mut tokens);
    if is_too_deep(&tokens) {
        return Err(ParserError::RecursionLimitExceeded);
    }
    let mut parser = Parser::new(&DIALECT).with_tokens_with_locations(tokens);
    let tree = parse(&mut parser)?;
    parser.expect_token(&Token::EOF)?;
    Ok(tree)
}

/// Takes `ONLY` from before tables, where sqlparser takes it for the name of one. Behind `FETCH FIRST ROW`, it stays.
fn leave_out_only(tokens: &mut Vec<TokenWithSpan>) {
    let mut is_behind_row = false;
    tokens.retain(|token| {
        let is_only = is_word(&token.token, "only") && !is_behind_row;
        is_behind_row = is_word(&token.token, "row") || is_word(&token.token, "rows");
        !is_only
    });
}

/// The shape of an expression of one token, the most frequent kind of default.
fn literal(cursor: Cursor<'_>) -> Option<Shape> {
    let [token] = cursor.rest() else { return None };
    match &token.token {
        Token::Number(..) | Token::SingleQuotedString(_) | Token::EscapedStringLiteral(_) => {
            Some(Shape::Constant)
        }
        token if is_word(token, "null") => Some(Shape::Null),
        token if is_word(token, "true") || is_word(token, "false") => Some(Shape::Constant),
        _ => None,
    }
}

fn shape(tree: &Expr) -> Shape {
    match tree {
        Expr::Nested(inner) => shape(inner),
        Expr::Value(value) => match &value.value {
            Value::Null => Shape::Null,
            Value::Placeholder(_) => Shape::Other,
            _ => Shape::Constant,
        },
        Expr::TypedString(_) => Shape::Constant,
        Expr::Interval(interval) => constant_if([&*interval.value]),
        Expr::Array(array) => constant_if(&array.elem),
        Expr::UnaryOp { op: UnaryOperator::Plus | UnaryOperator::Minus, expr } => {
            constant_if([&**expr])
        }
        Expr::Identifier(ident) => Shape::Column(fold(ident)),
        Expr::CompoundIdentifier(parts) => {
            parts.last().map_or(Shape::Other, |last| Shape::Column(fold(last)))
        }
        Expr::Cast { expr, data_type, .. } => match (shape(expr), lower_type(data_type)) {
            (Shape::Column(column), Some(to)) => Shape::CastColumn(column, Box::new(to)),
            (Shape::CastColumn(column, via), Some(to)) => {
                Shape::CastColumnVia(column, Box::new((*via, to)))
            }
            (inner @ (Shape::Null | Shape::Constant | Shape::NextValue(_)), _) => inner,
            _ => Shape::Other,
        },
        Expr::AtTimeZone { timestamp, time_zone } => match (shape(timestamp), &**time_zone) {
            (Shape::Column(column), Expr::Value(zone)) => {
                Shape::AtTimeZone(column, zone.value.clone().into_string().unwrap_or_default())
            }
            _ => Shape::Other,
        },
        Expr::Function(function)
            if object_name(&function.name).is_some_and(|(_, n)| n == "nextval") =>
        {
            let FunctionArguments::List(list) = &function.args else { return Shape::Other };
            match list.args.as_slice() {
                [FunctionArg::Unnamed(FunctionArgExpr::Expr(argument))] => {
                    string(argument).map_or(Shape::Other, Shape::NextValue)
                }
                _ => Shape::Other,
            }
        }
        _ => Shape::Other,
    }
}

fn constant_if<'a>(parts: impl IntoIterator<Item = &'a Expr>) -> Shape {
    let constant =
        parts.into_iter().all(|part| matches!(shape(part), Shape::Constant | Shape::Null));
    if constant { Shape::Constant } else { Shape::Other }
}

fn string(tree: &Expr) -> Option<String> {
    match tree {
        Expr::Cast { expr, .. } | Expr::Nested(expr) => string(expr),
        Expr::Value(value) => value.value.clone().into_string(),
        _ => None,
    }
}

/// The columns of which the conjunction demands that they are null, or are not. A disjunction reaches the rows in which
/// one is null just so.
fn demands(tree: &Expr, expression: &mut Expression) {
    match tree {
        Expr::Nested(inner) => demands(inner, expression),
        Expr::BinaryOp { left, op: BinaryOperator::And, right } => {
            demands(left, expression);
            demands(right, expression);
        }
        Expr::BinaryOp { left, op: BinaryOperator::Or, right } => {
            let not_null = expression.not_null.len();
            demands(left, expression);
            demands(right, expression);
            expression.not_null.truncate(not_null);
        }
        Expr::IsNotNull(inner) => {
            if let Shape::Column(column) = shape(inner) {
                expression.not_null.push(column);
            }
        }
        Expr::IsNull(inner) => {
            if let Shape::Column(column) = shape(inner) {
                expression.nulls.push(column);
            }
        }
        _ => {}
    }
}

/// The names of a query's output columns; nothing when one of them cannot be told.
fn output(body: &SetExpr) -> Vec<String> {
    let select = match body {
        SetExpr::Select(select) => select,
        SetExpr::Query(query) => return output(&query.body),
        SetExpr::SetOperation { left, .. } => return output(left),
        _ => return Vec::new(),
    };
    let name = |item: &SelectItem| match item {
        SelectItem::ExprWithAlias { alias, .. } => Some(fold(alias)),
        SelectItem::UnnamedExpr(tree) => output_name(tree),
        _ => None,
    };
    select.projection.iter().map(name).collect::<Option<_>>().unwrap_or_default()
}

/// The name that PostgreSQL gives an output column without one (`FigureColname` in `parse_target.c`).
fn output_name(tree: &Expr) -> Option<String> {
    match tree {
        Expr::Identifier(ident) => Some(fold(ident)),
        Expr::CompoundIdentifier(parts) => parts.last().map(fold),
        Expr::Function(function) => object_name(&function.name).map(|(_, name)| name),
        Expr::Cast { expr, data_type, .. } => {
            output_name(expr).or_else(|| lower_type(data_type).map(|data_type| data_type.name))
        }
        Expr::Nested(inner) => output_name(inner),
        _ => None,
    }
}

fn lower_type(data_type: &DataType) -> Option<TypeName> {
    let text = data_type.to_string();
    let span = Span::new(0, text.len());
    let piece = Piece { span, kind: PieceKind::Sql, placeholders: Vec::new() };
    let lexed = Lexed::new(Source::new(&text), &piece).ok()?;
    type_name(&mut lexed.cursor()).ok()
}

pub(super) fn fold(ident: &ast::Ident) -> String {
    if ident.quote_style.is_some() {
        truncate(&ident.value).to_owned()
    } else {
        truncate(&ident.value.to_lowercase()).to_owned()
    }
}

fn object_name(name: &ast::ObjectName) -> Option<(Option<String>, String)> {
    let mut parts = name.0.iter().rev().map(|part| part.as_ident().map(fold));
    let last = parts.next()??;
    Some((parts.next().flatten(), last))
}

/// Collects what a tree reads, calls and writes.
struct Facts<'a> {
    cursor: Cursor<'a>,
    query: Query,
    casts: Vec<TypeName>,
    /// Names of `WITH` queries: they are no tables.
    with: Vec<String>,
    /// The tables that are read, by the names that the query gives them.
    shown: Vec<(String, Name)>,
}

impl<'a> Facts<'a> {
    fn new(cursor: Cursor<'a>) -> Self {
        Self {
            cursor,
            query: Query::default(),
            casts: Vec::new(),
            with: Vec::new(),
            shown: Vec::new(),
        }
    }

    fn name(&self, name: &ast::ObjectName) -> Option<Name> {
        let (schema, last) = object_name(name)?;
        let span = name.0.first()?.as_ident().map(|ident| self.cursor.place(ident.span))?;
        Some(Name { schema, name: last, span })
    }

    fn write(&mut self, table: &ast::ObjectName, change: RowChange) {
        let table = self.name(table);
        self.query.writes.extend(table.map(|table| Write { table, change }));
    }

    fn finish(&mut self) -> Query {
        self.table_commands();
        let mut query = std::mem::take(&mut self.query);
        for names in [&mut query.tables, &mut query.stars, &mut query.locked] {
            names.retain(|name| name.schema.is_some() || !self.with.contains(&name.name));
        }
        query
    }

    /// `FOR UPDATE` and the like, each with what it names behind `OF`; without, all that is read.
    fn lock_rows(&mut self, clauses: &[Vec<Name>]) {
        for named in clauses {
            let of = |shown: &str| named.is_empty() || named.iter().any(|name| name.name == shown);
            let shown = self.shown.iter().filter(|(shown, _)| of(shown));
            self.query.locked.extend(shown.map(|(_, table)| table.clone()));
        }
    }
}

impl Visitor for Facts<'_> {
    type Break = ();

    fn pre_visit_query(&mut self, query: &ast::Query) -> ControlFlow<()> {
        let with = query.with.iter().flat_map(|with| &with.cte_tables);
        self.with.extend(with.map(|cte| fold(&cte.alias.name)));
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &ast::Select) -> ControlFlow<()> {
        for item in &select.projection {
            let of = match item {
                SelectItem::Wildcard(_) => None,
                SelectItem::QualifiedWildcard(
                    ast::SelectItemQualifiedWildcardKind::ObjectName(of),
                    _,
                ) => object_name(of).map(|(_, of)| of),
                _ => continue,
            };
            let from = select.from.iter().flat_map(|from| {
                std::iter::once(&from.relation).chain(from.joins.iter().map(|join| &join.relation))
            });
            for factor in from {
                let TableFactor::Table { name, alias, args: None, .. } = factor else { continue };
                let Some(name) = self.name(name) else { continue };
                let shown = alias.as_ref().map_or(name.name.clone(), |alias| fold(&alias.name));
                if of.as_ref().is_none_or(|of| *of == shown) {
                    self.query.stars.push(name);
                }
            }
            self.query.columns.push("*".to_owned());
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        match factor {
            TableFactor::Table { name, args: Some(_), .. } | TableFactor::Function { name, .. } => {
                let name = self.name(name);
                self.query.calls.extend(name);
            }
            TableFactor::Table { name, alias, .. } => {
                if let Some(name) = self.name(name) {
                    let shown = alias.as_ref().map_or(name.name.clone(), |as_| fold(&as_.name));
                    self.shown.push((shown, name.clone()));
                    self.query.tables.push(name);
                }
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_statement(&mut self, statement: &Statement) -> ControlFlow<()> {
        match statement {
            Statement::Insert(insert) => {
                if let TableObject::TableName(name) = &insert.table {
                    self.write(name, RowChange::Insert);
                }
            }
            Statement::Update(update) => {
                if let TableFactor::Table { name, .. } = &update.table.relation {
                    self.write(name, RowChange::Update);
                }
            }
            Statement::Delete(delete) => {
                let (ast::FromTable::WithFromKeyword(from) | ast::FromTable::WithoutKeyword(from)) =
                    &delete.from;
                for table in from {
                    if let TableFactor::Table { name, .. } = &table.relation {
                        self.write(name, RowChange::Delete);
                    }
                }
            }
            Statement::Merge(merge) => {
                if let TableFactor::Table { name, .. } = &merge.table {
                    self.write(name, RowChange::Merge);
                }
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, tree: &Expr) -> ControlFlow<()> {
        match tree {
            Expr::Function(function) => {
                let name = self.name(&function.name);
                self.query.calls.extend(name);
            }
            Expr::Identifier(ident) => self.query.columns.push(fold(ident)),
            Expr::CompoundIdentifier(parts) => self.query.columns.extend(parts.last().map(fold)),
            Expr::Cast { data_type, .. } => self.casts.extend(lower_type(data_type)),
            _ => {}
        }
        ControlFlow::Continue(())
    }
}
