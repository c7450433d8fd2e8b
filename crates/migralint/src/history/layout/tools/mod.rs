//! The migration tools, one file each, and their list.

mod atlas;
mod dbmate;
mod diesel;
mod drizzle;
mod flyway;
mod golang_migrate;
mod goose;
mod graphile_migrate;
mod hasura;
mod liquibase;
mod node_pg_migrate;
mod plain;
mod prisma;
mod refinery;
mod sqitch;
mod sql_migrate;
mod sqlx;
mod supabase;
mod tern;

use super::definition::Layout;

pub use plain::LAYOUT as PLAIN;
pub(super) use plain::{FOLDERS, is_named, migrations as plain_migrations};

/// All layouts. Where two recognize one folder the first is right; `plain` takes what is left.
pub static LAYOUTS: &[&Layout] = &[
    &drizzle::LAYOUT,
    &prisma::LAYOUT,
    &hasura::LAYOUT,
    &diesel::LAYOUT,
    &supabase::LAYOUT,
    &sqitch::LAYOUT,
    &graphile_migrate::LAYOUT,
    &goose::LAYOUT,
    &sql_migrate::LAYOUT,
    &dbmate::LAYOUT,
    &liquibase::LAYOUT,
    &tern::LAYOUT,
    &refinery::LAYOUT,
    &flyway::LAYOUT,
    &sqlx::LAYOUT,
    &node_pg_migrate::LAYOUT,
    &golang_migrate::LAYOUT,
    &atlas::LAYOUT,
    &plain::LAYOUT,
];

/// The layout of this name.
pub fn by_name(name: &str) -> Option<&'static Layout> {
    LAYOUTS.iter().find(|layout| layout.name == name).copied()
}
