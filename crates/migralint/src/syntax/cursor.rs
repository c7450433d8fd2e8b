//! A cursor over the tokens of a statement.

use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::statement::SyntaxError;
use super::tokens::{Lexed, Read, Source, cut, fold, is_word};
use crate::name::{Ident, Name};
use crate::source::Span;

impl Lexed<'_> {
    /// A cursor over all of it.
    pub(super) fn cursor(&self) -> Cursor<'_> {
        Cursor { lexed: self, at: 0, end: self.tokens.len() }
    }
}

/// A place in a statement's tokens, up to an end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    lexed: &'a Lexed<'a>,
    at: usize,
    end: usize,
}

impl<'a> Cursor<'a> {
    /// Whether all tokens are read.
    pub(super) fn is_done(&self) -> bool {
        self.at >= self.end
    }

    /// The next token.
    pub(super) fn peek(&self) -> Option<&'a Token> {
        self.peek_ahead(0)
    }

    /// The token `ahead` tokens after the next one.
    pub(super) fn peek_ahead(&self, ahead: usize) -> Option<&'a Token> {
        let at = self.at + ahead;
        (at < self.end).then(|| &self.lexed.tokens[at].token)
    }

    /// Moves past one token.
    pub(super) fn skip(&mut self) {
        self.at = (self.at + 1).min(self.end);
    }

    /// What is left, from here to the end.
    pub(super) fn rest(&self) -> &'a [TokenWithSpan] {
        &self.lexed.tokens[self.at..self.end]
    }

    /// The place of the next token; past the end, the end of the last.
    pub(super) fn here(&self) -> Span {
        if self.is_done() {
            let end = self.end.checked_sub(1).map_or(0, |last| self.lexed.spans[last].end);
            Span::new(end, end)
        } else {
            self.lexed.spans[self.at]
        }
    }

    /// From the next token to the last.
    pub(super) fn span(&self) -> Span {
        if self.is_done() { self.here() } else { self.here().to(self.lexed.spans[self.end - 1]) }
    }

    /// From `start` (a span that [`Cursor::here`] gave) to the last token that was read.
    pub(super) fn span_from(&self, start: Span) -> Span {
        match self.at.checked_sub(1) {
            Some(last) if self.lexed.spans[last].end >= start.end => {
                start.to(self.lexed.spans[last])
            }
            _ => Span::new(start.start, start.start),
        }
    }

    /// The source text at `span`.
    pub(super) fn text(&self, span: Span) -> &'a str {
        &self.lexed.source.text[span.start..span.end]
    }

    /// The text that the statement stands in.
    pub(super) fn source(&self) -> Source<'a> {
        self.lexed.source
    }

    /// The source text of what is left.
    pub(super) fn rest_text(&self) -> String {
        self.text(self.span()).to_owned()
    }

    /// The place of a token that sqlparser's tree points at.
    pub(super) fn place(&self, span: sqlparser::tokenizer::Span) -> Span {
        self.lexed.span_at(span.start)
    }

    /// Whether the next tokens are these key words.
    pub(super) fn at(&self, key_words: &str) -> bool {
        self.at_ahead(0, key_words)
    }

    /// Whether the tokens from `ahead` on are these key words.
    pub(super) fn at_ahead(&self, ahead: usize, key_words: &str) -> bool {
        self.behind(ahead, key_words).is_some()
    }

    /// Behind these key words, when the tokens from `ahead` on are them.
    fn behind(&self, ahead: usize, key_words: &str) -> Option<usize> {
        let (mut rest, mut ahead) = (key_words, ahead);
        loop {
            let Some(Token::Word(word)) = self.peek_ahead(ahead) else { return None };
            let (key_word, behind) = rest.split_at_checked(word.value.len())?;
            if word.quote_style.is_some() || !key_word.eq_ignore_ascii_case(&word.value) {
                return None;
            }
            ahead += 1;
            match behind.strip_prefix(' ') {
                Some(next) => rest = next,
                None => return behind.is_empty().then_some(ahead),
            }
        }
    }

    /// Whether the next token is one of these key words.
    pub(super) fn at_any(&self, key_words: &[&str]) -> bool {
        self.peek().is_some_and(|token| key_words.iter().any(|key_word| is_word(token, key_word)))
    }

    /// Moves past these key words if they are next.
    pub(super) fn eat(&mut self, key_words: &str) -> bool {
        let behind = self.behind(0, key_words);
        self.at += behind.unwrap_or_default();
        behind.is_some()
    }

    /// Moves past the first of these (each a sequence of key words) that is next, and says which.
    pub(super) fn eat_any(&mut self, choices: &[&'static str]) -> Option<&'static str> {
        choices.iter().copied().find(|choice| self.eat(choice))
    }

    /// Moves past these key words.
    pub(super) fn expect(&mut self, key_words: &str) -> Read<()> {
        if self.eat(key_words) { Ok(()) } else { Err(self.expected(&key_words.to_uppercase())) }
    }

    /// Moves past this token if it is next.
    pub(super) fn eat_token(&mut self, token: &Token) -> bool {
        let found = self.peek() == Some(token);
        if found {
            self.at += 1;
        }
        found
    }

    /// Moves past this token.
    pub(super) fn expect_token(&mut self, token: &Token) -> Read<()> {
        if self.eat_token(token) { Ok(()) } else { Err(self.expected(&token.to_string())) }
    }

    /// Demands that all is read.
    pub(super) fn expect_done(&self) -> Read<()> {
        if self.is_done() { Ok(()) } else { Err(self.expected("the end of the statement")) }
    }

    /// The error that something else was expected here.
    pub(super) fn expected(&self, what: &str) -> SyntaxError {
        let found = match self.peek() {
            Some(token) => format!("`{}`", cut(&token.to_string())),
            None => "the end".to_owned(),
        };
        SyntaxError {
            message: format!("expected {what}, found {found}"),
            span: self.here(),
            is_limit: false,
        }
    }

    /// An identifier, or a variable of psql (`:name`) that stands for one.
    pub(super) fn ident(&mut self) -> Read<Ident> {
        let start = self.here();
        if self.peek() == Some(&Token::Colon) {
            self.skip();
        }
        match self.peek() {
            Some(Token::Word(word)) => {
                self.skip();
                Ok(Ident { name: fold(word), span: self.span_from(start) })
            }
            Some(Token::SingleQuotedString(text)) if self.at > 0 && start != self.here() => {
                self.skip();
                Ok(Ident { name: text.clone(), span: self.span_from(start) })
            }
            _ => Err(self.expected("a name")),
        }
    }

    /// A name of one, two or three parts; of three, the first names the database.
    pub(super) fn name(&mut self) -> Read<Name> {
        let start = self.here();
        let mut parts = vec![self.ident()?.name];
        while self.peek() == Some(&Token::Period) {
            self.skip();
            parts.push(self.ident()?.name);
        }
        let span = self.span_from(start);
        let name = parts.pop().unwrap_or_default();
        Ok(Name { schema: parts.pop(), name, span })
    }

    /// Names with commas between.
    pub(super) fn names(&mut self) -> Read<Vec<Name>> {
        self.list(Self::name)
    }

    /// Tables with commas between, each perhaps with `ONLY` before it or `*` behind it.
    pub(super) fn tables(&mut self) -> Read<Vec<Name>> {
        self.list(|cursor| {
            cursor.eat("only");
            let name = cursor.name()?;
            cursor.eat_token(&Token::Mul);
            Ok(name)
        })
    }

    /// One or more of something with commas between.
    pub(super) fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> Read<T>) -> Read<Vec<T>> {
        let mut all = vec![read(self)?];
        while self.eat_token(&Token::Comma) {
            all.push(read(self)?);
        }
        Ok(all)
    }

    /// Identifiers in brackets, `(a, b)`.
    pub(super) fn idents_in_parens(&mut self) -> Read<Vec<Ident>> {
        let mut inside = self.parens()?;
        let idents = inside.list(Self::ident)?;
        inside.expect_done()?;
        Ok(idents)
    }

    /// The inside of the brackets that open here; moves past them.
    pub(super) fn parens(&mut self) -> Read<Cursor<'a>> {
        if self.peek() != Some(&Token::LParen) {
            return Err(self.expected("`(`"));
        }
        let inside = self.at + 1;
        let mut depth = 0_usize;
        for at in self.at..self.end {
            match self.lexed.tokens[at].token {
                Token::LParen => depth += 1,
                Token::RParen => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.at = at + 1;
                return Ok(Cursor { lexed: self.lexed, at: inside, end: at });
            }
        }
        Err(SyntaxError {
            message: "`(` is never closed".to_owned(),
            span: self.here(),
            is_limit: false,
        })
    }

    /// The tokens up to the first, outside brackets, for which `stop` holds; moves to it.
    pub(super) fn until(&mut self, mut stop: impl FnMut(&Self) -> bool) -> Cursor<'a> {
        let start = self.at;
        let mut depth = 0_usize;
        while let Some(token) = self.peek() {
            match token {
                Token::LParen | Token::LBracket | Token::LBrace => depth += 1,
                Token::RParen | Token::RBracket | Token::RBrace => depth = depth.saturating_sub(1),
                _ if depth == 0 && stop(self) => break,
                _ => {}
            }
            self.at += 1;
        }
        Cursor { lexed: self.lexed, at: start, end: self.at }
    }

    /// The parts between commas that stand outside brackets; nothing for an empty rest.
    pub(super) fn commas(mut self) -> Vec<Cursor<'a>> {
        let mut parts = Vec::new();
        while !self.is_done() {
            parts.push(self.until(|cursor| cursor.peek() == Some(&Token::Comma)));
            self.skip();
        }
        parts
    }

    /// A string in single quotes, with or without escapes, or in dollars.
    pub(super) fn string(&mut self) -> Read<String> {
        let text = match self.peek() {
            Some(
                Token::SingleQuotedString(text)
                | Token::EscapedStringLiteral(text)
                | Token::UnicodeStringLiteral(text)
                | Token::NationalStringLiteral(text),
            ) => text.clone(),
            Some(Token::DollarQuotedString(text)) => text.value.clone(),
            _ => return Err(self.expected("a string")),
        };
        self.skip();
        Ok(text)
    }
}
