//! What is this? Documents, sections, tables and columns get their meaning here; no number is read yet.

pub mod plan;
pub mod sheet;
