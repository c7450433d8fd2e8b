//! How a generated rollback is written.

use crate::history::History;
use crate::name::{QualifiedName, quote};

/// How a generated rollback is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether every name stands in quotes, and each statement under a heading, as Prisma writes.
    pub prisma: bool,
    /// Whether statements share a transaction.
    pub in_transaction: bool,
    /// Whether a statement that holds a semicolon stands between goose's marks, since goose divides at semicolons.
    pub goose: bool,
}

impl Style {
    /// The style of the tool that runs a history.
    pub fn of(history: &History) -> Self {
        use crate::history::profile::TransactionMode;
        Self {
            prisma: history.profile.tool.starts_with("Prisma"),
            in_transaction: history.profile.default != TransactionMode::Statement,
            goose: history.profile.tool == "goose",
        }
    }

    /// An identifier.
    pub fn ident(self, name: &str) -> String {
        if self.prisma { format!("\"{}\"", name.replace('"', "\"\"")) } else { quote(name) }
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
