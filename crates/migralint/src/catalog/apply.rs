//! `Catalog::apply`: what a statement does to the schema.
