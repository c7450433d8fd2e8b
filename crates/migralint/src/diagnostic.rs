//! Diagnostics, and the sink that a rule reports to.

use crate::name::QualifiedName;
use crate::rule_info::{RuleInfo, Severity};
use crate::source::{FileId, Span};

/// One thing that a rule has to say.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The rule that says it.
    pub rule: &'static RuleInfo,
    /// How grave it is here: the rule's own severity, or what the settings made of it.
    pub severity: Severity,
    /// The file.
    pub file: FileId,
    /// Where in the file.
    pub span: Span,
    /// What happens to the running system, to which object: lower case, no full stop.
    pub message: String,
    /// The words at the span in the text report, for example the lock.
    pub label: Option<String>,
    /// What to do, as an order.
    pub help: Option<String>,
    /// The safe way as SQL for this very statement.
    pub safe: Option<String>,
    /// The table that it is about.
    pub table: Option<QualifiedName>,
    /// Other places that matter, such as the earlier migration.
    pub related: Vec<Related>,
    /// How to mend it by machine.
    pub fix: Option<Fix>,
    /// Why it does not count, when it was accepted.
    pub suppression: Option<Suppression>,
    /// A hash of the statement that it is about, without white space and comments: the same when lines move.
    pub fingerprint: u64,
}

/// Another place that matters to a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The file.
    pub file: FileId,
    /// Where.
    pub span: Span,
    /// What is there.
    pub message: String,
}

/// A change of the file that mends what a diagnostic is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an order.
    pub message: String,
    /// The replacements; they do not overlap.
    pub edits: Vec<Edit>,
}

/// One replacement in the diagnostic's own file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty to insert.
    pub span: Span,
    /// By what.
    pub replacement: String,
}

/// Why a diagnostic does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// Who accepted it.
    pub by: SuppressedBy,
    /// The reason that was given.
    pub reason: Option<String>,
}

/// Who accepted a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuppressedBy {
    /// A comment in the file.
    Comment,
    /// A waiver in the configuration.
    Waiver,
    /// The baseline file.
    Baseline,
}

impl Diagnostic {
    /// Sets the words at the span.
    pub fn label(&mut self, label: impl Into<String>) -> &mut Self {
        self.label = Some(label.into());
        self
    }

    /// Sets what to do.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Sets the safe way as SQL.
    pub fn safe(&mut self, sql: impl Into<String>) -> &mut Self {
        self.safe = Some(sql.into());
        self
    }

    /// Sets the table that it is about.
    pub fn table(&mut self, table: &QualifiedName) -> &mut Self {
        self.table = Some(table.clone());
        self
    }

    /// Adds another place that matters.
    pub fn related(&mut self, file: FileId, span: Span, message: impl Into<String>) -> &mut Self {
        self.related.push(Related { file, span, message: message.into() });
        self
    }

    /// Adds a replacement to the fix.
    pub fn fix(&mut self, message: &str, span: Span, replacement: impl Into<String>) -> &mut Self {
        let fix =
            self.fix.get_or_insert_with(|| Fix { message: message.to_owned(), edits: Vec::new() });
        fix.edits.push(Edit { span, replacement: replacement.into() });
        self
    }
}

/// The sink of one rule in one file: a rule never repeats its id, its severity or the file.
#[derive(Debug)]
pub struct Diagnostics<'a> {
    rule: &'static RuleInfo,
    severity: Severity,
    file: FileId,
    out: &'a mut Vec<Diagnostic>,
}

impl<'a> Diagnostics<'a> {
    /// The sink of `rule`.
    pub fn new(
        rule: &'static RuleInfo,
        severity: Severity,
        file: FileId,
        out: &'a mut Vec<Diagnostic>,
    ) -> Self {
        Self { rule, severity, file, out }
    }

    /// Reports `message` at `span` of another file, such as the migration's rollback.
    pub fn report_in(
        &mut self,
        file: FileId,
        span: Span,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        let diagnostic = self.report(span, message);
        diagnostic.file = file;
        diagnostic
    }

    /// Reports `message` at `span`; the rest is added to what it returns.
    pub fn report(&mut self, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        self.out.push(Diagnostic {
            rule: self.rule,
            severity: self.severity,
            file: self.file,
            span,
            message: message.into(),
            label: None,
            help: None,
            safe: None,
            table: None,
            related: Vec::new(),
            fix: None,
            suppression: None,
            fingerprint: 0,
        });
        let last = self.out.len() - 1;
        &mut self.out[last]
    }
}
