//! Layouts: what the files of each migration tool mean, one file a tool in `tools`. [`find`] reads every history of a
//! tree.

mod agreement;
mod claimed;
pub mod definition;
mod find;
mod folder;
mod interest;
mod marks;
mod names;
pub mod naming;
mod options;
mod order;
mod other_database;
mod overview;
mod rollback_paths;
mod sections;
#[cfg(test)]
mod testing;
mod tools;
mod transaction_keywords;
mod transaction_opt_out;
mod unclaimed;
mod unsupported;

pub use agreement::{Disagreement, Mark};
pub use definition::{Layout, Skipped};
pub use find::{Found, find};
pub use folder::Tree;
pub use interest::{Interest, interest, is_config};
pub use names::{files_in_own_folders, history_folders, holds_histories, is_history_folder};
pub use options::{Base, Options};
pub use overview::overview;
pub use rollback_paths::RollbackPattern;
pub use tools::{LAYOUTS, PLAIN, by_name};
