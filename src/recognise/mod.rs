//! What is this? Blocks, header rows and column roles of sheets; no values yet.

pub mod sheet;
