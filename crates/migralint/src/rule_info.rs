//! What a rule is called and how it is listed, without its check.

/// What people and reports know of a rule.
#[derive(Debug)]
pub struct RuleInfo {
    /// Its id: the name of its file and of its page.
    pub id: &'static str,
    /// The text of its page, `rules/<id>.md`.
    pub page: &'static str,
    /// The kind of hazard.
    pub category: Category,
    /// The severity of its diagnostics by default.
    pub severity: Severity,
    /// Whether it is enabled by default.
    pub enabled: Enabled,
}

impl RuleInfo {
    /// The page's first paragraph: one sentence that describes the rule.
    pub fn summary(&self) -> &'static str {
        let body = self.page.split_once('\n').map_or("", |(_title, body)| body).trim_start();
        body.split("\n\n").next().unwrap_or_default().trim_end()
    }

    /// The address of its page.
    pub fn url(&self) -> String {
        format!("https://github.com/migralint/migralint/blob/main/rules/{}.md", self.id)
    }
}

impl PartialEq for RuleInfo {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// The text of a rule's page.
macro_rules! page {
    ($id:literal) => {
        include_str!(concat!("../../rules/", $id, ".md"))
    };
}
pub(crate) use page;

/// The kind of hazard that a rule reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// Reads or writes wait.
    Locking,
    /// Data is lost.
    Destructive,
    /// Code that is still running breaks.
    Compatibility,
    /// The migration fails, or does something else than it seems to.
    Correctness,
    /// What shares a transaction, and what does not.
    Transaction,
    /// The way back.
    Rollback,
    /// The team's own conventions.
    Convention,
    /// What could not be checked.
    Unchecked,
}

impl Category {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 8] = [
        Self::Locking,
        Self::Destructive,
        Self::Compatibility,
        Self::Correctness,
        Self::Transaction,
        Self::Rollback,
        Self::Convention,
        Self::Unchecked,
    ];

    /// The word for it in reports and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Locking => "locking",
            Self::Destructive => "destructive",
            Self::Compatibility => "compatibility",
            Self::Correctness => "correctness",
            Self::Transaction => "transaction",
            Self::Rollback => "rollback",
            Self::Convention => "convention",
            Self::Unchecked => "unchecked",
        }
    }
}

/// How severe a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know; never fails a run.
    Note,
    /// Fails a run with `--fail-on warning`.
    Warning,
    /// Fails a run.
    Error,
}

impl Severity {
    /// The word for it in reports and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// When a rule is enabled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enabled {
    /// Unless the configuration turns it off.
    ByDefault,
    /// Only where the configuration turns it on.
    OnRequest,
    /// By default for pending migrations and for tables that are known to be large; for all migrations where the
    /// configuration turns it on.
    PendingOnly,
}
