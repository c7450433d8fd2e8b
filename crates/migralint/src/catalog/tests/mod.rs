//! Statements, and what the catalog says after them.
