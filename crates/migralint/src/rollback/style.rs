//! How a generated rollback is written.

use crate::history::History;
use crate::history::profile::TransactionMode;
use crate::history::splitting::Splitting;
use crate::name::{QualifiedName, quote};

/// How a generated rollback is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether every name is in quotes, and each statement has a heading.
    pub headings: bool,
    /// Whether statements share a transaction.
    pub in_transaction: bool,
    /// Where the tool cuts the file into queries.
    pub splitting: Splitting,
}

impl Style {
    /// The style of the tool that runs a history.
    pub fn of(history: &History) -> Self {
        Self {
            headings: history.layout.writes_headings,
            in_transaction: history.profile.default != TransactionMode::Statement,
            splitting: history.profile.splitting,
        }
    }

    /// An identifier.
    pub fn ident(self, name: &str) -> String {
        if self.headings { format!("\"{}\"", name.replace('"', "\"\"")) } else { quote(name) }
    }

    /// A name with its schema, `public` left out.
    pub fn name(self, name: &QualifiedName) -> String {
        if name.schema == "public" {
            self.ident(&name.name)
        } else {
            format!("{}.{}", self.ident(&name.schema), self.ident(&name.name))
        }
    }

    /// Identifiers with commas between.
    pub fn idents(self, names: &[String]) -> String {
        names.iter().map(|name| self.ident(name)).collect::<Vec<_>>().join(", ")
    }
}
