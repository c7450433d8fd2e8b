//! The rule engine of migralint: replays the migrations of a PostgreSQL database in order and says what
//! each new one does to the running system. It does no input or output.

pub mod catalog;
mod checker;
pub mod column_replacement;
pub mod conflicts;
pub mod context;
pub mod diagnostic;
pub mod effects;
pub mod enum_replacement;
pub mod glob;
pub mod history;
mod lists;
pub mod name;
pub mod object;
pub mod outcome;
pub mod page;
mod parallel;
pub mod postgres;
pub mod relaxation;
pub mod replay;
pub mod reporters;
pub mod rollback;
pub mod rule;
pub mod rule_info;
pub mod rules;
mod safe_way;
pub mod settings;
pub mod sizes;
pub mod source;
pub mod spelling;
pub mod suppression;
pub mod syntax;
pub mod transaction;
mod words;

pub use checker::check;
