//! From text to statements. The only place that knows the parser.

pub mod statement;
pub mod whole_file;
