//! Layouts: one file a migration tool.
