//! Plans: what the document is, which section a passage stands in, what a column of a table holds.

pub mod about;
pub mod header;
pub mod section;
pub mod years;
